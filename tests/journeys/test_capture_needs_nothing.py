"""Taking in depends on this machine's disk, and on nothing else."""

import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import requests
from benchmarks.processes import Running, free_port
from golddust.bus.sqlite import SqliteLog
from golddust.spool import backlog_of
from tests.journeys.speaking import STOPS_WITHIN, eventually, post

pytestmark = pytest.mark.slow


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Running]:
    """The public door by itself, with neither Kafka nor the database to be had, and a door for watchers."""
    running = Running(
        tmp_path / "data",
        {
            "GOLDDUST_LOG__BACKEND": "kafka",
            "GOLDDUST_LOG__BOOTSTRAP_SERVERS": f'["127.0.0.1:{free_port()}"]',
            "GOLDDUST_STORE__URL": f"postgresql+psycopg://golddust@127.0.0.1:{free_port()}/golddust",
            "GOLDDUST_WATCH__PORT": str(free_port()),
        },
    )
    words = running.command("serve", "http", "--http", str(running.http))
    with (tmp_path / "door.log").open("wb") as log:
        running.process = subprocess.Popen(words, env=running.environment, start_new_session=True, stdout=log, stderr=log)
    yield running
    running.stop()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own door
            return bool(answer.status == 200)
    except OSError:
        return False


def test_a_hook_is_taken_in_while_kafka_and_the_database_are_away(alone: Running) -> None:
    assert eventually(lambda: answers(f"{alone.url}/readyz"))
    assert post(alone, requests.hook(1, "The kettle broke after one week"))[0] == 202
    assert answers(f"http://127.0.0.1:{alone.settings['GOLDDUST_WATCH__PORT']}/healthz")
    status, body = post(alone, requests.post("/case/nobody.knows", b"", {}))
    assert status in (404, 405, 503)
    assert b"Traceback" not in body
    spool = SqliteLog(alone.data / "spool.sqlite3")
    assert backlog_of(spool).records == 1
    spool.close()
    assert alone.stop() < STOPS_WITHIN
