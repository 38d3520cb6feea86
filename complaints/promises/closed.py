"""Days without work: the company's own, and the public holidays of a country or of a part of it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.metadata import version
from typing import Any, Protocol

from complaints.promises.calendar import Days
from complaints.promises.checks import Problems, problem

_ADDRESS = re.compile(r"(\w+://)(?:[^/@]*@)?([^/?#]*)")


class FeedReader(Protocol):
    """Reads the days without work from iCal feeds. A seam: the libraries for it are large, and most companies have none."""

    def closed(self, source: str, only: re.Pattern[str] | None = None) -> frozenset[date]:
        """The days of the feed whose title has what `only` looks for. Raises Refused when the feed cannot be had or read."""


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """The public holidays of a country, or of a part of it. Source: the package `holidays`."""

    country: str
    part: str

    def __contains__(self, day: object) -> bool:
        """Whether that date is one."""
        return isinstance(day, date) and day in _holidays_in(self.country, self.part, day.year)


def days_at(path: str, given: Any, problems: Problems) -> Days:
    """The days that the company names itself."""
    if not isinstance(given, list):
        problems.append(problem(path, given, "a list of days"))
        return frozenset()
    days = [_day(path, text, problems) for text in given]
    return frozenset(day for day in days if day)


def public_holidays(path: str, code: Any, problems: Problems) -> list[Days]:
    """The public holidays of a country, or of a part of it; none for an empty code."""
    if code == "":
        return []
    try:
        country, _, part = code.partition("-")
        _holidays_in(country, part, 2000)
    except (RuntimeError, AttributeError):  # what the package raises for a place it does not know; no text at all
        problems.append(problem(path, code, 'an ISO country, or one of its parts: "GB", "DE-BY"'))
        return []
    return [PublicHolidays(country, part)]


def feeds_in(table: Mapping[str, Any]) -> list[str]:
    """The feeds that a table of standards names, each once; whatever else is wrong with the table."""
    named = table.get("calendars")
    calendars = [table.get("working_hours"), *(named.values() if isinstance(named, Mapping) else [])]
    feeds = [calendar.get("feeds") for calendar in calendars if isinstance(calendar, Mapping)]
    found = [source for given in feeds if isinstance(given, list) for source in given]
    return list(dict.fromkeys(source for source in found if isinstance(source, str) and source))


def shown(source: str) -> str:
    """The feed's name without the rest of an address, which may hold a secret: private calendars have one in their path."""
    match = _ADDRESS.match(source)
    return f"{match[1]}{match[2]}/..." if match else source


def in_words(days: Days) -> str:
    """The days in a form that stays the same as long as they do, for a digest."""
    if isinstance(days, PublicHolidays):
        return f"{days.country}-{days.part} of {version('holidays')}"
    return " ".join(sorted(map(str, days))) if isinstance(days, Iterable) else repr(days)


def _day(path: str, given: Any, problems: Problems) -> date | None:
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    try:
        return date.fromisoformat(given)
    except (ValueError, TypeError):
        problems.append(problem(path, given, "a day such as 2026-12-31"))
        return None


@cache
def _holidays_in(country: str, part: str, year: int) -> frozenset[date]:
    from holidays import country_holidays  # noqa: PLC0415 - large, and needed only where a country is set

    return frozenset(country_holidays(country, subdiv=part or None, years=year))
