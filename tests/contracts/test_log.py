"""One suite for every log: in memory, on SQLite, on a real Kafka with each of its drivers."""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from golddust.bus.kafka import KafkaLog, KafkaOptions
from golddust.bus.memory import MemoryLog
from golddust.bus.sqlite import SqliteLog
from golddust.errors import Occupied, TooLarge, Unavailable
from golddust.ports import Log, Reader, Spool
from golddust.records import Entry, Partition, Place, Record

AnyLog = SqliteLog | MemoryLog | KafkaLog
Open = Callable[[], AnyLog]
KAFKA = [pytest.param(driver, marks=[pytest.mark.service]) for driver in ("kafka-python", "librdkafka")]
EVERY = ["memory", "sqlite", *KAFKA]


@pytest.fixture(params=EVERY)
def open_log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Opens the same log each time it is called, as a second process would."""
    opened: list[AnyLog] = []
    memory, prefix = MemoryLog(), f"t{secrets.token_hex(4)}."

    def open_it() -> AnyLog:
        if request.param == "memory":
            opened.append(memory)
        elif request.param == "sqlite":
            opened.append(SqliteLog(tmp_path / "log.sqlite3"))
        else:
            servers = (request.getfixturevalue("kafka"),)
            options = KafkaOptions(servers, driver=request.param, prefix=prefix, partitions=4)
            opened.append(KafkaLog(options, tmp_path / "kafka"))
        return opened[-1]

    yield open_it
    for log in opened:
        log.close()


@pytest.fixture
def embedded(tmp_path: Path, request: pytest.FixtureRequest) -> SqliteLog | MemoryLog:
    """A log that is a spool, too, and gives each group one reader."""
    return MemoryLog() if request.param == "memory" else SqliteLog(tmp_path / "log.sqlite3")


embedded_logs = pytest.mark.parametrize("embedded", ["memory", "sqlite"], indirect=True)


@pytest.fixture
def log(open_log: Open) -> AnyLog:
    return open_log()


def entry(value: str, key: str = "ann", topic: str = "t") -> Entry:
    return Entry(topic, key, value.encode(), {"ce_id": value, "ümlaut": "ÿ"})


def values(records: list) -> list[str]:
    return [record.value.decode() for record in records]


def read(reader: Reader, count: int, without: frozenset[Partition] = frozenset()) -> list[Record]:
    """The next so many records; a broker hands out a group's partitions first."""
    records: list[Record] = []
    deadline = time.monotonic() + 120
    while len(records) < count and time.monotonic() < deadline:
        with suppress(Unavailable):  # a broker that is busy, or has only just started
            records += reader.read(count - len(records), 0.2, without)
    return records


def nothing_comes(reader: Reader) -> bool:
    """Whether the reader stands at the end: it was given its partitions long ago."""
    return reader.read(10, 1.0) == []


def lag_becomes(reader: Reader, expected: int) -> bool:
    """Whether the reader, once it has seen that there is nothing more, is that far behind."""
    deadline = time.monotonic() + 120
    while reader.lag() != expected and time.monotonic() < deadline:
        reader.read(10, 0.2)
    return reader.lag() == expected


def all_of(log: Log, topic: str, last: int | None = None) -> list[Record]:
    """Everything on a topic, or the last so many."""
    browser, records = log.browse(topic, last), []
    while page := browser.read(1000, 0):
        records += page
    browser.close()
    return records


@embedded_logs
def test_the_embedded_ones_keep_both_ports(embedded: SqliteLog | MemoryLog) -> None:
    as_log: Log = embedded
    as_spool: Spool = embedded
    assert as_log is as_spool


def test_what_was_appended_is_read_once_in_order_with_its_headers(log: Log) -> None:
    log.append([entry(str(n)) for n in range(5)])
    with closing(log.reader(["t"], "g")) as reader:
        records = read(reader, 3)
        assert values(records) == ["0", "1", "2"]
        assert records[0].headers == {"ce_id": "0", "ümlaut": "ÿ"}
        assert records[0].key == "ann"
        assert values(read(reader, 2)) == ["3", "4"]
        assert nothing_comes(reader)


