"""Days without work from iCal feeds (RFC 5545): files beside the standards, or addresses of which the last good copy is kept.

All-day events are days without work. Events with a time of day are passed over: a meeting closes no company. Repeated events are
followed from the beginning of last year to the end of the third year from now. Public feeds hold more than holidays (mother's
day, the beginning of a season), so a calendar can say which words a title must have.

A feed that cannot be read as a whole is refused as a whole: a company that opens on a holiday promises what it cannot keep.
"""

import os
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import requests
from icalendar import Calendar, Event
from recurring_ical_events import of  # type: ignore[import-untyped]
from urllib3.exceptions import HTTPError

from golddust.errors import Malformed, NotFound, Refused, TooLarge, Unavailable

MOST_BYTES = 5_000_000
MOST_EVENTS = 20_000
MOST_REPEATED = 200
MOST_OFTEN = 20
"""Repeated events that come back more often than once a year: each is some thousand days to be looked at."""
DAYS = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
SECONDS = 20.0
"""Within which a feed must have come as a whole."""
SILENCE = 5.0
"""Seconds after which a server that says nothing is given up."""
YEARS_BACK, YEARS_AHEAD = 1, 3
_ADDRESS = re.compile(r"(https?|webcals?)://", re.IGNORECASE)
_CHUNK = 65_536
_DAY = timedelta(days=1)
Fetch = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Feeds:
    """Where feeds are read from: files relative to the folder `beside`, copies of addresses in the folder `kept`.

    Nothing is fetched on reading: `renew` does that, when the caller thinks it is time. `today` tells which years are followed.
    """

    beside: Path
    kept: Path
    today: date

    def closed(self, source: str, only: re.Pattern[str] | None = None) -> frozenset[date]:
        """The days without work. Raises NotFound where there is no file or no copy yet, Malformed or TooLarge as `days_in`."""
        path = self.kept / _name(source) if is_address(source) else self.beside / source
        try:
            content = path.read_bytes()
        except OSError as error:
            missing = "it was never fetched" if is_address(source) else error.strerror or "it cannot be read"
            raise NotFound(missing) from error
        return days_in(content, self.today, only)

    def renew(self, address: str, fetch: Fetch | None = None) -> None:
        """Fetch the feed and keep it in place of the last copy.

        Raises Unavailable when it does not come or cannot be kept, Malformed or TooLarge when it cannot be read; then the last
        copy stays, so that there are never fewer holidays because a server is down.
        """
        content = (fetch or fetch_feed)(address)
        days_in(content, self.today)
        fresh = self.kept / f"{_name(address)}.{os.getpid()}"
        try:
            self.kept.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(content)
            fresh.replace(self.kept / _name(address))
        except OSError as error:
            raise Unavailable(f"the copy of a feed cannot be kept: {error.strerror}") from error

    def renew_old(self, sources: Iterable[str], now: datetime, fetch: Fetch | None = None) -> dict[str, str]:
        """Renew each address without a copy, or with one older than a day; returns why, for each that could not be renewed."""
        failed: dict[str, str] = {}
        for address in filter(is_address, sources):
            try:
                if self._is_old(address, now):
                    self.renew(address, fetch)
            except (Unavailable, Refused) as error:
                failed[address] = error.reason
        return failed

    def _is_old(self, address: str, now: datetime) -> bool:
        path = self.kept / _name(address)
        return not path.exists() or now - datetime.fromtimestamp(path.stat().st_mtime, UTC) > _DAY


def is_address(source: str) -> bool:
    """Whether the feed must be fetched; else it is a file."""
    return bool(_ADDRESS.match(source))


def fetch_feed(address: str, within: float = SECONDS) -> bytes:
    """What the address holds. Raises Unavailable when it does not come within so many seconds, TooLarge when it is too much."""
    ends = time.monotonic() + within
    url = re.sub(r"^webcals?:", "https:", address, flags=re.IGNORECASE)
    content = b""
    try:
        with requests.get(url, timeout=SILENCE, stream=True) as response:
            response.raise_for_status()
            while chunk := response.raw.read1(_CHUNK, decode_content=True):  # what is there: the rest may never come
                content += chunk
                if len(content) > MOST_BYTES:
                    raise TooLarge(f"more than {MOST_BYTES} bytes")
                if time.monotonic() > ends:
                    raise Unavailable(f"the feed took longer than {within:g} s")
    except (requests.RequestException, HTTPError) as error:
        raise Unavailable(f"the feed does not come: {type(error).__name__}") from error
    return content


