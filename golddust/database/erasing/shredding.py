"""Sees that nothing of deleted rows is left behind in the database's files, as far as a client of it can."""

import sqlite3
from contextlib import closing
from typing import Any, cast

from sqlalchemy import Connection, Engine, text

from golddust.database.engine import translated
from golddust.database.erasing.rules import RULES, Free
from golddust.errors import Unavailable

TRIES = 20
PERSONAL = tuple(sorted(name for name, rule in RULES.items() if not isinstance(rule, Free)))
"""Tables from which something is taken."""
OTHERS = text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND NOT pg_has_role(tableowner, 'USAGE')")
WORDS = "INSERT INTO feedback_words (feedback_words) VALUES ('optimize')"
"""Merges the index of words into one piece, and leaves out words of rows that are gone (https://www.sqlite.org/fts5.html)."""
INDEX_OF_WORDS = text("REINDEX INDEX CONCURRENTLY ix_feedback_words")
"""PostgreSQL never takes a word out of a GIN index, though no row has it any more; so the index is made anew beside the old."""


def shred(engine: Engine) -> None:
    """See that what was deleted is gone. Slow on a large database. Raises Unavailable: try again.

    SQLite: the file is written anew, and its write-ahead log emptied. PostgreSQL: rows that are dead are removed, the index of
    words is made anew, and the samples of values that its planner keeps are drawn again.
    """
    if engine.dialect.name == "sqlite":
        _shred_file(engine)
    else:
        _vacuum(engine)


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


def _vacuum(engine: Engine) -> None:
    with translated(), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _may(connection)
        for table in PERSONAL:
            connection.execute(text(f"VACUUM (ANALYZE) {_quoted(engine, table)}"))
        connection.execute(INDEX_OF_WORDS)


def _may(connection: Connection) -> None:
    """PostgreSQL skips what is not ours with no more than a warning."""
    others = set(connection.execute(OTHERS).scalars()) & set(PERSONAL)
    if others:
        named = ", ".join(sorted(others))
        raise Unavailable(f"erased rows cannot be vacuumed by who does not own the tables ({named}); see `golddust privileges`")


def _quoted(engine: Engine, table: str) -> Any:
    return engine.dialect.identifier_preparer.quote(table)