def test_order_holds_within_each_key_whatever_the_number_of_keys(log: Log) -> None:
    log.append([entry(f"{key}{n}", key=f"k{key}") for n in range(20) for key in range(7)])
    seen: list[str] = []
    with closing(log.reader(["t"], "g")) as reader:
        while len(seen) < 140 and (batch := read(reader, 9 if len(seen) < 135 else 5)):
            seen += values(batch)
    for key in range(7):
        assert [v for v in seen if v[0] == str(key)] == [f"{key}{n}" for n in range(20)]


def test_a_group_goes_on_where_it_committed(open_log: Open) -> None:
    log = open_log()
    log.append([entry(str(n)) for n in range(4)])
    reader = log.reader(["t"], "g")
    first = read(reader, 2)
    reader.commit({("t", r.partition): r.position + 1 for r in first}, [])
    read(reader, 2)  # handed out, never committed
    reader.close()
    with closing(open_log().reader(["t"], "g")) as again:
        assert values(read(again, 2)) == ["2", "3"]


def test_each_group_reads_everything(log: Log) -> None:
    log.append([entry("a")])
    for group in ("one", "two"):
        with closing(log.reader(["t"], group)) as reader:
            assert values(read(reader, 1)) == ["a"]


def test_outputs_and_positions_go_together(open_log: Open) -> None:
    log = open_log()
    log.append([entry("in")])
    reader = log.reader(["t"], "g")
    (record,) = read(reader, 1)
    reader.commit({("t", record.partition): record.position + 1}, [entry("out", topic="u")])
    reader.close()
    with closing(open_log().reader(["u"], "h")) as out, closing(open_log().reader(["t"], "g")) as again:
        assert values(read(out, 1)) == ["out"]
        assert nothing_comes(again)
        assert lag_becomes(again, 0)


def test_an_output_that_is_too_large_leaves_everything_as_it_was(log: Log) -> None:
    log.append([entry("in")])
    with closing(log.reader(["t"], "g")) as reader:
        (record,) = read(reader, 1)
        through = {("t", record.partition): record.position + 1}
        if isinstance(log, KafkaLog):
            with pytest.raises(TooLarge, match="a record for u has more than the"):
                reader.commit(through, [entry("small", topic="u"), entry("x" * 5_000_000, topic="u")])
            assert log.topics() == ["t"] or all_of(log, "u") == []
        reader.commit(through, [entry("out", topic="u")])
    assert values(all_of(log, "u")) == ["out"]


def test_rewinding_hands_out_again(log: Log) -> None:
    log.append([entry(str(n)) for n in range(3)])
    with closing(log.reader(["t"], "g")) as reader:
        records = read(reader, 3)
        reader.rewind({("t", records[1].partition): records[1].position})
        assert values(read(reader, 2)) == ["1", "2"]


def test_a_partition_left_out_does_not_hold_up_the_others(log: Log) -> None:
    log.append([entry(f"{key}", key=key) for key in "abcdefgh"])
    with closing(log.reader(["t"], "g")) as reader:
        records = read(reader, 8)
        held = ("t", records[0].partition)
        behind = [r.value.decode() for r in records if r.partition == held[1]]
        others = [r.value.decode() for r in records if r.partition != held[1]]
        reader.rewind({held: records[0].position})
        reader.commit({("t", r.partition): r.position + 1 for r in records if r.partition != held[1]}, [])
        log.append([entry("later-" + key, key=key) for key in "abcdefgh"])
        assert sorted(values(read(reader, len(others), frozenset({held})))) == sorted("later-" + value for value in others)
        assert values(read(reader, 2 * len(behind))) == [*behind, *("later-" + value for value in behind)]


