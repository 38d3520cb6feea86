"""Quiet hours by the clock of whom a text goes to.

Source of the usual ones: 47 CFR 64.1200(c)(1), no telephone solicitation before 8 in the morning or after 9 in the evening by the
called party's clock. Our texts are none; a text at night is unwelcome all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begins` up to `ends`, over midnight where that is later in the day."""

    begins: time
    ends: time

    def end(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """When the quiet hours end that it is now in, in UTC; None while they are not."""
        local = now.astimezone(zone)
        if not self._within(local.time()):
            return None
        day = local.date() + timedelta(days=1 if local.time() >= self.ends else 0)
        # at a change of the clock a time may come twice, or never: the later reading is over in any case
        readings = (datetime.combine(day, self.ends, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        return max(readings)

    def _within(self, at: time) -> bool:
        if self.begins < self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends


def quiet_hours(written: str) -> QuietHours | None:
    """What is written as "21:00-08:00"; None for ""."""
    begins, _, ends = written.partition("-")
    return QuietHours(time.fromisoformat(begins), time.fromisoformat(ends)) if written else None


def zone_at(now: datetime, zones: Sequence[ZoneInfo], ours: ZoneInfo) -> ZoneInfo:
    """The zone, where all of them show the same time now; else ours."""
    return zones[0] if len({now.astimezone(zone).replace(tzinfo=None) for zone in zones}) == 1 else ours
