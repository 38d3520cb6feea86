"""Who answers: the fast model, the encoder for what that is unsure of, or the encoder. The evidence is the fast model's."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from golddust.events import Mood
from processors.models.evidence import rather, words_that_moved
from processors.models.model import Floats, Model
from processors.models.questions import QUESTIONS
from processors.models.tokens import Text, cut, words_in
from processors.sentiment import MOODS

ModelTier = Literal["fast", "cascade", "accurate"]
EXPLAINED = ("sentiment", "kind")
READ = (*QUESTIONS, "meaning", *(f"moved_{question}" for question in EXPLAINED))
"""What is asked of the fast model."""
NEGATIVE, POSITIVE = MOODS.index("negative"), MOODS.index("positive")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a batch, one row a text.

    `chances` of the answers to each question; `meaning`, embeddings of unit length, those in the rows of `closely` by the
    encoder, the others by the fast model, which are poorer; `spoke` by how much each token spoke for each answer, by the fast
    model.
    """

    texts: Sequence[Text]
    chances: Mapping[str, Floats]
    meaning: Floats
    closely: NDArray[np.bool_]
    spoke: Mapping[str, Floats]

    def evidence(self, row: int) -> Callable[[str, str], tuple[str, ...]]:
        """Tells the words of a text that spoke for an answer to a question."""
        words, tokens = words_in(self.texts[row]), len(self.texts[row].ids)

        def words_for(question: str, answer: str) -> tuple[str, ...]:
            return words_that_moved(words, self.spoke[question][row, :tokens, QUESTIONS[question].index(answer)].tolist())

        return words_for


class Reader:
    """The models of a tier. The card of the encoder says below which chance of the fast model's answers it is asked."""

    def __init__(self, tier: ModelTier, fast: Model, encoder: Model | None = None) -> None:
        self._tier, self._fast, self._encoder = tier, fast, encoder
        self._asked = 0

    @property
    def asked(self) -> int | None:
        """How many texts the encoder has read so far; None where there is none."""
        return None if self._encoder is None else self._asked

    def read(self, texts: Sequence[str]) -> Reading:
        """What the fast model says of the texts, and the encoder of those that the tier asks it about."""
        tokens = cut(texts)
        told = self._fast.answers(tokens, *READ)
        chances = {question: told[question] for question in QUESTIONS}
        spoke = {question: rather(told[f"moved_{question}"]) for question in EXPLAINED}
        reading = Reading(tokens, chances, told["meaning"], np.zeros(len(texts), np.bool_), spoke)
        self.read_closely(reading, self._unsure(chances))
        return reading

    def read_closely(self, reading: Reading, rows: NDArray[np.bool_]) -> None:
        """Have the encoder read these rows, too, where the tier has one; its word is taken then."""
        places = np.flatnonzero(rows & ~reading.closely).tolist()
        if self._encoder is None or not places:
            return
        told = self._encoder.answers([reading.texts[place] for place in places], *QUESTIONS, "meaning")
        for question in QUESTIONS:
            reading.chances[question][places] = told[question]
        reading.meaning[places] = told["meaning"]
        reading.closely[places] = True
        self._asked += len(places)

    def moods(self, texts: Sequence[str]) -> list[tuple[Mood, float, float]]:
        """The mood of each text by the fast model, as `moods_of` gives it: for parts of messages."""
        return moods_of(self._fast.answers(cut(texts), "sentiment")["sentiment"])

    def _unsure(self, chances: Mapping[str, Floats]) -> NDArray[np.bool_]:
        rows = len(chances["sentiment"])
        if self._encoder is None or self._tier == "accurate":
            return np.full(rows, self._encoder is not None)
        sure: Mapping[str, float] = self._encoder.card["asked_below"]
        return np.any([chances[question].max(1) < least for question, least in sure.items()], axis=0)  # type: ignore[no-any-return] # bools


def moods_of(chances: Floats) -> list[tuple[Mood, float, float]]:
    """The likeliest mood of each row, a score from -1 to 1, the positive less the negative, and the chance of that mood."""
    scores = (chances[:, POSITIVE] - chances[:, NEGATIVE]).tolist()
    told = zip(chances.argmax(1).tolist(), scores, chances.max(1).tolist(), strict=True)
    return [(MOODS[answer], score, chance) for answer, score, chance in told]
