"""What a promise is measured in: working time, working days, or days, weeks and months of the calendar.

All end on a full minute. Working time and working days stand while the customer is waited for; the calendar never does. A day
ends at 23:59 by the clock on the company's wall, because a customer who is told "by Thursday, 00:00" takes it for the wrong day.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from complaints.promises.calendar import DAY, MINUTE, NEVER, NONE, WorkingHours, due, end_of_day, rounded_up, spent, standing
from golddust.events import Pause

HOUR = timedelta(hours=1)
MOST_HOURS = 10_000
MOST_DAYS = 3_660
EXPECTED = 'working hours as a number, or a text such as "90 min", "16 h", "3 working days", "2 days", "8 weeks", "2 months"'
CalendarUnit = Literal["day", "week", "month"]
_TEXT = re.compile(
    r"(\d{1,5}(?:\.\d{1,4})?) ?(min|minutes?|h|hours?|working hours?|working days?|days?|weeks?|months?)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """So much working time."""

    within: timedelta

    def due(self, start: datetime, hours: WorkingHours, pauses: Sequence[Pause] = ()) -> datetime:
        """The full minute, in UTC, at which the time is over; NEVER while it stands."""
        return rounded_up(due(start, self.within, hours, pauses))

    def spent(self, start: datetime, until: datetime, hours: WorkingHours, pauses: Sequence[Pause] = ()) -> timedelta:
        """The working time that was used, pauses left out."""
        return spent(start, until, hours, pauses)

    def part(self, share: float, start: datetime, hours: WorkingHours, pauses: Sequence[Pause] = ()) -> datetime:
        """When that share of it is used up; NEVER while it stands."""
        return rounded_up(due(start, max(self.within * share, timedelta.resolution), hours, pauses))

    def __str__(self) -> str:
        hours = self.within / HOUR
        return counted(int(hours), "working hour") if hours.is_integer() else f"{in_words(self.within)} of working time"


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Until the last interval of so many working days after the day of receipt ends.

    A day on whose end the clock stands is not counted, so a pause over an evening gives that evening back.
    """

    days: int

    def due(self, start: datetime, hours: WorkingHours, pauses: Sequence[Pause] = ()) -> datetime:
        """The full minute, in UTC, at which the last of the days ends; NEVER while it stands."""
        start = start.astimezone(UTC)
        stands, day, left = standing(start, pauses), start.astimezone(hours.zone).date(), self.days
        while left:
            day += DAY
            end = hours.end_of_work(day)
            if end is None:
                continue
            if any(begins < end and ends is None for begins, ends in stands):
                return NEVER
            left -= not any(begins < end and (ends is None or end <= ends) for begins, ends in stands)
            last = end
        return last

    def spent(self, start: datetime, until: datetime, hours: WorkingHours, pauses: Sequence[Pause] = ()) -> timedelta:
        """The working time that was used, pauses left out."""
        return spent(start, until, hours, pauses)

    def part(self, share: float, start: datetime, hours: WorkingHours, pauses: Sequence[Pause] = ()) -> datetime:
        """When that share of the working time until its end is used up; NEVER while it stands."""
        end = self.due(start, hours, pauses)
        if end == NEVER:
            return NEVER
        whole = spent(start, end, hours, pauses)
        return min(end, rounded_up(due(start, max(whole * share, timedelta.resolution), hours, pauses)))

    def __str__(self) -> str:
        return counted(self.days, "working day")


@dataclass(frozen=True, slots=True)
class CalendarTime:
    """Until the end of a day of the calendar: so many days, weeks or months after that of receipt. It never stands."""

    number: int
    unit: CalendarUnit

    def due(self, start: datetime, hours: WorkingHours, pauses: Sequence[Pause] = ()) -> datetime:  # noqa: ARG002 - never paused
        """The last minute of the day by the clock on the company's wall, in UTC."""
        return end_of_day(self._after(start.astimezone(hours.zone).date()), hours.zone)

    def spent(self, start: datetime, until: datetime, hours: WorkingHours, pauses: Sequence[Pause] = ()) -> timedelta:  # noqa: ARG002
        """The time that passed."""
        return max(until - start, NONE)

    def part(self, share: float, start: datetime, hours: WorkingHours, pauses: Sequence[Pause] = ()) -> datetime:
        """When that share of the time has passed, or the next working time after it: nobody is warned at night for nothing."""
        end = self.due(start, hours, pauses)
        return at_work(start + (end - start) * share, end, hours)

    def _after(self, day: date) -> date:
        if self.unit == "month":
            years, month = divmod(day.month - 1 + self.number, 12)
            year = day.year + years
            return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
        return day + timedelta(days=self.number * (7 if self.unit == "week" else 1))

    def __str__(self) -> str:
        return counted(self.number, self.unit)


Span = WorkingTime | WorkingDays | CalendarTime
"""What a promise is measured in."""


def read_span(given: Any) -> Span | None:
    """The span that a number (working hours) or a text means; None when it means none that can be kept."""
    if isinstance(given, bool):
        return None
    if isinstance(given, int | float):
        return _working_time(given)
    match = _TEXT.fullmatch(given) if isinstance(given, str) else None
    if not match:
        return None
    number, unit = float(match[1]), match[2].removesuffix("s") if match[2] != "s" else ""
    if unit in ("min", "minute"):
        return _working_time(number / 60)
    if unit in ("h", "hour", "working hour"):
        return _working_time(number)
    return _days(int(number), unit) if number.is_integer() and number >= 1 else None


def _working_time(hours: float) -> WorkingTime | None:
    return WorkingTime(timedelta(hours=hours)) if 1 / 60 <= hours <= MOST_HOURS else None


def _days(number: int, unit: str) -> Span | None:
    if unit == "working day":
        return WorkingDays(number) if number <= MOST_DAYS // 7 * 5 else None
    length = {"day": 1, "week": 7, "month": 30}[unit]
    units: dict[str, CalendarUnit] = {"day": "day", "week": "week", "month": "month"}
    return CalendarTime(number, units[unit]) if number * length <= MOST_DAYS else None


def at_work(moment: datetime, end: datetime, hours: WorkingHours) -> datetime:
    """The first full minute of working time at or after that moment, and at the latest the end."""
    tick = timedelta.resolution
    return min(end, rounded_up(due(moment, tick, hours) - tick))


def in_words(time: timedelta) -> str:
    """Hours and minutes as people write them: "16 h", "9 h 20", "40 min"."""
    hours, minutes = divmod(int(time / MINUTE), 60)
    if hours and minutes:
        return f"{hours} h {minutes:02}"
    return f"{hours} h" if hours else f"{minutes} min"


def counted(number: int, unit: str) -> str:
    """So many of them: "1 day", "3 days"."""
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
