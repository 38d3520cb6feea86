"""The door for watchers: well while all stages come round, and not when one does not."""

import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from benchmarks.processes import free_port
from cli.processes.watch import STALE_AFTER, open_watch_door, silent_stages
from config.settings import WatchOptions
from golddust.clock import MovableClock
from golddust.errors import Misconfigured
from golddust.metrics import NoMetrics
from golddust.rounds import Round


@dataclass
class Stage:
    stage: str
    last_round: float | None


def asked(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


@pytest.fixture
def opened() -> Callable[..., int]:
    def open_it(*faults: Callable[[], list[str]]) -> int:
        port = free_port()
        open_watch_door(WatchOptions(port=port), *faults)
        return port

    return open_it


def test_it_tells_of_health_and_metrics_and_nothing_else(opened: Callable[..., int]) -> None:
    port = opened()
    assert asked(port, "/healthz") == (200, "ok\n")
    assert "python_info" in asked(port, "/metrics")[1]
    assert asked(port, "/console/")[0] == 404


def test_a_stage_that_does_not_come_round_is_named(opened: Callable[..., int]) -> None:
    clock = MovableClock(datetime(2026, 11, 24, tzinfo=UTC))
    stages = [Stage("tag", 0.0), Stage("store", 100.0), Stage("stopped itself", None)]
    port = opened(silent_stages(stages, clock))  # type: ignore[arg-type] # all that it needs of a stage
    clock.move(timedelta(seconds=STALE_AFTER + 50))
    assert asked(port, "/healthz") == (503, f"stage tag has not come round for {STALE_AFTER + 50:.0f} s\n")


def test_a_round_notes_when_it_began_and_that_it_ended() -> None:
    clock = MovableClock(datetime(2026, 11, 24, tzinfo=UTC))
    seen: list[float | None] = []

    def work() -> int:
        seen.append(work_round.last_round)
        if len(seen) == 3:
            work_round.stop()
        return 0

    work_round = Round("look", work, 7.0, clock, NoMetrics())
    work_round.run()
    assert seen == [0.0, 7.0, 14.0]
    assert work_round.last_round is None


def test_without_a_port_there_is_no_door_and_a_taken_one_is_named(opened: Callable[..., int]) -> None:
    open_watch_door(WatchOptions())
    port = opened()
    with pytest.raises(Misconfigured, match=r"watch\.port"):
        open_watch_door(WatchOptions(port=port))
