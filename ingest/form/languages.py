"""The languages that the form speaks: a table of words each, in `words/`, checked when they are read.

They are TOML with fields in braces, as all words to customers are (see `complaints/answers/replies.toml`).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from golddust.errors import Misconfigured, Problem

FOLDER = Path(__file__).with_name("words")
FALLBACK = "en"
_APART = "\u2068{}\u2069"
"""First strong isolate: a name or a number keeps its own direction among words that run the other way (UAX #9)."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language. `said` has its phrases by their path in the table, such as "wrong.empty"."""

    code: str
    said: Mapping[str, str]

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return self.said["name"]

    @property
    def direction(self) -> str:
        """In which its lines run: "ltr" or "rtl"."""
        return self.said["direction"]

    def say(self, phrase: str, **fields: object) -> str:
        """The phrase with its fields filled in."""
        apart = _APART if self.direction == "rtl" else "{}"
        return self.said[phrase].format(**{name: apart.format(value) for name, value in fields.items()})

    def number(self, number: int) -> str:
        """A whole number with its thousands set apart."""
        return f"{number:,}".replace(",", self.said["thousands"])

    def size(self, size: int) -> str:
        """A number of bytes in whole megabytes, rounded down so that it is no promise too much; tenths below one."""
        whole = size // 10**6
        return self.said["megabytes"].format(number=whole or f"{size // 10**5 / 10}")


@cache
def tongues() -> Mapping[str, Tongue]:
    """All languages by code, in the order of their names. Raises Misconfigured with everything that is wrong in them."""
    tables = {path.stem: _flat(tomllib.loads(path.read_text(encoding="utf-8"))) for path in FOLDER.glob("*.toml")}
    problems = [problem for code, said in tables.items() for problem in _problems(code, said, tables[FALLBACK])]
    if problems:
        raise Misconfigured(tuple(problems))
    return {code: Tongue(code, said) for code, said in sorted(tables.items(), key=lambda item: item[1]["name"].casefold())}


def _flat(table: Mapping[str, Any], before: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in table.items():
        found |= _flat(value, f"{before}{name}.") if isinstance(value, Mapping) else {before + name: str(value)}
    return found


def _problems(code: str, said: Mapping[str, str], model: Mapping[str, str]) -> list[Problem]:
    odd = [Problem(f"{code}.{phrase}", "", "the same phrases as in English") for phrase in sorted(said.keys() ^ model.keys())]
    return odd + [
        Problem(f"{code}.{phrase}", words, "the fields of the English phrase")
        for phrase, words in said.items()
        if _fields(words) != _fields(model.get(phrase, words))
    ]


def _fields(words: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(words) if field is not None}
