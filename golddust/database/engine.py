"""Opens the database and brings its schema up to date.

Alembic is loaded where that is done; the public door never does it.
"""
# ruff: noqa: PLC0415 - see above

import math
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import Connection, Engine, create_engine, event, exc, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from golddust.errors import Full, Unavailable

if TYPE_CHECKING:
    from alembic.config import Config

log = structlog.get_logger()
MIGRATIONS = Path(__file__).parent / "migrations"
OTHERS = 0o077
ASKED_EVERY = 0.1
"""Seconds."""
RESTED = 1.0
"""Seconds; no server that stops and starts is back within it."""
RESTS_SINCE = "rests_since"
_TRY = text("SELECT pg_try_advisory_lock(7116580001)")
_LET = text("SELECT pg_advisory_unlock(7116580001)")


def open_database(url: str) -> Engine:
    """An engine for a SQLAlchemy URL; nothing is touched yet."""
    engine = create_engine(url, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        _keep_to_ourselves(Path(engine.url.database or ""))
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediately)
    else:
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "checkout", partial(_touch_after_a_rest, engine))
        event.listen(engine, "checkin", _rest)
    return engine


def _keep_to_ourselves(file: Path) -> None:
    """A database that was made readable by others is no longer; the files that SQLite puts beside it are as it is."""
    with suppress(OSError):
        if file.is_file() and file.stat().st_mode & OTHERS:
            file.chmod(0o600)


def _prepare_sqlite(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # SQLAlchemy's own BEGIN, see _begin_immediately
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_postgresql(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """PostgreSQL is not to compile a question that it takes for a long one first: that took longer (80 ms) than the answers."""
    with closing(connection.cursor()) as cursor:
        cursor.execute("SET jit = off")
    connection.commit()


def _rest(_: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
    entry.info[RESTS_SINCE] = time.monotonic()


def _touch_after_a_rest(
    engine: Engine, connection: DBAPIConnection, entry: ConnectionPoolEntry, _: PoolProxiedConnection
) -> None:
    """One that rested may have been cut meanwhile: then all are made anew, and who asks notices nothing.

    Not each time, as `pool_pre_ping` has it: a page asks a dozen questions one after the other, and each would be two.
    """
    if time.monotonic() - entry.info.get(RESTS_SINCE, math.inf) < RESTED:
        return
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error as error:
        raise exc.InvalidatePoolError from error


def _begin_immediately(connection: Connection) -> None:
    """Take the write lock at once: a transaction that reads first and writes later could not be retried by SQLite."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that commits at the end. Raises Unavailable (or Full) when the database is away."""
    with translated(), engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """For reading. Raises Unavailable when the database is away.

    Each statement sees what was committed when it began; on SQLite all of them, when the first did. On PostgreSQL no transaction
    is begun: they would see no more in one, and a page's many small questions would go two more ways each.
    """
    options: dict[str, Any] = {"reading": True}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "AUTOCOMMIT"
    with translated(), engine.connect().execution_options(**options) as connection:
        yield connection


@contextmanager
def translated() -> Iterator[None]:
    """The driver's errors as ours; the words name no data."""
    try:
        yield
    except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        if "full" in reason or "No space" in reason:
            raise Full("no room left on the database's disk") from error
        if "unable to open" in reason:
            reason += "; its folder must be there (`golddust run` makes it; --data names another one) and be ours to write to"
        raise Unavailable(f"the database is away: {reason}", retry_after=5) from error


def check_database(engine: Engine) -> None:
    """Touch it without writing; raises Unavailable."""
    with reading(engine) as connection:
        connection.execute(text("SELECT 1"))


def upgrade_database(engine: Engine) -> None:
    """Bring the schema up to date, whatever its version; several processes may do so at once.

    One of a later golddust stays as it is: later versions only add, so this one can go on beside it (docs/howto/upgrade.md).
    On PostgreSQL each version is a transaction of its own, and long work in some is done while others write.
    """
    with translated():
        if engine.dialect.name == "postgresql":
            with _alone(engine), engine.connect() as connection:
                _bring_up(connection)
        else:
            with engine.begin() as connection:
                _bring_up(connection)


def _bring_up(connection: Connection) -> None:
    if _is_current_or_later(connection):
        return
    from alembic import command

    config = _alembic()
    config.attributes["connection"] = connection
    if connection.dialect.name == "postgresql":
        connection.rollback()
        config.attributes["own_transactions"] = True  # a migration may leave its own, for what is done while others write
    command.upgrade(config, "head")


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """One process at a time. Who waits asks again and again: in a transaction they would hold up every new index."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.execute(_TRY).scalar():
            time.sleep(ASKED_EVERY)
        try:
            yield
        finally:
            connection.execute(_LET)


def _is_current_or_later(connection: Connection) -> bool:
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(_alembic())
    found = set(MigrationContext.configure(connection).get_current_heads())
    known = {script.revision for script in scripts.walk_revisions()}
    if later := sorted(found - known):
        log.warning("the database is of a later golddust; it is left as it is", schema=later, known=scripts.get_heads())
    return bool(later) or found == set(scripts.get_heads())


def _alembic() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def insert_ignoring(connection: Connection, table: Any) -> Any:
    """An INSERT that leaves rows alone whose key is there already, on either engine."""
    from sqlalchemy.dialects import postgresql, sqlite

    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table).on_conflict_do_nothing()
