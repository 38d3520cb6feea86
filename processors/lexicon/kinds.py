"""What tells a complaint, a suggestion, praise, a question or spam. See the package for how a line is read."""

from processors.lexicon.kinds_abroad import KIND_CUES_ABROAD

_LATENESS = """
    # hours|hour|minutes|mins|days|day|weeks|week|months late|delayed|overdue|behind; an|one|a hour|day|week|month late|
    overdue; is|was|are|were|been|running|arrived|came|always|very|so|still|got|and late|delayed; late again; still waiting|
    missing|broken|wrong|nothing|without|charging|taking|pending|processing; (still) not|never (yet) (been) arrived|arrive|
    delivered|deliver|received|receive; not|never turned up; still|yet not|no; has|have|had|did|does|do|is|are|was|were|will|
    would (still) not|never (been) come|came|ship|shipped|dispatched|credited|refunded|refund|processed|fixed|fix|repaired|
    emptied|collected|cleaned|answered|answer|replied|reply|respond|responded|resolved|solved|working|work|works|turn|turned|
    show|showed|appear|appeared|happen|happened|fit|load|open|start|connect|match|charge|function|help|listen|care|explain|
    stop|cancel|call|called; never arrived|came|come|turned|showed|replied|answered|called|happened|received|got|works|worked|
    heard|again|responded|returned; not arrived|received|been|working; no show|sign|trace|news of; waited; kept waiting; been
    waiting; been on hold; on hold; it|this|that has been # hours|days|weeks|months; waste of time|money; took|takes|take|
    taking ages|forever|far; took|takes|take|taking # weeks|months|hours; was|were|been|got cancelled|canceled; cancelled|
    canceled without|at|again; missed my|our|the|her|his|their"""

_SILENCE = """
    nobody|noone answers|answered|replies|replied|responds|responded|knows|knew|cares|cared|came|told|helped|helps|could|can|
    picks|explained|listens|called|apologised|apologized|bothered|wants|wanted; no one answers|answered|replies|replied|
    responds|responded|knows|knew|cares|cared|came|told|helped|helps|could|can|picks|explained|listens|called|apologised|
    apologized|bothered|wants|wanted; nobody answer|help|reply|there|at|in; no one answer|help|reply|there|at|in; is|does
    anybody|anyone reading|listening|there|care; no reply|response|answer|explanation|apology|announcement|announcements|
    information|human|update|warning|refund|compensation; without telling|asking|warning|notice|informing|permission|consent|
    explanation|explaining|any; told nothing; ignored; ignoring; hung|hang|hangs|hanging up; round|around in circles; passed
    from; start again|over|from; fobbed off; no longer works; written|called|phoned|emailed|asked|rung|reported|told|
    explained|complained # times|different; lied; lying; misled; misleading; speak|talk to a|the|your manager|supervisor;
    want|demand|expect|need an|a explanation|apology|answer|refund; want|demand|expect compensation|my"""

_MONEY = """
    charged|billed|debited|paid|charge|bill|charging|billing (me) twice|double|again|wrongly; double charged|charge|billed;
    overcharged|overcharge|overcharging|overpriced|overbooked; too expensive; rip off|ripoff; ripped off; hidden fee|fees|
    charge|charges; money|cash back; wrong amount; not|never refunded; refused|refuse|refuses|refusing to|my|our|me|a; took|
    taken|taking the|my|our money; still taking|charging|sending; rent|price|bill|premium|fee|fees|prices up; unauthorised|
    unauthorized; stolen; stole; scammed; used my card|account; rejected; is|are|was|were more|higher|lower|less than what|it|
    we|i|agreed|advertised|promised|quoted"""

_FAULTS = """
    broken; broke; faulty; defective; damaged; cracked; torn; ripped; scratched; leaking; leaks; leaked; ruined; stained;
    mouldy; moldy; rotten; undercooked; stone|ice cold; crushed; smashed; shattered; snapped; shrank; shrunk; falling|fell|
    falls|fall|came|comes apart|off; stopped|stops working|charging|responding|heating|printing|cooling; out of order|sync;
    not working; down since|again|all|for|yesterday; is|was|are|were|been|has|have|gone|still|keeps (been) down|off since|all|
    for|again|so; was|were|been|is|are down; locked out; crashes; crashed|crashing; keeps; freezes; freezing up; error
    message|messages|code; says|is|was invalid|expired|declined; deleted|lost|wiped|erased|losing my|our|all|its|the|a; log|
    logs|logged|kick|kicks|kicked|throws me|us out; wrong item|size|order|address|one|product|model|colour|color|bill|person|
    seat|room|medication|train|code; not what i|we ordered|wanted|asked|expected|booked|paid; not as described|advertised|
    promised|shown|agreed; missing; falls short; poor|bad|terrible|awful|shoddy|low quality|service|value|experience|
    workmanship; found a|an|some|# piece|bit|hair|fly|insect|worm|stone|screw|glass|plastic|bug; cockroach*; bed bugs;
    bedbug*; maggot*; mice; rats; mould; dirty; filthy; unclean; no (hot|running) water; no heating|signal|internet|power|
    electricity|wifi|reception; could|did|can not sleep; sold our|my seats|seat|room|table; gave|given our|my|the room|table|
    seat|seats|prescription away|to; recall*"""

