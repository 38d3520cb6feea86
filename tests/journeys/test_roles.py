"""Roles as processes: a crashed one is started again, and none outlives its supervisor."""

import os
import signal
import time
from pathlib import Path

import pytest

from benchmarks import requests
from benchmarks.processes import Running, session
from tests.journeys.conftest import WHATEVER_THE_LOG
from tests.journeys.speaking import WITHIN, command, eventually, post

pytestmark = pytest.mark.slow


def processes(golddust: Running) -> dict[int, str]:
    """Its processes by id, with their words."""
    return {pid: " ".join(words) for pid, words in session(golddust.pid).items()}


def test_ctrl_c_in_a_terminal_ends_it_and_no_role_has_to_be_killed(golddust: Running) -> None:
    golddust.start()
    os.killpg(golddust.pid, signal.SIGINT)
    assert golddust.process.wait(60) == 0
    assert "was killed" not in golddust.data.with_suffix(".log").read_text()
    assert processes(golddust) == {}


def test_a_killed_role_is_started_again_and_goes_on(golddust: Running) -> None:
    golddust.start()
    (worker,) = (pid for pid, words in processes(golddust).items() if " work " in words)
    os.kill(worker, signal.SIGKILL)
    assert post(golddust, requests.hook(1, "My parcel has not arrived"))[0] == 202
    assert eventually(lambda: command(golddust, "case", "list", "--json"))


@WHATEVER_THE_LOG
def test_a_door_whose_worker_was_killed_opens_again(golddust: Running) -> None:
    golddust.start()
    doors = sorted(pid for pid, words in processes(golddust).items() if "serve http" in words)
    os.kill(doors[-1], signal.SIGKILL)

    def takes_in() -> bool:
        try:
            return post(golddust, requests.hook(1, "My parcel has not arrived"))[0] == 202
        except OSError:
            return False

    assert eventually(takes_in)


@WHATEVER_THE_LOG
def test_no_role_outlives_a_killed_supervisor(golddust: Running) -> None:
    golddust.start()
    before = processes(golddust)
    os.kill(golddust.process.pid, signal.SIGKILL)
    golddust.process.wait()
    assert len(before) >= 5
    deadline = time.monotonic() + WITHIN
    while time.monotonic() < deadline and any(
        (Path("/proc") / str(pid)).exists() for pid in before if pid != golddust.process.pid
    ):
        time.sleep(0.2)
    assert [pid for pid in before if (Path("/proc") / str(pid)).exists() and pid != golddust.process.pid] == []
