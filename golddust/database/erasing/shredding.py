"""Sees that nothing of deleted rows is left behind in the database's files, as far as a client of it can."""

import sqlite3
from collections.abc import Collection
from contextlib import closing
from typing import Any, cast

import structlog
from sqlalchemy import Connection, Engine, text

from golddust.database.engine import translated
from golddust.errors import Unavailable

TRIES = 20
WORDS = "INSERT INTO feedback_words (feedback_words) VALUES ('optimize')"
"""Merges the index of words into one piece, and leaves out words of rows that are gone (https://www.sqlite.org/fts5.html)."""
INDEX_OF_WORDS = text("REINDEX INDEX CONCURRENTLY ix_feedback_words")
"""PostgreSQL never takes a word out of a GIN index, though no row has it any more; so the index is made anew beside the old."""
OWNED = text("SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = 'feedback'::regclass")
log = structlog.get_logger()


def shred(engine: Engine, tables: Collection[str]) -> None:
    """Of these tables, see that what was deleted is gone. Slow on a large database. Raises Unavailable: try again.

    SQLite: the file is written anew, and its write-ahead log emptied. PostgreSQL: rows that are dead are removed, the index of
    words is made anew, and the samples of values that its planner keeps are drawn again.
    """
    if engine.dialect.name == "sqlite":
        _shred_file(engine)
    else:
        _vacuum(engine, tables)


def _shred_file(engine: Engine) -> None:
    with translated(), closing(engine.raw_connection()) as pooled:
        connection = cast("sqlite3.Connection", pooled.driver_connection)
        try:
            connection.execute(WORDS)
            connection.execute("VACUUM")
            for _ in range(TRIES):
                busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if not busy:
                    return
        except sqlite3.OperationalError as error:
            raise Unavailable(f"the database is away: {error}", retry_after=5) from error
    raise Unavailable("the database is being read without a pause, so its write-ahead log could not be emptied", retry_after=60)


def _vacuum(engine: Engine, tables: Collection[str]) -> None:
    with translated(), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in sorted(tables):
            connection.execute(text(f"VACUUM (ANALYZE) {_quoted(engine, table)}"))
        if "feedback" in tables and _may_index(connection):
            connection.execute(INDEX_OF_WORDS)


def _may_index(connection: Connection) -> bool:
    """The owner of the table may; for any other user the server skips vacuuming with a warning, and refuses this."""
    if connection.execute(OWNED).scalar():
        return True
    log.warning(
        "words of erased people may be left in an index: this user does not own it",
        mend="as its owner: VACUUM (ANALYZE) feedback; REINDEX INDEX CONCURRENTLY ix_feedback_words",
    )
    return False


def _quoted(engine: Engine, table: str) -> Any:
    return engine.dialect.identifier_preparer.quote(table)
