"""Sees to it that what was deleted or emptied is not left lying in the database's own files.

On SQLite three places keep what a row no longer says: its page, which `secure_delete` overwrites at once; the index of words,
which keeps words of deleted rows until its parts are merged; the write-ahead log, until it is emptied.
Sources: https://www.sqlite.org/pragma.html#pragma_secure_delete, https://www.sqlite.org/fts5.html#the_merge_command.
On PostgreSQL vacuuming does it, which the server does by itself; see docs/explanation/how-long-what-is-kept.md.
"""

import sqlite3
from contextlib import closing, suppress

from sqlalchemy import Connection, Engine, text

from golddust.database.engine import writing

PAGES = 500
"""Of the index merged in one transaction: some hundredths of a second in which others wait."""
_BEGIN = text("INSERT INTO feedback_words (feedback_words, rank) VALUES ('merge', :pages)").bindparams(pages=-PAGES)
_GO_ON = text("INSERT INTO feedback_words (feedback_words, rank) VALUES ('merge', :pages)").bindparams(pages=PAGES)
_CHANGES = text("SELECT total_changes()")


def scrub(engine: Engine) -> None:
    """Bring what is gone off the files of SQLite; nothing on PostgreSQL. Raises Unavailable."""
    if engine.dialect.name != "sqlite":
        return
    with writing(engine) as connection:
        connection.execute(_BEGIN)
    while _merged_some(engine):
        pass
    _empty_journal(str(engine.url.database))


def _merged_some(engine: Engine) -> bool:
    """Whether there was something left to merge: less than two changes mean that there was not, says SQLite."""
    with writing(engine) as connection:
        before = _changes(connection)
        connection.execute(_GO_ON)
        return _changes(connection) - before > 1


def _changes(connection: Connection) -> int:
    return int(connection.execute(_CHANGES).scalar_one())


def _empty_journal(path: str) -> None:
    """While others read or write nothing is done, and nobody waits: it is tried again with the next that goes."""
    with closing(sqlite3.connect(path, timeout=0)) as connection, suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
