"""Groups messages that say much the same, and names each group by its telling words: what may be missing from the taxonomy.

Two steps. Messages gather round leaders, each with the first that it is very like (Hartigan's leader algorithm, 1975); then the
small groups are joined by average linkage (UPGMA; Sokal and Michener, 1958), which for vectors of unit length needs their sums
alone. Deterministic: the same messages in the same order make the same groups. Names are by class-based TF-IDF (Grootendorst,
BERTopic, 2022): words that stand in one group more than in all.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

import numpy as np
from numpy.typing import NDArray

from processors.lexicon.function_words import FUNCTION_WORDS
from processors.words import words_of

Vectors = NDArray[np.float32]
LEADER = 0.75
"""Messages so like their leader (cosine) are one small group."""
JOINED = 0.35
"""Groups whose messages are on average so alike are one topic."""
BLOCK = 512
MOST_LEADERS = 4000
"""Small groups that are joined: the largest. The work grows with the square of their number."""
SMALLEST = 4
DIMENSIONS = 384
TERMS = 8
FAR = -2.0


@dataclass(frozen=True, slots=True)
class Cluster:
    """A group of messages, by number, the most typical first. `terms`: its telling words and word pairs, the best first."""

    members: tuple[int, ...]
    terms: tuple[str, ...]
    likeness: float


def clusters(texts: Sequence[str], vectors: Vectors, smallest: int = SMALLEST, joined: float = JOINED) -> list[Cluster]:
    """The groups of at least `smallest` messages, the largest first. `vectors` is (texts, dimensions), of unit length."""
    seen = _apart(vectors)
    linked = [group for group in _linked(_led(seen)[:MOST_LEADERS], seen, joined) if len(group) >= smallest]
    groups = [np.array(sorted(group)) for group in _with_leftovers(linked, seen, joined)]
    groups.sort(key=lambda group: (-len(group), int(group[0])))
    words = [_terms_of(text) for text in texts]
    named = _named([[words[number] for number in group] for group in groups], words)
    return [_cluster(group, seen, terms) for group, terms in zip(groups, named, strict=True)]


def by_words(texts: Sequence[str], dimensions: int = DIMENSIONS) -> Vectors:
    """Vectors of unit length for texts where no encoder is at hand: near each other where they share rare words.

    TF-IDF, each term thrown onto a few of the dimensions by its checksum (Weinberger et al., feature hashing, 2009).
    """
    terms = [list(dict.fromkeys(_terms_of(text))) for text in texts]
    counts = Counter(term for mine in terms for term in mine)
    places = {term: _places(term, dimensions) for term, number in counts.items() if number > 1}
    vectors: Vectors = np.zeros((len(texts), dimensions), np.float32)
    for number, mine in enumerate(terms):
        for term in mine:
            if term in places:
                spots, signs = places[term]
                vectors[number, spots] += signs * np.float32(log(1 + len(texts) / counts[term]))
    return _unit(vectors)


def _apart(vectors: Vectors) -> Vectors:
    """Seen from the middle of them all: poor encoders put everything close together."""
    if len(vectors) < SMALLEST:
        return _unit(vectors)
    return _unit(np.nan_to_num(vectors) - np.nan_to_num(vectors).mean(axis=0) / 2)


def _led(vectors: Vectors) -> list[list[int]]:
    """Each message with the leader that it is most like, or as a new one. Blocks at once, because most leaders are older."""
    leaders: list[int] = []
    groups: list[list[int]] = []
    for start in range(0, len(vectors), BLOCK):
        block = vectors[start : start + BLOCK]
        older = len(leaders)
        known = block @ vectors[leaders].T if older else np.zeros((len(block), 1), np.float32)
        among = block @ block.T
        for number in range(len(block)):
            newer = [leader - start for leader in leaders[older:]]
            best, most = (int(known[number].argmax()), float(known[number].max())) if older else (-1, FAR)
            if newer and float(among[number, newer].max()) > most:
                best = older + int(among[number, newer].argmax())
                most = float(among[number, newer].max())
            if most >= LEADER:
                groups[best].append(start + number)
            else:
                leaders.append(start + number)
                groups.append([start + number])
    return sorted(groups, key=len, reverse=True)


def _with_leftovers(groups: list[list[int]], vectors: Vectors, joined: float) -> list[list[int]]:
    """The groups with the messages that were in none, where they are on average as alike as the others."""
    left = sorted(set(range(len(vectors))).difference(*groups))
    if not groups or not left:
        return groups
    likeness = vectors[left] @ np.array([vectors[group].mean(axis=0) for group in groups]).T
    for number, best, most in zip(left, likeness.argmax(axis=1), likeness.max(axis=1), strict=True):
        if most >= joined:
            groups[best].append(number)
    return groups


def _linked(groups: list[list[int]], vectors: Vectors, joined: float) -> list[list[int]]:
    """The groups joined, those that are on average the most alike first, until none are so alike."""
    if not groups:
        return []
    sums: Vectors = np.array([vectors[group].sum(axis=0) for group in groups], np.float32)
    sizes = np.array([len(group) for group in groups], np.float32)
    likeness = (sums @ sums.T) / np.outer(sizes, sizes)
    np.fill_diagonal(likeness, FAR)
    best = likeness.argmax(axis=1)
    most = likeness[np.arange(len(groups)), best]
    while len(groups) > 1:
        one = int(most.argmax())
        if most[one] < joined:
            break
        kept, gone = sorted((one, int(best[one])))
        _join(likeness, sizes, kept, gone)
        groups[kept] = groups[kept] + groups[gone]
        groups[gone] = []
        most[gone] = FAR
        stale = np.flatnonzero((best == kept) | (best == gone))
        for row in {kept, *stale.tolist()} - {gone}:
            if groups[row]:
                best[row] = likeness[row].argmax()
                most[row] = likeness[row, best[row]]
        nearer = (likeness[:, kept] > most) & (sizes > 0)
        best[nearer], most[nearer] = kept, likeness[nearer, kept]
    return [sorted(group) for group in groups if group]


def _join(likeness: Vectors, sizes: Vectors, kept: int, gone: int) -> None:
    """Average linkage by Lance and Williams (1967): the mean of both rows, weighed by size."""
    row = (sizes[kept] * likeness[kept] + sizes[gone] * likeness[gone]) / (sizes[kept] + sizes[gone])
    row[sizes == 0] = FAR
    row[[kept, gone]] = FAR
    likeness[kept], likeness[:, kept] = row, row
    likeness[gone], likeness[:, gone] = FAR, FAR
    sizes[kept], sizes[gone] = sizes[kept] + sizes[gone], 0


def _cluster(group: NDArray[np.int64], vectors: Vectors, terms: tuple[str, ...]) -> Cluster:
    middle = vectors[group].mean(axis=0)
    typical = vectors[group] @ middle
    order = np.argsort(-typical, kind="stable")
    return Cluster(tuple(group[order].tolist()), terms, round(float(np.square(middle).sum()), 3))


def _terms_of(text: str) -> list[str]:
    """The words that say something, and the pairs of them that stand side by side."""
    words = words_of(text)
    telling = [word if len(word) > 1 and word.isalpha() and word not in FUNCTION_WORDS else "" for word in words]
    pairs = (f"{one} {two}" for one, two in pairwise(telling) if one and two)
    return [*filter(None, telling), *pairs]


def _named(groups: Sequence[Sequence[Sequence[str]]], everything: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """The telling terms of each group: frequent in many of its messages, rare elsewhere."""
    overall = Counter(term for mine in everything for term in set(mine))
    average = sum(overall.values()) / max(1, len(groups))
    named = []
    for group in groups:
        counts = Counter(term for mine in group for term in set(mine))
        least = max(2, len(group) // 20)
        weights = {
            term: number
            / len(group)
            * log(1 + average / overall[term])
            * (number / overall[term]) ** 0.5
            * (1 + 0.2 * (" " in term))
            for term, number in counts.items()
            if number >= least
        }
        named.append(_varied(sorted(weights, key=lambda term: (-weights[term], term))))
    return named


def _varied(terms: Sequence[str]) -> tuple[str, ...]:
    """Terms of which none is a part of one before: "gift wrapping" says what "wrapping" says."""
    chosen: list[str] = []
    for term in terms:
        if not any(set(term.split()) & set(before.split()) for before in chosen):
            chosen.append(term)
    return tuple(chosen[:TERMS])


def _places(term: str, dimensions: int) -> tuple[NDArray[np.int64], Vectors]:
    made = np.random.default_rng(list(term.encode()))
    signs: Vectors = made.choice(np.array([-1, 1], np.float32), 4)
    return made.choice(dimensions, 4, replace=False), signs


def _unit(vectors: Vectors) -> Vectors:
    scaled: Vectors = np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9), np.float32)
    return scaled