_CONDUCT = """
    rude; rudely; rudeness; laughed at; shrugged; shouted; yelled; swore at; sworn at; short with; dismissive; patronis*;
    patroniz*; arrogant; unhelpful; unprofessional; incompetent; impolite; unfriendly; racist; racism; discriminat*;
    humiliat*; insult*; aggressive; mocked; attitude; unwelcome; walked off; turned|sent (us|me) away; careless; threw;
    thrown; left alone|outside|standing|stranded|waiting; bullied; harass*; condescending; treated like|as|us|me|so; would not
    explain|help|listen|let|give|take|serve|accept"""

_VERDICTS = """
    complain*; complaint*; unacceptable; inacceptable; not acceptable|good|ok|okay|fair|right|happy|satisfied|impressed|
    enough|true|clean|fresh|safe|worth|pleased|nice|great|what; worst; awful; terrible; horrible; horrendous; dreadful;
    disgusting; appalling; disgrace*; shocking; shambles; useless; pathetic; nightmare; fiasco; joke; ridiculous; absurd;
    outrageous; scandal*; shameful; let down; fed up; had enough; sick of; tired of; never again; never use|shop|book|buy|
    order|come|go|fly|return; disappoint*; disapoint*; dissapoint*; dissatisfied; unsatisf*; underwhelm*; unforgivabl*;
    mediocre; overcooked; unstable; lodge|file|make|making|filing|lodging|submit (a|an|my) (customer|consumer) claim|
    reclamation; reclamation*; unhappy; frustrat*; infuriat*; furious; angry; livid; misery; regret; embarrassing;
    inexcusable; unreliable; scam; scammers; fraud; mess; chaos; how can|could|dare you|this|it|they; why is|are|was|were|do|
    does|did|has|have|must|can; how is it|this possible; when will|are you|this|it|they|someone|somebody|anybody finally;
    finally going to; thanks|thank you for nothing; great|nice|brilliant|lovely|fantastic , another|yet|again; waste of time|
    money|space; no use; put off; the second|third|fourth|fifth time; third|fourth|fifth time"""

_HINTS = """
    problem; problems; issue; issues; bug; bugs; bad; poor; wrong; mistake|mistakes; fail*; late; slow; waiting; loud; noisy;
    noise; stuck; annoy*; worse; hate; compensat*;
    😡; 🤬; 😠; 👎; 😤; expired; empty; too small|big|hot|cold|long|much|loud|short|
    hard|late|slow|few|many|far|dark|salty|sweet|dear|high|tight|soft|weak|bright; smell*; stink*; unsafe; dangerous; nobody;
    no one; promised; supposed to; should have|not; was|were told; twice; hidden; cold; dead; fault; faults; lost; lose;
    losing; confus*; unclear; sadly; unfortunately; unreasonable; unfair; crowded; cramped; uncomfortable; inconsistent; flaw|
    flaws; flimsy; weak; bland; greasy; soggy; overpriced; awkward; limited; drawback; downside; downhill; unacceptably;
    annoyance; stopped; tiny; rushed; drop in quality; very|so|too long; impossible; instead of; once|yet again; again and
    again; over and over; for # hours|days|weeks|months now; for # weeks; for|after over|more|nearly|almost (than) # hours|
    days|weeks|months|years; for weeks|months|hours|ages|years|a|the (last) month|week; day #; third|fourth|fifth morning|
    night|day|week|replacement|call|attempt|email|letter|visit; in a row; running; you|they|he|she sent|promised|said|told|
    closed|took|charged|deleted|cancelled|put|raised|refused|left|rejected|changed|sold|forgot|lost; you|they are|have still;
    at all; open|opened|damaged|soaked|wet when; had to; forced to; must use; have to use; advertised; only one|#;
    disconnected; declined; blocked; half the|of; rain; mud; muddy; past the stop|us|me|it; did|does|do|was|were|is|are|will|
    would|could|can|has|have not; never; nothing; not|without any; higher|shorter|smaller|lower|less than; failed"""