def days_in(content: bytes, today: date, only: re.Pattern[str] | None = None) -> frozenset[date]:
    """The days of the feed's all-day events whose title has what `only` looks for, in the years that are followed.

    Raises Malformed when it is no calendar, an event cannot be read, or no day is left; TooLarge when there are too many events.
    """
    first, last = date(today.year - YEARS_BACK, 1, 1), date(today.year + YEARS_AHEAD, 12, 31)
    calendar = _all_day_only(_read(content))
    try:
        events = of(calendar).between(first, last + _DAY)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:  # what the package raises for odd events
        raise Malformed(f"an event cannot be followed: {error}") from error
    days = {day for event in events if _counts(event, only) for day in _days_of(event, first, last)}
    if not days:
        wanted = f" with a title like {only.pattern!r}" if only else ""
        raise Malformed(f"there is no all-day event{wanted} from {first.year} to {last.year}")
    return frozenset(days)


def _read(content: bytes) -> Calendar:
    if len(content) > MOST_BYTES:
        raise TooLarge(f"more than {MOST_BYTES} bytes")
    try:
        found = Calendar.from_ical(content)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:  # what the package raises for other text
        raise Malformed("it is no iCal calendar") from error
    if not isinstance(found, Calendar):
        raise Malformed("it is no iCal calendar")
    return found


def _all_day_only(calendar: Calendar) -> Calendar:
    """The calendar with its all-day events alone, and with changes to single ones of a series. Time zones are not needed."""
    kept = Calendar()
    for event in calendar.events:
        if event.errors or not isinstance(event.decoded("DTSTART", None), date):
            raise Malformed(f"the event {_title(event)!r} cannot be read")
        if "RECURRENCE-ID" in event or not isinstance(event.decoded("DTSTART"), datetime):
            kept.add_component(event)
    _demand_few(kept.events)
    return kept


def _demand_few(events: Sequence[Event]) -> None:
    """Raises TooLarge, or Malformed for a rule by which the package would look for the next day without end."""
    rules = [(event, rule) for event in events for rule in _listed(event.get("RRULE"))]
    for event, rule in rules:
        if _frequency(rule) not in DAYS or rule.get("INTERVAL", [1])[0] < 1:
            raise Malformed(f"the event {_title(event)!r} repeats in a way that no day does")
    often = [rule for _, rule in rules if _frequency(rule) != "YEARLY"]
    if len(events) > MOST_EVENTS or len(rules) > MOST_REPEATED or len(often) > MOST_OFTEN:
        raise TooLarge(f"more than {MOST_EVENTS} days, {MOST_REPEATED} repeated ones, or {MOST_OFTEN} more often than yearly")


def _frequency(rule: Any) -> str:
    return str(rule.get("FREQ", [""])[0]).upper()


def _title(event: Event) -> str:
    return str(event.get("SUMMARY", ""))[:40]


def _listed(given: Any) -> list[Any]:
    if given is None:
        return []
    return given if isinstance(given, list) else [given]


def _counts(event: Any, only: re.Pattern[str] | None) -> bool:
    if str(event.get("STATUS", "")).upper() == "CANCELLED" or isinstance(event.decoded("DTSTART"), datetime):
        return False
    return only is None or bool(only.search(str(event.get("SUMMARY", ""))))


def _days_of(event: Any, first: date, last: date) -> Iterable[date]:
    """The days from its start to the day before its end (RFC 5545, 3.6.1)."""
    begins, ends = event.decoded("DTSTART"), event.decoded("DTEND", None)
    after = max(ends, begins + _DAY) if isinstance(ends, date) and not isinstance(ends, datetime) else begins + _DAY
    begins, after = max(begins, first), min(after, last + _DAY)
    return (begins + number * _DAY for number in range((after - begins).days))


def _name(address: str) -> str:
    return sha256(address.encode()).hexdigest()[:32] + ".ics"
