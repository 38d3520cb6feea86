"""Empty databases of either kind, durable, and a way to fill them with millions of rows in minutes."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from sqlalchemy import JSON, Connection, Engine, Table, text

from golddust.database.engine import open_database, upgrade_database, writing
from golddust.errors import Unavailable
from tests.services.postgres import DURABLE, find_binaries, running_postgres

Row = Mapping[str, Any]
Put = Callable[[Table, Sequence[Row]], None]
"""Writes rows, which all have the same columns, into a table; a JSON column takes text that is JSON already, or a value."""
SECONDARY = """
SELECT indexname, indexdef FROM pg_indexes
WHERE schemaname = 'public' AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""
HASTE = ("SET synchronous_commit = off", "SET maintenance_work_mem = '512MB'")


@contextmanager
def database_on(name: str) -> Iterator[Engine]:
    """An empty database of either kind, "SQLite" or "PostgreSQL", durable. Raises Unavailable."""
    with TemporaryDirectory(prefix="golddust-bench-") as folder:
        if name == "SQLite":
            yield from _opened(f"sqlite:///{Path(folder) / 'store.sqlite3'}")
            return
        binaries = find_binaries()
        if binaries is None:
            raise Unavailable("PostgreSQL is not installed here: Debian's package `postgresql` has it", retry_after=0)
        with running_postgres(binaries, DURABLE) as server:
            yield from _opened(server.url(server.create()))


def _opened(url: str) -> Iterator[Engine]:
    engine = open_database(url)
    upgrade_database(engine)
    yield engine
    engine.dispose()


@contextmanager
def quickly(engine: Engine) -> Iterator[Put]:
    """What fills the database: by COPY and without indexes on PostgreSQL, which are made at the end; then it is analysed."""
    if engine.dialect.name == "sqlite":
        with writing(engine) as connection:
            yield lambda table, rows: _insert(connection, table, rows)
            connection.exec_driver_sql("ANALYZE")
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in HASTE:
            connection.exec_driver_sql(statement)
        indexes = connection.execute(text(SECONDARY)).all()
        for name, _ in indexes:
            connection.exec_driver_sql(f'DROP INDEX "{name}"')
        yield lambda table, rows: _copy(connection, table, rows)
        for _, definition in indexes:
            connection.exec_driver_sql(definition)
        connection.exec_driver_sql("VACUUM ANALYZE")


def _copy(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    if not rows:
        return
    names = list(rows[0])
    driver: Any = connection.connection.driver_connection
    columns = ", ".join(f'"{name}"' for name in names)
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
        for values in _values(table, names, rows):
            copy.write_row(values)


def _insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    if not rows:
        return
    names = list(rows[0])
    turned = {n: table.c[n].type.dialect_impl(connection.dialect).bind_processor(connection.dialect) for n in names}
    moments = [n if turned[n] and not isinstance(table.c[n].type, JSON) else "" for n in names]
    given = [
        tuple(turned[n](v) if n and turned[n] else v for n, v in zip(moments, values, strict=True))  # type: ignore[misc]
        for values in _values(table, names, rows)
    ]
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', given)  # noqa: S608 - our own tables


def _values(table: Table, names: Sequence[str], rows: Iterable[Row]) -> Iterator[list[Any]]:
    json = {name for name in names if isinstance(table.c[name].type, JSON)}
    for row in rows:
        yield [_as_json(row[name]) if name in json else row[name] for name in names]


def _as_json(value: Any) -> str | None:
    if value is None:
        return None
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def size_of(engine: Engine) -> str:
    """How large it is on the disk, in words."""
    if engine.dialect.name == "sqlite":
        path = Path(re.sub("^sqlite:///", "", str(engine.url)))
        return f"{path.stat().st_size / 2**30:.1f} GiB"
    with engine.connect() as connection:
        return str(connection.execute(text("SELECT pg_size_pretty(pg_database_size(current_database()))")).scalar_one())
