"""How alike cases are, by their words and topics alone. Pure: the same cases, in whatever order, have the same likeness.

Words are cut to their first letters, which does for stems in most languages, and weighed by how rare they are (tf-idf; source:
Manning, Raghavan and Schütze, Introduction to Information Retrieval, chapter 6). Likeness is the cosine.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt

STEM = 6
TOPIC_WEIGHT = 0.4
"""All topics of a case together weigh less than one word of their rarity, so that nothing is alike by its topics alone."""
BACKGROUND = 1_000
"""Texts imagined beside those at hand, with none of their words: among a few texts, what half of them share is no common word."""
TELLING = 5
"""From so many letters on a word counts in full."""
REMEMBERED = 2_048
"""Texts whose words are known already: a page of a case compares it with hundreds, and the next page with the same."""
_MASKS = re.compile(r"\[[^\]\n]{0,40}\]")
_WORDS = re.compile(r"\w+")
_NO_SPACES = re.compile("[\u0e00-\u0eff\u2e80-\u9fff\uf900-\ufaff]")
"""Scripts that put no spaces between words: their letters are taken in pairs."""

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Said:
    """What a case says, redacted, and what it is about."""

    case: str
    text: str
    topics: tuple[str, ...] = ()


def vectors(said: Sequence[Said]) -> list[Vector]:
    """Of each, its words and topics with their weights, of length one; empty when there are no words in it."""
    counted = [_weighed(one.text) for one in said]
    rarity = _rarity(counted)
    topics = _rarity([set(one.topics) for one in said])
    return [_vector(words, one.topics, rarity, topics) for words, one in zip(counted, said, strict=True)]


def cosine(one: Vector, other: Vector) -> float:
    """How alike two vectors are, from 0 to 1."""
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    return min(sum(weight * large[word] for word, weight in small.items() if word in large), 1.0)


def stems(text: str) -> list[str]:
    """The words of a text, cut short; without masks of personal data, numbers and single letters."""
    plain = unicodedata.normalize("NFKC", _MASKS.sub(" ", text)).casefold()
    found: list[str] = []
    for word in _WORDS.findall(plain):
        if _NO_SPACES.search(word):
            found += [word[start : start + 2] for start in range(max(len(word) - 1, 1))]
        elif len(word) > 1 and not word.isdigit():
            found.append(word[:STEM])
    return found


@lru_cache(maxsize=REMEMBERED)
def _weighed(text: str) -> Vector:
    """Its words, weighed by how often they stand there and by how much they say; not to be changed, many look at it."""
    return {word: (1 + log(number)) * _telling(word) for word, number in Counter(stems(text)).items()}


def _rarity(counted: Sequence[Vector | set[str]]) -> dict[str, float]:
    spread = Counter(word for words in counted for word in words)
    return {word: log(1 + (BACKGROUND + len(counted)) / (1 + number)) for word, number in spread.items()}


def _telling(word: str) -> float:
    """Short words say little, in any language, and among few cases rarity alone cannot tell; two letters of Chinese say much."""
    return 1.0 if _NO_SPACES.search(word) else min(len(word), TELLING) / TELLING


def _vector(words: Vector, topics: Sequence[str], rarity: Vector, known: Vector) -> Vector:
    weights = {word: weight * rarity[word] for word, weight in words.items()}
    share = TOPIC_WEIGHT / sqrt(len(topics)) if topics else 0.0
    weights |= {f"#{topic}": share * known[topic] for topic in topics}
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {word: weight / length for word, weight in weights.items()} if words else {}
