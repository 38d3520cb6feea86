"""The words that moved a decision. The fast model adds up what each token says, so that its answers fall apart into words."""

from collections.abc import Sequence

import numpy as np

from processors.models.model import Floats, Text

MOST_WORDS = 5
LEAST_SHARE = 0.12
"""A word that did less than this of what spoke for the answer is no reason to be shown."""


def words_that_moved(text: Text, moved: Floats, answer: int) -> tuple[str, ...]:
    """The words that spoke for the answer rather than for another, in order; `moved` has a row a token, a column an answer."""
    tokens = len(text.ids)
    by_token = (moved[:tokens, answer] - moved[:tokens].mean(1)).tolist()
    words = _by_word(text, by_token)
    total = sum(part for _, _, part in words if part > 0)
    if total <= 0:
        return ()
    telling = sorted((word for word in words if word[2] >= LEAST_SHARE * total), key=_part, reverse=True)[:MOST_WORDS]
    return tuple(dict.fromkeys(text.plain[start:end].lower() for start, end, _ in sorted(telling)))


def _part(word: tuple[int, int, float]) -> float:
    return word[2]


def _by_word(text: Text, by_token: Sequence[float]) -> list[tuple[int, int, float]]:
    """Start, end and part of each word: tokens that adjoin are one word, marks apart."""
    words: list[tuple[int, int, float]] = []
    for (start, end), part in zip(text.offsets, by_token, strict=True):
        if end <= start or not text.plain[start].isalnum():
            continue  # the model's own marks at both ends, and punctuation
        if words and words[-1][1] == start:
            first, _, so_far = words[-1]
            words[-1] = (first, end, so_far + part)
        else:
            words.append((start, end, part))
    return words


def surest(chances: Floats) -> list[int]:
    """The likeliest answer of each row."""
    return np.argmax(chances, axis=1).tolist()  # type: ignore[no-any-return] # a list of int
