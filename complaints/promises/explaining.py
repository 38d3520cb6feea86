"""Every clock explains itself in one short line: what was used of which time, when it stood, and when it ends.

    9 h 20 of 16 working hours used; paused Sat-Mon; due Tue 14:10
    kept 3 h before its time
    paused since Fri 16:05: waits for the customer; 2 h of 16 working hours used
    broken since Tue 14:10
    12 days of 8 weeks used; due Mon 18 Jan, 23:59

Times are those of the clock on the wall of the policy's calendar. A line is for people; programs read the promise itself.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from complaints.promises.calendar import DAY, NEVER, NONE, WorkingHours, spent, standing
from complaints.promises.policy import Policy
from complaints.promises.spans import CalendarTime, Span, WorkingDays, counted, in_words
from golddust.events import Pause, Priority, Promise

UTC_WALL = ZoneInfo("UTC")
THIS_WEEK = 6
"""Days within which the name of a weekday tells the day."""
MOST_PAUSES = 2
"""More than these are counted, not listed."""
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def explain(promise: Promise, priority: Priority, pauses: Sequence[Pause], policy: Policy | None, now: datetime) -> str:
    """How the promise's clock stands, in one line. Never raises; None for a policy that is gone."""
    wall = policy.hours.zone if policy else UTC_WALL
    span = policy.span(promise.standard, priority) if policy and promise.since else None
    if promise.kept_at:
        return _kept(promise, promise.kept_at, policy.hours if policy and span and not isinstance(span, CalendarTime) else None)
    if policy is None or span is None or promise.since is None:
        return _without_span(promise, policy, now, wall)
    stands = [] if isinstance(span, CalendarTime) else standing(promise.since.astimezone(UTC), policy.counted(pauses))
    used = _used(span, promise, policy, pauses, now)
    open_since = next((begins for begins, ends in stands if begins <= now and (ends is None or now < ends)), None)
    if open_since and not promise.due < open_since:
        return f"paused since {_moment(open_since, now, wall)}: waits for the customer; {used}"
    if promise.due < now:
        return f"broken since {_moment(promise.due, now, wall)}"
    paused = _pauses([(begins, ends) for begins, ends in stands if ends and ends <= now], now, wall)
    return "; ".join(filter(None, (used, paused, f"due {_moment(promise.due, now, wall)}")))


def _kept(promise: Promise, kept_at: datetime, hours: WorkingHours | None) -> str:
    """How much before or after its time it was kept: in working time where it was promised in working time."""
    early = kept_at <= promise.due
    first, last = sorted((kept_at, promise.due))
    between = spent(first, last, hours) if hours else last - first
    if early:
        return f"kept {_length(between, hours)} before its time" if between >= timedelta(minutes=1) else "kept in time"
    return f"kept {_length(max(between, timedelta(minutes=1)), hours)} late"


def _without_span(promise: Promise, policy: Policy | None, now: datetime, wall: ZoneInfo) -> str:
    """What can be said of a pledge, and of a promise whose policy is gone or sets no such time."""
    if promise.due < now:
        return f"broken since {_moment(promise.due, now, wall)}"
    due = f"due {_moment(promise.due, now, wall)}"
    if promise.standard == "pledge" or promise.since is None:
        return due
    return f"{due}, as it was promised: its policy {'is gone' if policy is None else 'sets no such time any more'}"


def _used(span: Span, promise: Promise, policy: Policy, pauses: Sequence[Pause], now: datetime) -> str:
    """How much of the span was used until now."""
    since, hours = promise.since or now, policy.hours
    if isinstance(span, WorkingDays):
        return f"{_days_used(span, since, policy, pauses, now)} of {span} used"
    time = span.spent(since, now, hours, policy.counted(pauses))
    return f"{_length(time, None if isinstance(span, CalendarTime) else hours)} of {span} used"


def _days_used(span: WorkingDays, since: datetime, policy: Policy, pauses: Sequence[Pause], now: datetime) -> int:
    """How many of the working days have ended, found by halving: their ends are in order."""
    least, most = 0, span.days
    while least < most:
        middle = (least + most + 1) // 2
        if WorkingDays(middle).due(since, policy.hours, policy.counted(pauses)) <= now:
            least = middle
        else:
            most = middle - 1
    return least


def _pauses(times: Sequence[tuple[datetime, datetime | None]], now: datetime, wall: ZoneInfo) -> str:
    """When it stood: "paused Sat-Mon", "paused Tue 10:00-15:00", or how often."""
    if len(times) > MOST_PAUSES:
        whole = sum(((ends or now) - begins for begins, ends in times), NONE)
        return f"paused {len(times)} times, for {_length(whole, None)}"
    return "paused " + " and ".join(_pause(begins, ends or now, now, wall) for begins, ends in times) if times else ""


def _pause(begins: datetime, ends: datetime, now: datetime, wall: ZoneInfo) -> str:
    first, last = begins.astimezone(wall), ends.astimezone(wall)
    if first.date() == last.date():
        return f"{_day(first, now.astimezone(wall))} {first:%H:%M}-{last:%H:%M}"
    return f"{_day(first, now.astimezone(wall))}-{_day(last, now.astimezone(wall))}"


def _moment(moment: datetime, now: datetime, wall: ZoneInfo) -> str:
    if moment >= NEVER:
        return "when the customer has answered"
    local = moment.astimezone(wall)
    day = _day(local, now.astimezone(wall))
    return f"{day}{',' if ' ' in day else ''} {local:%H:%M}"


def _day(local: datetime, now: datetime) -> str:
    """The weekday, with the date where that alone would not tell the day."""
    if abs((local.date() - now.date()).days) <= THIS_WEEK:
        return _DAYS[local.weekday()]
    year = f" {local.year}" if local.year != now.year else ""
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}{year}"


def _length(time: timedelta, hours: WorkingHours | None) -> str:
    """A length of working time in hours; one of plain time in days where it has two or more."""
    if hours is None and time >= 2 * DAY:
        return counted(time.days, "day")
    return in_words(time)
