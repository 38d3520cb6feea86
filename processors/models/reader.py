"""How much is asked of the models: the fast one alone, the encoder for what it is unsure of, or the encoder for everything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from processors.models.evidence import surest, words_that_moved
from processors.models.model import Floats, Model, Text, cut
from processors.models.questions import QUESTIONS

ModelTier = Literal["fast", "cascade", "accurate"]
EXPLAINED = ("sentiment", "kind")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a batch, one row a text.

    `chances` of the answers to each question; `meaning`, embeddings of unit length, those in the rows of `closely` by the
    encoder, the others by the fast model, which are poorer; `moved` what each token said for each answer, by the fast model.
    """

    texts: Sequence[Text]
    chances: Mapping[str, Floats]
    meaning: Floats
    closely: NDArray[np.bool_]
    moved: Mapping[str, Floats]

    def evidence(self, question: str, row: int, answer: str) -> tuple[str, ...]:
        """The words of a text that spoke for an answer."""
        return words_that_moved(self.texts[row], self.moved[question][row], QUESTIONS[question].index(answer))


class Reader:
    """The models of a tier. The card of the encoder says below which chance of the fast model's answers it is asked."""

    def __init__(self, tier: ModelTier, fast: Model, encoder: Model | None = None) -> None:
        self._tier, self._fast, self._encoder = tier, fast, encoder

    def read(self, texts: Sequence[str]) -> Reading:
        """Everything that the models say of the texts."""
        tokens = cut(texts)
        told = self._fast.answers(tokens)
        chances = {question: told[question] for question in QUESTIONS}
        reading = Reading(tokens, chances, told["meaning"], self._unsure(chances), {q: told[f"moved_{q}"] for q in EXPLAINED})
        if self._encoder is not None and reading.closely.any():
            self._read_closely(reading, self._encoder)
        return reading

    def moods(self, texts: Sequence[str]) -> list[str]:
        """The sentiment of each text by the fast model: for parts of messages."""
        names = QUESTIONS["sentiment"]
        return [names[answer] for answer in surest(self._fast.answers(cut(texts), "sentiment")["sentiment"])] if texts else []

    def _unsure(self, chances: Mapping[str, Floats]) -> NDArray[np.bool_]:
        rows = len(chances["sentiment"])
        if self._encoder is None or self._tier == "accurate":
            return np.full(rows, self._encoder is not None)
        sure: Mapping[str, float] = self._encoder.card["asked_below"]
        return np.any([chances[question].max(1) < least for question, least in sure.items()], axis=0)  # type: ignore[no-any-return] # bools

    def _read_closely(self, reading: Reading, encoder: Model) -> None:
        places = np.flatnonzero(reading.closely)
        told = encoder.answers([reading.texts[place] for place in places], *QUESTIONS, "meaning")
        for question in QUESTIONS:
            reading.chances[question][places] = told[question]
        reading.meaning[places] = told["meaning"]
