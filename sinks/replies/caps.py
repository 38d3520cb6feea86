"""How many automatic replies one address gets: the backstop against loops that nothing else told.

What a person wrote is never held back.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WRITTEN = r"^[1-9][0-9]{0,3} in [1-9][0-9]{0,4} min$"
USUAL = ("10 in 10 min", "15 in 30 min", "25 in 60 min", "50 in 180 min", "100 in 600 min")
"""Source: Zammad, which allows its triggers so many mails to one recipient of a ticket; here it is all that an address gets."""


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many within that time."""

    most: int
    within: timedelta

    def reached(self, times: Sequence[datetime], now: datetime) -> bool:
        """Whether one more would be too many; `times` are those of replies before, newest first."""
        return len(times) >= self.most and times[self.most - 1] > now - self.within

    def __str__(self) -> str:
        return f"{self.most} in {int(self.within.total_seconds()) // 60} min"


def caps_of(written: Sequence[str]) -> tuple[Cap, ...]:
    """The caps that are written so: "10 in 10 min"."""
    numbers = (re.findall(r"[0-9]+", one) for one in written)
    return tuple(Cap(int(most), timedelta(minutes=int(minutes))) for most, minutes in numbers)
