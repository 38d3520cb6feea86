"""The log itself: appending, and finding one's way about.

Several processes may have the same file open. A consumer group has one live reader at a time: a second one is refused with
words that name the process (`Occupied`), because scaling out is what the Kafka log is for. The kernel gives the place back when
a process dies, however it dies.
"""

import fcntl
import os
import sqlite3
import threading
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from golddust.bus.partitions import DEFAULT_PARTITIONS
from golddust.bus.sqlite import tallies
from golddust.bus.sqlite.appender import INSERT, Appender
from golddust.bus.sqlite.commits import GroupCommit
from golddust.bus.sqlite.copier import SqliteCopier
from golddust.bus.sqlite.file import connect, empty_journal, new_identity, prepare, translated
from golddust.bus.sqlite.once import Wanted, append_new, forget, number_of
from golddust.bus.sqlite.reader import SqliteReader
from golddust.bus.sqlite.rewriting import Judge, is_unshredded, rewrite, shred
from golddust.bus.sqlite.rows import COLUMNS, microseconds, moment, record_of
from golddust.clock import SystemClock
from golddust.errors import Occupied, Unavailable
from golddust.ports import Clock, Standing
from golddust.records import Entry, Place, Record, Tally

POSITIONS = "SELECT p.consumers, p.topic, t.name, p.next FROM positions p JOIN topics t ON t.number = p.topic ORDER BY 1, 3"
IDENTITY = "SELECT value FROM settings WHERE name = 'identity'"
RENEW_IDENTITY = "UPDATE settings SET value = ? WHERE name = 'identity'"


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

    def append(self, entries: Sequence[Entry]) -> None:
        """Append all entries in one transaction; durable on return."""
        rows = self._appender.rows(entries)

        def work(connection: sqlite3.Connection) -> None:
            connection.executemany(INSERT, rows)
            tallies.add(connection, "", {}, (row[0] for row in rows))

        self._commits.run(work)

    def copier(self, name: str) -> SqliteCopier:
        """The way to copy something outside onto the log exactly once."""
        return SqliteCopier(self._appender, name)

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
                f"stage {group!r} is at work already, in process {holder}: a file has one reader a stage ({self._path.name})"
            ) from None
        os.ftruncate(place, 0)
        os.pwrite(place, str(os.getpid()).encode(), 0)
        return place

    def browse(
        self, topic: str, last: int | None = None, since: datetime | None = None, *, until_now: bool = False
    ) -> SqliteReader:
        """A reader without a group, from the first record, the last so many, or those since a time."""
        reader = SqliteReader(self._path, self._appender, (topic,), None, self._partitions, None)
        if last is not None:
            reader.skip_to_last(last)
        elif since is not None:
            reader.skip_until(since)
        if until_now:
            reader.end_here()
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
        groups: dict[str, list[tuple[int, str, list[int]]]] = {}
        for group, topic, name, text in self._ask(POSITIONS):
            groups.setdefault(group, []).append((topic, name, msgspec.json.decode(text, type=list[int])))
        return [self._standing(group, positions) for group, positions in groups.items()]

    def _standing(self, group: str, topics: Sequence[tuple[int, str, list[int]]]) -> Standing:
        waiting, oldest = dict.fromkeys((name for _, name, _ in topics), 0), None
        for topic, name, positions in topics:
            floor, ahead = min(positions), "FROM records WHERE topic = ? AND position >= ?"
            if set(positions) != {floor}:  # one way through the backlog, however many partitions stand apart
                ahead += (
                    f" AND position >= CASE partition {' '.join(f'WHEN {p} THEN {at:d}' for p, at in enumerate(positions))} END"
                )
            waiting[name] += self._ask(f"SELECT count(*) {ahead}", topic, floor)[0][0]
            first = self._ask(f"SELECT appended_at {ahead} ORDER BY position LIMIT 1", topic, floor)
            oldest = min(filter(None, (oldest, *(row[0] for row in first))), default=None)
        return Standing(group, waiting, moment(oldest) if oldest else None)

    def tallies(self) -> list[Tally]:
        """What every stage has read and written of every topic."""
        return [Tally(*row) for row in self._ask(tallies.ALL)]

    def compact(self, topic: str) -> None:
        """Of each key of the topic, keep the newest record only."""
        sql = (
            "DELETE FROM records WHERE topic = ?1"
            " AND position NOT IN (SELECT max(position) FROM records WHERE topic = ?1 GROUP BY key)"
        )
        number = self._appender.number(topic)
        if self._commits.run(lambda connection: connection.execute(sql, (number,)).rowcount) > 0:
            empty_journal(self._path)

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

        gone = int(self._commits.run(work))
        if gone:
            empty_journal(self._path)
        return gone

    def _floors(self) -> dict[str, int]:
        """For each topic that is read, the position that its slowest group has reached."""
        rows = self._ask("SELECT t.name, p.next FROM positions p JOIN topics t ON t.number = p.topic")
        floors: dict[str, int] = {}
        for topic, text in rows:
            lowest = min(msgspec.json.decode(text, type=list[int]))
            floors[topic] = min(lowest, floors.get(topic, lowest))
        return floors

    # --- for erasing people

    def rewrite(self, judge: Judge, since: datetime | None = None) -> Counter[str]:
        """Put what the judge says in the place of records appended since then; returns how many by topic.

        Positions, partitions and tallies stay as they are, so that readers and accounts notice nothing.
        """
        return rewrite(self._path, self._commits, judge, since)

    def is_unshredded(self) -> bool:
        """Whether something was written over since the file was written anew, or is just being."""
        return is_unshredded(self._path)

    def shred(self) -> None:
        """See that nothing of what was deleted or written over is left in the file. Raises Unavailable: try again."""
        shred(self._path)

    # --- as a spool, whose records go on to another log

    def identity(self) -> str:
        """The name of this very file, which no other has."""
        return f"{self._ask(IDENTITY)[0][0]:016x}"

    def renew_identity(self) -> None:
        """Take a new name: what was noted elsewhere about the old one is true of another file."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(RENEW_IDENTITY, (new_identity(),))
            tallies.begin_anew(connection)  # what is forwarded under the new name is all that lies here

        self._commits.run(work)

    def newest(self) -> int:
        """The position of the newest record that there ever was."""
        return int(self._ask("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'records'")[0][0])

    def expect(self, group: str, topic: str) -> None:
        """Count what lies on the topic as waiting for this group, although it has read nothing yet."""
        number = self._appender.number(topic)
        start = msgspec.json.encode([0] * self._partitions).decode()
        sql = "INSERT OR IGNORE INTO positions VALUES (?, ?, ?)"
        self._commits.run(lambda connection: connection.execute(sql, (group, number, start)) and None)

    def count(self) -> int:
        """How many records there are, waiting or not."""
        return int(self._ask("SELECT count(*) FROM records")[0][0])

    def size(self) -> int:
        """Bytes in use, whether they wait for a reader or not."""
        pages, free, page = (self._ask(f"PRAGMA {name}")[0][0] for name in ("page_count", "freelist_count", "page_size"))
        return int((pages - free) * page)

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