_TRIFLES = """
    refund; # times; for|in # hours|days|weeks|months; not; no; but; however; although; even though; despite; again; each|
    every time|day|month|night|morning; since|till|until monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|
    last|january|february|march|april|may|june|july|august|september|october|november|december|this; # hours|days|weeks|
    months|years ago; i|we ordered|paid|asked|booked|bought|cancelled|requested; it is monday|tuesday|wednesday|thursday|
    friday|saturday|sunday|now; would be there|here|ready|done|back; paid for; within a|one|# day|days|week|weeks|hours; after
    # uses|wash|washes|days|weeks|months|minutes; only; still; another; days; weeks; ridiculously; then; already; nor; neither"""

_TAKEN_BACK = """
    thank|thanks you; thank you; see you; for you|your; will be there|in|back; bring you; how are you; waiting room|area|list|
    hall|staff; too much trouble; no|any|without|never (a) (single) problem|problems|issue|issues|fault|trouble|complaint|
    complaints|delay|waiting|fuss; not a (big|huge) problem|issue|deal|complaint|distraction; is|was|are|were not a|an|that|
    too|overly (big) problem|issue|deal|bad|expensive|loud|noisy|busy|crowded|long; not too|that|so bad|expensive|loud|noisy|
    busy|long; no need|doubt|worries|rush|hurry|longer; not only|least|just|sure|know|too|included; late in|night|august;
    never disappoints|disappointed|fails; not disappointed|disappoint; can not wait|fault|praise|recommend|thank; do not have|
    know|worry|hesitate|want|need; last week|month"""

_PRAISE_3 = """
    thank you so|very much; many thanks; thanks so much|again; thanks a lot|million|bunch; thank you all|everyone|to; big
    thank; want|wanted|like|love|just to thank; want|wanted|like|love|just to say thank|how; pass on my|our thanks; my|our
    thanks|compliments|gratitude; well done; keep it up; keep up the; great|good|excellent|fantastic|brilliant|amazing|superb|
    wonderful|lovely|outstanding|nice|fabulous job|work|service|staff|team|food|experience|value|show|stay|people|place;
    brilliant; excellent; amazing; fantastic; wonderful; outstanding; awesome; superb; fabulous; perfect*; love|loved it|this|
    your|the|our|my; lovely; delighted; impressed; best service|curry|place|coffee|meal|hotel|shop|app|experience|ever|in;
    very|so|really|extremely|absolutely|incredibly|super|most happy|kind|helpful|friendly|patient|polite|quick|professional|
    satisfied|pleased|smooth|caring|attentive|welcoming|grateful|clean|easy|good|nice|tasty|efficient; went above|out|beyond|
    the; above and beyond; out of his|her|their way; highly recommend*; would|will|definitely|certainly|can recommend;
    recommend to|it|this|them|you; five|# stars; made my|our day|week|stay|trip; compliment*; spotless; delicious; kudos; hats
    off; exceeded; a pleasure; a joy; a delight; be|come back again|soon; will be back; can not fault|praise|thank|recommend;
    never|without|not|no (a) (single) problem|problems|issue|issues|fault|complaint|complaints; nothing but praise|good; no|
    zero complaints|fault|hassle|fuss; could not be|have been|ask happier|better|nicer|more; easiest; friendliest; well
    packed|organised|organized|made|cooked; on the ball; first class; top notch; lifesaver; so patient; saved my|our|the day;
    within the hour|minutes; same day"""

_PRAISE_1 = """
    thank you; thanks; great; good; nice; happy; pleased; kind; helpful; friendly; quick; fast; easy; smooth*; on time;
    bright; tasty; reliable; polite; patient; efficient; professional; welcoming; comfortable; clean; enjoy*; recommend;
    grateful; appreciat*; fixed; best; safe; right; fair; acceptable; beautiful; fun; ❤; 😊; 😍; 👍; 🙏; 🥰; 🎉"""

_SUGGESTION_3 = """
    you|they should|could consider|add|offer|sell|open|stock|make|put|have|try|let|provide|introduce|use|think|allow|include|
    bring|get|keep|show|give|do|start|install; why do you not; why not; it would|might be help|great|nice|good|useful|better|
    wonderful|lovely|helpful|handy|cool|fantastic|ideal if|to; would|will|might|could be great|nice|good|useful|better|handy|
    helpful|lovely|welcome; it would|might help; would love|like to see|a|an|if|more; i|we wish there|you|the|i; suggest*;
    suggestion*; my|one|an|just idea; idea :; idea for you|the; please add|consider|offer|introduce|stock|bring|allow|make|
    include|provide|think; could|can you|we (please) add|have|introduce|offer|stock|get|make; how|what about a|an|adding|
    having|making|opening|letting|offering|some|more; maybe|perhaps you|we|the|a|send|put|add|try|it|let|use; feature request;
    needs an option; an option to|for; have you thought|considered; would prefer if|it; more please; worth adding; room for
    improvement; improvement would; if you could; if only you|there; would (i) suggest|recommend|propose; i|we propose"""