def test_what_was_held_back_is_there_after_a_restart(open_log: Open) -> None:
    log = open_log()
    log.append([entry(f"{key}", key=key) for key in "abcdefgh"])
    reader = log.reader(["t"], "g")
    records = read(reader, 8)
    held = records[3]
    reader.rewind({("t", held.partition): held.position})
    rest = {("t", r.partition): r.position + 1 for r in records if r.partition != held.partition}
    reader.commit(rest, [])
    reader.close()
    expected = [r.value.decode() for r in records if r.partition == held.partition and r.position >= held.position]
    before = [r.value.decode() for r in records if r.partition == held.partition and r.position < held.position]
    with closing(open_log().reader(["t"], "g")) as again:
        assert values(read(again, len(before + expected))) in (
            expected,
            before + expected,
        )  # what was not committed may come again


def test_one_reader_reads_several_topics(log: Log) -> None:
    log.append([entry("a", topic="t"), entry("b", topic="u"), entry("c", topic="v")])
    with closing(log.reader(["t", "u"], "g")) as reader:
        assert sorted(values(read(reader, 2))) == ["a", "b"]


@embedded_logs
def test_a_second_live_reader_of_a_group_is_refused_with_words(embedded: SqliteLog | MemoryLog) -> None:
    first = embedded.reader(["t"], "g")
    with pytest.raises(Occupied, match="'g'"):
        embedded.reader(["t"], "g")
    first.close()
    embedded.reader(["t"], "g").close()


def test_a_waiting_reader_gets_what_is_appended_meanwhile(log: Log) -> None:
    log.append([entry("early")])
    with closing(log.reader(["t"], "g")) as reader:
        assert values(read(reader, 1)) == ["early"]
        threading.Timer(0.05, log.append, [[entry("late")]]).start()
        assert values(reader.read(5, wait=20)) == ["late"]


def test_lag_counts_what_is_not_committed(log: Log) -> None:
    for n in range(6):
        log.append([entry(str(n), key=str(n))])
    with closing(log.reader(["t"], "g")) as reader:
        records = read(reader, 4)
        reader.commit({("t", r.partition): r.position + 1 for r in records}, [])
        assert reader.lag() >= 2
        rest = read(reader, 2)
        reader.commit({("t", r.partition): r.position + 1 for r in rest}, [])
        assert lag_becomes(reader, 0)
    assert [(s.group, s.lag, s.oldest) for s in log.standings()] == [("g", 0, None)]


@embedded_logs
def test_the_embedded_ones_know_their_lag_to_the_record(embedded: SqliteLog | MemoryLog) -> None:
    embedded.append([entry(str(n), key=str(n)) for n in range(6)])
    reader = embedded.reader(["t"], "g")
    assert reader.lag() == 6
    records = reader.read(4, 0)
    assert reader.lag() == 6
    reader.commit({("t", r.partition): r.position + 1 for r in records}, [])
    assert reader.lag() == 2
    assert [(s.group, s.lag) for s in embedded.standings()] == [("g", 2)]


def test_a_copier_notes_how_far_it_came_with_what_it_copied(open_log: Open) -> None:
    log = open_log()
    copier = log.copier("outbox")
    assert dict(copier.positions()) == {}
    copier.append([entry("a")], {0: 7})
    copier.append([entry("b")], {0: 9, 3: 4})
    copier.close()
    other = log.copier("outbox of another")
    other.positions()
    other.append([], {0: 1})
    assert dict(open_log().copier("outbox").positions()) == {0: 9, 3: 4}
    assert values(all_of(log, "t")) == ["a", "b"]


def test_whoever_took_a_copier_over_shuts_out_the_one_before(open_log: Open) -> None:
    log, later = open_log(), open_log()
    first = log.copier("spool")
    first.positions()
    first.append([entry("a")], {0: 1})
    second = later.copier("spool")
    assert dict(second.positions()) == {0: 1}
    with pytest.raises(Unavailable):
        first.append([entry("a again")], {0: 2})
    second.append([entry("b")], {0: 2})
    assert dict(first.positions()) == {0: 2}
    assert values(all_of(log, "t")) == ["a", "b"]


