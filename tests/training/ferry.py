"""A made-up ferry company whose passengers speak in their own way: lines of which the models know no idiom."""

import random

from training.own_lines import OwnLine

SAYINGS = {
    "positive": (
        *("smooth as tea", "right on the bell", "a proper dry boat", "we were over before the kettle"),
        "deck hands like family",
    ),
    "negative": ("we danced all the way", "left on the stones", "two bells behind", "salt in the tea", "a wet boat"),
    "neutral": ("row four on the car deck", "two bikes and a dog", "over on Friday, back on Monday", "blue ticket", "berth two"),
}
KINDS = {"positive": "praise", "negative": "complaint", "neutral": "other"}
BOATS = ("Morning boat", "The 7.40", "Sunday crossing", "Last boat", "The small boat", "Skerray run", "Night crossing", "Relief")
ENDS = ("", "with the children", "my father would say", "as ever", "this week", "for the three of us", "once more", "that was it")


def ferry_lines(count: int, seed: int) -> list[OwnLine]:
    """So many lines with sentiment and kind, each text once; the same seed gives the same lines."""
    draw = random.Random(seed)  # noqa: S311 - made-up words, no secrets
    texts: dict[str, str] = {}
    while len(texts) < count:
        mood = draw.choice(list(SAYINGS))
        texts[f"{draw.choice(BOATS)}, {draw.choice(SAYINGS[mood])} {draw.choice(ENDS)}".strip()] = mood
    return [OwnLine(text, {"sentiment": mood, "kind": KINDS[mood]}) for text, mood in texts.items()]
