"""A company's own lines into a correction of each model, for each question, where cross-validation says that it helps."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Final

import numpy as np

from processors.models.correction import Correction, Matrices
from processors.models.model import Model, cut
from processors.models.questions import QUESTIONS
from processors.redaction import for_tagging, private_spans
from training.own_fit import FOLDS, Matrix, Sums, better_than_dealt, fitted, losses_of, macro_f1, out_of_fold, scaled, unscaled
from training.own_lines import OwnLine

Progress = Callable[[str, int, int], None]
"""Told the phase, how much of it is done, and how much there is."""
LEAST_LINES: Final = 50
LEAST_OF_ANSWER: Final = 5
"""Two answers at least have so many lines: one in each fold."""
DEALT: Final = 0.99
"""Labels that are told no better than this share of random deals of them say nothing."""
MISTAKES: Final = 1 / 3
"""Where the model is right less often, somebody collected its mistakes alone, from which it would unlearn what it does well."""
AT_ONCE: Final = 64
SEED: Final = 31


@dataclass(frozen=True, slots=True)
class Score:
    """How a model answers a question on the lines, before and after, by macro-F1 of answers that it had not seen.

    Both are None where nothing could be tried; `left_out` says why a correction is not kept, "" where it is.
    """

    model: str
    question: str
    lines: Mapping[str, int]
    before: float | None
    after: float | None
    strength: float | None
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """What came of the lines; a correction without models: nothing would help."""

    correction: Correction
    scores: Sequence[Score]


def correction_of(models: Mapping[str, Model], lines: Sequence[OwnLine], made: str, said: Progress) -> Made:
    """The correction of each model by these lines; `made` is the date for its card. The same lines give the same correction."""
    texts = [for_tagging(line.text, private_spans(line.text)) for line in lines]
    matrices: dict[str, Matrices] = {}
    scores: list[Score] = []
    for name, model in models.items():
        told = told_by(model, texts, partial(_say, said, f"the {name} model reads", len(texts)))
        kept = {}
        for question in QUESTIONS:
            score, added = corrected(name, question, lines, told, partial(_say, said, f"{name}, {question}", FOLDS))
            scores.append(score)
            if not score.left_out:
                kept[question] = added.astype(np.float32)
        if kept:
            matrices[name] = kept
    card = {"made": made, "lines": len(lines), "scores": [asdict(score) for score in scores]}
    return Made(Correction(matrices, card), scores)


def _say(said: Progress, phase: str, every: int, done: int) -> None:
    said(phase, done, every)


def told_by(model: Model, texts: Sequence[str], done: Callable[[int], None]) -> Mapping[str, Matrix]:
    """The model's chances and features of each text."""
    parts = []
    for start in range(0, len(texts), AT_ONCE):
        parts.append(model.answers(cut(texts[start : start + AT_ONCE]), *QUESTIONS, "features"))
        done(min(start + AT_ONCE, len(texts)))
    return {name: np.concatenate([part[name] for part in parts]).astype(float) for name in (*QUESTIONS, "features")}


def corrected(
    model: str, question: str, lines: Sequence[OwnLine], told: Mapping[str, Matrix], done: Callable[[int], None]
) -> tuple[Score, Matrix]:
    """How the correction of one model for one question does on the lines, and its matrix; `done` is told of folds.

    `told` are chances and features of all lines, as `told_by` gives them.
    """
    names = QUESTIONS[question]
    rows = [row for row, line in enumerate(lines) if question in line.answers]
    counts = Counter(lines[row].answers[question] for row in rows)
    by_label = {name: counts[name] for name in names if counts[name]}
    nothing = np.zeros((0, len(names)))
    if why := _too_few(by_label):
        return Score(model, question, by_label, None, None, None, why), nothing
    features, mean, deviation = scaled(told["features"][rows])
    answers = np.array([names.index(lines[row].answers[question]) for row in rows])
    its = Sums(features, np.log(told[question][rows].clip(1e-6)), answers)
    tried = out_of_fold(its, SEED, done)
    before, after = macro_f1(answers, its.offsets.argmax(1)), macro_f1(answers, tried.told.argmax(1))
    score = Score(model, question, by_label, before, after, tried.strength, _no_help(its, tried.told, before, after))
    return score, nothing if score.left_out else unscaled(fitted(its, tried.strength), mean, deviation)


def _too_few(counts: Mapping[str, int]) -> str:
    lines = sum(counts.values())
    if lines < LEAST_LINES:
        return f"{lines} lines, and {LEAST_LINES} are needed" if lines else "no lines"
    if sum(count >= LEAST_OF_ANSWER for count in counts.values()) < 2:  # noqa: PLR2004 - one answer alone teaches nothing
        return f"no two labels have {LEAST_OF_ANSWER} lines each"
    return ""


def _no_help(lines: Sums, told: Matrix, before: float, after: float) -> str:
    """Why the correction is not kept: in words, or "" where it helps by more than chance would."""
    if better_than_dealt(lines.answers, told.argmax(1), SEED) < DEALT:
        return "labels have little to do with texts: dealt at random, they are told as well"
    if (lines.offsets.argmax(1) == lines.answers).mean() < MISTAKES:
        return "these look like mistakes alone: add lines that the tagger got right"
    gained = losses_of(lines, lines.offsets) - losses_of(lines, told)
    if after <= before or gained.mean() < gained.std() / len(gained) ** 0.5:
        return "would not help"
    return ""
