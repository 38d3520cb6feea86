"""How many messages a second real workers take from `feedback.received` through tagged to stored, on Kafka and PostgreSQL."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from benchmarks.cluster import Lane, MissingError, lane, topics_of_tagging
from golddust.database.engine import open_database, upgrade_database
from golddust.records import Entry
from tests.services.postgres import PostgresServer, find_binaries, running_postgres

GROUPS = ("tag", "store")
WARM_UP = 800
STARTED_WITHIN = 60.0
STORED_WITHIN = 600.0
LOOK_EVERY = 0.05


@contextmanager
def database_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server of our own. Raises MissingError."""
    binaries = find_binaries()
    if binaries is None:
        raise MissingError("PostgreSQL is not here: install Debian's package `postgresql`")
    with running_postgres(binaries) as server:
        yield server


def database_url(server: PostgresServer) -> str:
    """An empty database with the schema."""
    url = server.url(server.create())
    engine = open_database(url)
    upgrade_database(engine)
    engine.dispose()
    return url


@dataclass(frozen=True, slots=True)
class Setting:
    """What is varied: the client library and how many processes."""

    driver: str
    processes: int


def measure(bootstrap: str, server: PostgresServer, setting: Setting, entries: Sequence[Entry]) -> float:
    """Messages a second from the first to the last stored, by workers that were up and warm before the messages came."""
    url = database_url(server)
    with lane(bootstrap) as ground:
        ground.make(topics_of_tagging())
        with _working(ground, setting, url), closing(_connection(url)) as store:
            ground.wait_for_members(GROUPS, setting.processes, STARTED_WITHIN)
            ground.fill(entries[:WARM_UP])
            _wait_for(lambda: _stored(store) >= WARM_UP, STARTED_WITHIN)
            ground.fill(entries[WARM_UP:])
            return _speed(store, len(entries))


def _speed(store: "psycopg.Connection[tuple[int, int]]", count: int) -> float:
    _wait_for(lambda: _stored(store) > WARM_UP, STORED_WITHIN)
    started, before = time.monotonic(), _stored(store)
    _wait_for(lambda: _stored(store) >= count, STORED_WITHIN)
    return (count - before) / (time.monotonic() - started)


@contextmanager
def _working(ground: Lane, setting: Setting, url: str) -> Iterator[None]:
    """So many `golddust work tag store`, as on one machine: they share a data folder."""
    with tempfile.TemporaryDirectory(prefix="golddust-bench-") as folder:
        command = [sys.executable, "-m", "cli.main", "work", "tag", "store", "--data", folder]
        with (Path(folder) / "workers.log").open("ab") as log:
            processes = [
                subprocess.Popen(command, env=_environment(ground, setting, url), stdout=log, stderr=log)  # noqa: S603 - ours
                for _ in range(setting.processes)
            ]
        try:
            yield
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(20)


def _environment(ground: Lane, setting: Setting, url: str) -> dict[str, str]:
    return {
        **os.environ,
        "GOLDDUST_LOG__BACKEND": "kafka",
        "GOLDDUST_LOG__BOOTSTRAP_SERVERS": f'["{ground.bootstrap}"]',
        "GOLDDUST_LOG__PREFIX": ground.prefix,
        "GOLDDUST_LOG__DRIVER": setting.driver,
        "GOLDDUST_STORE__URL": url,
    }


def _connection(url: str) -> "psycopg.Connection[tuple[int, int]]":
    parts = make_url(url)
    return psycopg.connect(host=str(parts.query["host"]), user=parts.username, dbname=parts.database, autocommit=True)


def _stored(store: "psycopg.Connection[tuple[int, int]]") -> int:
    """How many messages have both their row and their tags."""
    row = store.execute("SELECT (SELECT count(*) FROM feedback), (SELECT count(*) FROM tags)").fetchone()
    return min(row or (0, 0))


def _wait_for(met: Callable[[], bool], within: float) -> None:
    deadline = time.monotonic() + within
    while not met():
        if time.monotonic() > deadline:
            raise TimeoutError("the workers did not get there in time")
        time.sleep(LOOK_EVERY)
