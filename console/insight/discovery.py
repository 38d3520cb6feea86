"""Many questions at once: which answers are more than what so many questions find by chance."""

from collections.abc import Mapping
from math import erfc, sqrt
from typing import TypeVar

FALSE_AMONG_FOUND = 0.05
"""On average no more than this part of what is found is chance."""
T = TypeVar("T")


def found(chances: Mapping[T, float], rate: float = FALSE_AMONG_FOUND) -> set[T]:
    """What stands out, by the probability that chance alone does as much.

    Source: Benjamini and Hochberg, Controlling the false discovery rate, JRSS B 57 (1995). It holds for questions that are
    independent and for those that go together, as topics do: Benjamini and Yekutieli (2001).
    """
    ordered = sorted(chances, key=lambda one: chances[one])
    passed = [place for place, one in enumerate(ordered, start=1) if chances[one] <= rate * place / len(ordered)]
    return set(ordered[: max(passed, default=0)])


def two_sided(distance: float) -> float:
    """How probable it is to be as far off as that, in standard deviations, in either direction, by chance (normal)."""
    return erfc(abs(distance) / sqrt(2))
