"""One consumer group's way through topics of the SQLite log."""

import os
import sqlite3
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from heapq import merge
from itertools import islice
from pathlib import Path

import msgspec

from golddust.bus.sqlite import tallies
from golddust.bus.sqlite.appender import INSERT, Appender
from golddust.bus.sqlite.file import connect, translated
from golddust.bus.sqlite.rows import COLUMNS, microseconds, record_of
from golddust.records import Entry, Partition, Positions, Record

POLL_SECONDS = 0.01
"""How often a waiting reader asks SQLite whether another connection has committed: 3 microseconds a time."""

READ = (  # the braces take partition numbers of our own
    f"SELECT {COLUMNS} FROM records r JOIN topics t ON t.number = r.topic"  # noqa: S608
    " WHERE r.topic = ? AND r.position >= ? AND r.partition IN ({}) ORDER BY r.position LIMIT ?"
)


class SqliteReader:
    """A `Reader`. It looks for new records every 10 ms while it waits."""

    def __init__(
        self,
        path: Path,
        appender: Appender,
        topics: tuple[str, ...],
        group: str | None,
        partitions: int,
        place: int | None,
    ) -> None:
        self._connection = connect(path, shared_between_threads=True)
        self._appender = appender
        self._topics = {name: appender.number(name) for name in topics}
        self._group = group
        self._partitions = partitions
        self._place = place
        self._committed = self._stored_positions()
        self._cursor = dict(self._committed)
        self._handed_out: dict[Partition, list[int]] = {}
        self._end = 1 << 62
        self._closed = False

    def _stored_positions(self) -> dict[Partition, int]:
        positions = {(name, p): 0 for name in self._topics for p in range(self._partitions)}
        sql = "SELECT t.name, p.next FROM positions p JOIN topics t ON t.number = p.topic WHERE p.consumers = ?"
        with translated():
            rows = self._connection.execute(sql, (self._group,)).fetchall()
        for name, text in rows:
            if name in self._topics:
                positions |= {(name, p): at for p, at in enumerate(msgspec.json.decode(text, type=list[int]))}
        return positions

    def read(self, limit: int, wait: float, without: frozenset[Partition] = frozenset()) -> list[Record]:
        """The next records in order; [] when none came within `wait` seconds. Raises Unavailable."""
        deadline = time.monotonic() + wait
        with translated():
            while True:
                version = self._version()
                records = self._next(limit, without)
                if records:
                    return records
                while self._version() == version:
                    left = deadline - time.monotonic()
                    if left <= 0:
                        return []
                    time.sleep(min(POLL_SECONDS, left))

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def _next(self, limit: int, without: frozenset[Partition]) -> list[Record]:
        """Records ahead of the cursor; the cursor of every partition asked for moves on to the end of what was seen."""
        self._connection.execute("BEGIN")
        try:
            newest = min(self._newest(), self._end - 1)
            found = [self._connection.execute(sql, (*values, limit)) for sql, values in self._queries(without)]
            rows = [row for row in islice(merge(*found, key=lambda row: row[2]), limit) if row[2] <= newest]
        finally:
            self._connection.execute("COMMIT")
        frontier = (rows[-1][2] if len(rows) == limit else newest) + 1
        self._advance(frontier, without)
        records = [record_of(row) for row in rows]
        if self._group is not None:
            for r in records:
                self._handed_out.setdefault((r.topic, r.partition), []).append(r.position)
        return records

    def _newest(self) -> int:
        return int(self._connection.execute("SELECT coalesce(max(position), 0) FROM records").fetchone()[0])

    def _queries(self, without: frozenset[Partition]) -> list[tuple[str, tuple[int, int]]]:
        """One query for each position at which some partitions stand: one for each topic, unless some were held back."""
        standing: dict[tuple[str, int], list[int]] = {}
        for (topic, partition), at in self._cursor.items():
            if (topic, partition) not in without:
                standing.setdefault((topic, at), []).append(partition)
        return [(READ.format(",".join(map(str, mine))), (self._topics[topic], at)) for (topic, at), mine in standing.items()]

    def _advance(self, frontier: int, without: frozenset[Partition]) -> None:
        for partition, at in self._cursor.items():
            if partition not in without and at < frontier:
                self._cursor[partition] = frontier

    def commit(self, through: Positions, outputs: Sequence[Entry]) -> None:
        """In one transaction, append the outputs and move the group; durable on return.

        Partitions of which nothing is outstanding move on with it, past records that are of other partitions.
        """
        if self._group is None:
            raise AssertionError("a reader without a group cannot commit")
        rows = self._appender.rows(outputs)
        left = {p: [at for at in handed if at >= through.get(p, 0)] for p, handed in self._handed_out.items()}
        read: Counter[int] = Counter()
        for p, handed in self._handed_out.items():
            read[self._topics[p[0]]] += len(handed) - len(left[p])
        target = self._committed | {p: at for p, at in self._cursor.items() if not left.get(p)}
        target |= {p: at for p, at in through.items() if left.get(p)}
        stored = self._encoded(target)

        def work(connection: sqlite3.Connection) -> None:
            connection.executemany(INSERT, rows)
            connection.executemany("INSERT OR REPLACE INTO positions VALUES (?, ?, ?)", stored)
            tallies.add(connection, str(self._group), read, (row[0] for row in rows))

        self._appender.commits.run(work)
        self._committed = target
        self._handed_out = {p: waiting for p, waiting in left.items() if waiting}

    def _encoded(self, positions: Positions) -> list[tuple[str | None, int, str]]:
        return [
            (self._group, number, msgspec.json.encode([positions[name, p] for p in range(self._partitions)]).decode())
            for name, number in self._topics.items()
        ]

    def rewind(self, to: Positions) -> None:
        """Hand out from these positions again."""
        self._cursor |= to
        for partition, at in to.items():
            self._handed_out[partition] = [handed for handed in self._handed_out.get(partition, ()) if handed < at]

    def skip_to_last(self, count: int) -> None:
        """Stand before the last so many records of the topics."""
        numbers = ",".join(map(str, self._topics.values()))
        with translated():
            rows = self._connection.execute(
                f"SELECT position FROM records WHERE topic IN ({numbers}) ORDER BY position DESC LIMIT ?",  # noqa: S608
                (count,),
            ).fetchall()
            newest = self._newest()
        start = rows[-1][0] if rows else newest + 1
        self._cursor = dict.fromkeys(self._cursor, start)

    def skip_until(self, time: datetime) -> None:
        """Stand before the first record of the topics that was appended at that time or later."""
        numbers = ",".join(map(str, self._topics.values()))
        with translated():
            first, newest = self._connection.execute(
                f"SELECT (SELECT min(position) FROM records WHERE topic IN ({numbers}) AND appended_at >= ?),"  # noqa: S608
                " (SELECT coalesce(max(position), 0) FROM records)",
                (microseconds(time),),
            ).fetchone()
        self._cursor = dict.fromkeys(self._cursor, first or newest + 1)

    def end_here(self) -> None:
        """Hand out nothing that is appended from now on."""
        with translated():
            self._end = self._newest() + 1

    def lag(self) -> int:
        """How many records lie ahead of what is committed, or, without a group, of what was handed out."""
        standing: dict[tuple[str, int], list[int]] = {}
        for (topic, partition), at in (self._cursor if self._group is None else self._committed).items():
            standing.setdefault((topic, at), []).append(partition)
        sql = "SELECT count(*) FROM records WHERE topic = ? AND position >= ? AND position < ? AND partition IN ({})"
        with translated():
            return sum(
                self._connection.execute(sql.format(",".join(map(str, mine))), (self._topics[topic], at, self._end)).fetchone()[0]
                for (topic, at), mine in standing.items()
            )

    def close(self) -> None:
        """Give the group's place back. Closing twice is harmless."""
        if not self._closed:
            self._closed = True
            self._connection.close()
            if self._place is not None:
                os.close(self._place)
