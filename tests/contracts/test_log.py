"""One suite for every log: in memory, on SQLite."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from golddust.bus.memory import MemoryLog
from golddust.bus.sqlite import SqliteLog
from golddust.errors import Occupied
from golddust.ports import Log, Spool
from golddust.records import Bookmark, Entry, Place

Open = Callable[[], SqliteLog | MemoryLog]


@pytest.fixture(params=["memory", "sqlite"])
def open_log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Opens the same log each time it is called, as a second process would."""
    opened: list[SqliteLog | MemoryLog] = []
    memory = MemoryLog()

    def open_it() -> SqliteLog | MemoryLog:
        opened.append(memory if request.param == "memory" else SqliteLog(tmp_path / "log.sqlite3"))
        return opened[-1]

    yield open_it
    for log in opened:
        log.close()


@pytest.fixture
def log(open_log: Open) -> SqliteLog | MemoryLog:
    return open_log()


def entry(value: str, key: str = "ann", topic: str = "t") -> Entry:
    return Entry(topic, key, value.encode(), {"ce_id": value, "ümlaut": "ÿ"})


def values(records: list) -> list[str]:
    return [record.value.decode() for record in records]


def test_both_keep_the_ports(log: SqliteLog | MemoryLog) -> None:
    as_log: Log = log
    as_spool: Spool = log
    assert as_log is as_spool


def test_what_was_appended_is_read_once_in_order_with_its_headers(log: Log) -> None:
    log.append([entry(str(n)) for n in range(5)])
    reader = log.reader(["t"], "g")
    records = reader.read(3, 0)
    assert values(records) == ["0", "1", "2"]
    assert records[0].headers == {"ce_id": "0", "ümlaut": "ÿ"}
    assert records[0].key == "ann"
    assert values(reader.read(10, 0)) == ["3", "4"]
    assert reader.read(10, 0) == []


def test_order_holds_within_each_key_whatever_the_number_of_keys(log: Log) -> None:
    log.append([entry(f"{key}{n}", key=f"k{key}") for n in range(20) for key in range(7)])
    reader, seen = log.reader(["t"], "g"), []
    while batch := reader.read(9, 0):
        seen += values(batch)
    for key in range(7):
        assert [v for v in seen if v[0] == str(key)] == [f"{key}{n}" for n in range(20)]


def test_a_group_goes_on_where_it_committed(open_log: Open) -> None:
    log = open_log()
    log.append([entry(str(n)) for n in range(4)])
    reader = log.reader(["t"], "g")
    first = reader.read(2, 0)
    reader.commit({("t", r.partition): r.position + 1 for r in first}, [])
    reader.read(2, 0)  # handed out, never committed
    reader.close()
    assert values(open_log().reader(["t"], "g").read(10, 0)) == ["2", "3"]


def test_each_group_reads_everything(log: Log) -> None:
    log.append([entry("a")])
    assert values(log.reader(["t"], "one").read(5, 0)) == ["a"]
    assert values(log.reader(["t"], "two").read(5, 0)) == ["a"]


def test_outputs_and_positions_go_together(open_log: Open) -> None:
    log = open_log()
    log.append([entry("in")])
    reader = log.reader(["t"], "g")
    (record,) = reader.read(1, 0)
    reader.commit({("t", record.partition): record.position + 1}, [entry("out", topic="u")])
    reader.close()
    assert values(open_log().reader(["u"], "h").read(5, 0)) == ["out"]
    assert open_log().reader(["t"], "g").read(5, 0) == []


def test_rewinding_hands_out_again(log: Log) -> None:
    log.append([entry(str(n)) for n in range(3)])
    reader = log.reader(["t"], "g")
    records = reader.read(3, 0)
    reader.rewind({("t", records[1].partition): records[1].position})
    assert values(reader.read(3, 0)) == ["1", "2"]


def test_a_partition_left_out_does_not_hold_up_the_others(log: Log) -> None:
    log.append([entry(f"{key}", key=key) for key in "abcdefgh"])
    reader = log.reader(["t"], "g")
    records = reader.read(10, 0)
    held = ("t", records[0].partition)
    behind = [r.value.decode() for r in records if r.partition == held[1]]
    reader.rewind({held: records[0].position})
    reader.commit({("t", r.partition): r.position + 1 for r in records if r.partition != held[1]}, [])
    log.append([entry("later-" + key, key=key) for key in "abcdefgh"])
    others = values(reader.read(20, 0, frozenset({held})))
    assert others == ["later-" + r.value.decode() for r in records if r.partition != held[1]]
    assert values(reader.read(20, 0)) == [*behind, *("later-" + value for value in behind)]


def test_what_was_held_back_is_there_after_a_restart(open_log: Open) -> None:
    log = open_log()
    log.append([entry(f"{key}", key=key) for key in "abcdefgh"])
    reader = log.reader(["t"], "g")
    records = reader.read(10, 0)
    held = records[3]
    reader.rewind({("t", held.partition): held.position})
    rest = {("t", r.partition): r.position + 1 for r in records if r.partition != held.partition}
    reader.commit(rest, [])
    reader.close()
    expected = [r.value.decode() for r in records if r.partition == held.partition and r.position >= held.position]
    assert values(open_log().reader(["t"], "g").read(10, 0)) == expected


