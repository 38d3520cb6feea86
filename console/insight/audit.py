"""The customer service audit: what customers care about against how well it is done, topic by topic.

*Importance* of a topic is the share of all messages that speak of it, with Wilson's interval. *Performance* is the mood in which
they speak of it, from -1 (all bad) to 1 (all good): good mentions less bad ones, by all mentions. The fields part, in importance,
where the average topic lies, and in performance where all mentions together lie. So the grid shows what stands out for this
company, and half of it is never empty because everybody is angry. Source of the grid: Martilla and James, Importance-performance
analysis, Journal of Marketing 41 (1977).

What it cannot know: those who do not write. Whom customers compare us with is told beside it (`rivals.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from console.insight.discovery import found, two_sided
from console.insight.shares import Share, Z, share
from golddust.insight import NOTHING, Moods

Field = Literal["mend first", "keep it up", "can wait", "more than is asked for"]
"""Important and done badly; important and done well; the same two for what few speak of. In the last, effort is spent in vain."""
LEAST = 5
"""Topics with fewer mentions have no place on the grid."""


@dataclass(frozen=True, slots=True)
class Mood:
    """From -1 to 1, and between `low` and `high` with 95 % confidence."""

    value: float
    low: float
    high: float
    error: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a topic lies. `sure`: neither of its intervals reaches into another field."""

    topic: str
    moods: Moods
    importance: Share
    performance: Mood
    field: Field
    sure: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """All topics, the most important first, and where the fields part."""

    places: tuple[Place, ...]
    messages: int
    importance: float
    performance: float


@dataclass(frozen=True, slots=True)
class Moved:
    """How a topic changed against a baseline, with intervals. What is `found` is more than chance among so many topics."""

    topic: str
    importance: Mood
    performance: Mood
    importance_found: bool
    performance_found: bool


def grid(topics: Mapping[str, Moods], everything: Moods) -> Grid:
    """The grid of these counts by topic, and of all messages. Without messages or topics it is empty."""
    counted = {topic: moods for topic, moods in topics.items() if topic and moods.said}
    mentions = sum(counted.values(), NOTHING)
    if not mentions.said or not everything.said:
        return Grid((), everything.said, 0.0, 0.0)
    across = mentions.said / len(counted) / everything.said
    up = (mentions.positive - mentions.negative) / mentions.said
    placed = [_place(topic, moods, everything.said, across, up) for topic, moods in counted.items() if moods.said >= LEAST]
    return Grid(tuple(sorted(placed, key=lambda one: (-one.moods.said, one.topic))), everything.said, across, up)


def mood(moods: Moods) -> Mood:
    """Good less bad, by all, with an interval.

    The variance is that of the difference of two shares of one multinomial. For the interval alone one mention of each
    mood is added, so that it is not empty when all are of one; simulated, it then holds from five mentions on. After
    Agresti and Min, Simple improved confidence intervals for comparing matched proportions, Statistics in Medicine 24 (2005).
    """
    value = (moods.positive - moods.negative) / moods.said
    number = moods.said + 3
    good, bad = (moods.positive + 1) / number, (moods.negative + 1) / number
    error = sqrt((good + bad - (good - bad) ** 2) / number)
    middle = good - bad
    return Mood(value, max(-1.0, min(value, middle - Z * error)), min(1.0, max(value, middle + Z * error)), error)


def compared(now: Mapping[str, Moods], then: Mapping[str, Moods]) -> list[Moved]:
    """How topics changed against a frozen baseline; both have all messages under "". Those rare on either side are left out."""
    whole, before = now.get("", NOTHING).said, then.get("", NOTHING).said
    both = [topic for topic in now if topic and min(now[topic].said, then.get(topic, NOTHING).said) >= LEAST]
    if not both or not whole or not before:
        return []
    shares = {topic: _difference_of_shares(now[topic].said, whole, then[topic].said, before) for topic in both}
    moods = {topic: _difference_of_moods(now[topic], then[topic]) for topic in both}
    important = found({topic: two_sided(one.value / one.error) for topic, one in shares.items()})
    performing = found({topic: two_sided(one.value / one.error) for topic, one in moods.items()})
    return [Moved(one, shares[one], moods[one], one in important, one in performing) for one in sorted(both)]


def _place(topic: str, moods: Moods, messages: int, across: float, up: float) -> Place:
    importance, performance = share(moods.said, messages), mood(moods)
    if importance is None:
        raise ValueError("a grid of no messages has no places")
    sure = not (importance.low <= across <= importance.high or performance.low <= up <= performance.high)
    return Place(topic, moods, importance, performance, _field(importance.value >= across, performance.value >= up), sure)


def _field(important: bool, good: bool) -> Field:  # noqa: FBT001 - two questions, four fields
    if important:
        return "keep it up" if good else "mend first"
    return "more than is asked for" if good else "can wait"


def _difference_of_shares(part: int, whole: int, part_before: int, whole_before: int) -> Mood:
    """Newcombe's interval from two of Wilson's: Statistics in Medicine 17 (1998), method 10; the error is of a pooled test."""
    one, other = share(part, whole), share(part_before, whole_before)
    if one is None or other is None:
        raise ValueError("there is no share of nothing")
    value = one.value - other.value
    low = value - sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    high = value + sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    pooled = (part + part_before) / (whole + whole_before)
    error = sqrt(max(pooled * (1 - pooled), 1e-12) * (1 / whole + 1 / whole_before))
    return Mood(value, low, high, error)


def _difference_of_moods(now: Moods, then: Moods) -> Mood:
    one, other = mood(now), mood(then)
    value, error = one.value - other.value, sqrt(one.error**2 + other.error**2)
    return Mood(value, value - Z * error, value + Z * error, error)
