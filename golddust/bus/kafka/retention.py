"""Until when a record that lies on a topic can be read, by how the brokers say that they keep it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

ASKED = ("cleanup.policy", "retention.ms", "segment.ms", "max.compaction.lag.ms", "file.delete.delay.ms")
LOOKED_AT_EVERY = timedelta(minutes=5)
"""`log.retention.check.interval.ms` as Kafka comes; a broker's own setting is not a topic's."""
BROKERS_DEFAULT = {"segment.ms": 604_800_000, "file.delete.delay.ms": 60_000}
LONGEST_MS = 1 << 52
"""What is longer is for good: `max.compaction.lag.ms` comes as the largest number there is."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How one topic is kept: until when what lies there now can be read at the latest; None: no time is set, and `why`."""

    topic: str
    until: datetime | None
    why: str


def kept(topic: str, settings: Mapping[str, str], newest: datetime) -> Kept:
    """Until when a record appended at `newest`, or before, can be read.

    A broker deletes whole segments, each once its newest record is old enough: a record may be the first of one that is written
    to for `segment.ms` more. Source: Kafka's documentation of topic settings.
    """
    delay = timedelta(milliseconds=_ms(settings, "file.delete.delay.ms") or 0) + LOOKED_AT_EVERY
    segment = _ms(settings, "segment.ms") or 0
    if "delete" in settings.get("cleanup.policy", "delete"):
        retention = _ms(settings, "retention.ms")
        if retention is None:
            return Kept(topic, None, "retention.ms is not limited: this topic is kept for good")
        why = f"retention.ms {retention}, segment.ms {segment}"
        return Kept(topic, newest + timedelta(milliseconds=retention + segment) + delay, why)
    lag = _ms(settings, "max.compaction.lag.ms")
    if lag is None:
        return Kept(topic, None, "compacted, and max.compaction.lag.ms is not set: gone once the brokers next compact it")
    return Kept(topic, newest + timedelta(milliseconds=lag + segment) + delay, f"compacted, max.compaction.lag.ms {lag}")


def _ms(settings: Mapping[str, str], name: str) -> int | None:
    """In milliseconds; None where it is not limited."""
    try:
        value = int(settings[name])
    except (KeyError, ValueError):
        return BROKERS_DEFAULT.get(name)
    return value if 0 <= value < LONGEST_MS else None
