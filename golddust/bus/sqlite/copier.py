"""Copying something outside onto the SQLite log, exactly once."""

import sqlite3
from collections.abc import Mapping, Sequence

from golddust.bus.sqlite import tallies
from golddust.bus.sqlite.appender import INSERT, Appender
from golddust.errors import Unavailable
from golddust.records import Entry

TAKEN = "INSERT INTO bookmarks VALUES (?, 1) ON CONFLICT DO UPDATE SET position = position + 1 RETURNING position"
NOTED = "SELECT name, position FROM bookmarks WHERE name = ? OR name LIKE ? || '/%'"
NOTE = "INSERT OR REPLACE INTO bookmarks VALUES (?, ?)"


class SqliteCopier:
    """A `Copier`. Every taking over gets a number one higher; an append under an older number is refused."""

    def __init__(self, appender: Appender, name: str) -> None:
        self._appender = appender
        self._name = name
        self._taken: int | None = None

    def positions(self) -> dict[int, int]:
        """Take the name over, and say how far each part was copied."""

        def work(connection: sqlite3.Connection) -> tuple[int, list[tuple[str, int]]]:
            taken = connection.execute(TAKEN, (self._taking,)).fetchone()[0]
            return taken, connection.execute(NOTED, (self._name, self._name)).fetchall()

        self._taken, rows = self._appender.commits.run(work)
        return {self._part(name): position for name, position in rows if name != self._taking}

    def append(self, entries: Sequence[Entry], through: Mapping[int, int]) -> None:
        """Append the entries and note the positions; raises Unavailable when another took over since `positions`."""
        rows = self._appender.rows(entries)
        notes = [(self._row(part), position) for part, position in through.items()]

        def work(connection: sqlite3.Connection) -> None:
            taken = connection.execute("SELECT position FROM bookmarks WHERE name = ?", (self._taking,)).fetchone()
            if taken is None or taken[0] != self._taken:
                raise Unavailable(f"another process copies {self._name!r} onto the log now", retry_after=5)
            connection.executemany(INSERT, rows)
            connection.executemany(NOTE, notes)
            tallies.add(connection, self._name, {}, (row[0] for row in rows))

        self._appender.commits.run(work)

    def close(self) -> None:
        """Nothing is held."""

    @property
    def _taking(self) -> str:
        return f"{self._name}/taken"

    def _row(self, part: int) -> str:
        return f"{self._name}/{part}" if part else self._name

    def _part(self, row: str) -> int:
        return int(row.removeprefix(self._name).lstrip("/") or 0)
