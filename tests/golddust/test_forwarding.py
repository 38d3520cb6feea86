"""From the spool to the log, once each, whatever fails in between."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from golddust.bus.memory import MemoryCopier, MemoryLog
from golddust.bus.partitions import DEFAULT_PARTITIONS
from golddust.bus.sqlite import SqliteLog
from golddust.errors import Unavailable
from golddust.forwarding import ForwardingReader
from golddust.records import Entry, Record
from golddust.spool import backlog_of


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[SqliteLog]:
    log = SqliteLog(tmp_path / "spool.sqlite3")
    yield log
    log.close()


def forwarder(spool: SqliteLog, log: MemoryLog) -> ForwardingReader:
    return ForwardingReader(spool, spool.reader(["in"], "receive"), "in", DEFAULT_PARTITIONS, log.copier)


def forward(reader: ForwardingReader, records: list[Record]) -> None:
    through = {(r.topic, r.partition): r.position + 1 for r in records}
    reader.commit(through, [Entry("out", r.key, r.value) for r in records])


def said(count: int, begin: int = 0) -> list[Entry]:
    return [Entry("in", f"k{n}", str(n).encode()) for n in range(begin, begin + count)]


def arrived(log: MemoryLog) -> list[str]:
    return [r.value.decode() for r in log.browse("out").read(1000, 0)]


def test_what_is_on_the_spool_goes_on_in_order(spool: SqliteLog) -> None:
    log = MemoryLog()
    spool.append(said(10))
    reader = forwarder(spool, log)
    forward(reader, reader.read(4, 0))
    forward(reader, reader.read(100, 0))
    assert arrived(log) == [str(n) for n in range(10)]
    assert reader.lag() == 0
    reader.close()


def test_a_crash_before_the_spool_noted_it_forwards_nothing_twice(spool: SqliteLog) -> None:
    log = MemoryLog()
    spool.append(said(10))
    reader = forwarder(spool, log)
    records = reader.read(6, 0)
    assert reader._copier is not None
    through = {r.partition: r.position + 1 for r in records}
    reader._copier.append([Entry("out", r.key, r.value) for r in records], through)  # and the process dies here
    reader.close()
    again = forwarder(spool, log)
    forward(again, again.read(100, 0))
    assert arrived(log) == [str(n) for n in range(10)]
    again.close()


class Doubtful(MemoryCopier):
    """A copier whose log does not answer, although it took the entries."""

    doubts = 1

    def append(self, entries: list[Entry], through: dict[int, int]) -> None:
        super().append(entries, through)
        if Doubtful.doubts:
            Doubtful.doubts -= 1
            raise Unavailable("no answer")


def test_in_doubt_it_asks_the_log_what_arrived(spool: SqliteLog) -> None:
    log = MemoryLog()
    spool.append(said(10))
    source = spool.reader(["in"], "receive")
    reader = ForwardingReader(spool, source, "in", DEFAULT_PARTITIONS, lambda name: Doubtful(log._state, name))
    records = reader.read(6, 0)
    with pytest.raises(Unavailable):
        forward(reader, records)
    reader.rewind({(r.topic, r.partition): r.position for r in reversed(records)})  # as the runner does
    forward(reader, reader.read(100, 0))
    assert arrived(log) == [str(n) for n in range(10)]
    reader.close()


def test_a_second_forwarder_shuts_out_the_first(spool: SqliteLog) -> None:
    log = MemoryLog()
    spool.append(said(4))
    reader = forwarder(spool, log)
    records = reader.read(2, 0)
    log.copier(f"spool.{spool.identity()}").positions()  # another process takes over
    with pytest.raises(Unavailable):
        forward(reader, records)
    forward(reader, reader.read(10, 0))
    assert arrived(log) == ["0", "1", "2", "3"]
    reader.close()


def test_a_spool_that_was_set_back_loses_nothing_that_came_after(tmp_path: Path) -> None:
    log = MemoryLog()
    first = SqliteLog(tmp_path / "spool.sqlite3")
    first.append(said(10))
    reader = forwarder(first, log)
    forward(reader, reader.read(100, 0))
    reader.close()
    old_name = first.identity()
    first.close()
    set_back = SqliteLog(tmp_path / "restored.sqlite3")
    with set_back._questions:
        set_back._questions.execute("UPDATE settings SET value = ? WHERE name = 'identity'", (int(old_name, 16),))
    set_back.append(said(3, begin=100))
    reader = forwarder(set_back, log)
    forward(reader, reader.read(100, 0))
    assert arrived(log)[10:] == ["100", "101", "102"]
    assert set_back.identity() != old_name
    reader.close()
    set_back.close()


def test_what_is_held_back_stays_on_the_spool_for_the_next_time(spool: SqliteLog) -> None:
    log = MemoryLog()
    spool.append(said(8))
    reader = forwarder(spool, log)
    records = reader.read(100, 0)
    held = records[2]
    reader.rewind({("in", held.partition): held.position})
    ended = [r for r in records if r.partition != held.partition]
    forward(reader, ended)
    reader.close()
    again = forwarder(spool, log)
    left = again.read(100, 0)
    assert [r.value for r in left] == [r.value for r in records if r.partition == held.partition]
    again.close()


def test_each_file_has_a_name_of_its_own(tmp_path: Path) -> None:
    names = set()
    for number in range(3):
        log = SqliteLog(tmp_path / f"{number}.sqlite3")
        names.add(log.identity())
        log.close()
    again = SqliteLog(tmp_path / "0.sqlite3")
    assert len(names) == 3
    assert again.identity() in names
    again.close()


def test_what_a_crash_left_unnoted_waits_no_more_although_nothing_comes_after_it(spool: SqliteLog) -> None:
    """Or doors that refuse what has waited for too long would refuse for good."""
    log = MemoryLog()
    spool.expect("receive", "in")
    spool.append(said(10))
    reader = forwarder(spool, log)
    records = reader.read(100, 0)
    assert reader._copier is not None
    through = {r.partition: r.position + 1 for r in records}
    reader._copier.append([Entry("out", r.key, r.value) for r in records], through)  # and the process dies here
    reader.close()
    again = forwarder(spool, log)
    assert again.read(100, 0) == []
    assert backlog_of(spool).records == 0
    again.close()


def test_a_log_that_was_made_anew_holds_fast_what_it_was_not_given_yet(spool: SqliteLog) -> None:
    spool.append(said(10))
    reader = forwarder(spool, MemoryLog())
    forward(reader, reader.read(100, 0))
    reader.close()
    anew = forwarder(spool, MemoryLog())
    assert len(anew.read(4, 0)) == 4
    assert spool.expire({"in": datetime.now(UTC) + timedelta(days=1)}) == 0
    anew.close()
