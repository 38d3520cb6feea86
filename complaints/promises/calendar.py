"""Working time: when so many working hours are over, in any time zone, across holidays, pauses and nights when the clocks change.

A moment is working time when the clock on the company's wall shows a time within an interval of that day. So where clocks go
forward the skipped hour is no working time, and where they go back the repeated one counts twice. In a pause none passes.

The working times of a year are found once and added up, so that a question takes some microseconds, however far it reaches.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, takewhile
from typing import Protocol
from zoneinfo import ZoneInfo

from golddust.events import Pause

DAY = timedelta(days=1)
STRIDE = timedelta(days=7)
MINUTE = timedelta(minutes=1)
NONE = timedelta(0)
LAST_MINUTE = time(23, 59)
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""When a clock ends that stands: nobody can say before the pause is over."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


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
class Year:
    """The working times that begin or go on in one year of UTC, in microseconds since 1970, in order.

    `before` is the working time of the year before each of them, `through` that up to its end, `total` that of the year.
    """

    begins: Sequence[int]
    ends: Sequence[int]
    before: Sequence[int]
    through: Sequence[int]
    total: int


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When the company works. `week` has the intervals of each day from Monday, in order, without overlap, and is not empty."""

    zone: ZoneInfo
    week: tuple[tuple[Interval, ...], ...]
    closed: Sequence[Days] = ()
    _years: dict[int, Year] = field(default_factory=dict, init=False, repr=False, compare=False)
    _ends: dict[date, datetime | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    def on(self, day: date) -> tuple[Interval, ...]:
        """The day's intervals; none on a holiday."""
        return () if any(day in days for days in self.closed) else self.week[day.weekday()]

    def year(self, number: int) -> Year:
        """The working times of that year of UTC, found when it is first asked for."""
        found = self._years.get(number)
        if found is None:
            found = self._years[number] = _year(number, self)
        return found

    def end_of_work(self, day: date) -> datetime | None:
        """The end of the day's last working time, in UTC and on a full minute; None when there is none on that day."""
        if day not in self._ends:
            self._ends[day] = _end_of_work(day, self)
        return self._ends[day]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time during which the clock on the wall stays `offset` before UTC. `begins` and `ends` are in UTC."""

    begins: datetime
    ends: datetime
    offset: timedelta


def due(start: datetime, within: timedelta, hours: WorkingHours, pauses: Sequence[Pause] = ()) -> datetime:
    """The moment, in UTC, when that much working time has passed since `start`, pauses left out.

    At the end of an interval it is that end, not the next beginning. NEVER where it lies behind the beginning of a pause that
    goes on. `start` must be aware and `within` more than nothing; pauses may come in any order, and overlap.
    """
    start = start.astimezone(UTC)
    wanted = _passed(start, start.year, hours) + within // _TICK
    for begins, ends in standing(start, pauses):
        reached = _passed(begins, start.year, hours)
        if reached >= wanted:
            break
        if ends is None:
            return NEVER
        wanted += _passed(ends, start.year, hours) - reached
    return _reached(wanted, start.year, hours)


def spent(start: datetime, end: datetime, hours: WorkingHours, pauses: Sequence[Pause] = ()) -> timedelta:
    """The working time between two moments, pauses left out; none when the end is not after the start."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if end <= start:
        return NONE
    passed = _passed(end, start.year, hours) - _passed(start, start.year, hours)
    for begins, ends in standing(start, pauses):
        until = end if ends is None else min(ends, end)
        if begins < until:
            passed -= _passed(until, start.year, hours) - _passed(begins, start.year, hours)
    return timedelta(microseconds=passed)


def standing(start: datetime, pauses: Sequence[Pause]) -> list[tuple[datetime, datetime | None]]:
    """The times after `start` in which a clock stands: in order, in UTC, none touching another. None: it goes on."""
    found: list[tuple[datetime, datetime | None]] = []
    for pause in sorted(pauses, key=lambda pause: pause.begins) if len(pauses) > 1 else pauses:
        begins, ends = max(pause.begins.astimezone(UTC), start), pause.ends and pause.ends.astimezone(UTC)
        if ends and ends <= begins:
            continue
        last = found[-1][1] if found else start
        if last is None:
            break
        if found and begins <= last:
            begins, ends = found.pop()[0], ends and max(last, ends)
        found.append((begins, ends))
    return found


def working_times(start: datetime, hours: WorkingHours) -> Iterator[tuple[datetime, datetime]]:
    """The working times after `start`, in order and in UTC, without end."""
    for stretch in stretches(start, hours.zone):
        yield from _in_stretch(stretch, hours)


def stretches(start: datetime, zone: ZoneInfo) -> Iterator[Stretch]:
    """The time from `start` on, cut where the clocks change, and each week."""
    begins = start.astimezone(UTC)
    while True:
        ends, offset = begins + STRIDE, _offset(begins, zone)
        if _offset(ends, zone) != offset:
            ends = _change(begins, ends, zone)
        yield Stretch(begins, ends, offset)
        begins = ends


def _passed(moment: datetime, first: int, hours: WorkingHours) -> int:
    """The working time from the beginning of the year `first` until that moment, in microseconds; both of UTC."""
    year, at = hours.year(moment.year), (moment - _EPOCH) // _TICK
    place = bisect_right(year.begins, at) - 1
    passed = year.before[place] + min(at, year.ends[place]) - year.begins[place] if place >= 0 else 0
    for number in range(first, moment.year):
        passed += hours.year(number).total
    return passed


def _reached(wanted: int, first: int, hours: WorkingHours) -> datetime:
    """The first moment until which that much working time has passed since the beginning of the year `first`."""
    number, year = first, hours.year(first)
    while wanted > year.total:
        wanted -= year.total
        number += 1
        year = hours.year(number)
    place = bisect_left(year.through, wanted)
    return _EPOCH + timedelta(microseconds=year.begins[place] + wanted - year.before[place])


def _year(number: int, hours: WorkingHours) -> Year:
    begins, ends = datetime(number, 1, 1, tzinfo=UTC), datetime(number + 1, 1, 1, tzinfo=UTC)
    times = list(takewhile(lambda span: span[0] < ends, working_times(begins, hours)))
    opens = [(opens - _EPOCH) // _TICK for opens, _ in times]
    closes = [(min(closes, ends) - _EPOCH) // _TICK for _, closes in times]
    through = list(accumulate(late - early for early, late in zip(opens, closes, strict=True)))
    total = through[-1] if through else 0
    return Year(opens, closes, [0, *through[:-1]], through, total)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last minute of that day by the clock on the wall, in UTC; of two, the later.

    A day that the zone skipped ends with the day before it.
    """
    return datetime.combine(day, LAST_MINUTE, zone).replace(fold=1).astimezone(UTC)


def rounded_up(moment: datetime) -> datetime:
    """The full minute at or after that moment."""
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + MINUTE


def _end_of_work(day: date, hours: WorkingHours) -> datetime | None:
    if not hours.on(day):
        return None
    last = end_of_day(day, hours.zone)
    begins, ends = end_of_day(day - DAY, hours.zone) + MINUTE, last + MINUTE
    worked = spent(begins, ends, hours)
    return min(last, rounded_up(due(begins, worked, hours))) if worked else None


def _in_stretch(stretch: Stretch, hours: WorkingHours) -> Iterator[tuple[datetime, datetime]]:
    """The working times of a stretch, in UTC."""
    begins = stretch.begins.replace(tzinfo=None) + stretch.offset
    ends = stretch.ends.replace(tzinfo=None) + stretch.offset
    midnight = datetime.combine(begins.date(), datetime.min.time())
    while midnight < ends:
        for interval in hours.on(midnight.date()):
            opens, closes = max(begins, midnight + interval.opens), min(ends, midnight + interval.closes)
            if opens < closes:
                yield (opens - stretch.offset).replace(tzinfo=UTC), (closes - stretch.offset).replace(tzinfo=UTC)
        midnight += DAY


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
