"""Times as people read them. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import partial
from typing import Literal

from console.wording.saying import counted_in, marked, reader, say, say_in
from golddust.errors import Malformed
from golddust.events import Promise, Standard
from golddust.ports import Case, ClockReading

SOON = timedelta(hours=1)
JUST_NOW = timedelta(minutes=1)
EARLIEST, LATEST = date(1970, 1, 1), date(2999, 12, 31)
"""What lies beyond can be no day of ours, and is too near to the ends of the calendar to be counted from."""
_AFTER: Mapping[Standard, str] = {
    "acknowledge": marked("acknowledged after %(time)s"),
    "answer": marked("answered after %(time)s"),
    "resolve": marked("resolved after %(time)s"),
    "update": marked("next word given after %(time)s"),
    "pledge": marked("pledge kept after %(time)s"),
}
_DONE_LATE: Mapping[Standard, str] = {
    "acknowledge": marked("acknowledged %(time)s late"),
    "answer": marked("answered %(time)s late"),
    "resolve": marked("resolved %(time)s late"),
    "update": marked("next word given %(time)s late"),
    "pledge": marked("pledge kept %(time)s late"),
}
_DUE: Mapping[Standard, str] = {
    "acknowledge": marked("acknowledgement due in %(time)s"),
    "answer": marked("answer due in %(time)s"),
    "resolve": marked("solution due in %(time)s"),
    "update": marked("next word due in %(time)s"),
    "pledge": marked("pledge due in %(time)s"),
}
_LATE: Mapping[Standard, str] = {
    "acknowledge": marked("acknowledgement %(time)s late"),
    "answer": marked("answer %(time)s late"),
    "resolve": marked("solution %(time)s late"),
    "update": marked("next word %(time)s late"),
    "pledge": marked("pledge %(time)s late"),
}
_STANDS: Mapping[Standard, str] = {
    "acknowledge": marked("acknowledgement: its clock stands"),
    "answer": marked("answer: its clock stands"),
    "resolve": marked("solution: its clock stands"),
    "update": marked("next word: its clock stands"),
    "pledge": marked("pledge: its clock stands"),
}

Urgency = Literal["kept", "kept-late", "late", "soon", "open", "stands"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a promise stands: `words` such as "answer due in 2 h 10 min"; `explained`: how its clock says it, in one line."""

    promise: Promise
    urgency: Urgency
    words: str
    explained: str = ""

    @property
    def standard(self) -> str:
        """What was promised."""
        return self.promise.standard

    @property
    def due(self) -> datetime:
        """By when."""
        return self.promise.due


def span(length: timedelta) -> str:
    """How long, in the two largest units that say something: "2 h 10 min", "3 days", "less than a minute"."""
    return _span(length, "span")


def _span(length: timedelta, context: str) -> str:
    """`context` is "span" where it stands alone, and "after in, after, ago" where languages with cases want another one."""
    minutes = int(abs(length).total_seconds()) // 60
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        whole = _days(days, context)
        return say("%(days)s %(hours)s", days=whole, hours=_hours(hours)) if hours and days < 7 else whole  # noqa: PLR2004 - a week
    if hours:
        return say("%(hours)s %(minutes)s", hours=_hours(hours), minutes=_minutes(rest)) if rest else _hours(hours)
    if rest:
        return _minutes(rest)
    if context == "span":
        return say_in("span", "less than a minute")
    return say_in("after in, after, ago", "less than a minute")


def _days(number: int, context: str) -> str:
    if context == "span":
        return counted_in("span", "%(num)s day", "%(num)s days", number)
    return counted_in("after in, after, ago", "%(num)s day", "%(num)s days", number)


def _hours(number: int) -> str:
    return say("%(number)s h", number=number)


def _minutes(number: int) -> str:
    return say("%(number)s min", number=number)


def ago(at: datetime, now: datetime) -> str:
    """How long it is past: "5 min ago"; "just now" below a minute."""
    return say("just now") if now - at < JUST_NOW else say("%(time)s ago", time=_span(now - at, "ago"))


def wall(house: tzinfo) -> tzinfo:
    """The zone of the reader's clock; of the house's, where theirs is not known."""
    return reader().zone or house


def moment(at: datetime, zone: tzinfo = UTC) -> str:
    """Day and minute by the reader's clock, with the zone: "Tue 24 Nov 2026, 14:05 UTC". `zone`: the house's."""
    return reader().moment(at.astimezone(wall(zone)), "whole")


