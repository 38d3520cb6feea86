"""Cuts texts into words once, for all taggers, and finds the phrases of all taggers among them in one pass."""

import re
from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

LONGEST_TAGGED = 20_000
"""Characters that are tagged; redaction covers the whole text all the same."""
LONGEST_REMEMBERED = 30
MOST_REMEMBERED = 50_000

# A word with its apostrophes, a smiley, a run of ! or ?, or any one sign that is no space.
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[:;=8][-o^']?[)(\]\[dp/|]|[!?]+|[\n]|[^\w\s]")
_STOPS = frozenset(".,;:\n!?")
Label = TypeVar("Label")


def words_of(text: str) -> list[str]:
    """The words, marks and smileys of a text in order, in lower case."""
    return _WORD.findall(text[:LONGEST_TAGGED].lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


class Hit(NamedTuple, Generic[Label]):
    """A phrase that was found: what it tells, its words, and the place of its first word."""

    label: Label
    phrase: str
    first: int


class _Beginnings(NamedTuple, Generic[Label]):
    """What may begin with one word: phrases of that word alone, and longer ones by their second word (starred ones apart)."""

    alone: tuple[Label, ...]
    by_second: dict[str, list[tuple[tuple[str, ...], Label]]]
    starred: tuple[tuple[tuple[str, ...], Label], ...]


class Phrases(Generic[Label]):
    """Finds many phrases at once. A word that ends in * stands for all words that begin so."""

    def __init__(self, labelled: Iterable[tuple[Label, str]]) -> None:
        self._exact: dict[str, list[tuple[tuple[str, ...], Label]]] = {}
        self._stems: dict[str, list[tuple[tuple[str, ...], Label]]] = {}
        for label, phrase in labelled:
            parts = _parts(phrase)
            home = self._stems if parts[0].endswith("*") else self._exact
            home.setdefault(parts[0].rstrip("*"), []).append((parts, label))
        self._lengths = sorted({len(stem) for stem in self._stems})
        self._remembered: dict[str, _Beginnings[Label] | None] = {}

    def find(self, words: Sequence[str]) -> list[Hit[Label]]:
        """Every phrase that stands in the words, from left to right; overlapping ones all count."""
        hits: list[Hit[Label]] = []
        remembered = self._remembered
        for first, word in enumerate(words):
            begins = remembered[word] if word in remembered else self._look_up(word)
            if begins is not None:
                hits += [Hit(label, word, first) for label in begins.alone]
                if begins.by_second or begins.starred:
                    hits += _longer(begins, words, first)
        return hits

    def _look_up(self, word: str) -> _Beginnings[Label] | None:
        """What may begin with this word. Customers use few words over and over, so most are found among those remembered."""
        found = list(self._exact.get(word, ()))
        for length in self._lengths:
            if length <= len(word):
                found += self._stems.get(word[:length], ())
        begins = _beginnings(found) if found else None
        if len(word) <= LONGEST_REMEMBERED:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[word] = begins
        return begins


def _beginnings(found: Sequence[tuple[tuple[str, ...], Label]]) -> _Beginnings[Label]:
    by_second: dict[str, list[tuple[tuple[str, ...], Label]]] = {}
    for parts, label in found:
        if len(parts) > 1 and not parts[1].endswith("*"):
            by_second.setdefault(parts[1], []).append((parts, label))
    alone = tuple(label for parts, label in found if len(parts) == 1)
    return _Beginnings(alone, by_second, tuple(one for one in found if len(one[0]) > 1 and one[0][1].endswith("*")))


def _longer(begins: _Beginnings[Label], words: Sequence[str], first: int) -> list[Hit[Label]]:
    if first + 1 == len(words):
        return []
    candidates = [*begins.by_second.get(words[first + 1], ()), *begins.starred]
    standing = ((parts, label) for parts, label in candidates if _stands(parts, words, first))
    return [Hit(label, " ".join(words[first : first + len(parts)]), first) for parts, label in standing]


def _parts(phrase: str) -> tuple[str, ...]:
    """The words of a cue; a star belongs to the word before it."""
    parts: list[str] = []
    for word in words_of(phrase):
        if word == "*" and parts:
            parts[-1] += "*"
        else:
            parts.append(word)
    return tuple(parts) or (phrase,)


def _stands(parts: tuple[str, ...], words: Sequence[str], first: int) -> bool:
    if first + len(parts) > len(words):
        return False
    for place, part in enumerate(parts[1:], first + 1):
        word = words[place]
        if word != part and not (part[-1] == "*" and word.startswith(part[:-1])):
            return False
    return True


_ENGLISH_NO = (
    "not no never nothing without cannot can't don't doesn't didn't isn't wasn't won't aren't weren't haven't hasn't hardly"
)
_OTHER_NO = "nicht kein keine keinen nie ne pas jamais sans nunca sin non mai senza niet geen nooit não"
NEGATIONS = frozenset(f"{_ENGLISH_NO} {_OTHER_NO}".split())


def negated(words: Sequence[str], first: int) -> bool:
    """Whether one of the three words before says no to it, within the same clause."""
    for word in reversed(words[max(0, first - 3) : first]):
        if word in _STOPS:
            return False
        if word in NEGATIONS:
            return True
    return False


_BUT = frozenset(
    ["but", "however", "although", "though", "yet", "aber", "jedoch", "mais", "cependant", "pero", "ma", "però", "maar", "mas"]
)
_CUTS = _STOPS - {":"} | _BUT


def clauses_of(words: Sequence[str]) -> list[tuple[int, int]]:
    """The clauses of a text as half-open ranges of words: cut at full stops, commas and words like "but"."""
    cuts, start = [], 0
    for number, word in enumerate(words):
        if word in _CUTS or word[0] in "!?":
            if number > start:
                cuts.append((start, number))
            start = number + 1
    return [*cuts, (start, len(words))] if start < len(words) else cuts
