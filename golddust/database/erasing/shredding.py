"""Sees that nothing of deleted rows is left behind in the database's files, as far as a client of it can."""

import sqlite3
from contextlib import closing
from typing import Any, cast

import structlog
from sqlalchemy import Connection, Engine, text

from golddust.database.engine import reading, translated
from golddust.database.erasing.rules import RULES, Free
from golddust.errors import Unavailable

TRIES = 20
PERSONAL = tuple(sorted(name for name, rule in RULES.items() if not isinstance(rule, Free)))
"""Tables from which something is taken."""
WORDS = "INSERT INTO feedback_words (feedback_words) VALUES ('optimize')"
"""Merges the index of words into one piece, and leaves out words of rows that are gone (https://www.sqlite.org/fts5.html)."""
INDEX_OF_WORDS = text("REINDEX INDEX CONCURRENTLY ix_feedback_words")
"""PostgreSQL never takes a word out of a GIN index, though no row has it any more; so the index is made anew beside the old."""
OWNED = text("SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = 'feedback'::regclass")
SAMPLED = text(
    "SELECT quote_ident(s.attname) AS name, format_type(a.atttypid, a.atttypmod) AS type FROM pg_stats s JOIN pg_attribute a "
    "ON a.attrelid = to_regclass(quote_ident(s.tablename)) AND a.attname = s.attname "
    "WHERE s.schemaname = current_schema() AND s.tablename = :name"
)
"""The columns of whose values the planner keeps samples, and their types."""
LOCK_WITHIN = text("SET lock_timeout = '5s'")
"""Who waits longer for a table holds up everybody behind it."""
AS_OWNER = "VACUUM (ANALYZE); REINDEX INDEX CONCURRENTLY ix_feedback_words"
log = structlog.get_logger()


def shred(engine: Engine) -> None:
    """See that what was deleted is gone. Slow on a large database. Raises Unavailable: try again.

    SQLite: the file is written anew, and its write-ahead log emptied. PostgreSQL: rows that are dead are removed, the index of
    words is made anew, and the samples of values that its planner keeps are drawn again.
    """
    if engine.dialect.name == "sqlite":
        _shred_file(engine)
    elif may_shred(engine):
        _vacuum(engine)
    else:  # the server would skip the one with no more than a warning, and refuse the other
        log.warning("words of erased people may be left in an index: this user does not own it", mend=f"as its owner: {AS_OWNER}")


def may_shred(engine: Engine) -> bool:
    """Whether our user at the database may write the tables anew: on PostgreSQL their owner may, and who is a member of it."""
    if engine.dialect.name == "sqlite":
        return True
    with reading(engine) as connection:
        return bool(connection.execute(OWNED).scalar())


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
        for table in PERSONAL:
            connection.execute(text(f"VACUUM (ANALYZE) {_quoted(engine, table)}"))
        connection.execute(INDEX_OF_WORDS)
        connection.execute(LOCK_WITHIN)
        try:
            for table in PERSONAL:
                _forget_samples(connection, _quoted(engine, table), table)
        finally:
            connection.execute(text("RESET lock_timeout"))


def _forget_samples(connection: Connection, quoted: str, table: str) -> None:
    """Of a table without rows PostgreSQL draws none, and keeps the old ones; a column that is given its own type loses them."""
    if connection.execute(text(f"SELECT EXISTS (SELECT FROM {quoted})")).scalar():  # noqa: S608 - a table of ours
        return
    columns = connection.execute(SAMPLED, {"name": table}).all()
    if columns:
        alike = ", ".join(f"ALTER COLUMN {column.name} TYPE {column.type}" for column in columns)
        connection.execute(text(f"ALTER TABLE {quoted} {alike}"))


def _quoted(engine: Engine, table: str) -> Any:
    return engine.dialect.identifier_preparer.quote(table)
