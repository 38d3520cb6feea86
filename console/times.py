"""Times as people read them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal

from golddust.errors import Malformed
from golddust.events import Promise, Standard
from golddust.ports import Case, ClockReading

SOON = timedelta(hours=1)
JUST_NOW = timedelta(minutes=1)
_DONE: Mapping[Standard, str] = {
    "acknowledge": "acknowledged",
    "answer": "answered",
    "resolve": "resolved",
    "update": "next word given",
    "pledge": "pledge kept",
}
_DUE: Mapping[Standard, str] = {
    "acknowledge": "acknowledgement",
    "answer": "answer",
    "resolve": "solution",
    "update": "next word",
    "pledge": "pledge",
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
    minutes = int(abs(length).total_seconds()) // 60
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return f"{days} day{'s' * (days > 1)}" + (f" {hours} h" if hours and days < 7 else "")  # noqa: PLR2004 - a week
    if hours:
        return f"{hours} h" + (f" {rest} min" if rest else "")
    return f"{rest} min" if rest else "less than a minute"


def ago(at: datetime, now: datetime) -> str:
    """How long it is past: "5 min ago"; "just now" below a minute."""
    return "just now" if now - at < JUST_NOW else f"{span(now - at)} ago"


def moment(at: datetime, zone: tzinfo = UTC) -> str:
    """Day and minute, with the zone: "Tue 24 Nov 2026, 14:05 UTC"."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M %Z}"


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
        return Standing(clock.promise, "stands", f"{_DUE[clock.promise.standard]}: its clock stands", clock.words)
    return replace(standing(clock.promise, case.opened_at, now), explained=clock.words)


def _kept(promise: Promise, kept_at: datetime, since: datetime) -> tuple[Urgency, str]:
    done = _DONE[promise.standard]
    if kept_at > promise.due:
        return "kept-late", f"{done} {span(kept_at - promise.due)} late"
    return "kept", f"{done} after {span(kept_at - since)}"


def _unkept(promise: Promise, now: datetime) -> tuple[Urgency, str]:
    left = promise.due - now
    if left <= timedelta():
        return "late", f"{_DUE[promise.standard]} {span(left)} late"
    return ("soon" if left < SOON else "open"), f"{_DUE[promise.standard]} due in {span(left)}"


def short(at: datetime, now: datetime, zone: tzinfo = UTC) -> str:
    """As short as says it: "14:05" today, "24 Nov, 14:05" this year, "24 Nov 2025" before."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    return f"{local.day} {local:%b, %H:%M}" if local.year == today.year else f"{local.day} {local:%b %Y}"
