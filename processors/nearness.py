"""How near messages are to the topics of a taxonomy, by what they mean.

A topic is known by its title with its description, by each of its keyword phrases, and by its examples, all embedded when the
taxonomy is read. Two things are asked of a message's vector: how like the topic it is, which tells whether it is about any topic;
and what sets the topic apart from the others, a ridge regression on the same vectors (Hoerl and Kennard, 1970), which tells near
neighbours apart. All vectors are taken from the middle between the topics and small talk (`lexicon/everyday.py`), because poor
encoders put everything close together; and how near is near enough is what most small talk is not. So the same figures serve any
encoder. Measured in docs/howto/topics.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from processors.cues import written_out
from processors.lexicon.everyday import EVERYDAY
from processors.taxonomy import Taxonomy, Topic

Vectors = NDArray[np.float32]
PHRASE_COUNTS = 0.7
"""How much the nearest phrase or example counts beside the description."""
APART_COUNTS = 2.0
"""How much what sets topics apart counts beside how near they are."""
RIDGE = 0.3
DESCRIBED, EXAMPLE = 2.0, 2.0
"""Weights in the regression; the phrases of a topic share the root of their number."""
SMALL_TALK = 0.95
"""Share of small talk that is about none of the topics."""
MARGIN = 0.08
MOST_PHRASES, MOST_EXAMPLES = 60, 400
ROWS_AT_ONCE = 1024


class Encoder(Protocol):
    """Turns texts into vectors that are near each other where the texts mean much the same."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector of unit length for each text, in order: float32 (texts, dimensions)."""


@dataclass(frozen=True, slots=True)
class Near:
    """`like` (messages, topics): how like each topic a message is. `fit`: the same with what sets topics apart added."""

    like: Vectors
    fit: Vectors

    def faint(self, floor: float, rival: float) -> NDArray[np.bool_]:
        """Whether a message is over the floor, but the topic that fits best leads the next by less than `rival`."""
        if self.fit.shape[1] == 1:
            return np.zeros(len(self.fit), np.bool_)
        top = np.partition(self.fit, -2, axis=1)[:, -2:]
        faint: NDArray[np.bool_] = (self.like.max(axis=1) >= floor) & (top[:, 1] - top[:, 0] < rival)
        return faint


class Nearness:
    """The topics of a taxonomy as one encoder sees them. `floor`: below it a message is not about a topic.

    It embeds the whole taxonomy when it is made, some 10 to 20 short texts a topic.
    """

    def __init__(self, taxonomy: Taxonomy, encoder: Encoder) -> None:
        topics = list(taxonomy.topics.values())
        known = [list(_known_by(topic)) for topic in topics]
        self.texts: list[str] = [text for texts in known for text, _ in texts]
        self._starts = np.cumsum([0, *map(len, known[:-1])])
        phrases = encoder.embed(self.texts)
        small_talk = encoder.embed(EVERYDAY)
        self._middle = np.asarray((phrases.mean(axis=0) + small_talk.mean(axis=0)) / 2, np.float32)
        phrases = self._placed(phrases)
        described = self._placed(encoder.embed([f"{topic.title}. {topic.description}" for topic in topics]))
        apart = _apart(described, phrases, [[weight for _, weight in texts] for texts in known])
        self._all = np.ascontiguousarray(np.hstack([phrases.T, described.T, apart]), np.float32)
        self.floor = float(np.quantile(self.near(small_talk).like.max(axis=1), SMALL_TALK)) + MARGIN

    def near(self, vectors: Vectors) -> Near:
        """How near each vector is to each topic: two matrices (vectors, topics)."""
        topics = len(self._starts)
        like: Vectors = np.empty((len(vectors), topics), np.float32)
        fit: Vectors = np.empty((len(vectors), topics), np.float32)
        for at in range(0, len(vectors), ROWS_AT_ONCE):
            rows = slice(at, at + ROWS_AT_ONCE)
            products = self._placed(vectors[rows]) @ self._all
            best = np.maximum.reduceat(products[:, : -2 * topics], self._starts, axis=1)
            like[rows] = products[:, -2 * topics : -topics] + PHRASE_COUNTS * best
            fit[rows] = like[rows] + APART_COUNTS * products[:, -topics:]
        return Near(like, fit)

    def nearest(self, vector: Vectors, topic: int) -> str:
        """The phrase or example of this topic that is nearest to the vector: what the message is like."""
        first = self._starts[topic]
        last = self._starts[topic + 1] if topic + 1 < len(self._starts) else len(self.texts)
        likest = int(np.argmax((vector - self._middle) @ self._all[:, first:last]))  # how long it is does not matter here
        return self.texts[int(first) + likest]

    def _placed(self, vectors: Vectors) -> Vectors:
        """The vectors as seen from the middle, of unit length again. One without length or numbers is nowhere: all zeros."""
        given = np.nan_to_num(np.asarray(vectors, np.float32))
        seen = (given - self._middle) * (np.abs(given).max(axis=1, keepdims=True) > 0)
        placed: Vectors = seen / np.maximum(np.linalg.norm(seen, axis=1, keepdims=True), np.float32(1e-9))
        return placed


def _known_by(topic: Topic) -> Iterator[tuple[str, float]]:
    """The phrases and examples of a topic, with the weight of each in the regression.

    Phrases of other languages are left out: the encoders know English.
    """
    phrases = dict.fromkeys(phrase.replace("*", "").replace("#", "two") for key in topic.keywords for phrase in written_out(key))
    chosen = list(phrases)[:MOST_PHRASES]
    yield from ((phrase, len(chosen) ** -0.5) for phrase in chosen)
    yield from ((example, EXAMPLE) for example in topic.examples[:MOST_EXAMPLES])


def _apart(described: Vectors, phrases: Vectors, weights: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    """A matrix (dimensions, topics): by how much each direction speaks for a topic and against the others."""
    number = len(described)
    owner = np.concatenate([np.arange(number), np.repeat(np.arange(number), [len(mine) for mine in weights])])
    root = np.sqrt(np.concatenate([np.full(number, DESCRIBED), *weights]))[:, None]
    seen = np.vstack([described, phrases]).astype(np.float64) * root
    wanted = (np.eye(number)[owner] - 1 / number) * root
    solved: NDArray[np.float64] = np.linalg.solve(seen.T @ seen + RIDGE * np.eye(seen.shape[1]), seen.T @ wanted)
    return solved
