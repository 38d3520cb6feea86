"""A few sayings of customers, chosen well: short, sure, of different people and topics, and without what leads to a person.

Only redacted text is looked at. As mail leaves the house, a saying that still has an address, a longer number, something that was
masked, or its customer's name in it is not chosen at all. Names of others cannot be told
from other words.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import bidirectional

SHORTEST, LONGEST = 25, 260
PERSONAL = re.compile(r"@|\d{5}|\d[\d .()/-]{6,}\d|https?:|www\.|\[[a-z ]{2,24}\]", re.IGNORECASE)
"""What may lead to a person, and the masks that redaction leaves."""
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
"""Breaks, and marks that turn a line around or hide in it."""
_SENTENCE = re.compile(r"(?<=[.!?\u2026\u3002\uff01\uff1f])\s+")
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Saying:
    """What somebody said, and about what. `mood` is a sentiment; `id` finds the whole message on the console."""

    id: str
    text: str
    kind: str
    mood: str
    topics: tuple[str, ...]

    @property
    def direction(self) -> str:
        """The side that its lines run from, "rtl" or "ltr", as its first letter says: mail programs do not all find out."""
        kinds = (bidirectional(letter) for letter in self.text)
        return "rtl" if next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") in ("R", "AL") else "ltr"


def sayings_of(rows: Iterable[Mapping[str, Any]]) -> list[Saying]:
    """All that may be shown outside of the house, by `StoredFeedback`; of the same words and the same customer one."""
    found: dict[str, Saying] = {}
    customers: set[str] = set()
    for row in sorted(rows, key=lambda one: one["id"]):
        text = fit(row["redacted"] or "", row["name"] or "")
        if text and not row["suspect"] and not row["unsure"] and text not in found and row["customer"] not in customers:
            customers.add(row["customer"])
            topics = tuple(topic["name"] for topic in row["topics"])
            found[text] = Saying(row["id"], text, row["kind"] or "", row["sentiment"] or "", topics)
    return list(found.values())


def chosen(sayings: Sequence[Saying], wanted: Collection[str], most: int = 3) -> list[Saying]:
    """At most so many: first about what stands out (`wanted`), then one thank-you and one idea, then whatever tells most.

    Each is about another topic as long as there are any.
    """
    bad = [one for one in sayings if one.mood == "negative"]
    about = [one for one in bad if set(one.topics) & set(wanted)]
    praise = [one for one in sayings if one.kind == "praise"]
    ideas = [one for one in sayings if one.kind == "suggestion"]
    picked: list[Saying] = []
    for group in (about, praise, ideas, bad, sayings):
        if len(picked) < most and (best := _best(group, picked)):
            picked.append(best)
    return picked


def naming(sayings: Iterable[Saying], names: Iterable[str]) -> list[Saying]:
    """The praise in which one of these names stands as a word of its own."""
    words = {word.casefold() for name in names for word in _WORD.findall(name)}
    praise = (one for one in sayings if one.kind == "praise")
    return [one for one in praise if words & {word.casefold() for word in _WORD.findall(one.text)}]


def fit(text: str, name: str = "") -> str:
    """One line of the text, whole or its first sentences; "" where it is too short, or may lead to a person."""
    line = " ".join(_UNSEEN.sub(" ", text).split())
    if len(line) > LONGEST:
        line = _first_sentences(line)
    names = {word.casefold() for word in _WORD.findall(name)}
    if len(line) < SHORTEST or PERSONAL.search(line) or names & {word.casefold() for word in _WORD.findall(line)}:
        return ""
    return line


def _first_sentences(line: str) -> str:
    """As many whole sentences as there is room for; none where the first one is too long already."""
    kept = ""
    for sentence in _SENTENCE.split(line):
        if len(kept) + len(sentence) + 3 > LONGEST:
            break
        kept = f"{kept} {sentence}".strip()
    return f"{kept} …" if kept else ""


def _best(group: Sequence[Saying], picked: Sequence[Saying]) -> Saying | None:
    """The longest, because it tells most, of those about no topic that was had already."""
    had = {topic for one in picked for topic in one.topics}
    left = [one for one in group if one not in picked]
    fresh = [one for one in left if not set(one.topics) & had]
    return max(fresh or left, key=lambda one: (bool(one.topics), len(one.text), one.id), default=None)
