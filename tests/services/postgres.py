"""The database that tests run on: SQLite, and a PostgreSQL server of the tests' own, on a Unix socket in a temporary folder.

Fixtures: `database_url` (an up-to-date, empty database for each test, on both engines) and `database` (the same, opened).
"""

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine

from golddust.database.engine import open_database, upgrade_database
from tests.services.missing import without

DEBIAN = Path("/usr/lib/postgresql")
UNSAFE_BUT_QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses=''"
DURABLE = "-c listen_addresses=''"
"""As it comes: for measuring."""


WRITTEN_TO = """
SELECT oid::regclass::text FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0
"""
"""The tables that rows have been in, be they there still or not."""
SHAPE = """
SELECT count(*), max(oid::bigint), (SELECT count(*) FROM pg_attribute), (SELECT max(version_num) FROM alembic_version)
FROM pg_class
"""
OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server; `folder` holds its data and its socket."""

    folder: Path
    binaries: Path
    settings: str = UNSAFE_BUT_QUICK
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def start(self) -> None:
        """Return when it answers."""
        options = f"{self.settings} -c unix_socket_directories={self.folder}"
        _run(self, "pg_ctl", "-w", "-t", "600", "-l", str(self.folder / "server.log"), "-o", options, "start")

    def kill(self) -> None:
        """Break off all it does, as by a crash: `start` recovers what was committed."""
        _run(self, "pg_ctl", "-w", "-m", "immediate", "stop")

    @property
    def pid(self) -> int:
        """The process that the others are children of. Raises OSError where it is not there."""
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])

    def url(self, database: str) -> str:
        """The database's address for SQLAlchemy."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create(self, template: str = "template1") -> str:
        """A new database's name."""
        name = f"test{next(self._numbers)}"
        self._do("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def shape(self, database: str) -> object:
        """The same for a database and its copies, until the tables, columns, indexes or the version of one of them change."""
        with self._opened(database) as connection:
            return connection.execute(SHAPE).fetchone()

    def empty(self, database: str, shape: object) -> bool:
        """Take all rows out of it, which is quicker than another copy; False where it is in use, or of another shape by now."""
        with self._opened(database) as connection:
            if connection.execute(OTHERS).fetchone() != (0,) or connection.execute(SHAPE).fetchone() != shape:
                return False
            if tables := [name for (name,) in connection.execute(WRITTEN_TO)]:
                connection.execute("SET session_replication_role = replica")  # no trigger speaks: the audit log's refuses
                connection.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE".encode())
        return True

    def drop(self, database: str) -> None:
        """Drop it, whoever is still connected."""
        self._do("DROP DATABASE {} WITH (FORCE)", database)

    def _do(self, statement: str, *names: str) -> None:
        with self._opened("postgres") as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _opened(self, database: str) -> "closing[psycopg.Connection]":
        return closing(psycopg.connect(host=str(self.folder), user="postgres", dbname=database, autocommit=True))


def find_binaries() -> Path | None:
    """The folder of `initdb` and `pg_ctl`, the newest version first; None when there is none."""
    versions = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]), reverse=True)
    if versions:
        return versions[0].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _unprivileged() -> str | None:
    """Whom the server runs as: PostgreSQL refuses root."""
    return "postgres" if os.geteuid() == 0 else None


def _run(server: PostgresServer, program: str, *arguments: str) -> None:
    user = _unprivileged()
    subprocess.run(
        [server.binaries / program, "-D", server.folder / "data", *arguments],
        cwd=server.folder,
        user=user,
        group=pwd.getpwnam(user).pw_gid if user else None,
        extra_groups=[] if user else None,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=True,
    )


@contextmanager
def running_postgres(binaries: Path, settings: str = UNSAFE_BUT_QUICK) -> Iterator[PostgresServer]:
    """A server of one's own, gone with all its data at the end."""
    folder = Path(tempfile.mkdtemp(prefix="golddust-pg-"))
    server = PostgresServer(folder, binaries, settings)
    user = _unprivileged()
    if user:
        shutil.chown(folder, user)
    try:
        _run(server, "initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        server.start()
        try:
            yield server
        finally:
            server.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _upgrade(url: str) -> None:
    engine = open_database(url)
    upgrade_database(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The PostgreSQL server of this run."""
    binaries = find_binaries()
    if binaries is None:
        without("PostgreSQL", "install Debian's package `postgresql`")
    with running_postgres(binaries) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> str:
    """A database with the schema, which each test's own is a copy of."""
    name = postgres.create()
    _upgrade(postgres.url(name))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the schema, which each test's own is a copy of."""
    path = tmp_path_factory.mktemp("database") / "template.sqlite3"
    _upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """An up-to-date, empty SQLite database of this test's own."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'store.sqlite3')}"


@dataclass(frozen=True, slots=True)
class Emptied:
    """Databases that tests have had, as good as new; each has this shape."""

    shape: object
    names: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def emptied(postgres: PostgresServer, postgres_template: str) -> Emptied:
    """None yet."""
    return Emptied(postgres.shape(postgres_template))


@pytest.fixture
def postgres_url(postgres: PostgresServer, postgres_template: str, emptied: Emptied) -> Iterator[str]:
    """An up-to-date, empty PostgreSQL database of this test's own."""
    name = emptied.names.pop() if emptied.names else postgres.create(postgres_template)
    yield postgres.url(name)
    if postgres.empty(name, emptied.shape):
        emptied.names.append(name)
    else:
        postgres.drop(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service)])
def database_url(request: pytest.FixtureRequest) -> str:
    """An up-to-date, empty database of this test's own, on each engine."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    """The same, opened."""
    engine = open_database(database_url)
    yield engine
    engine.dispose()
