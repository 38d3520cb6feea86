"""An older golddust and this one at work on the same log and store: whatever was acknowledged is there, once."""

import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from benchmarks import requests
from benchmarks.processes import Running
from golddust.database.engine import open_database
from tests.journeys.conftest import settings_of
from tests.journeys.speaking import doctor, eventually, post
from tests.services.before import running
from tests.services.postgres import PostgresServer

pytestmark = pytest.mark.slow

WORDS = "Order {} never came and nobody answers, this is awful"
SQLITE_STAGES = ("forward", "tag", "store", "complaints", "replies", "promises")


class Customers:
    """They complain one after the other, and each until it was acknowledged; `doors` are tried in turn."""

    def __init__(self, *doors: Running) -> None:
        self.taken: list[int] = []
        self.doors = list(doors)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        number = 0
        while not self._over.is_set():
            while not self._told(number) and not self._over.is_set():
                time.sleep(0.05)
            number += 1

    def _told(self, number: int) -> bool:
        try:
            taken = post(self.doors[number % len(self.doors)], requests.hook(number, WORDS.format(number)))[0] == 202
        except OSError:
            return False  # the door is being opened anew; who sent it tries again
        if taken:
            self.taken.append(number)
        return taken

    def more(self, number: int = 8) -> None:
        """Return when so many more were taken in."""
        enough = len(self.taken) + number
        assert eventually(lambda: len(self.taken) >= enough)

    def stop(self) -> None:
        self._over.set()
        self._thread.join()


@contextmanager
def customers(*doors: Running) -> Iterator[Customers]:
    them = Customers(*doors)
    try:
        yield them
    finally:
        them.stop()


def stored(url: str) -> list[str]:
    """The words of everything that is stored with its tags."""
    engine = open_database(url)
    try:
        with engine.connect().execution_options(reading=True) as connection:
            return list(connection.execute(text("SELECT f.text FROM feedback f JOIN tags t ON t.feedback = f.id")).scalars())
    finally:
        engine.dispose()


def all_there_once(url: str, taken: list[int]) -> None:
    wanted = sorted(WORDS.format(number) for number in taken)
    assert eventually(lambda: len(stored(url)) >= len(wanted))
    assert [words for words in sorted(stored(url)) if words in set(wanted)] == wanted  # and none twice


def file_of(golddust: Running) -> str:
    return f"sqlite:///{golddust.data / 'store.sqlite3'}"


def gaps(golddust: Running) -> list[object]:
    return [one for one in doctor(golddust) if one["part"].startswith("stage") and one["state"] == "bad"]


def test_on_one_machine_the_newer_takes_over_from_the_older(tmp_path: Path, before: Path) -> None:
    older = Running(tmp_path / "data", running(before))
    older.start()
    newer = Running(older.data, http=older.http, smtp=older.smtp, console=older.console)
    try:
        with customers(older) as them:
            them.more()
            older.stop()
            newer.start()
            them.more()
        all_there_once(file_of(newer), them.taken)
        assert eventually(lambda: not gaps(newer)), gaps(newer)
    finally:
        (newer if newer.process else older).stop()


@contextmanager
def role(golddust: Running, *words: str) -> "Iterator[subprocess.Popen[bytes]]":
    with (golddust.data.parent / "roles.log").open("ab") as log:
        process = subprocess.Popen(golddust.command(*words), env=golddust.environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def at_work(golddust: Running) -> bool:
    """Whether every stage of the older one has its place."""
    places = golddust.data / "log.sqlite3-readers"
    return all((places / stage).exists() for stage in ("receive", "tag", "store", "complaints", "replies"))


def test_older_stages_go_on_behind_newer_doors_on_the_newer_schema(tmp_path: Path, before: Path) -> None:
    older = Running(tmp_path / "data", running(before))
    newer = Running(older.data)
    with ExitStack() as together:
        together.enter_context(role(older, "work", *SQLITE_STAGES))
        assert eventually(lambda: at_work(older))
        together.enter_context(role(newer, "serve", "console", "--console", str(newer.console)))  # which upgrades the schema
        together.enter_context(role(newer, "serve", "http", "--http", str(newer.http)))
        with customers(newer) as them:
            them.more()
        all_there_once(file_of(newer), them.taken)
        assert eventually(lambda: not gaps(newer)), gaps(newer)


@pytest.mark.service
def test_on_kafka_one_host_after_the_other_is_upgraded(
    tmp_path: Path, before: Path, request: pytest.FixtureRequest, postgres: PostgresServer
) -> None:
    """Both are at work meanwhile; what the older one left on its host's spool is forwarded by the newer one there.

    The older one makes the database, as it was then; the newer one brings it up to date under the other's hands.
    """
    postgres_url = postgres.url(postgres.create())
    shared = {**settings_of("kafka", request), "GOLDDUST_STORE__URL": postgres_url}
    first, second = Running(tmp_path / "first", {**shared, **running(before)}), Running(tmp_path / "second", shared)
    upgraded = Running(first.data, shared, http=first.http, smtp=first.smtp, console=first.console)
    try:
        first.start()
        shutil.copytree(first.data / "keys", second.data / "keys")
        second.start()
        with customers(first, second) as them:
            them.more(12)
            first.stop()
            upgraded.start()
            them.more()
        all_there_once(postgres_url, them.taken)
        assert eventually(lambda: not gaps(second)), gaps(second)
    finally:
        for one in (first, second, upgraded):
            if one.process is not None and one.process.poll() is None:
                one.stop()
