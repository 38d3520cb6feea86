"""A company's own lines into a correction of each model, for each question, where cross-validation says that it helps."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from processors.models.correction import Correction
from processors.models.model import Floats, Model
from processors.models.questions import QUESTIONS
from processors.models.tokens import cut
from processors.redaction import for_tagging, private_spans
from training.own_fit import FOLDS, Matrix, Sums, better_than_dealt, fitted, losses_of, macro_f1, out_of_fold, scaled, unscaled
from training.own_lines import OwnLine

Progress = Callable[[str, int, int], None]
"""Told the phase, how much of it is done, and how much there is."""
Told = Mapping[str, Matrix]
"""Chances by question, and `features`, one row a line."""
LEAST_LINES: Final = 50
LEAST_OF_ANSWER: Final = 5
"""Two answers at least have so many lines: one in each fold."""
DEALT: Final = 0.99
"""Labels that are told no better than this share of random deals of them say nothing."""
MISTAKES: Final = 1 / 4
"""Where the model is right less often, somebody collected its mistakes alone, from which it would unlearn what it does well."""
LEAST_CHANCE: Final = 1e-6
AT_ONCE: Final = 64
SEED: Final = 31


@dataclass(frozen=True, slots=True)
class Score:
    """How a model answers a question on the lines, before and after, by macro-F1 of answers that it had not seen.

    `lines` are those that people labelled, by label; `uncorrected` the number of others that were used beside them.
    Both scores are None where nothing could be tried; `left_out` says why a correction is not kept, "" where it is.
    """

    model: str
    question: str
    lines: Mapping[str, int]
    uncorrected: int
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
    """The correction of each model by these lines; `made` is the date for its card. The same lines give the same correction.

    Of `models` the last is the most accurate: what it says of lines that nobody labelled is taken as right.
    """
    texts = [for_tagging(line.text, private_spans(line.text)) for line in lines]
    told = {
        name: told_by(model, texts, partial(_say, said, f"the {name} model reads", len(texts))) for name, model in models.items()
    }
    surest = told[list(models)[-1]]
    matrices: dict[str, dict[str, Floats]] = {}
    scores: list[Score] = []
    for name in models:
        for question in QUESTIONS:
            done = partial(_say, said, f"{name}, {question}", FOLDS)
            score, added = corrected(name, question, lines, told[name], surest, done)
            scores.append(score)
            if not score.left_out:
                matrices.setdefault(name, {})[question] = added.astype(np.float32)
    card = {"made": made, "lines": len(lines), "scores": [asdict(score) for score in scores]}
    return Made(Correction(matrices, card), scores)


def _say(said: Progress, phase: str, every: int, done: int) -> None:
    said(phase, done, every)


def told_by(model: Model, texts: Sequence[str], done: Callable[[int], None]) -> Told:
    """The model's chances and features of each text."""
    parts = []
    for start in range(0, len(texts), AT_ONCE):
        parts.append(model.answers(cut(texts[start : start + AT_ONCE]), *QUESTIONS, "features"))
        done(min(start + AT_ONCE, len(texts)))
    return {name: np.concatenate([part[name] for part in parts]).astype(float) for name in (*QUESTIONS, "features")}


def corrected(
    model: str, question: str, lines: Sequence[OwnLine], told: Told, surest: Told, done: Callable[[int], None]
) -> tuple[Score, Matrix]:
    """How the correction of one model for one question does on the lines, and its matrix; `done` is told of folds.

    `told` is what the model tells of all lines, as `told_by` gives it, `surest` what the most accurate model does.
    """
    names = QUESTIONS[question]
    given = {row: names.index(line.answers[question]) for row, line in enumerate(lines) if question in line.answers}
    stands = _uncorrected(lines, given, surest[question])
    counts = Counter(names[answer] for answer in given.values())
    score = partial(Score, model, question, {name: counts[name] for name in names if counts[name]}, len(stands))
    rows, answers = [*given, *stands], np.array([*given.values(), *stands.values()], np.intp)
    nothing = np.zeros((0, len(names)))
    if why := _too_few(answers):
        return score(None, None, None, why), nothing
    features, mean, deviation = scaled(told["features"][rows])
    its = Sums(features, np.log(told[question][rows].clip(LEAST_CHANCE)), answers)
    tried = out_of_fold(its, SEED, done)
    before, after = macro_f1(answers, its.offsets.argmax(1)), macro_f1(answers, tried.told.argmax(1))
    if why := _no_help(its, tried.told, before, after):
        return score(before, after, tried.strength, why), nothing
    return score(before, after, tried.strength), unscaled(fitted(its, [tried.strength])[0], mean, deviation)


def _uncorrected(lines: Sequence[OwnLine], given: Mapping[int, int], chances: Matrix) -> dict[int, int]:
    """Rows of lines that nobody labelled, and the answers that stood: as many as it takes for half of all to be right.

    Who hands in corrections alone would teach that the models are always wrong; these beside them keep the balance.
    """
    told = chances.argmax(1)
    wrong = sum(int(told[row]) != answer for row, answer in given.items())
    rows = [row for row, line in enumerate(lines) if not line.answers]
    drawn = sorted(np.random.default_rng(SEED).permutation(len(rows))[: max(0, 2 * wrong - len(given))])
    return {rows[place]: int(told[rows[place]]) for place in drawn}


def _too_few(answers: NDArray[np.intp]) -> str:
    """Why so few lines teach nothing, or ""."""
    if len(answers) < LEAST_LINES:
        return f"{len(answers)} lines, and {LEAST_LINES} are needed" if len(answers) else "no lines"
    if (np.bincount(answers) >= LEAST_OF_ANSWER).sum() < 2:  # noqa: PLR2004 - one answer alone teaches nothing
        return f"no two labels have {LEAST_OF_ANSWER} lines each"
    return ""


def _no_help(lines: Sums, told: Matrix, before: float, after: float) -> str:
    """Why the correction is not kept: in words, or "" where it helps by more than chance would."""
    if better_than_dealt(lines.answers, told.argmax(1), SEED) < DEALT:
        return "labels have little to do with texts: dealt at random, they are told as well"
    if (lines.offsets.argmax(1) == lines.answers).mean() < MISTAKES:
        return "these look like mistakes alone: add as many lines without a label, of which the tags are right"
    gained = losses_of(lines, lines.offsets) - losses_of(lines, told)
    if after <= before or gained.mean() < gained.std() / len(gained) ** 0.5:
        return "would not help"
    return ""
