"""`golddust replay` as it is typed."""

import json
import signal
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cli.commands.all import app
from cli.commands.replay import moment
from golddust import topics
from golddust.bus.sqlite import SqliteLog
from golddust.records import Entry

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("start", None),
        ("2h", NOW - timedelta(hours=2)),
        ("3d", NOW - timedelta(days=3)),
        ("90 s", NOW - timedelta(seconds=90)),
        ("2026-11-24", datetime(2026, 11, 24, tzinfo=UTC)),
        ("2026-11-24T10:30", datetime(2026, 11, 24, 10, 30, tzinfo=UTC)),
        ("2026-11-24 10:30:15Z", datetime(2026, 11, 24, 10, 30, 15, tzinfo=UTC)),
        ("2026-11-24T10:30+02:00", datetime(2026, 11, 24, 8, 30, tzinfo=UTC)),
    ],
)
def test_times_are_read_as_people_write_them(text: str, meant: datetime | None) -> None:
    assert moment(text, NOW) == meant


@pytest.mark.parametrize("text", ["", "yesterday", "2x", "-2h", "2026-13-01", "2026-11-25", "999999d"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        moment(text, NOW)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    log = SqliteLog(tmp_path / "log.sqlite3")
    log.append([Entry(topics.RECEIVED, "k", b"x") for _ in range(1234)] + [Entry(topics.TAGGED, "k", b"y")])
    log.close()
    return tmp_path


def run(data: Path, *words: str) -> tuple[int, list[dict[str, object]], str]:
    """Its exit code, its records, and what it said to people."""
    done = CliRunner().invoke(app, ["replay", *words, "--data", str(data)])
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def given(data: Path) -> int:
    log = SqliteLog(data / "log.sqlite3")
    try:
        return len(log.browse(topics.again("store")).read(99_999, 0)) if topics.again("store") in log.topics() else 0
    finally:
        log.close()


def test_it_says_what_it_gave(data: Path) -> None:
    code, records, said = run(data, "--from", "start", "--into", "store", "--json")
    assert code == 0
    assert [(r["topic"], r["records"], r["into"], r["dry_run"]) for r in records] == [
        (topics.RECEIVED, 1234, "store", False),
        (topics.TAGGED, 1, "store", False),
    ]
    assert datetime.fromisoformat(str(records[0]["first"])).tzinfo is not None
    assert "1,234 of feedback.received and 1 of feedback.tagged" in " ".join(said.split())
    assert given(data) == 1235


def test_a_dry_run_only_counts(data: Path) -> None:
    code, records, said = run(data, "--from", "1h", "--into", "store", "--dry-run", "--json")
    assert (code, [r["records"] for r in records], given(data)) == (0, [1234, 1], 0)
    assert "would get" in said


def test_nothing_since_then_is_said(data: Path) -> None:
    assert run(data, "--from", "0s", "--into", "tag")[2].startswith("Nothing is on the log since then")


def test_it_can_be_stopped_at_any_moment_and_leaves_whole_batches(data: Path) -> None:
    log = SqliteLog(data / "log.sqlite3")
    for _ in range(100):
        log.append([Entry(topics.RECEIVED, "k", b"x" * 200) for _ in range(2000)])
    words = [sys.executable, "-m", "cli.main", "replay", "--from", "start", "--into", "store", "--data", str(data)]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background has it ignored, and hands that on
    with closing(log), subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 120
        while not any(t.topic == topics.again("store") for t in log.tallies()) and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "Running it once more does no harm" in " ".join(said.split())
    assert 0 < given(data) < 201_234
    assert given(data) % 500 == 0


@pytest.mark.parametrize(
    "words", [("--from", "soon", "--into", "tag"), ("--from", "start", "--into", "nowhere"), ("--into", "tag")]
)
def test_wrong_use_is_told_by_its_exit_code(data: Path, words: tuple[str, ...]) -> None:
    assert run(data, *words)[0] == 2
