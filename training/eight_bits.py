"""What 8 bits have to hold: how far the figures reach that a model multiplies with its matrices, seen on some texts.

A few columns of figures reach ten times as far as the others. Steps so wide that these fit would say little of the others, so
each column is divided by its balance, and the matrix multiplied by it (SmoothQuant: Xiao and others, 2023). The bounds are one
for all texts: with bounds drawn anew for all that is computed at once, tags would depend on what is read beside a text.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import jax
import numpy as np
from numpy.typing import NDArray

from training import bert, fast
from training.bert import MATRICES, Weights

NEARLY_ALL = 0.99999
"""The share of figures within the bounds; what lies beyond counts as the bound."""
BALANCED = 0.7
"""How much of a column's reach the matrix takes over. At 0.5 the meaning of a text turned twice as far, at 0 six times."""
SMALLEST = 1e-3
Floats = NDArray[np.float32]


class Reach(NamedTuple):
    """Between these bounds nearly all figures lie, each column divided by its balance."""

    least: float
    most: float
    balance: Floats


def of_encoder(weights: Weights, texts: Iterable[tuple[Any, Any]]) -> list[Reach]:
    """The reach of what is multiplied with each matrix, in the order of layers and `MATRICES`, on these token ids and masks."""
    seen: list[list[Floats]] = [[] for _ in range(len(weights["layers"]) * len(MATRICES))]
    for ids, mask in texts:
        multiplied: list[jax.Array] = []
        bert.encode(weights, ids, mask, multiplied)
        for figures, all_of_it in zip(multiplied, seen, strict=True):
            all_of_it.append(np.asarray(figures)[mask > 0])
    matrices = [layer[name]["w"] for layer in weights["layers"] for name in MATRICES]
    return [_reach(np.concatenate(figures), matrix) for figures, matrix in zip(seen, matrices, strict=True)]


def of_fast(weights: Weights, texts: Iterable[tuple[Any, Any]]) -> Reach:
    """The reach of what stands between the convolutions of the fast model, whose columns reach about as far as each other."""
    figures = np.concatenate([np.asarray(fast.near(weights, ids, mask))[mask > 0] for ids, mask in texts])
    return _bounds(figures, np.ones(figures.shape[1], np.float32))


def _reach(figures: Floats, matrix: Floats) -> Reach:
    furthest = np.maximum(np.abs(figures).max(axis=0), SMALLEST)
    heaviest = np.maximum(np.abs(matrix).max(axis=1), SMALLEST)
    balance = furthest**BALANCED / heaviest ** (1 - BALANCED)
    return _bounds(figures, (balance / np.exp(np.log(balance).mean())).astype(np.float32))


def _bounds(figures: Floats, balance: Floats) -> Reach:
    least, most = np.quantile(figures / balance, [1 - NEARLY_ALL, NEARLY_ALL])
    return Reach(min(float(least), -SMALLEST), max(float(most), SMALLEST), balance)
