"""A spool with a limit: when too much waits to be forwarded, or for too long, more is refused for the time being."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from golddust.errors import Full
from golddust.ports import Clock, Spool, Standing
from golddust.records import Entry

LOOK_EVERY = 2.0
"""Seconds between two looks at how much waits."""


class Measured(Protocol):
    """What can be asked of a spool's file."""

    def size(self) -> int:
        """Bytes in use, whether they wait or not."""

    def count(self) -> int:
        """How many records there are, waiting or not."""

    def standings(self) -> list[Standing]:
        """How its readers stand."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits on a spool: records, about how many bytes they take, and the time of the oldest."""

    records: int
    size: int
    oldest: datetime | None

    def age(self, now: datetime) -> timedelta:
        """How long the oldest has waited."""
        return max(timedelta(0), now - self.oldest) if self.oldest else timedelta(0)


def backlog_of(spool: Measured) -> Backlog:
    """What waits on the spool now; the file also holds what was forwarded and is not deleted yet."""
    standings = spool.standings()
    oldest = min((standing.oldest for standing in standings if standing.oldest), default=None)
    records = sum(standing.lag for standing in standings)
    return Backlog(records, spool.size() * records // max(1, spool.count()), oldest)


@dataclass(frozen=True, slots=True)
class Limits:
    """`size` in bytes; `age` zero means as long as there is room."""

    size: int
    age: timedelta

    def exceeded(self, spool: Measured, now: datetime) -> str:
        """What the spool exceeds, in words; "" when nothing."""
        if spool.size() < self.size and not self.age:
            return ""  # the usual case, in which nothing need be counted
        backlog = backlog_of(spool)
        if backlog.size >= self.size:
            return f"{backlog.size >> 20} MiB wait to be forwarded, and [ingest] spool_limit is {self.size >> 20} MiB"
        if self.age and backlog.age(now) > self.age:
            return f"deliveries have waited to be forwarded for longer than [ingest] spool_age_hours ({self.age})"
        return ""


class LimitedSpool:
    """A `Spool` that raises Full while its limits are exceeded. Threads may share it."""

    def __init__(self, spool: Spool, measured: Measured, limits: Limits, clock: Clock) -> None:
        self._spool = spool
        self._measured = measured
        self._limits = limits
        self._clock = clock
        self._looked_at: float | None = None
        self._exceeded = ""

    def append_once(self, entry: Entry, once: str, scope: str) -> bool:
        """Append durably unless the key came before; raises Full."""
        return self.append_each_once([(entry, once, scope)])[0]

    def append_each_once(self, wanted: Sequence[tuple[Entry, str, str]]) -> list[bool]:
        """Do so for each; raises Full, and then none was taken."""
        if exceeded := self._look():
            raise Full(exceeded, retry_after=60)
        return self._spool.append_each_once(wanted)

    def _look(self) -> str:
        now = self._clock.monotonic()
        if self._looked_at is None or now - self._looked_at >= LOOK_EVERY:
            self._looked_at = now  # first, so that of many threads one looks
            self._exceeded = self._limits.exceeded(self._measured, self._clock.now())
        return self._exceeded
