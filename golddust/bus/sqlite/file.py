"""The log's file: how it is opened, its tables, and what SQLite's errors mean to us.

Durability: in WAL mode with `synchronous=FULL` SQLite syncs the write-ahead log on each commit, so that a commit survives the
loss of power (https://www.sqlite.org/pragma.html#pragma_synchronous).
With `secure_delete` what is deleted is overwritten by zeros.
"""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from golddust.bus.partitions import DEFAULT_PARTITIONS
from golddust.bus.sqlite import tallies
from golddust.errors import Full, Unavailable

VERSION = 1

TABLES = """
CREATE TABLE IF NOT EXISTS topics (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS records (
    position INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again, even when the newest record is deleted
    topic INTEGER NOT NULL,
    partition INTEGER NOT NULL,
    appended_at INTEGER NOT NULL,                -- microseconds since 1970, UTC
    key TEXT NOT NULL,
    headers BLOB NOT NULL,                       -- a JSON object
    value BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS records_by_topic ON records (topic, position, partition);
CREATE TABLE IF NOT EXISTS positions (           -- the next record to be read, for each partition: a JSON array
    consumers TEXT NOT NULL, topic INTEGER NOT NULL, next TEXT NOT NULL, PRIMARY KEY (consumers, topic)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS bookmarks (name TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (                -- in the order of time, so that the oldest are found without an index
    number INTEGER PRIMARY KEY, once TEXT NOT NULL UNIQUE, scope INTEGER, at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS seen_by_scope ON seen (scope) WHERE scope IS NOT NULL;
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
"""


def connect(path: Path, *, shared_between_threads: bool = False) -> sqlite3.Connection:
    """A connection to the log's file, which must exist. Raises Unavailable."""
    with translated():
        connection = sqlite3.connect(
            path, isolation_level=None, check_same_thread=not shared_between_threads, timeout=30, cached_statements=64
        )
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "mmap_size=268435456", "cache_size=-8000"):
            connection.execute(f"PRAGMA {pragma}")
        return connection


def prepare(path: Path, partitions: int = DEFAULT_PARTITIONS) -> int:
    """Create the file and its tables where missing; returns the number of partitions, fixed when the file was made."""
    with translated():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        connection = connect(path)
        try:
            connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
            connection.executescript("BEGIN IMMEDIATE;" + TABLES + "COMMIT;")
            settings = [("version", VERSION), ("partitions", partitions), ("identity", new_identity())]
            connection.executemany("INSERT OR IGNORE INTO settings VALUES (?, ?)", settings)
            tallies.prepare(connection)
            found = dict(connection.execute("SELECT name, value FROM settings"))
        finally:
            connection.close()
    if found["version"] > VERSION:
        raise Unavailable(f"{path} was written by a later golddust (version {found['version']}); upgrade this one")
    return int(found["partitions"])


def empty_journal(path: Path) -> None:
    """What was deleted stands in the write-ahead log until that is emptied. While others are at work nothing is done."""
    with closing(connect(path)) as connection, suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA busy_timeout=0")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def new_identity() -> int:
    """A number that no other file has."""
    return secrets.randbits(63)


@contextmanager
def translated() -> Iterator[None]:
    """SQLite's and the disk's errors as ours; the words name no data."""
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL:
            raise Full("no room left on the disk that holds the log") from error
        if not isinstance(error, sqlite3.OperationalError | sqlite3.DatabaseError):
            raise
        if isinstance(error, sqlite3.ProgrammingError | sqlite3.IntegrityError):
            raise
        raise Unavailable(f"the log is away: {error}", retry_after=5) from error
    except OSError as error:
        raise Unavailable(f"the log is away: {error.strerror}", retry_after=5) from error
