"""The figures by which taggers are judged, from what was said and what is right."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

BINS = 15
DIGITS = 4


class Said(NamedTuple):
    """What a tagger answers to a question. `confidence` is None where the tag's own is not of this answer."""

    answer: str
    confidence: float | None = None


class Figures(Struct, frozen=True, kw_only=True):
    """How well a question is answered: shares from 0 to 1.

    `macro_f1` is the mean of `f1`, the F1 of each answer that is right of any text, so that rare answers count as much as common
    ones. `calibration` is the expected calibration error of the texts whose answer has a confidence, and `too_sure` by how much
    their mean confidence lies over the share of right answers; both are None where no answer has one.
    """

    texts: int
    accuracy: float
    macro_f1: float
    calibration: float | None
    too_sure: float | None
    f1: dict[str, float]


def figures_of(said: Sequence[Said], right: Sequence[Sequence[str]]) -> Figures:
    """The figures of at least one text. `right` are the answers that are right of each; one of them is enough."""
    truths = [one.answer if one.answer in answers else answers[0] for one, answers in zip(said, right, strict=True)]
    known = sorted({answer for answers in right for answer in answers})
    f1 = f1_of([one.answer for one in said], truths, known)
    sure = [(one.confidence, one.answer == truth) for one, truth in zip(said, truths, strict=True) if one.confidence is not None]
    return Figures(
        texts=len(said),
        accuracy=round(sum(one.answer == truth for one, truth in zip(said, truths, strict=True)) / len(said), DIGITS),
        macro_f1=round(sum(f1.values()) / len(f1), DIGITS),
        calibration=round(calibration_error(sure), DIGITS) if sure else None,
        too_sure=round(sum(confidence - hit for confidence, hit in sure) / len(sure), DIGITS) if sure else None,
        f1={answer: round(share, DIGITS) for answer, share in f1.items()},
    )


def f1_of(answers: Sequence[str], truths: Sequence[str], known: Sequence[str]) -> dict[str, float]:
    """The F1 of each of the `known` answers: the harmonic mean of precision and recall, 0 for one that is never told right."""
    told, true = Counter(answers), Counter(truths)
    hits = Counter(answer for answer, truth in zip(answers, truths, strict=True) if answer == truth)
    return {answer: 2 * hits[answer] / max(1, told[answer] + true[answer]) for answer in known}


def calibration_error(sure: Sequence[tuple[float, bool]], bins: int = BINS) -> float:
    """The expected calibration error (Guo and others, 2017) of pairs of a confidence and whether it was right.

    Confidences are put into bins of the same width; the error is by how much their mean and the share of right answers differ,
    averaged over all texts.
    """
    together: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, hit in sure:
        together[min(int(confidence * bins), bins - 1)].append((confidence, hit))
    return sum(abs(sum(confidence - hit for confidence, hit in one)) for one in together.values()) / len(sure)
