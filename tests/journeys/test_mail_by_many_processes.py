"""The door for mail as two processes on one port: both take mail in, and one that dies is started again."""

import os
import signal
import smtplib
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import load, requests
from benchmarks.processes import Running
from tests.journeys.speaking import STOPS_WITHIN, eventually
from tests.journeys.test_roles import processes

pytestmark = pytest.mark.slow


@pytest.fixture
def golddust(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path / "data", {"GOLDDUST_SMTP__PROCESSES": "2"})
    yield running
    if running.process is not None and running.process.poll() is None:
        running.stop()


def doors(golddust: Running) -> list[int]:
    return sorted(pid for pid, words in processes(golddust).items() if "serve smtp" in words)


def counted(golddust: Running, line: str) -> float:
    with urllib.request.urlopen(f"http://127.0.0.1:{golddust.console}/metrics", timeout=10) as answer:
        return sum(float(row.split()[-1]) for row in answer.read().decode().splitlines() if row.startswith(line))


def connections_of(pid: int) -> int:
    """How many sockets it has open, the one it listens on included."""
    return sum(file.readlink().name.startswith("socket:") for file in Path(f"/proc/{pid}/fd").iterdir())


def test_two_processes_take_mail_in_and_the_metrics_count_both(golddust: Running) -> None:
    golddust.start()
    first, second = doors(golddust)
    before = connections_of(first), connections_of(second)
    held = [smtplib.SMTP("127.0.0.1", golddust.smtp, timeout=10) for _ in range(32)]
    assert connections_of(first) > before[0]
    assert connections_of(second) > before[1]
    for one in held:
        one.quit()
    result = load.smtp(golddust.smtp, requests.many(requests.mail, 400, 0), 16, 5)
    assert result.answers == {"250": 400}
    assert counted(golddust, 'golddust_deliveries_total{channel="email",duplicate="no"}') == 400


def test_a_process_that_dies_is_started_again_and_mail_is_taken_meanwhile(golddust: Running) -> None:
    golddust.start()
    first, second = doors(golddust)
    os.kill(first, signal.SIGKILL)
    # Until its last thread is gone, the kernel gives connections to it: it is a zombie before that, so wait for the reaping.
    assert eventually(lambda: not Path(f"/proc/{first}").exists())
    for number in range(20):
        with smtplib.SMTP("127.0.0.1", golddust.smtp, timeout=10) as smtp:
            smtp.sendmail("ann@example.com", "feedback@localhost", requests.mail(number))
    assert eventually(lambda: len(doors(golddust)) == 2)
    assert second in doors(golddust)
    assert golddust.stop() < STOPS_WITHIN
