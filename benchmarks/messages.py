"""Made-up messages of the kinds that customers send, as many as wanted, always the same for the same number."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from golddust.events import Address, Feedback
from golddust.identity import derived_id
from training import messages as labelled

THINGS = ["kettle", "parcel", "invoice", "refund", "train", "room", "app", "card", "phone line", "order", "sofa", "contract"]
WRONG = [
    "the {thing} is three days late and nobody told me why",
    "I was charged twice for the {thing} and want the money back",
    "your {thing} broke after one week, very disappointed",
    "nobody answers the phone, I have been waiting for the {thing} since Monday",
    "the {thing} is not what I ordered and the man at the desk was rude",
    "I cannot log in to see my {thing}, the app crashes every time",
]
RIGHT = [
    "thank you so much, the {thing} came early and your colleague was lovely",
    "great service, the {thing} works perfectly",
]
OTHER = [
    "when will the {thing} be ready?",
    "it would be great if you could text me before the {thing} comes",
    "see you on Friday",
]
GREETING = ["", "Hello, ", "Hi there, ", "Good morning. "]
ENDING = ["", " Please help.", " This is the third time.", " Regards, Ann", " You can reach me on 202-555-0117."]

LABELLED = Path(labelled.__file__).parent / "messages"
ENGLISH = 0.75
"""The share of the mixed messages that are in English; the others are in eight languages."""
ONE, FEW = 0.7, 0.95
"""Of the mixed messages so many say one thing, and so many one to four; the longest say up to fifteen."""


def message(number: int) -> str:
    """The text of that number: two in three are complaints; 10 to 60 words."""
    dice = random.Random(number)
    pattern = dice.choice(WRONG * 4 + RIGHT * 3 + OTHER * 2)
    sentences = [pattern, *(dice.choice(WRONG + RIGHT + OTHER) for _ in range(dice.randrange(3)))]
    text = ". ".join(sentence.format(thing=dice.choice(THINGS)) for sentence in sentences)
    return f"{dice.choice(GREETING)}{text}.{dice.choice(ENDING)} (no. {number})"


def mixed(count: int, seed: int) -> list[str]:
    """Messages of all lengths, as the makers of `training/messages` wrote them, and several of them joined; 1 to 250 words."""
    dice = random.Random(seed)
    english, others = _written()
    texts = []
    for _ in range(count):
        lot = dice.random()
        parts = 1 if lot < ONE else dice.randint(2, 4) if lot < FEW else dice.randint(6, 15)
        language = english if dice.random() < ENGLISH else dice.choice(others)
        texts.append(" ".join(dice.choice(labelled.expanded(dice.choice(language))) for _ in range(parts)))
    return texts


@lru_cache(1)
def _written() -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """What was written in English, and in each of the other languages."""
    by_language: dict[str, list[str]] = {}
    for one in labelled.read(LABELLED):
        by_language.setdefault(one.language, []).append(one.text)
    return by_language.pop("en"), list(by_language.values())


def feedback(number: int, text: str = "") -> Feedback:
    """A text, or the message of that number, as a text message that was read, from one of 997 customers."""
    return Feedback(
        id=derived_id("bench", str(number)),
        channel="sms",
        source="+12025550100",
        external_id=f"SM{number:032x}",
        received_at=datetime(2026, 11, 24, tzinfo=UTC),
        customer=f"cust_{number % 997}",
        address=Address(kind="phone", value=f"+1202555{100 + number % 100:04d}"),
        text=text or message(number),
    )
