"""Reads when the company works: the table `[working_hours]`, or `[calendars.<name>]`, of the standards."""

import re
from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from complaints.promises.calendar import Days, Interval, WorkingHours
from complaints.promises.checks import Problems, problem, refuse_unknown, texts_at
from complaints.promises.closed import FeedReader, days_at, public_holidays, shown
from golddust.errors import NotFound, Refused

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_INTERVAL = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


def read_hours(path: str, table: Mapping[str, Any], problems: Problems, feeds: FeedReader | None = None) -> WorkingHours:
    """The working hours that the table holds; what is wrong with it is noted."""
    refuse_unknown(f"{path}.", table, ("zone", "holidays", "closed_on", "feeds", "only", *WEEK), problems)
    wrong = len(problems)
    week = tuple(_intervals(f"{path}.{day}", table.get(day, []), problems) for day in WEEK)
    if not any(week) and len(problems) == wrong:
        problems.append(problem(path, None, "at least one day with working hours"))
    closed = [days_at(f"{path}.closed_on", table.get("closed_on", []), problems)]
    closed += public_holidays(f"{path}.holidays", table.get("holidays", ""), problems)
    closed += _from_feeds(path, table, feeds, problems)
    return WorkingHours(_zone(f"{path}.zone", table.get("zone", "UTC"), problems), week, tuple(closed))


def _from_feeds(path: str, table: Mapping[str, Any], feeds: FeedReader | None, problems: Problems) -> list[Days]:
    """The days without work of each feed that the calendar names."""
    only = _pattern(f"{path}.only", table.get("only"), problems)
    closed: list[Days] = []
    for source in texts_at(f"{path}.feeds", table.get("feeds", []), problems):
        try:
            if feeds is None:
                raise NotFound("feeds are not read here")
            closed.append(feeds.closed(source, only))
        except Refused as error:
            problems.append(problem(f"{path}.feeds", shown(source), f"an iCal feed that can be read: {error.reason}"))
    return closed


def _pattern(path: str, given: Any, problems: Problems) -> re.Pattern[str] | None:
    if given is None:
        return None
    try:
        return re.compile(given)
    except (re.error, TypeError):
        problems.append(problem(path, given, "a regular expression that titles of events must fit"))
        return None


def _zone(path: str, name: Any, problems: Problems) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        problems.append(problem(path, name, 'a time zone such as "Europe/London"'))
        return ZoneInfo("UTC")


def _intervals(path: str, given: Any, problems: Problems) -> tuple[Interval, ...]:
    if not isinstance(given, list):
        problems.append(problem(path, given, 'a list such as ["09:00-17:00"]'))
        return ()
    intervals = [_interval(path, text, problems) for text in given]
    found = tuple(interval for interval in intervals if interval)
    if any(later.opens < earlier.closes for earlier, later in pairwise(found)):
        problems.append(problem(path, given, "intervals in order that do not overlap"))
    return found


def _interval(path: str, text: Any, problems: Problems) -> Interval | None:
    match = _INTERVAL.fullmatch(text) if isinstance(text, str) else None
    if match:
        opens_hour, opens_minute, closes_hour, closes_minute = map(int, match.groups())
        opens = timedelta(hours=opens_hour, minutes=opens_minute)
        closes = timedelta(hours=closes_hour, minutes=closes_minute)
        if opens < closes <= timedelta(hours=24):
            return Interval(opens, closes)
    problems.append(problem(path, text, "from-to within one day, such as 09:00-17:00; a night is two: 22:00-24:00, 00:00-06:00"))
    return None
