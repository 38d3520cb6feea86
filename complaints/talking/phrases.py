"""The words of what a machine is asked and answers, by language."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from golddust.spelling import once, plain, without

FILE = Path(__file__).with_name("phrases.toml")
LONGEST = 200
"""In characters: who writes more has more to say than a question for how things stand."""
_REFERENCE = re.compile(r"\bGD[- ]?[0-9A-Z]{4}[- ]?[0-9A-Z]{4}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The phrases of one language: `said` by name, `stands` by the state of a case."""

    said: Mapping[str, str]
    stands: Mapping[str, str]
    asks: frozenset[str]
    named: frozenset[str]
    polite: Sequence[str]


@cache
def spoken() -> Mapping[str, Spoken]:
    """The phrases that come with golddust."""
    return {code: _spoken(table) for code, table in tomllib.loads(FILE.read_text(encoding="utf-8")).items()}


def asks_how_it_stands(text: str) -> str:
    """The language in which this whole message asks how the sender's matter stands; "" when it says anything else.

    A reference alone asks as well; its language is not known: "und".
    """
    if len(text) > LONGEST:
        return ""
    rest, references = _REFERENCE.subn(" ", text)
    words = plain(rest)
    if references and not words:
        return "und"
    return next((code for code, one in spoken().items() if _asks(one, words, named=bool(references))), "")


def _asks(one: Spoken, words: str, *, named: bool) -> bool:
    bare = once(without(words, one.polite))
    known = one.asks | one.named if named else one.asks
    return words in known or bare in known


def _spoken(table: Mapping[str, Any]) -> Spoken:
    polite = sorted(map(plain, table["polite"]), key=len, reverse=True)
    said = {name: value for name, value in table.items() if isinstance(value, str)}
    return Spoken(said, table["stands"], _plain(table["asks"]), _plain(table["named"]), polite)


def _plain(phrases: Sequence[str]) -> frozenset[str]:
    return frozenset(once(plain(phrase)) for phrase in phrases)
