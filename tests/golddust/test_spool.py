"""The spool's limit: refusals for the time being, and no more of them when there is room."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from golddust.bus.sqlite import SqliteLog
from golddust.clock import MovableClock
from golddust.errors import Full
from golddust.records import Entry
from golddust.spool import LimitedSpool, Limits, backlog_of

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


@pytest.fixture
def file(tmp_path: Path, clock: MovableClock) -> Iterator[SqliteLog]:
    log = SqliteLog(tmp_path / "spool.sqlite3", clock)
    log.expect("receive", "in")
    yield log
    log.close()


def say(spool: LimitedSpool, number: int, size: int = 10) -> bool:
    return spool.append_once(Entry("in", "ann", b"x" * size), f"id{number}", "")


def forward_everything(file: SqliteLog) -> None:
    reader = file.reader(["in"], "receive")
    records = reader.read(1000, 0)
    reader.commit({(r.topic, r.partition): r.position + 1 for r in records}, [])
    reader.close()


def test_too_much_waiting_is_refused_until_it_was_forwarded(file: SqliteLog, clock: MovableClock) -> None:
    spool = LimitedSpool(file, file, Limits(1 << 20, timedelta(0)), clock)
    with pytest.raises(Full, match=r"MiB wait to be forwarded, and \[ingest\] spool_limit is 1 MiB"):
        for number in range(40):
            clock.move(timedelta(seconds=5))
            say(spool, number, 100_000)
    waiting = backlog_of(file)
    assert 8 <= waiting.records < 20
    forward_everything(file)
    clock.move(timedelta(seconds=5))
    assert say(spool, 100)


def test_waiting_for_too_long_is_refused_where_that_is_asked_for(file: SqliteLog, clock: MovableClock) -> None:
    spool = LimitedSpool(file, file, Limits(1 << 40, timedelta(hours=2)), clock)
    assert say(spool, 1)
    clock.move(timedelta(hours=1))
    assert say(spool, 2)
    clock.move(timedelta(hours=1, minutes=1))
    with pytest.raises(Full, match="for longer than"):
        say(spool, 3)
    forward_everything(file)
    clock.move(timedelta(seconds=5))
    assert say(spool, 3)


def test_what_waits_is_known_before_anybody_has_read(file: SqliteLog, clock: MovableClock) -> None:
    assert backlog_of(file).records == 0
    say(LimitedSpool(file, file, Limits(1 << 40, timedelta(0)), clock), 1)
    clock.move(timedelta(minutes=3))
    waiting = backlog_of(file)
    assert waiting.records == 1
    assert waiting.size > 0
    assert waiting.age(clock.now()) == timedelta(minutes=3)


def test_a_refusal_takes_in_none_of_several(file: SqliteLog, clock: MovableClock) -> None:
    spool = LimitedSpool(file, file, Limits(0, timedelta(0)), clock)
    with pytest.raises(Full):
        spool.append_each_once([(Entry("in", "a", b"1"), "1", ""), (Entry("in", "b", b"2"), "2", "")])
    assert file.count() == 0
