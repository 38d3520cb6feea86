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


_SHORT_FORMS = {
    "can't": "can not", "cant": "can not", "cannot": "can not", "won't": "will not", "wont": "will not", "shan't": "shall not",
    "i'm": "i am", "im": "i am", "i've": "i have", "ive": "i have", "it's": "it is", "that's": "that is", "there's": "there is",
    "you're": "you are", "you've": "you have", "we're": "we are", "we've": "we have", "they're": "they are",
    "they've": "they have", "what's": "what is", "where's": "where is", "who's": "who is", "noone": "no one", "y'all": "you all",
}  # fmt: skip
for _verb in "is are was were do does did has have had would could should must need".split():
    _SHORT_FORMS |= {f"{_verb}n't": f"{_verb} not", f"{_verb}nt": f"{_verb} not"}
_WRITTEN_OUT: dict[str, tuple[str, ...]] = {short: tuple(long.split()) for short, long in _SHORT_FORMS.items()}


def words_of(text: str) -> list[str]:
    """The words, marks and smileys of a text in order, in lower case; "didn't" and "didnt" are written out as "did not"."""
    cut = _WORD.findall(text[:LONGEST_TAGGED].lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    if _WRITTEN_OUT.keys().isdisjoint(cut):
        return cut
    return [part for word in cut for part in _WRITTEN_OUT.get(word, (word,))]


class Hit(NamedTuple, Generic[Label]):
    """A phrase that was found: what it tells, its words, the place of its first word and the one after its last."""

    label: Label
    phrase: str
    first: int
    after: int


class _Beginnings(NamedTuple, Generic[Label]):
    """What may begin with one word: phrases of that word alone, and longer ones by their second word (starred ones apart)."""

    alone: tuple[Label, ...]
    by_second: dict[str, list[tuple[tuple[str, ...], Label]]]
    starred: tuple[tuple[tuple[str, ...], Label], ...]


class Phrases(Generic[Label]):
    """Finds many phrases at once. A word that ends in * stands for all words that begin so, # for any number."""

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
        """Every phrase that stands in the words, from left to right, the longest of those that begin at one place first."""
        hits: list[Hit[Label]] = []
        remembered = self._remembered
        counted = _numbers_as_signs(words)
        for first, word in enumerate(counted):
            begins = remembered[word] if word in remembered else self._look_up(word)
            if begins is not None:
                if begins.by_second or begins.starred:
                    hits += _longer(begins, words, counted, first)
                if begins.alone:
                    hits += [Hit(label, words[first], first, first + 1) for label in begins.alone]
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


def _longer(
    begins: _Beginnings[Label], words: Sequence[str], counted: Sequence[str], first: int
) -> list[Hit[Label]]:
    if first + 1 == len(words):
        return []
    candidates = [*begins.by_second.get(counted[first + 1], ()), *begins.starred]
    standing = [(first + len(parts), label) for parts, label in candidates if _stands(parts, counted, first)]
    standing.sort(key=_after, reverse=True)
    return [Hit(label, " ".join(words[first:after]), first, after) for after, label in standing]


def _after(standing: tuple[int, object]) -> int:
    return standing[0]


_NUMBERS = frozenset("two three four five six seven eight nine ten eleven twelve several few couple".split())


def _numbers_as_signs(words: Sequence[str]) -> list[str]:
    """"#" for each number, so that one cue stands for "2 hours" and "five hours"."""
    return ["#" if word in _NUMBERS or "0" <= word[0] <= "9" else word for word in words]


def _parts(phrase: str) -> tuple[str, ...]:
    """The words of a cue; a star belongs to the word before it."""
    parts: list[str] = []
    for word in _numbers_as_signs(words_of(phrase)):
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


_NO = """not no never nothing nobody none nor without hardly barely nicht kein keine keinen keiner nie ne pas jamais sans nunca sin
non mai senza niet geen nooit não nem"""
NEGATIONS = frozenset(_NO.split())


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
