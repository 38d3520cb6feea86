"""An encoder for tests: texts are near each other that share words, or words of one of its few sets of synonyms."""

from collections.abc import Sequence

import numpy as np

from processors.clusters import Vectors
from processors.words import words_of

SAME = (
    "parcel package shipment courier delivery deliver deliveries arrive",
    "refund money reimbursed cash bank",
    "cashier staff clerk rude friendly shouted",
    "queue queued line waiting hour slow",
    "wrapping gift ribbon present",
    "candle scent smell perfume",
)
DIMENSIONS = 64


class Synonyms:
    """An `Encoder` that knows the sets of SAME, and tells all other words apart by their letters."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        vectors: Vectors = np.array([self._vector(text) for text in texts], np.float32).reshape(len(texts), DIMENSIONS)
        return vectors

    @staticmethod
    def _vector(text: str) -> Vectors:
        vector = np.full(DIMENSIONS, 0.01, np.float32)
        for word in words_of(text):
            known = [number for number, words in enumerate(SAME) if word in words.split()]
            for number in known:
                vector[number] += 3
            if not known:
                vector[len(SAME) + sum(word.encode()) % (DIMENSIONS - len(SAME))] += 0.3
        return np.asarray(vector / np.linalg.norm(vector), np.float32)
