"""What the doctor says of the log: each stage's account, what it misses, and a log that is away."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from benchmarks.processes import free_port
from cli.doctor.examination import examine
from cli.processes.stages import tag_stage
from cli.wiring.conserving import FlowMeasuring
from cli.wiring.installation import Installation
from config.load import load
from golddust import topics, wire
from golddust.conservation import Account, Flow
from golddust.findings import Finding
from golddust.metrics import PrometheusMetrics
from golddust.reckoning import in_words, stage_findings
from golddust.records import Entry
from tests.sinks.made import said


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with closing(Installation(load(None, {"data_dir": tmp_path / "data"}).settings)) as made:
        yield made


def about(installation: Installation, part: str) -> list[Finding]:
    return [finding for finding in examine(installation) if finding.part == part]


def flow(**changes: int) -> Flow:
    return Flow(**({"stage": "tag", "topic": "t", "written": 9, "read": 9, "waiting": 0, "missing": 0, "foreign": 0} | changes))


def account(**changes: object) -> Account:
    given = {"stage": "tag", "flows": (flow(),), "read": 1204, "done": 1203, "repeated": 0, "parked": 1}
    return Account(**(given | changes))


def test_an_account_is_told_in_a_line() -> None:
    assert in_words(account()) == "1,204 read = 1,203 tagged + 1 parked; 0 wait"
    assert in_words(account(done=1200, repeated=3)) == "1,204 read = 1,200 tagged + 1 parked + 3 repeated; 0 wait"
    assert in_words(account(done=1200)).startswith("1,204 read ≠ 1,200 tagged")
    assert in_words(account(stage="mirror")).startswith("1,204 read = 1,203 dealt with")


@pytest.mark.parametrize(
    ("wrong", "states", "words"),
    [
        (account(), ["good"], "= "),
        (account(done=1200), ["good", "bad"], "the difference is 3"),
        (account(flows=(flow(missing=2),)), ["good", "bad"], "missing from t: 2"),
        (account(flows=(flow(foreign=4),)), ["good", "note"], "written to t by another program: 4"),
        (account(unlettered=1), ["good", "bad"], "without a dead letter by now: 1"),
        (account(flows=(flow(waiting=10_001),)), ["bad"], "10,001 wait"),
    ],
)
def test_what_an_account_misses_is_told_with_how_to_mend_it(wrong: Account, states: list[str], words: str) -> None:
    found = list(stage_findings([wrong]))
    assert [finding.state for finding in found] == states
    assert words in found[-1].words
    assert all(finding.mend for finding in found if finding.state == "bad")


def test_a_poisoned_log_shows_its_stages_and_letters(installation: Installation) -> None:
    installation.log.append([wire.entry(said(name)) for name in "abc"] + [Entry(topics.RECEIVED, "k", b"{", {})])
    stage = tag_stage(installation)
    while stage.run_once():
        pass
    (tagged,) = about(installation, "stage tag")
    assert (tagged.state, tagged.words) == ("good", "4 read = 3 tagged + 1 parked; 0 wait")
    (store,) = about(installation, "stage store")
    assert store.words == "0 read = 0 stored + 0 parked; 7 wait"
    (letters,) = about(installation, "dead letters")
    assert (letters.state, letters.words) == ("bad", "1 wait for a decision")


def test_the_accounts_are_measured(installation: Installation) -> None:
    registry = CollectorRegistry()
    installation.metrics = PrometheusMetrics(registry)
    installation.log.append([wire.entry(said("a"))])
    stage = tag_stage(installation)
    stage.run_once()
    measuring = FlowMeasuring(installation)
    for _ in range(2):
        assert measuring.measure() == 0
        installation.log.append([wire.entry(said("b"))])
        stage.run_once()

    def value(name: str, **labels: str) -> float | None:
        return registry.get_sample_value(name, labels)

    received = {count: value(f"golddust_stage_{count}_records", stage="tag", topic=topics.RECEIVED) for count in COUNTS}
    assert received == {"written": 2, "read": 2, "waiting": 0}
    assert value("golddust_stage_ended_records", stage="tag", how="done") == 2
    assert value("golddust_conservation_gap_records", stage="tag") == 0
    assert value("golddust_lag_records", stage="tag") == 0
    assert value("golddust_lag_seconds", stage="tag") == 0
    assert value("golddust_dependency_up", dependency="log") == 1


COUNTS = ("written", "read", "waiting")


def test_where_no_log_is_that_is_said_once(installation: Installation) -> None:
    (finding,) = about(installation, "log")
    assert finding.state == "bad"
    assert "there is no log" in finding.words
    assert not installation.settings.log_path.exists()


def test_kafka_that_is_away_is_named_before_its_client_would_give_up_and_the_rest_is_found(tmp_path: Path) -> None:
    nobody = f"127.0.0.1:{free_port()}"
    overrides = {"data_dir": tmp_path / "data", "log.backend": "kafka", "log.bootstrap_servers": [nobody]}
    with closing(Installation(load(None, overrides).settings)) as installation:
        installation.embedded.append([Entry(topics.INTAKE, "k", b"raw", {})])
        installation.embedded.expect("receive", topics.INTAKE)
        started = time.monotonic()
        found = {finding.part: finding for finding in examine(installation)}
        assert time.monotonic() - started < 60  # seconds; a client left to itself waits for minutes
    assert found["log"].state == "bad"
    assert nobody in found["log"].mend
    assert "to be forwarded: 1," in found["spool"].words
    assert found["database"].state == "good"
    assert not any(part.startswith("stage") for part in found)
