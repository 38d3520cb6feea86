"""Topics that jump or drop: how many messages a topic should have had by its own history, and whether what came is chance.

For each topic and the days looked at:

1. *What was to be expected.* The rate of the topic in the eight weeks before, times the pattern of the week. It is that of
   all topics together, because one topic alone has too few messages for seven figures.
2. *How much it varies by itself.* Counts of complaints vary more than Poisson's: one van is late for many. So the variance is
   the mean times a dispersion, Pearson's chi-square by its degrees of freedom, never below 1; to it comes what is not known about
   the rate. Source: Farrington, Andrews, Beale and Catchpole, A statistical algorithm for the early detection of outbreaks of
   infectious disease, JRSS A 159 (1996), from whom also comes the next.
3. *How probable chance is.* The tail of the negative binomial distribution with that mean and variance, in both directions.
   An old outbreak in the history makes a new one harder to see, but raises no alarm by itself.
4. *Many topics.* False alarms are held to one in twenty of those raised (Benjamini and Hochberg, see `discovery`): forty topics
   do not mean two alarms each day. Fewer than five messages are never a jump.

The mean and the dispersion of a topic are told from the same few weeks, so a topic younger than two weeks is not judged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, lgamma, log
from typing import Literal

from console.insight.discovery import found
from golddust.insight import NOTHING, Moods

DAY = timedelta(days=1)
HISTORY = 56
"""Days before, in whole weeks."""
YOUNGEST = 14
LEAST = 5
"""Messages, counted or expected."""
WEEK = 7
SMOOTHING = 10.0
"""So many messages of an even week are added to the pattern of a week, which matters where there are few."""


@dataclass(frozen=True, slots=True)
class Change:
    """A topic in the days looked at: how many messages it had, and how many it should have had between which bounds by chance.

    `chance`: the probability to be as far off by chance, in either direction.
    """

    topic: str
    said: int
    expected: float
    chance: float
    direction: Literal["rising", "falling"]
    found: bool


def history_of(first: date) -> tuple[date, date]:
    """The days that the days from `first` on are held against."""
    return first - DAY * HISTORY, first - DAY


def changes(topics: Mapping[str, Mapping[date, Moods]], first: date, last: date) -> list[Change]:
    """Every topic that can be judged, the least probable first; `topics` has the counts of `history_of(first)` and these days."""
    pattern = _pattern(topics, first)
    judged = [one for topic, days in topics.items() if (one := _judged(topic, days, pattern, first, last))]
    standing_out = found({one.topic: one.chance for one in judged})
    marked = [
        Change(one.topic, one.said, one.expected, one.chance, one.direction, one.topic in standing_out and _enough(one))
        for one in judged
    ]
    return sorted(marked, key=lambda one: (one.chance, one.topic))


def _judged(topic: str, days: Mapping[date, Moods], pattern: Sequence[float], first: date, last: date) -> Change | None:
    """None for one whose first message is too young."""
    begins = min((day for day in days if history_of(first)[0] <= day < first), default=first)
    if (first - begins).days < YOUNGEST:
        return None
    past = [(days.get(day, NOTHING).said, pattern[day.weekday()]) for day in _days(*history_of(first))]
    ahead = [(days.get(day, NOTHING).said, pattern[day.weekday()]) for day in _days(first, last)]
    total, exposure = sum(said for said, _ in past), sum(weight for _, weight in past)
    rate = total / exposure
    said, expected = sum(said for said, _ in ahead), rate * sum(weight for _, weight in ahead)
    dispersion = _dispersion(past, rate)
    variance = dispersion * (expected + expected**2 / total)
    up, down = _tails(said, expected, variance)
    chance = min(1.0, 2 * min(up, down))
    return Change(topic, said, expected, chance, "rising" if said >= expected else "falling", found=False)


def _pattern(topics: Mapping[str, Mapping[date, Moods]], first: date) -> list[float]:
    """How busy each weekday is, Monday first; one on the average."""
    begins, ends = history_of(first)
    sums = [0.0] * WEEK
    for days in topics.values():
        for day, moods in days.items():
            if begins <= day <= ends:
                sums[day.weekday()] += moods.said
    whole = sum(sums) + SMOOTHING
    return [WEEK * (one + SMOOTHING / WEEK) / whole for one in sums]


def _dispersion(past: Sequence[tuple[int, float]], rate: float) -> float:
    off = sum((said - rate * weight) ** 2 / (rate * weight) for said, weight in past)
    return max(1.0, off / (len(past) - 1))


def _tails(said: int, mean: float, variance: float) -> tuple[float, float]:
    """The probabilities of so many or more, and of so many or fewer, under a negative binomial distribution."""
    size = mean**2 / max(variance - mean, 1e-9 * mean)
    keep = log(size / (size + mean))
    grow = log(mean / (size + mean))
    below = 0.0
    for number in range(said):
        below += exp(lgamma(number + size) - lgamma(size) - lgamma(number + 1) + size * keep + number * grow)
    at = exp(lgamma(said + size) - lgamma(size) - lgamma(said + 1) + size * keep + said * grow)
    return max(0.0, 1 - below), min(1.0, below + at)


def _enough(one: Change) -> bool:
    return one.said >= LEAST if one.direction == "rising" else one.expected >= LEAST


def _days(first: date, last: date) -> list[date]:
    return [first + DAY * number for number in range((last - first).days + 1)]