_QUESTION_2 = """
    how do|can|could|would|should i|we|you; how much|many|long|far|often|soon|old|big; what time|day|date|is|are|does|do|
    happens|if|kind|size; when will|do|does|is|are|can|did; where is|are|can|do|does|could; can|could|may|shall|should i|we;
    is it possible|true|ok|okay|safe|still; do|does|did|will|would|is|are|have|has|was you|your|it|there|the|this|they|my|
    that|anyone; can|could|would you tell|send|give|explain|confirm|let|help|advise|say; please tell|let|advise|confirm (me)
    know|whether|if|how|when; would|i like to know; which; who do|is|can|should; want|need|like to know|ask|find; wondering
    if|whether|when|how; i|was|just wonder|wondered|wondering; any idea|chance|news; question|questions|query about|regarding;
    do i|we need|have"""

_REQUEST_2 = """
    would like to;
    i|we want|need|wish|like to cancel|change|update|return|exchange|book|order|buy|speak|talk|get|have|make|pay|report|know|
    see|set|switch|open|close|delete|register|move|add|remove|check|track|renew|upgrade|find|correct|edit|leave; need|require|
    want|seeking|get|give|request (some|your) help|assistance|support|information|advice; help|assist me|us; assistance with|
    to|for|in; help with|to|in; would like a|an|the|some|information|help|somebody|someone; i am|was|we are looking for|to; i
    am|we are trying|interested to|in; please cancel|change|send|update|call|book|remove|delete|confirm|tell|advise|help|
    check|return|arrange|let|give|email|resend|stop; could|can somebody|someone|anybody|anyone; who can|do|is|should; what do|
    should|can i|we"""

_STORY_1 = """
    you; your; yours; was; were; had; came; went; cost; costs; left; gave; took; said; told; meant to|for; now; nothing; just"""

_SPAM_3 = """
    you|u have|been|won won|selected a|for|to; have|has won; you have been selected|chosen|approved|awarded; claim your|now|
    ur|code|the|yr; to claim; winner !; free entry; ringtone*; text to win; reply to win; guaranteed cash|prize|$|£; cash
    prize|award; bonus caller; click here|below to; seo packages|service|services|agency; backlinks; rank your website; page
    one|# of google; first page of google; loan offer; no credit check; hot|sexy|horny girls|singles|women|babes; per min; p|
    per per min|minute; # ppm; viagra; cialis; casino; betting tips; buy followers|likes|now|cheap; get|gain followers;
    million dollars|usd|pounds|euros; next of kin; inheritance fund; i am a prince; forex; double your money|bitcoin; free
    msg|iphone|gift; freemsg; opt out; 18 +; over 18|#s; t & c|cs; reply|send|text|txt stop|yes|y|word|win to|on; nokia tones;
    polyphonic; mobile upd8; valued network|customer; dating service|chat; prescription drugs; chatline; chat line; cheap
    pills|meds|viagra"""

_SPAM_2 = """
    prize; congratulations; act now; crypto; bitcoin; earn $|£|€|money|up|#; from home; limited offer|places|time|spots; risk
    free; 100 % free; unsubscribe; urgent !; call now; visit our|now|the|www; apply today|now; visit now; special offer; best
    price; txt; www; http; https; tone; tones; awarded; bonus; cheap; followers; $ #; £ #; landline; auction; voucher to|
    worth; sms; wap; reveal; sexy; dating; click; camcorder; £ # cash"""

KIND_CUES: tuple[tuple[str, int, str, str], ...] = (
    *(("complaint", 3, "", phrases) for phrases in (_LATENESS, _SILENCE, _MONEY, _FAULTS, _CONDUCT, _VERDICTS)),
    ("complaint", 2, "", _HINTS),
    ("complaint", 1, "", _TRIFLES),
    ("complaint", 1, "", _STORY_1),
    ("complaint", 0, "", _TAKEN_BACK),
    ("praise", 3, "", _PRAISE_3),
    ("praise", 1, "", _PRAISE_1),
    ("suggestion", 3, "", _SUGGESTION_3),
    ("question", 2, "", _QUESTION_2),
    ("question", 2, "", _REQUEST_2),
    ("question", 0, "", "would like to thank|say|compliment|praise|commend|congratulate"),
    ("spam", 3, "", _SPAM_3),
    ("spam", 2, "", _SPAM_2),
    *KIND_CUES_ABROAD,
)
