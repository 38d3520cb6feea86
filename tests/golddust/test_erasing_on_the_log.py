"""Records of erased people: written over where they lie, passed on as nothing, and nothing of them left in the file."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from golddust import topics
from golddust.bus.kafka.retention import kept
from golddust.bus.sqlite import SqliteLog
from golddust.clock import MovableClock
from golddust.conservation import Look, accounts
from golddust.erased import ERASED, HEADERS, emptied
from golddust.metrics import NoMetrics
from golddust.outcomes import Done
from golddust.records import Entry, Record
from golddust.runner import Runner

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


def of_ann(record: Record) -> Entry | None:
    return emptied(record) if record.key == "ann" and ERASED not in record.headers else None


def test_records_are_written_over_in_place_and_nobody_else_notices(tmp_path: Path, clock: MovableClock) -> None:
    with closing(SqliteLog(tmp_path / "log.sqlite3", clock)) as log:
        log.append(
            [Entry("in", key, f"zwiebel {key} {n}".encode() * 300, {"h": key}) for n in range(40) for key in ("ann", "ben")]
        )
        before = [(r.position, r.partition) for r in log.browse("in").read(999, 0)]
        assert log.rewrite(of_ann) == {"in": 40}
        assert log.rewrite(of_ann) == {}
        after = log.browse("in").read(999, 0)
        assert [(r.position, r.partition) for r in after] == before
        assert {(r.key, r.value == b"", dict(r.headers) == HEADERS) for r in after if r.key != "ben"} == {("", True, True)}
        assert all(r.value == f"zwiebel ben {n}".encode() * 300 for n, r in enumerate(r for r in after if r.key == "ben"))
        log.shred()
        files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        assert b"zwiebel ann" not in files
        assert b"zwiebel ben" in files


def test_only_what_was_appended_since_is_looked_at(tmp_path: Path, clock: MovableClock) -> None:
    with closing(SqliteLog(tmp_path / "log.sqlite3", clock)) as log:
        log.append([Entry("in", "ann", b"old")])
        clock.move(timedelta(hours=2))
        log.append([Entry("in", "ann", b"new")])
        assert log.rewrite(of_ann, NOW + timedelta(hours=1)) == {"in": 1}
        assert [r.value for r in log.browse("in").read(9, 0)] == [b"old", b""]


def test_what_was_written_over_is_passed_on_as_nothing_and_the_account_balances(tmp_path: Path, clock: MovableClock) -> None:
    seen: list[bytes] = []

    def step(records: list[Record]) -> list[Done]:
        seen.extend(record.value for record in records)
        return [Done((Entry(topics.RECEIVED, "x", record.value),)) for record in records]

    with closing(SqliteLog(tmp_path / "log.sqlite3", clock)) as log:
        log.append([Entry(topics.INTAKE, "ann", b"hers"), Entry(topics.INTAKE, "ben", b"his")])
        log.rewrite(of_ann)
        runner = Runner("receive", log.reader([topics.INTAKE], "receive"), step, clock, NoMetrics())  # type: ignore[arg-type]
        assert runner.run_once() == 2
        assert seen == [b"his"]
        made = log.browse(topics.RECEIVED).read(9, 0)
        assert sorted((record.value, ERASED in record.headers) for record in made) == [(b"", True), (b"his", False)]
        tallies = log.tallies()
        (account,) = accounts(Look(tallies, log.standings(), tallies))[:1]
        assert (account.stage, account.gap) == ("receive", 0)
        runner.stop()
        runner.run()  # gives the place back


@pytest.mark.parametrize(
    ("settings", "until"),
    [
        ({"retention.ms": "86400000", "segment.ms": "3600000", "file.delete.delay.ms": "60000"}, timedelta(hours=25, minutes=6)),
        ({"cleanup.policy": "delete", "retention.ms": "1000"}, timedelta(days=7, seconds=1, minutes=6)),
        ({"cleanup.policy": "delete", "retention.ms": "-1"}, None),
        ({"cleanup.policy": "compact", "max.compaction.lag.ms": "9223372036854775807"}, None),
        ({"cleanup.policy": "compact", "max.compaction.lag.ms": "60000", "segment.ms": "60000"}, timedelta(minutes=8)),
        ({"cleanup.policy": "compact,delete", "retention.ms": "1000", "segment.ms": "0"}, timedelta(seconds=1, minutes=6)),
    ],
)
def test_until_when_a_topic_keeps_what_lies_there(settings: dict[str, str], until: timedelta | None) -> None:
    found = kept("t", settings, NOW)
    assert found.until == (NOW + until if until is not None else None)
    assert found.why
