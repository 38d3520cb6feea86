"""The words in which somebody is asked whether an address is theirs, too."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from complaints.people.codes import LASTS
from golddust.segments import in_gsm

FILE = Path(__file__).with_name("wording.toml")
FALLBACK = "en"
BY_TEXT = ("phone", "whatsapp")
"""Kinds of address that are reached by text message."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is said: `language` is the one in which it is."""

    subject: str
    text: str
    language: str


def languages() -> tuple[str, ...]:
    """The languages that there are words in."""
    return tuple(_table())


def ask(language: str, code: str, kind: str, other_kind: str) -> Asked:
    """The question to an address of this kind, in the customer's language or English; of the other it names the kind only."""
    code_of = language.partition("-")[0].lower()
    spoken = code_of if code_of in _table() else FALLBACK
    words = _table()[spoken]
    other = words["phone" if other_kind in BY_TEXT else "email"]
    said = words["sms" if kind in BY_TEXT else "text"].format(code=code, other=other, days=LASTS.days).strip()
    return Asked(words["subject"], in_gsm(said) if kind in BY_TEXT else said, spoken)


def quotes_us(text: str) -> bool:
    """Whether the text repeats our question: then the code in it is ours, and says nothing of what they think of it."""
    plain = in_gsm(" ".join(text.replace(">", " ").split()))
    return any(beginning in plain for beginning in _beginnings())


@cache
def _beginnings() -> tuple[str, ...]:
    """Without their accents, as text messages have them."""
    said = [words[form] for words in _table().values() for form in ("text", "sms")]
    return tuple(in_gsm(" ".join(question.partition("{")[0].split())) for question in said)


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
