"""The log itself: appending, and finding one's way about.

Several processes may have the same file open. A consumer group has one live reader at a time: a second one is refused with
words that name the process (`Occupied`), because scaling out is what the Kafka log is for. The kernel gives the place back when
a process dies, however it dies.
"""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from golddust.bus.partitions import DEFAULT_PARTITIONS
from golddust.bus.sqlite.appender import INSERT, Appender
from golddust.bus.sqlite.commits import GroupCommit
from golddust.bus.sqlite.file import connect, prepare, translated
from golddust.bus.sqlite.once import Wanted, append_new, forget, number_of
from golddust.bus.sqlite.reader import SqliteReader
from golddust.bus.sqlite.rows import COLUMNS, microseconds, moment, record_of
from golddust.clock import SystemClock
from golddust.errors import Occupied, Unavailable
from golddust.ports import Clock, Standing
from golddust.records import Bookmark, Entry, Place, Record


class SqliteLog:
    """A `Log` and a `Spool` in one file. Threads may share it; open it anew after a fork."""

    def __init__(self, path: Path, clock: Clock | None = None, partitions: int = DEFAULT_PARTITIONS) -> None:
        self._path = path
        self._clock = clock or SystemClock()
        self._partitions = prepare(path, partitions)
        self._commits = GroupCommit(path)
        self._questions = connect(path, shared_between_threads=True)
        self._asking = threading.Lock()
        self._appender = Appender(self._commits, self._partitions, self._clock)
        self._append_new = self._append_new_of  # one object, by which the writers of a group are known to want the same

    def append(self, entries: Sequence[Entry], bookmark: Bookmark | None = None) -> None:
        """Append all entries, and move the bookmark, in one transaction; durable on return."""
        rows = self._appender.rows(entries)

        def work(connection: sqlite3.Connection) -> None:
            connection.executemany(INSERT, rows)
            if bookmark is not None:
                connection.execute("INSERT OR REPLACE INTO bookmarks VALUES (?, ?)", (bookmark.name, bookmark.position))

        self._commits.run(work)

    def append_once(self, entry: Entry, once: str, scope: str) -> bool:
        """Append durably unless this key came before, within 30 days; returns whether it was new."""
        return self.append_each_once([(entry, once, scope)])[0]

    def append_each_once(self, wanted: Sequence[tuple[Entry, str, str]]) -> list[bool]:
        """Do so for each (entry, once, scope), all or none, in one transaction."""
        rows = self._appender.rows([entry for entry, _, _ in wanted])
        brought = [Wanted(e, once, number_of(scope), row) for (e, once, scope), row in zip(wanted, rows, strict=True)]
        return list(self._commits.run(self._append_new, brought))

    def _append_new_of(self, connection: sqlite3.Connection, brought: Sequence[Sequence[Wanted]]) -> list[list[bool]]:
        """For all writers of a group at once: what each brought, whether it was new."""
        news = iter(append_new(connection, [one for wanted in brought for one in wanted], self._appender))
        return [[next(news) for _ in wanted] for wanted in brought]

    def bookmark(self, name: str) -> int:
        """The position last stored under this name; 0 when there is none."""
        found = self._ask("SELECT position FROM bookmarks WHERE name = ?", name)
        return int(found[0][0]) if found else 0

    def reader(self, topics: Sequence[str], group: str) -> SqliteReader:
        """The group's only live reader; raises Occupied, naming the process that has it."""
        place = self._occupy(group)
        return SqliteReader(self._path, self._appender, tuple(topics), group, self._partitions, place)

    def _occupy(self, group: str) -> int:
        folder = self._path.with_name(self._path.name + "-readers")
        with translated():
            folder.mkdir(exist_ok=True, mode=0o700)
            place = os.open(folder / group, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(place, 20, 0).decode() or "unknown"
            os.close(place)
            raise Occupied(
                f"stage {group!r} is at work already, in process {holder}: on SQLite each stage runs once (Kafka scales out)"
            ) from None
        os.ftruncate(place, 0)
        os.pwrite(place, str(os.getpid()).encode(), 0)
        return place

    def browse(self, topic: str, last: int | None) -> SqliteReader:
        """A reader without a group, from the first record or from the last so many."""
        reader = SqliteReader(self._path, self._appender, (topic,), None, self._partitions, None)
        if last is not None:
            reader.skip_to_last(last)
        return reader

    def fetch(self, place: Place) -> Record | None:
        """The record at that place, or None when it is gone."""
        sql = f"SELECT {COLUMNS} FROM records r JOIN topics t ON t.number = r.topic WHERE r.position = ? AND t.name = ?"  # noqa: S608
        found = self._ask(sql, place.position, place.topic)
        return record_of(found[0]) if found else None

    def topics(self) -> list[str]:
        """The topics that hold, or held, something."""
        return [row[0] for row in self._ask("SELECT name FROM topics ORDER BY name")]

    def standings(self) -> list[Standing]:
        """Every group that ever committed, and how it stands."""
        return [self._standing(row[0]) for row in self._ask("SELECT DISTINCT consumers FROM positions ORDER BY 1")]

    def _standing(self, group: str) -> Standing:
        sql = "SELECT topic, next FROM positions WHERE consumers = ?"
        lag, oldest = 0, None
        for topic, text in self._ask(sql, group):
            positions = msgspec.json.decode(text, type=list[int])
            for floor in set(positions):
                mine = ",".join(str(p) for p, at in enumerate(positions) if at == floor)
                count, first = self._ask(
                    "SELECT count(*), min(appended_at) FROM records"  # noqa: S608 - numbers of our own
                    f" WHERE topic = ? AND position >= ? AND partition IN ({mine})",
                    topic,
                    floor,
                )[0]
                lag += count
                oldest = min(filter(None, (oldest, first)), default=None)
        return Standing(group, lag, moment(oldest) if oldest else None)

    def expire(self, before: Mapping[str, datetime], keep: Collection[Place] = ()) -> int:
        """Delete records of these topics appended before these times, and return how many.

        What a group has still to read stays, as do the places in `keep`. Keys of `append_once` are forgotten after 30 days.
        """
        kept = {place.position for place in keep}
        floors = self._floors()

        def work(connection: sqlite3.Connection) -> int:
            forget(connection, self._clock.now())
            gone = 0
            for topic, time in before.items():
                sql = (
                    "SELECT r.position FROM records r JOIN topics t ON t.number = r.topic"
                    " WHERE t.name = ? AND r.position < ? AND r.appended_at < ? LIMIT 5000"
                )
                found = connection.execute(sql, (topic, floors.get(topic, 1 << 62), microseconds(time))).fetchall()
                doomed = [row for row in found if row[0] not in kept]
                connection.executemany("DELETE FROM records WHERE position = ?", doomed)
                gone += len(doomed)
            return gone

        return int(self._commits.run(work))

    def _floors(self) -> dict[str, int]:
        """For each topic that is read, the position that its slowest group has reached."""
        rows = self._ask("SELECT t.name, p.next FROM positions p JOIN topics t ON t.number = p.topic")
        floors: dict[str, int] = {}
        for topic, text in rows:
            lowest = min(msgspec.json.decode(text, type=list[int]))
            floors[topic] = min(lowest, floors.get(topic, lowest))
        return floors

    def check(self) -> None:
        """Touch the log without writing; raises Unavailable when it is away or cannot be written to."""
        self._ask("SELECT 1 FROM settings LIMIT 1")
        if not os.access(self._path, os.W_OK):
            raise Unavailable(f"{self._path} cannot be written to")

    def close(self) -> None:
        """Let go of the file."""
        self._commits.close()
        self._questions.close()

    def _ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with translated(), self._asking:
            return self._questions.execute(sql, values).fetchall()
