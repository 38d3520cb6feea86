"""What people say that is about no company's topic: small talk, chat, questions about the world.

A topic must be nearer to a message than it is to most of these; so how near is near enough is found for each taxonomy and each
encoder by itself. They are our own.
"""

EVERYDAY = tuple(
    line.strip()
    for line in """
    see you tomorrow then
    good morning, how are you?
    happy birthday my dear, have a great day
    thanks a lot
    ok fine
    haha that is so funny
    what is the capital of Portugal?
    I love this song, it always makes me cry
    my brother is getting married in June
    who won the match last night?
    they played so badly in the second half
    how tall is the highest mountain in Africa?
    I dreamt that I could fly
    tell me a joke
    the sunset over the lake was red and gold
    can dogs eat grapes?
    she never told him that she loved him
    my grandmother had four sisters
    that film was far too long and the ending made no sense
    we are thinking of painting the kitchen yellow
    it has been raining since Tuesday
    what does this word mean in English?
    how do I say thank you in Japanese?
    you are completely right about that
    I do not agree with anything he says
    politicians are all the same
    what do you think about the election?
    my back hurts when I sit for long
    I ran ten kilometres this morning
    set an alarm for six o'clock
    how many ounces are in a pound?
    the cat is asleep on my keyboard again
    could you water my plants while I am gone?
    he plays the guitar and sings a little
    I am so tired, going to bed now
    did you hear what happened to Tom?
    let us meet at the cinema at eight
    I will call my mother on Sunday
    this is the best day of my life
    why is the sky blue?
    what year did the war end?
    my daughter starts school in September
    I cannot believe you said that to her
    nobody understands me
    stop being so silly
    write me a poem about autumn
    which stars can be seen tonight?
    I have finished the third book of the series
    he lost the game because he was not paying attention
    roll a dice and flip a coin
    she wore a blue dress at the party
    I would rather live in the mountains than by the sea
    the teacher gave us far too much homework
    my favourite colour is green
    do you believe in ghosts?
    it is what it is
    I need to lose some weight this year
    how do you make pancakes?
    translate this sentence for me
    that dog is so cute
    he should be ashamed of himself
    what a beautiful photograph
    congratulations on the new baby
    my neighbour practises the drums at night
    we watched the whole season in one weekend
    I forgot what I wanted to say
    it was a long time ago and I do not remember
    pick a number between one and ten
    the team scored in the last minute
    people on the internet are so rude these days
    my phone fell into the river when we were fishing
    how old are you?
    I am learning to knit
    they say that it will snow at the weekend
    he is the funniest man on television
    where did I put my glasses?
    the children are playing in the garden
    I miss the old days
    good luck with your exam
    """.strip().splitlines()
)
