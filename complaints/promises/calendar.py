"""Working time: when so many working hours are over, in any time zone, across holidays and nights when the clocks change.

A moment is working time when the clock on the company's wall shows a time within an interval of that day. So where clocks go
forward the skipped hour is no working time, and where they go back the repeated one counts twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
STRIDE = timedelta(days=7)
NONE = timedelta(0)


class Days(Protocol):
    """Some days: a frozenset of dates, or a country's holidays."""

    def __contains__(self, day: object, /) -> bool:
        """Whether it is one of them."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Half-open: from `opens` to `closes`, each counted from midnight by the clock on the wall; a day's end is 24 hours."""

    opens: timedelta
    closes: timedelta


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When the company works. `week` has the intervals of each day from Monday, in order, without overlap, and is not empty."""

    zone: ZoneInfo
    week: tuple[tuple[Interval, ...], ...]
    closed: Sequence[Days] = ()

    def on(self, day: date) -> tuple[Interval, ...]:
        """The day's intervals; none on a holiday."""
        return () if any(day in days for days in self.closed) else self.week[day.weekday()]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time during which the clock on the wall stays `offset` before UTC. `begins` and `ends` are in UTC."""

    begins: datetime
    ends: datetime
    offset: timedelta


def due(start: datetime, within: timedelta, hours: WorkingHours) -> datetime:
    """The moment, in UTC, when that much working time has passed since `start`.

    At the end of an interval it is that end, not the next beginning. `start` must be aware and `within` more than nothing.
    """
    left = within
    for begins, ends in working_times(start, hours):
        if ends - begins >= left:
            return begins + left
        left -= ends - begins
    raise AssertionError("working times never end")


def working_times(start: datetime, hours: WorkingHours) -> Iterator[tuple[datetime, datetime]]:
    """The working times after `start`, in order and in UTC, without end."""
    for stretch in stretches(start, hours.zone):
        begins = stretch.begins.replace(tzinfo=None) + stretch.offset
        ends = stretch.ends.replace(tzinfo=None) + stretch.offset
        for opens, closes in _on_the_wall(begins, ends, hours):
            yield (opens - stretch.offset).replace(tzinfo=UTC), (closes - stretch.offset).replace(tzinfo=UTC)


def _on_the_wall(begins: datetime, ends: datetime, hours: WorkingHours) -> Iterator[tuple[datetime, datetime]]:
    """The working times between two moments without a change of clocks in between; all by the clock on the wall."""
    midnight = datetime.combine(begins.date(), datetime.min.time())
    while midnight < ends:
        for interval in hours.on(midnight.date()):
            opens, closes = max(begins, midnight + interval.opens), min(ends, midnight + interval.closes)
            if opens < closes:
                yield opens, closes
        midnight += DAY


def stretches(start: datetime, zone: ZoneInfo) -> Iterator[Stretch]:
    """The time from `start` on, cut where the clocks change, and each week."""
    begins = start.astimezone(UTC)
    while True:
        ends, offset = begins + STRIDE, _offset(begins, zone)
        if _offset(ends, zone) != offset:
            ends = _change(begins, ends, zone)
        yield Stretch(begins, ends, offset)
        begins = ends


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second from which on the clocks show what they show at `after`, found by halving."""
    early, late = before.replace(microsecond=0), after.replace(microsecond=0) + timedelta(seconds=1)
    offset = _offset(before, zone)
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if _offset(middle, zone) == offset:
            early = middle
        else:
            late = middle
    return late


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or NONE
