"""Holds each standard against its own history: too easy, out of reach, or right; and what could be promised instead.

The rules, for one standard, policy and priority, from the latest promises whose time was over:

- Nothing is said of fewer than 30 cases.
- *Out of reach*: fewer than 80 of 100 are kept, and not by bad luck: the interval of the share (Wilson, 95 %) is below 0.8.
- *Too easy*: more than 95 of 100 are kept, again with the whole interval, and 95 of 100 took half of the time or less.
- *Suggested* is the time within which nine of ten are done, with 95 % certainty: the smallest ordered time that nine of ten
  cases stay below, whatever their distribution (the order-statistic bound of a quantile; Hahn and Meeker, Statistical Intervals,
  5.3), rounded up to a time that people promise. Those that were never fulfilled count as longer than all others. Where too
  many of them are left, no time is long enough, and nothing is suggested: then it is the work that must change, not the promise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Literal

from console.insight.shares import Share, share
from golddust.insight import Reached

Verdict = Literal["too few", "right", "too easy", "out of reach"]
ENOUGH = 30
REACHABLE = 0.8
SAFE = 0.95
SLACK = 0.5
"""This part of the time is enough for `SAFE` of the cases."""
USUALLY = 0.9
CERTAINTY = 0.95
ROUND_HOURS = (0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 20, 24, 32, 40, 48, 60, 80, 100, 120, 160, 200, 240, 320, 400, 480)


@dataclass(frozen=True, slots=True)
class Judged:
    """How a standard stands against its history. `kept`: the share done within the promised hours; `suggested` in hours, or None.

    `middle` and `most`: half, and nine of ten, of all took no longer; None where fewer were ever done. `reached` has the cases.
    """

    reached: Reached
    verdict: Verdict
    kept: Share | None
    middle: float | None
    most: float | None
    suggested: float | None


def judge(reached: Reached) -> Judged:
    """What its history says of a standard."""
    number = len(reached.taken) + reached.unfulfilled
    ordered = sorted(reached.taken)
    kept = share(sum(hours <= reached.promised for hours in ordered), number)
    middle, most = (_quantile(ordered, number, part) for part in (0.5, USUALLY))
    if number < ENOUGH or kept is None:
        return Judged(reached, "too few", kept, middle, most, None)
    bound = _surely_below(ordered, number, USUALLY)
    verdict = _verdict(reached.promised, kept, _quantile(ordered, number, SAFE))
    suggested = None if verdict == "right" or bound is None else round_hours(bound)
    return Judged(reached, verdict, kept, middle, most, suggested)


def round_hours(hours: float) -> float:
    """The next longer time that people promise; whole hours beyond the longest of them."""
    return next((usual for usual in ROUND_HOURS if hours <= usual), float(-(-hours // 1)))


def _verdict(promised: float, kept: Share, nearly_all: float | None) -> Verdict:
    if kept.high < REACHABLE:
        return "out of reach"
    if kept.low > SAFE and nearly_all is not None and nearly_all <= promised * SLACK:
        return "too easy"
    return "right"


def _quantile(ordered: Sequence[float], number: int, part: float) -> float | None:
    """The smallest time that at least that part of all cases kept to; None where so many were never fulfilled."""
    place = -int(-part * number // 1)
    return ordered[place - 1] if 0 < place <= len(ordered) else None


def _surely_below(ordered: Sequence[float], number: int, part: float) -> float | None:
    """The smallest of the ordered times that is, with `CERTAINTY`, not less than the quantile; None where none is."""
    below = 0.0
    for place in range(number):
        below += comb(number, place) * part**place * (1 - part) ** (number - place)
        if below >= CERTAINTY:
            return ordered[place] if place < len(ordered) else None
    return None
