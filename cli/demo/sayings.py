"""What the made-up customers of the demo's past said, each with how often."""

SAYINGS = (
    (9, "My parcel is late again, I was promised Tuesday and it is Friday now."),
    (6, "The delivery came two days after the date you gave me. Very annoying."),
    (4, "The courier left the parcel in the rain and the box is soaked."),
    (3, "Delivery was quick and the driver called ahead, thank you!"),
    (6, "I waited forty minutes on the phone and then the line went dead."),
    (5, "Nobody answers my mails. I wrote three times and heard nothing."),
    (3, "Thank you for the quick and friendly answer, that was really helpful."),
    (6, "The kettle broke after one week, the lid does not close any more."),
    (4, "The toaster arrived damaged, there is a crack in the side."),
    (5, "Lovely quality, the pan is the best I ever had."),
    (4, "The quality is great, I love the new mugs!"),
    (3, "Poor quality for that money, the handle feels cheap and flimsy."),
    (5, "The new prices are far too high, I can buy the same for half elsewhere."),
    (2, "Great value for the price, I am very happy with it."),
    (4, "I was charged twice for my order and want my money back."),
    (3, "The refund you promised has still not reached my account."),
    (3, "Your website crashes each time I try to pay with my card."),
    (2, "The app is so much better since the update, well done."),
    (2, "I cannot log in to my account, the password mail never comes."),
    (6, "The woman at the Oak Street shop was so kind and patient, thank you!"),
    (4, "Marcus in your shop was wonderful and took all the time I needed."),
    (2, "The man at the counter was rude and rolled his eyes at my question."),
    (3, "Sending back the wrong size is far too complicated, the return label does not print."),
    (2, "It would be great if you sent a text one hour before the courier comes."),
    (2, "Could you please open a little longer on Saturdays?"),
    (2, "How long is the guarantee on the coffee machine?"),
    (1, "The shop was dirty and the toilets were locked."),
    (1, "There is no ramp at your new shop, my mother cannot get in with her wheelchair."),
)
COURIER = (
    "My parcel did not arrive, the tracking says delivered but nobody was here.",
    "The new courier is a disaster, my delivery is three days late.",
    "Where is my parcel? The delivery was promised for yesterday, and nobody tells me anything.",
)
FAULTS = (
    ("The lid of the kettle breaks at its hinge", "The kettle broke", "The hinge is made of steel now."),
    ("The new courier's drivers have no list of the streets", "new courier", ""),
    ("The payment page charges twice when it is reloaded", "charged twice", "A payment can be sent once only."),
)
"""What was behind some of it: a title, words of those who reported it, and what was done about it, if it was."""
