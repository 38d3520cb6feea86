"""What a model and our own cues come to together: cues know what a model was never shown."""

from collections.abc import Mapping, Sequence
from math import exp, log
from typing import TypeVar

MOST_CUES, LEAST = 6.0, 1e-6
"""Of the weight of all cues for an answer so much has a say; a chance counts as so much at least."""
Answer = TypeVar("Answer", bound=str)


def with_cues(
    answers: Sequence[Answer], chances: Sequence[float], weights: Mapping[str, float], counts: float
) -> tuple[Answer, float]:
    """The likeliest of the answers to a question, and its chance.

    `chances` are the model's, in the order of the answers; `weights` those of the cues by answer, each of which adds `counts`
    times itself to the logarithm of a chance.
    """
    told = [
        log(max(chance, LEAST)) + counts * min(weights.get(answer, 0.0), MOST_CUES)
        for answer, chance in zip(answers, chances, strict=True)
    ]
    most = max(told)
    return answers[told.index(most)], 1 / sum(exp(one - most) for one in told)