def day(at: datetime, zone: tzinfo = UTC) -> str:
    """The day by the reader's clock: "24 Nov 2026"."""
    return reader().day(at.astimezone(wall(zone)).date(), "day")


def day_of(text: str) -> date:
    """The day that is written there. Raises Malformed for what is none, or none of our time."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Malformed(f"{text[:20]!r} is no day; one is written 2026-11-30") from None
    if not EARLIEST <= day <= LATEST:
        raise Malformed(f"{text[:20]!r} is no day on which somebody told us something")
    return day


def beginning_of(typed: str, zone: tzinfo) -> datetime | None:
    """When the day that somebody typed begins by the clock of that zone; None for nothing typed. Raises Malformed as `day_of`."""
    return datetime.combine(day_of(typed), time(), zone) if typed else None


def in_pages(zone: tzinfo, now: datetime) -> dict[str, Callable[[datetime], str]]:
    """What the templates of every page may call; `zone`: the house's."""
    return {"ago": partial(ago, now=now), "moment": partial(moment, zone=zone)}


def moment_in(zone: tzinfo, text: str) -> datetime:
    """The time that is meant by the clock on that zone's wall, in UTC: "2026-12-01 17:00"; a day alone means its last minute.

    Of two such minutes, in the night when clocks go back, it is the later. Raises Malformed for what is no time, and for a minute
    that the clocks skip.
    """
    try:
        wall = datetime.fromisoformat(text.strip())
        if wall.tzinfo is not None:
            return wall.astimezone(UTC)
        if len(text.strip()) <= len("2026-12-01"):
            wall = wall.replace(hour=23, minute=59)
        meant = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
        shown = meant.astimezone(zone).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise Malformed(
            f"{text[:40]!r} is no time; write it as 2026-12-01 17:00, or 2026-12-01 for the end of that day"
        ) from None
    if shown != wall:
        raise Malformed(f"there is no {wall:%H:%M} on {wall:%Y-%m-%d}: the clocks skip it")
    return meant


def standing(promise: Promise, since: datetime, now: datetime) -> Standing:
    """How the promise stands now while its clock runs; `since` is when the case was opened."""
    urgency, words = _kept(promise, promise.kept_at, since) if promise.kept_at else _unkept(promise, now)
    return Standing(promise, urgency, words)


def standings(case: Case, clocks: Sequence[ClockReading], now: datetime) -> list[Standing]:
    """How the promises of the case stand, in the order of their clocks."""
    return [_read(case, clock, now) for clock in clocks]


def next_standing(case: Case, clocks: Sequence[ClockReading], now: datetime) -> Standing | None:
    """The promise that breaks first, or that broke first; None when all are kept."""
    waiting = [clock for clock in clocks if clock.promise.kept_at is None]
    return _read(case, min(waiting, key=lambda clock: (clock.stands, clock.promise.due)), now) if waiting else None


def _read(case: Case, clock: ClockReading, now: datetime) -> Standing:
    if clock.stands:
        return Standing(clock.promise, "stands", say(_STANDS[clock.promise.standard]), clock.words)
    return replace(standing(clock.promise, case.opened_at, now), explained=clock.words)


def _kept(promise: Promise, kept_at: datetime, since: datetime) -> tuple[Urgency, str]:
    if kept_at > promise.due:
        return "kept-late", say(_DONE_LATE[promise.standard], time=span(kept_at - promise.due))
    return "kept", say(_AFTER[promise.standard], time=_span(kept_at - since, "after"))


def _unkept(promise: Promise, now: datetime) -> tuple[Urgency, str]:
    left = promise.due - now
    if left <= timedelta():
        return "late", say(_LATE[promise.standard], time=span(left))
    return ("soon" if left < SOON else "open"), say(_DUE[promise.standard], time=_span(left, "in"))


def short(at: datetime, now: datetime, zone: tzinfo = UTC) -> str:
    """As short as says it: "14:05" today, "24 Nov, 14:05" this year, "24 Nov 2025" before. `zone`: the house's."""
    local, today = at.astimezone(wall(zone)), now.astimezone(wall(zone))
    if local.date() == today.date():
        return reader().moment(local, "hour")
    return reader().moment(local, "hour-of-day") if local.year == today.year else reader().day(local.date(), "day")
