"""Makes rows of entries, outside of any transaction, so that the writers' queue holds nothing up longer than it must."""

import sqlite3
from collections.abc import Sequence
from typing import Any

import msgspec

from golddust.bus.partitions import partition_of
from golddust.bus.sqlite.commits import GroupCommit
from golddust.bus.sqlite.rows import microseconds
from golddust.ports import Clock
from golddust.records import Entry

INTO = "INSERT INTO records (topic, partition, appended_at, key, headers, value) VALUES "
PLACES = "(?, ?, ?, ?, ?, ?)"
INSERT = INTO + PLACES
Row = tuple[Any, ...]
_ENCODER = msgspec.json.Encoder()


class Appender:
    """Knows the number of each topic, and what a row of the records table looks like."""

    def __init__(self, commits: GroupCommit, partitions: int, clock: Clock) -> None:
        self.commits = commits
        self.clock = clock
        self._partitions = partitions
        self._numbers: dict[str, int] = {}

    def rows(self, entries: Sequence[Entry]) -> list[Row]:
        """The rows of the entries, ready for `insert`. Raises Unavailable when a topic is new and the log is away."""
        now = microseconds(self.clock.now())
        return [
            (
                self.number(e.topic),
                partition_of(e.key, self._partitions),
                now,
                e.key,
                _ENCODER.encode(e.headers),
                e.value,
            )
            for e in entries
        ]

    def number(self, topic: str) -> int:
        """The number of the topic, which is given to it, durably, when it is new."""
        if topic not in self._numbers:
            self._numbers[topic] = self.commits.run(lambda connection: _number(connection, topic))
        return self._numbers[topic]


def _number(connection: sqlite3.Connection, topic: str) -> int:
    connection.execute("INSERT OR IGNORE INTO topics (name) VALUES (?)", (topic,))
    return int(connection.execute("SELECT number FROM topics WHERE name = ?", (topic,)).fetchone()[0])
