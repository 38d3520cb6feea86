"""Days put together to weeks and months; what has no messages is there with a zero."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from console.insight.shares import Share, share
from golddust.insight import NOTHING, Moods, Note

Step = Literal["day", "week", "month"]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Point:
    """What was said from `first` to `last`, both included; `whole`: it is all of a week or month, and not cut at an end.

    `negative` is the share of messages in a bad mood, None where nothing was said.
    """

    first: date
    last: date
    whole: bool
    moods: Moods
    negative: Share | None
    notes: tuple[Note, ...]


def series(days: Mapping[date, Moods], first: date, last: date, step: Step, notes: Sequence[Note] = ()) -> list[Point]:
    """A point for every day, week (from Monday, ISO 8601) or month from `first` to `last`, both included, whatever was said."""
    sums: dict[date, Moods] = {}
    beginnings: dict[date, list[date]] = {}
    for number in range((last - first).days + 1):
        day = first + DAY * number
        begins = beginning(day, step)
        sums[begins] = sums.get(begins, NOTHING) + days.get(day, NOTHING)
        beginnings.setdefault(begins, []).append(day)
    return [_point(begins, inside, sums[begins], step, notes) for begins, inside in beginnings.items()]


def beginning(day: date, step: Step) -> date:
    """The first day of the week or month that it is in."""
    if step == "week":
        return day - DAY * day.weekday()
    return day.replace(day=1) if step == "month" else day


def _point(begins: date, inside: Sequence[date], moods: Moods, step: Step, notes: Sequence[Note]) -> Point:
    first, last = inside[0], inside[-1]
    whole = first == begins and beginning(last + DAY, step) != begins
    beside = tuple(note for note in notes if first <= note.day <= last)
    return Point(first, last, whole, moods, share(moods.negative, moods.said), beside)