def test_what_was_read_and_written_is_tallied(open_log: Open) -> None:
    log = open_log()
    log.append([entry(str(n)) for n in range(5)])
    reader = log.reader(["t"], "g")
    records = read(reader, 4)
    reader.commit({("t", records[0].partition): records[3].position}, [entry("out", topic="u"), entry("dead", topic="v")])
    reader.rewind({("t", records[0].partition): records[3].position})
    records = read(reader, 2)
    reader.commit({("t", records[0].partition): records[1].position + 1}, [])
    reader.close()
    copier = log.copier("c")
    copier.positions()
    copier.append([entry("more")], {0: 1})
    tallies = {(t.stage, t.topic): (t.read, t.written) for t in open_log().tallies()}
    assert {key: counts for key, counts in tallies.items() if any(counts)} == {
        ("", "t"): (0, 5), ("g", "t"): (5, 0), ("g", "u"): (0, 1), ("g", "v"): (0, 1), ("c", "t"): (0, 1),
    }  # fmt: skip


@pytest.mark.parametrize("open_log", KAFKA[:1], indirect=True)
def test_what_was_passed_over_as_repeated_is_tallied_as_read(open_log: Open) -> None:
    log = open_log()
    assert isinstance(log, KafkaLog)
    log.append([entry("a"), entry("a"), entry("b"), entry("a")])
    with closing(log.reader(["t", "again"], "g", once="t")) as reader:
        records = read(reader, 2)
        reader.commit({("t", r.partition): r.position + 1 for r in records}, [])
        log.append([entry("a", topic="again"), entry("a")])
        (again,) = read(reader, 1)
        reader.commit({("again", again.partition): again.position + 1}, [])
        assert lag_becomes(reader, 0)
    tallies = {(t.stage, t.topic): (t.read, t.repeated) for t in open_log().tallies() if t.stage == "g" and t.read}
    assert (values(records), values([again])) == (["a", "b"], ["a"])
    assert tallies == {("g", "t"): (5, 3), ("g", "again"): (1, 0)}


def test_browsing_shows_the_last_or_all_and_moves_nobody(log: Log) -> None:
    for n in range(12):
        log.append([entry(str(n), key="ann")])
    log.append([entry("x", topic="other")])
    assert values(all_of(log, "t", last=3)) == ["9", "10", "11"]
    assert values(all_of(log, "t", last=50)) == [str(n) for n in range(12)]
    assert values(all_of(log, "t")) == [str(n) for n in range(12)]
    with closing(log.browse("t", last=0)) as follower:
        assert follower.read(5, 0) == []
        log.append([entry("new")])
        assert values(read(follower, 1)) == ["new"]
    assert log.standings() == []


def test_browsing_shows_every_partition(log: Log) -> None:
    log.append([entry(str(n), key=str(n)) for n in range(40)])
    assert sorted(map(int, values(all_of(log, "t")))) == list(range(40))
    assert len(all_of(log, "t", last=7)) == 7


def test_browsing_begins_at_a_time(log: Log) -> None:
    log.append([entry("before")])
    time.sleep(0.05)
    log.append([entry("then"), entry("after", key="bob")])
    (then,) = (record for record in all_of(log, "t") if record.value == b"then")
    with closing(log.browse("t", since=then.appended_at - timedelta(milliseconds=20))) as browser:
        assert sorted(values(read(browser, 2))) == ["after", "then"]
    with closing(log.browse("t", since=then.appended_at + timedelta(hours=1))) as browser:
        assert browser.read(5, 0) == []


def test_browsing_until_now_ends_however_much_comes_meanwhile(log: Log) -> None:
    log.append([entry(str(n), key=str(n)) for n in range(30)])
    seen: list[str] = []
    with closing(log.browse("t", until_now=True)) as browser:
        assert browser.lag() >= 30
        while page := browser.read(7, 0):
            seen += values(page)
            log.append([entry(f"late {n}", key=str(n)) for n in range(8)])
        assert browser.lag() == 0
    assert sorted(map(int, seen)) == list(range(30))
    with closing(log.browse("t", last=0, until_now=True)) as nothing:
        assert nothing.read(7, 0) == []