def test_one_reader_reads_several_topics(log: Log) -> None:
    log.append([entry("a", topic="t"), entry("b", topic="u"), entry("c", topic="v")])
    assert sorted(values(log.reader(["t", "u"], "g").read(5, 0))) == ["a", "b"]


def test_a_second_live_reader_of_a_group_is_refused_with_words(log: Log) -> None:
    first = log.reader(["t"], "g")
    with pytest.raises(Occupied, match="'g'"):
        log.reader(["t"], "g")
    first.close()
    log.reader(["t"], "g").close()


def test_a_waiting_reader_gets_what_is_appended_meanwhile(log: Log) -> None:
    reader = log.reader(["t"], "g")
    threading.Timer(0.05, log.append, [[entry("late")]]).start()
    assert values(reader.read(5, wait=20)) == ["late"]


def test_lag_counts_what_is_not_committed(log: Log) -> None:
    log.append([entry(str(n), key=str(n)) for n in range(6)])
    reader = log.reader(["t"], "g")
    assert reader.lag() == 6
    records = reader.read(4, 0)
    assert reader.lag() == 6
    reader.commit({("t", r.partition): r.position + 1 for r in records}, [])
    assert reader.lag() == 2
    assert [(s.group, s.lag) for s in log.standings()] == [("g", 2)]


def test_a_bookmark_moves_with_the_entries(open_log: Open) -> None:
    log = open_log()
    assert log.bookmark("outbox") == 0
    log.append([entry("a")], Bookmark("outbox", 7))
    log.append([entry("b")], Bookmark("outbox", 9))
    assert open_log().bookmark("outbox") == 9


def test_browsing_shows_the_last_or_all_and_moves_nobody(log: Log) -> None:
    log.append([entry(str(n), key=str(n)) for n in range(12)] + [entry("x", topic="other")])
    assert values(log.browse("t", last=3).read(10, 0)) == ["9", "10", "11"]
    assert values(log.browse("t", last=50).read(50, 0)) == [str(n) for n in range(12)]
    assert values(log.browse("t", last=None).read(50, 0)) == [str(n) for n in range(12)]
    follower = log.browse("t", last=0)
    assert follower.read(5, 0) == []
    log.append([entry("new")])
    assert values(follower.read(5, 0)) == ["new"]
    assert log.standings() == []


def test_a_record_is_found_by_its_place(log: Log) -> None:
    log.append([entry("a"), entry("b")])
    record = log.browse("t", None).read(5, 0)[1]
    assert log.fetch(record.place) == record
    assert log.fetch(Place("t", record.partition, 999)) is None
    assert log.fetch(Place("other", record.partition, record.position)) is None


def test_topics_are_listed(log: Log) -> None:
    log.append([entry("a", topic="b"), entry("a", topic="a")])
    assert log.topics() == ["a", "b"]


def test_the_same_key_is_appended_once(open_log: Open) -> None:
    log = open_log()
    assert log.append_once(entry("a"), "id1", "scope")
    assert not log.append_once(entry("a"), "id1", "scope")
    assert not open_log().append_once(entry("a"), "id1", "scope")
    assert values(log.browse("t", None).read(5, 0)) == ["a"]


def test_another_key_under_the_same_scope_is_kept_and_marked(log: SqliteLog | MemoryLog) -> None:
    log.append_once(entry("a"), "id1", "scope")
    assert log.append_once(entry("b"), "id2", "scope")
    assert log.append_once(entry("c"), "id3", "other scope")
    assert log.append_once(entry("d"), "id4", "")
    assert log.append_once(entry("e"), "id5", "")
    marks = [record.headers.get("reused") for record in log.browse("t", None).read(9, 0)]
    assert marks == [None, "yes", None, None, None]


def test_many_are_appended_each_once(log: SqliteLog | MemoryLog) -> None:
    log.append_once(entry("a"), "id1", "s")
    wanted = [(entry("a"), "id1", "s"), (entry("b"), "id2", "s"), (entry("c"), "id3", ""), (entry("c"), "id3", "")]
    assert log.append_each_once(wanted) == [False, True, True, False]
    assert log.append_each_once([]) == []
    records = log.browse("t", None).read(9, 0)
    assert [(r.value, r.headers.get("reused")) for r in records] == [(b"a", None), (b"b", "yes"), (b"c", None)]


def test_many_threads_append_at_once_and_nothing_is_lost_or_doubled(log: SqliteLog | MemoryLog) -> None:
    def write(worker: int) -> None:
        for n in range(50):
            assert log.append_once(entry(f"{worker}-{n}", key=str(worker)), f"{worker}-{n}", "")

    threads = [threading.Thread(target=write, args=(worker,)) for worker in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen = values(log.browse("t", None).read(1000, 0))
    assert len(seen) == len(set(seen)) == 600
    for worker in range(12):
        assert [v for v in seen if v.startswith(f"{worker}-")] == [f"{worker}-{n}" for n in range(50)]


@pytest.mark.parametrize("value", [b"", b"\x00\xff" * 10, b"x" * 3_000_000])
def test_any_bytes_come_back_as_they_were(log: Log, value: bytes) -> None:
    log.append([Entry("t", "", value, {})])
    assert log.browse("t", None).read(1, 0)[0].value == value
