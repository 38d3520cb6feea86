"""Figures that are added to the log chances of a model's answers, learnt from few lines: the mathematics of `golddust train`.

Multinomial logistic regression with a ridge, on the model's features, with the model's own log chances as offsets: where the
ridge is strong or the lines say nothing new, the model's answers stand. Each step uses the bound of the Hessian by Böhning (1992,
"Multinomial logistic regression algorithm"), which is the same for all steps, so that they never overshoot and cost little.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
STRENGTHS: Final = (3000.0, 1000.0, 300.0, 100.0, 30.0, 10.0)
"""Of the ridge, for features of unit variance, the strongest first."""
ALWAYS: Final = 10.0
"""The value of the feature that is always there: so much less than others is it held back."""
FOLDS: Final = 5
STEPS, NEAR = 200, 1e-2
"""At most so many steps, fewer where a step changes no log chance by more than this."""
NARROWEST: Final = 0.1
"""A feature hardly varies in the lines when its deviation is below this share of the usual one; it may vary elsewhere."""
DRAWS: Final = 400
"""How often labels are dealt at random."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Lines as one question sees them: features with the one that is always there, log chances, and each line's answer."""

    features: Matrix
    offsets: Matrix
    answers: NDArray[np.intp]

    @property
    def targets(self) -> Matrix:
        """One row a line: 1 at its answer."""
        return np.eye(self.offsets.shape[1])[self.answers]

    @property
    def weights(self) -> Matrix:
        """What each line counts, 1 on average: those of rare answers more, by the root of how rare, so that none is drowned."""
        each = 1 / np.sqrt(np.bincount(self.answers, minlength=self.offsets.shape[1]).clip(1))[self.answers]
        return each / each.mean()  # type: ignore[no-any-return] # numpy's floats

    def part(self, rows: NDArray[np.bool_]) -> "Sums":
        """Some of the lines."""
        return Sums(self.features[rows], self.offsets[rows], self.answers[rows])


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """What lines were told by corrections that had not seen them: log chances, and the strength that is best for all lines."""

    told: Matrix
    strength: float


def log_chances(logits: Matrix) -> Matrix:
    """Logits less what makes their exponentials sum up to one."""
    logits = logits - logits.max(1, keepdims=True)
    return logits - np.log(np.exp(logits).sum(1, keepdims=True))  # type: ignore[no-any-return] # numpy's floats


def scaled(features: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """The features with mean 0 and deviation 1 and the one that is always there, and the means and deviations they had."""
    mean, deviation = features.mean(0), features.std(0)
    deviation = np.maximum(deviation, NARROWEST * np.median(deviation) + 1e-9)
    return np.hstack([(features - mean) / deviation, np.full((len(features), 1), ALWAYS)]), mean, deviation


def unscaled(added: Matrix, mean: Matrix, deviation: Matrix) -> Matrix:
    """The matrix for features as the model gives them; the last row is added always."""
    by_feature = added[:-1] / deviation[:, None]
    return np.vstack([by_feature, ALWAYS * added[-1] - mean @ by_feature])


def fitted(lines: Sums, strengths: Sequence[float]) -> list[Matrix]:
    """For each strength the matrix (features, answers) that lines and ridge agree on; each is sought from the one before."""
    targets, weights = lines.targets, lines.weights[:, None]
    curves, directions = np.linalg.eigh(0.5 * lines.features.T @ (lines.features * weights))
    turned = lines.features @ directions  # so that the bound is a diagonal, which costs nothing to invert
    added = np.zeros((turned.shape[1], targets.shape[1]))
    found = []
    for strength in strengths:
        bound = curves.clip(0)[:, None] + strength
        for _ in range(STEPS):
            wrong = weights * (np.exp(log_chances(lines.offsets + turned @ added)) - targets)
            step = (turned.T @ wrong + strength * added) / bound
            added = added - step
            if np.abs(turned @ step).max() < NEAR:
                break
        found.append(directions @ added)
    return found


def out_of_fold(lines: Sums, seed: int, done: Callable[[int], None]) -> OutOfFold:
    """Every line as told by a correction made without its fold, of a strength that the other folds prefer.

    `done` is told how many of the FOLDS are done.
    """
    fold = _folds(lines.answers, np.random.default_rng(seed))
    told = np.zeros((len(STRENGTHS), *lines.offsets.shape))
    for number in range(FOLDS):
        left_out = fold == number
        for place, added in enumerate(fitted(lines.part(~left_out), STRENGTHS)):
            told[place, left_out] = log_chances(lines.offsets[left_out] + lines.features[left_out] @ added)
        done(number + 1)
    losses = losses_of(lines, told)
    honest = np.zeros(lines.offsets.shape)
    for number in range(FOLDS):
        best = int(losses[:, fold != number].mean(1).argmin())
        honest[fold == number] = told[best, fold == number]
    return OutOfFold(honest, STRENGTHS[int(losses.mean(1).argmin())])


def losses_of(lines: Sums, told: Matrix) -> Matrix:
    """How little each line's answer was expected, in nats times its weight; `told` are log chances (…, lines, answers)."""
    return -lines.weights * (told * lines.targets).sum(-1)  # type: ignore[no-any-return] # numpy's floats


def _folds(answers: NDArray[np.intp], draw: np.random.Generator) -> NDArray[np.intp]:
    """The fold of each line, at random; each answer is spread over all of them."""
    order = draw.permutation(len(answers))
    order = order[np.argsort(answers[order], kind="stable")]
    fold = np.empty(len(answers), np.intp)
    fold[order] = np.arange(len(answers)) % FOLDS
    return fold


def macro_f1(answers: NDArray[np.intp], told: NDArray[np.intp]) -> float:
    """The mean F1 of the answers that lines have."""
    each: Sequence[float] = [
        2 * float(((answers == one) & (told == one)).sum()) / float((answers == one).sum() + (told == one).sum())
        for one in np.unique(answers)
    ]
    return sum(each) / len(each)


def better_than_dealt(answers: NDArray[np.intp], told: NDArray[np.intp], seed: int) -> float:
    """The share of random deals of the same labels that are told worse; not near 1: labels have little to do with texts."""
    draw, score = np.random.default_rng(seed), macro_f1(answers, told)
    return sum(macro_f1(draw.permutation(answers), told) < score for _ in range(DRAWS)) / DRAWS