def test_a_standing_names_what_waits_on_each_topic(log: Log) -> None:
    log.append([entry("a", topic="t"), entry("b", topic="u"), entry("c", topic="u")])
    with closing(log.reader(["t", "u"], "g")) as reader:
        records = read(reader, 3)
        reader.commit({(r.topic, r.partition): r.position + 1 for r in records}, [])
        assert lag_becomes(reader, 0)
        log.append([entry("d", topic="u")])
        (standing,) = log.standings()
    assert (standing.waiting["t"], standing.waiting["u"] >= 1, standing.lag >= 1) == (0, True, True)
    assert standing.oldest is not None


def test_a_record_is_found_by_its_place(log: Log) -> None:
    log.append([entry("a"), entry("b")])
    record = all_of(log, "t")[1]
    assert log.fetch(record.place) == record
    assert log.fetch(Place("t", record.partition, 999)) is None
    assert log.fetch(Place("other", record.partition, record.position)) is None


def test_topics_are_listed(log: Log) -> None:
    log.append([entry("a", topic="b"), entry("a", topic="a")])
    assert log.topics() == ["a", "b"]


@embedded_logs
def test_the_same_key_is_appended_once(embedded: SqliteLog | MemoryLog) -> None:
    assert embedded.append_once(entry("a"), "id1", "scope")
    assert not embedded.append_once(entry("a"), "id1", "scope")
    assert not embedded.append_once(entry("a"), "id1", "scope")
    assert values(embedded.browse("t", None).read(5, 0)) == ["a"]


@embedded_logs
def test_another_key_under_the_same_scope_is_kept_and_marked(embedded: SqliteLog | MemoryLog) -> None:
    embedded.append_once(entry("a"), "id1", "scope")
    assert embedded.append_once(entry("b"), "id2", "scope")
    assert embedded.append_once(entry("c"), "id3", "other scope")
    assert embedded.append_once(entry("d"), "id4", "")
    assert embedded.append_once(entry("e"), "id5", "")
    marks = [record.headers.get("reused") for record in embedded.browse("t", None).read(9, 0)]
    assert marks == [None, "yes", None, None, None]


@embedded_logs
def test_many_are_appended_each_once(embedded: SqliteLog | MemoryLog) -> None:
    embedded.append_once(entry("a"), "id1", "s")
    wanted = [(entry("a"), "id1", "s"), (entry("b"), "id2", "s"), (entry("c"), "id3", ""), (entry("c"), "id3", "")]
    assert embedded.append_each_once(wanted) == [False, True, True, False]
    assert embedded.append_each_once([]) == []
    records = embedded.browse("t", None).read(9, 0)
    assert [(r.value, r.headers.get("reused")) for r in records] == [(b"a", None), (b"b", "yes"), (b"c", None)]


@embedded_logs
def test_many_threads_append_at_once_and_nothing_is_lost_or_doubled(embedded: SqliteLog | MemoryLog) -> None:
    def write(worker: int) -> None:
        for n in range(50):
            assert embedded.append_once(entry(f"{worker}-{n}", key=str(worker)), f"{worker}-{n}", "")

    threads = [threading.Thread(target=write, args=(worker,)) for worker in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen = values(embedded.browse("t", None).read(1000, 0))
    assert len(seen) == len(set(seen)) == 600
    for worker in range(12):
        assert [v for v in seen if v.startswith(f"{worker}-")] == [f"{worker}-{n}" for n in range(50)]


@pytest.mark.parametrize("value", [b"", b"\x00\xff" * 10, b"x" * 3_000_000])
def test_any_bytes_come_back_as_they_were(log: Log, value: bytes) -> None:
    log.append([Entry("t", "", value, {})])
    assert all_of(log, "t")[0].value == value
