"""Weeks by their ISO 8601 names, and which of them is due."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NoReturn

from golddust.errors import Malformed

DAY = timedelta(days=1)
WEEK = 7 * DAY
OLDEST = 1990
"""Nobody sent a text message before."""
_NAME = re.compile(r"(\d{4})-W(\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """From Monday to Sunday; `first` is the Monday."""

    first: date

    @property
    def last(self) -> date:
        """The Sunday."""
        return self.first + 6 * DAY

    @property
    def name(self) -> str:
        """Such as 2026-W48."""
        year, number, _ = self.first.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def number(self) -> int:
        """Such as 48."""
        return self.first.isocalendar().week

    def back(self, weeks: int) -> "Week":
        """So many weeks earlier."""
        return Week(self.first - weeks * WEEK)


def week_of(day: date) -> Week:
    """The week that the day is in."""
    return Week(day - DAY * day.weekday())


def named(text: str) -> Week:
    """The week of that name. Raises Malformed for what is none."""
    found = _NAME.fullmatch(text.strip())
    if not found or int(found[1]) < OLDEST:
        _none(text)
    try:
        return Week(date.fromisocalendar(int(found[1]), int(found[2]), 1))
    except ValueError:
        _none(text)


def over(text: str, today: date) -> Week:
    """The week of that name, or the last one that is over where there is none. Raises Malformed for one that is not over."""
    if not text:
        return week_of(today).back(1)
    week = named(text)
    if week.last >= today:
        raise Malformed(f"the week {week.name} is not over yet")
    return week


def due(now: datetime, weekday: int, hour: int, zone: tzinfo) -> Week:
    """The latest week whose digest is to go out by now; Monday is weekday 0. Weeks before it are never due again."""
    local = now.astimezone(zone)
    day = local.date() - DAY * ((local.weekday() - weekday) % 7)
    if datetime.combine(day, time(hour), zone) > local:
        day -= WEEK
    return week_of(day).back(1)


def _none(text: str) -> NoReturn:
    raise Malformed(f"{text[:20]!r} is no week; one is written 2026-W48")
