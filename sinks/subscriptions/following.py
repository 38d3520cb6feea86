"""Where a subscription stands on the log: reads on in all of its topics, from its own positions."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from golddust.ports import Clock, Log, Reader
from golddust.records import Partition, Record
from sinks.subscriptions.rows import SINCE

ASKED_EVERY = 2.0
"""Seconds between two questions whether a topic is there now that was not."""


class Following:
    """Reads topics that may not be there yet; positions that were given out of date begin with the first record that is left."""

    def __init__(
        self, log: Log, topics: Sequence[str], start_at: datetime, positions: Mapping[Partition, int], clock: Clock
    ) -> None:
        self._log = log
        self._clock = clock
        self._asked_at = -ASKED_EVERY
        self._topics = tuple(topics)
        self._start_at = start_at
        self._positions = dict(positions)
        self._readers: dict[str, Reader] = {}
        self._turn = 0

    def read(self, limit: int) -> list[Record]:
        """The next records of one of the topics, each topic in its turn; [] when none has any. Raises Unavailable."""
        self._open()
        for _ in self._topics:
            topic = self._topics[self._turn % len(self._topics)]
            self._turn += 1
            if topic in self._readers and (found := self._readers[topic].read(limit, 0)):
                return found
        return []

    def _open(self) -> None:
        missing = [topic for topic in self._topics if topic not in self._readers]
        if not missing or self._clock.monotonic() - self._asked_at < ASKED_EVERY:
            return
        self._asked_at = self._clock.monotonic()
        there = set(self._log.topics())
        for topic in missing:
            if topic not in there:
                continue
            later = self._positions.get((topic, SINCE))
            since = self._start_at if later is None else datetime.fromtimestamp(later / 1_000_000, UTC)
            reader = self._readers[topic] = self._log.browse(topic, since=since)
            reader.rewind({p: at for p, at in self._positions.items() if p[0] == topic and p[1] != SINCE})

    def behind(self) -> int:
        """How many records lie ahead. Raises Unavailable."""
        return sum(reader.lag() for reader in self._readers.values())

    def close(self) -> None:
        """Let go of the log."""
        for reader in self._readers.values():
            reader.close()
        self._readers.clear()
