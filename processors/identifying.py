"""py3langid's model, asked about many texts at once.

It walks each text byte by byte through a table of states and counts the features that it meets; in Python, that walk takes
longer than anything else about a short text. All texts of a batch take each step together. The figures are py3langid's.
"""

import unicodedata
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Chances = NDArray[np.float32]
_NO_FEATURE = -1


class Identifier:
    """Tells by which chance a text is in each of the languages. Raises ValueError for a language that the model does not know."""

    def __init__(self, languages: Sequence[str]) -> None:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - loading takes a second; only taggers pay

        model: Any = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        model.set_languages(list(languages))
        self.languages: list[str] = model.nb_classes
        self._next = np.asarray(model.tk_nextmove).reshape(-1, 256)
        self._row = np.asarray(model.tk_row)
        self._feature = np.asarray(model.tk_output, np.int32)
        self._said, self._before = model.nb_ptc, model.nb_pc

    def chances(self, texts: Sequence[str]) -> Chances:
        """The chance of each language, one row a text."""
        seen = [_bytes(text) for text in texts]
        rows, features = self._met(seen)
        scores = np.zeros((len(texts), len(self.languages)), np.float32)
        if len(rows):
            pairs, counts = np.unique(rows.astype(np.int64) * len(self._said) + features, return_counts=True)
            of, feature = np.divmod(pairs, len(self._said))
            said = self._said[feature].astype(np.float32) * np.log1p(counts.astype(np.float32))[:, None]
            firsts = np.flatnonzero(np.diff(of, prepend=-1))
            scores[of[firsts]] = np.add.reduceat(said, firsts, axis=0) + self._before
        scores /= np.sqrt(np.array([len(one) or 1 for one in seen], np.float32))[:, None]
        chances: Chances = np.exp(scores - scores.max(1, keepdims=True))
        return chances / chances.sum(1, keepdims=True)  # type: ignore[no-any-return] # numpy's floats

    def _met(self, texts: Sequence[bytes]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """The features that are met, with the row of the text that each is met in."""
        order = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
        lengths = np.array([len(texts[row]) for row in order])
        most = int(lengths[0]) if len(lengths) else 0
        steps = np.frombuffer(b"".join(texts[row].ljust(most, b"\0") for row in order), np.uint8).reshape(len(texts), most).T
        state = np.zeros(len(texts), np.int64)
        met = np.full((most, len(texts)), _NO_FEATURE, np.int32)
        going = np.searchsorted(-lengths, -np.arange(most))
        for step, many in enumerate(going.tolist()):
            state = self._next[self._row[state[:many]], steps[step, :many]]
            met[step, :many] = self._feature[state]
        at, column = np.nonzero(met != _NO_FEATURE)
        return np.array(order, np.int64)[column], met[at, column]


def _bytes(text: str) -> bytes:
    """The text as the model was taught it."""
    return unicodedata.normalize("NFC", text.lower() if text.isupper() else text).encode("utf-8", "surrogatepass")
