"""What the company promises its customers: read from a table, checked in full, then frozen."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from complaints.promises.calendar import Days, Interval, WorkingHours, due
from golddust.errors import Misconfigured, Problem
from golddust.events import Priority, Promise

Standard = Literal["acknowledge", "answer", "resolve"]
STANDARDS: tuple[Standard, ...] = get_args(Standard)
PRIORITIES: tuple[Priority, ...] = get_args(Priority)
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ON_THE_WAY: tuple[Standard, ...] = ("answer", "resolve")
MOST_HOURS = 10_000
MINUTE = timedelta(minutes=1)
_INTERVAL = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Standards:
    """The working hours, and for each standard and priority the working time within which the promise is kept."""

    hours: WorkingHours
    within: Mapping[tuple[Standard, Priority], timedelta]

    def promises(self, priority: Priority, spoke_at: datetime, now: datetime) -> tuple[Promise, ...]:
        """What is promised to a customer who spoke at `spoke_at`.

        Clocks run from then on, even if we were down; but what is told to the customer (answer, resolve) is never in the past.
        """
        acknowledge = Promise(standard="acknowledge", due=self.due("acknowledge", priority, spoke_at))
        return (acknowledge, *(self._told(standard, priority, spoke_at, now) for standard in ON_THE_WAY))

    def renewed(self, priority: Priority, now: datetime) -> tuple[Promise, ...]:
        """What is promised when a case is opened again: an answer and a resolution, counted from now."""
        return tuple(Promise(standard=standard, due=self.due(standard, priority, now)) for standard in ON_THE_WAY)

    def due(self, standard: Standard, priority: Priority, start: datetime) -> datetime:
        """When the promise breaks, on a full minute, in UTC."""
        moment = due(start, self.within[standard, priority], self.hours)
        whole = moment.replace(second=0, microsecond=0)
        return whole if whole == moment else whole + MINUTE

    def _told(self, standard: Standard, priority: Priority, spoke_at: datetime, now: datetime) -> Promise:
        moment = self.due(standard, priority, spoke_at)
        return Promise(standard=standard, due=moment if moment > now else self.due(standard, priority, now))


def parse(table: Mapping[str, Any]) -> Standards:
    """The standards that the table holds. Raises Misconfigured with every problem at once."""
    problems: list[Problem] = []
    _refuse_unknown("", table, ("working_hours", *STANDARDS), problems)
    hours = _working_hours(_table(table, "working_hours", problems), problems)
    within: dict[tuple[Standard, Priority], timedelta] = {}
    for standard in STANDARDS:
        given = _table(table, standard, problems)
        _refuse_unknown(f"{standard}.", given, PRIORITIES, problems)
        within |= {(standard, priority): _duration(standard, priority, given, problems) for priority in PRIORITIES}
    if problems:
        raise Misconfigured(tuple(problems))
    return Standards(hours, within)


def _table(table: Mapping[str, Any], name: str, problems: list[Problem]) -> Mapping[str, Any]:
    given = table.get(name)
    if isinstance(given, Mapping):
        return given
    problems.append(_problem(name, given, "a table"))
    return {}


def _refuse_unknown(above: str, table: Mapping[str, Any], known: Sequence[str], problems: list[Problem]) -> None:
    problems += [Problem(f"standards.{above}{name}", "", f"one of {', '.join(known)}") for name in table if name not in known]


def _duration(standard: str, priority: str, table: Mapping[str, Any], problems: list[Problem]) -> timedelta:
    hours = table.get(priority)
    if not isinstance(hours, int | float) or isinstance(hours, bool) or not 1 / 60 <= hours <= MOST_HOURS:
        problems.append(_problem(f"{standard}.{priority}", hours, f"working hours, from a minute to {MOST_HOURS} hours"))
        return MINUTE
    return timedelta(hours=hours)


def _working_hours(table: Mapping[str, Any], problems: list[Problem]) -> WorkingHours:
    _refuse_unknown("working_hours.", table, ("zone", "holidays", "closed_on", *WEEK), problems)
    week = tuple(_intervals(day, table.get(day, []), problems) for day in WEEK)
    if table and not any(week) and not any(table.get(day) for day in WEEK):
        problems.append(Problem("standards.working_hours", "", "at least one day with working hours"))
    closed: list[Days] = [_days(table.get("closed_on", []), problems)]
    closed += _holidays(table.get("holidays", ""), problems)
    return WorkingHours(_zone(table.get("zone", "UTC"), problems), week, tuple(closed))


def _zone(name: Any, problems: list[Problem]) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        problems.append(_problem("working_hours.zone", name, 'a time zone such as "Europe/London"'))
        return ZoneInfo("UTC")


def _intervals(day: str, given: Any, problems: list[Problem]) -> tuple[Interval, ...]:
    path = f"working_hours.{day}"
    if not isinstance(given, list):
        problems.append(_problem(path, given, 'a list such as ["09:00-17:00"]'))
        return ()
    intervals = [_interval(path, text, problems) for text in given]
    found = tuple(interval for interval in intervals if interval)
    if any(later.opens < earlier.closes for earlier, later in pairwise(found)):
        problems.append(_problem(path, given, "intervals in order that do not overlap"))
    return found


def _interval(path: str, text: Any, problems: list[Problem]) -> Interval | None:
    match = _INTERVAL.fullmatch(text) if isinstance(text, str) else None
    if match:
        opens_hour, opens_minute, closes_hour, closes_minute = map(int, match.groups())
        opens = timedelta(hours=opens_hour, minutes=opens_minute)
        closes = timedelta(hours=closes_hour, minutes=closes_minute)
        if opens < closes <= timedelta(hours=24):
            return Interval(opens, closes)
    problems.append(_problem(path, text, "from-to within one day, such as 09:00-17:00; a night is two: 22:00-24:00, 00:00-06:00"))
    return None


def _days(given: Any, problems: list[Problem]) -> frozenset[date]:
    days = [_day(text, problems) for text in given] if isinstance(given, list) else []
    if not isinstance(given, list):
        problems.append(_problem("working_hours.closed_on", given, "a list of days"))
    return frozenset(day for day in days if day)


def _day(given: Any, problems: list[Problem]) -> date | None:
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    try:
        return date.fromisoformat(given)
    except (ValueError, TypeError):
        problems.append(_problem("working_hours.closed_on", given, "a day such as 2026-12-31"))
        return None


def _holidays(code: Any, problems: list[Problem]) -> list[Days]:
    """The public holidays of a country, or of a part of it."""
    if code == "":
        return []
    try:
        country, _, part = code.partition("-")
        _holidays_in(country, part, 2000)
    except (RuntimeError, AttributeError):  # what the package raises for a place it does not know; no text at all
        problems.append(_problem("working_hours.holidays", code, 'an ISO country, or one of its parts: "GB", "DE-BY"'))
        return []
    return [PublicHolidays(country, part)]


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """The public holidays of a country, or of a part of it. Source: the package `holidays`."""

    country: str
    part: str

    def __contains__(self, day: object) -> bool:
        """Whether that date is one."""
        return isinstance(day, date) and day in _holidays_in(self.country, self.part, day.year)


@cache
def _holidays_in(country: str, part: str, year: int) -> frozenset[date]:
    from holidays import country_holidays  # noqa: PLC0415 - large, and needed only where a country is set

    return frozenset(country_holidays(country, subdiv=part or None, years=year))


def _problem(path: str, seen: Any, expected: str) -> Problem:
    return Problem(f"standards.{path}", "" if seen is None else str(seen)[:80], expected)
