"""Places that one process at a time may hold, such as that of whoever copies the outbox; given back however the process ends."""

import fcntl
import os
import zlib
from contextlib import suppress

from sqlalchemy import Connection, Engine, exc, text

from golddust.database.engine import translated
from golddust.errors import Unavailable

FAMILY = 711658002
"""Tells our advisory locks from those of other programs in the same database."""
LOCK = text("SELECT pg_try_advisory_lock(:family, :name)")
UNLOCK = text("SELECT pg_advisory_unlock(:family, :name)")


class Place:
    """A place by its name, on the database that all who may want it share. Used by one thread.

    On PostgreSQL an advisory lock of a session, which ends with its connection; on SQLite a lock on a file beside the database,
    which the kernel gives back. On a database in memory it is ours: no other process has that.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._name = name
        self._number = zlib.crc32(name.encode()) >> 1
        self._connection: Connection | None = None
        self._file: int | None = None

    def take(self) -> bool:
        """Whether the place is ours, now or already. Raises Unavailable when the database is away."""
        return self._take_lock() if self._engine.dialect.name == "postgresql" else self._take_file()

    def give_back(self) -> None:
        """Let another have it."""
        if self._connection is not None:
            with suppress(exc.DBAPIError, exc.InvalidRequestError):  # at once, and not when the server sees that we hung up
                self._connection.execute(UNLOCK, {"family": FAMILY, "name": self._number})
            self._connection.invalidate()  # the lock ends with its session, which must not go back into the pool
            self._connection.close()
        if self._file is not None:
            os.close(self._file)
        self._connection = self._file = None

    def _take_lock(self) -> bool:
        if self._connection is not None and self._is_alive(self._connection):
            return True
        self.give_back()
        with translated():
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            given = connection.execute(LOCK, {"family": FAMILY, "name": self._number}).scalar()
        if not given:
            connection.close()
            return False
        self._connection = connection
        return True

    def _is_alive(self, connection: Connection) -> bool:
        try:
            connection.execute(text("SELECT 1"))
        except exc.DBAPIError:
            return False
        return True

    def _take_file(self) -> bool:
        if self._file is not None or self._engine.url.database in (None, ":memory:"):
            return True
        path = f"{self._engine.url.database}-{self._name}"
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Unavailable(f"the database's folder is away: {error.strerror}", retry_after=5) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True
