"""What only a broker can do to a log: share a group's work out, take it away, hold foreign bytes, refuse, be away."""

import json
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from kafka import KafkaProducer
from kafka.admin import ConfigResource, KafkaAdminClient

from golddust import topics
from golddust.bus.kafka import KafkaLog, KafkaOptions
from golddust.bus.kafka import reader as readers
from golddust.bus.kafka.drivers.python import PythonConsumer
from golddust.bus.kafka.layout import LEDGER
from golddust.bus.kafka.reader import KafkaReader
from golddust.clock import SystemClock
from golddust.errors import TooLarge, Unavailable
from golddust.letters import Letters
from golddust.metrics import NoMetrics
from golddust.outcomes import Done, Outcome
from golddust.records import Entry, Record
from golddust.runner import Limits, Runner, StageStopped
from processors.step import tag_step
from tests.contracts.test_log import all_of, entry, lag_becomes, read, values
from tests.services.kafka import Broker, java_console_consumer

pytestmark = [pytest.mark.service, pytest.mark.slow]
DRIVERS = ["kafka-python", "librdkafka"]
Options = Callable[..., KafkaOptions]


@pytest.fixture
def options(kafka: str) -> Options:
    """Options for topics of this test's own."""
    prefix = f"k{secrets.token_hex(4)}."
    return lambda **more: KafkaOptions(**{"bootstrap_servers": (kafka,), "prefix": prefix, "partitions": 4, **more})


@pytest.fixture
def log(options: Options, tmp_path: Path) -> Iterator[KafkaLog]:
    opened = KafkaLog(options(), tmp_path / "kafka")
    yield opened
    opened.close()


def many(count: int, topic: str = "t") -> list[Entry]:
    return [entry(str(n), key=f"k{n % 40}", topic=topic) for n in range(count)]


def commit(reader: KafkaReader, records: list[Record], outputs: list[Entry]) -> None:
    through: dict[tuple[str, int], int] = {}
    for record in records:
        through[record.topic, record.partition] = record.position + 1
    reader.commit(through, outputs)


# --- groups


def work_off(reader: KafkaReader) -> list[str]:
    """Copy the next few records to `u`, and say what they were; nothing when the group took them away."""
    try:
        records = reader.read(5, 0.1)
        if records:
            commit(reader, records, [entry(r.value.decode(), topic="u") for r in records])
    except Unavailable:
        return []
    return values(records)


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_group_shares_its_work_out_and_each_record_is_dealt_with_once(driver: str, options: Options, tmp_path: Path) -> None:
    logs = [KafkaLog(options(driver=driver), tmp_path / "kafka") for _ in range(2)]
    logs[0].append(many(200))
    readers = [log.reader(["t"], "g") for log in logs]
    shares: list[list[str]] = [[], []]
    deadline = time.monotonic() + 120
    more = 0
    while (sum(map(len, shares)) < 200 + more or not all(shares)) and time.monotonic() < deadline:
        for number, reader in enumerate(readers):
            shares[number] += work_off(reader)
        if sum(map(len, shares)) >= 200 + more and not all(shares):
            logs[0].append([entry(str(200 + more + n), key=f"k{n}") for n in range(40)])
            more += 40
    for reader in readers:
        reader.close()
    assert all(shares)
    assert sorted(map(int, values(all_of(logs[0], "u")))) == list(range(200 + more))
    for log in logs:
        log.close()


FROZEN = """
import sys, time
from pathlib import Path
from golddust.bus.kafka import KafkaLog, KafkaOptions
from golddust.errors import Unavailable
from golddust.records import Entry
from datetime import timedelta
server, prefix, driver, folder = sys.argv[1:]
log = KafkaLog(KafkaOptions((server,), prefix=prefix, driver=driver, partitions=4, session=timedelta(seconds=2)), Path(folder))
reader = log.reader(["t"], "g")
while not (records := reader.read(100, 0.5)):
    pass
print("read", flush=True)
sys.stdin.readline()
try:
    reader.commit({("t", r.partition): r.position + 1 for r in records}, [Entry("u", r.key, b"frozen", {}) for r in records])
    print("committed", flush=True)
except Unavailable as refused:
    print("refused", refused.reason, flush=True)
"""


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_worker_frozen_for_longer_than_its_session_cannot_commit_what_others_have(
    driver: str, options: Options, kafka: str, tmp_path: Path
) -> None:
    with closing(KafkaLog(options(), tmp_path / "kafka")) as log:
        log.append(many(20))
        words = [sys.executable, "-c", FROZEN, kafka, options().prefix, driver, str(tmp_path / "other")]
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as frozen:
            assert frozen.stdin is not None
            assert frozen.stdout is not None
            assert frozen.stdout.readline() == "read\n"
            frozen.send_signal(signal.SIGSTOP)
            with closing(log.reader(["t"], "g")) as reader:
                records = read(reader, 20)
                commit(reader, records, [entry(r.value.decode(), topic="u") for r in records])
                frozen.send_signal(signal.SIGCONT)
                frozen.stdin.write("\n")
                frozen.stdin.flush()
                assert frozen.stdout.readline().startswith("refused")
        assert sorted(map(int, values(all_of(log, "u")))) == list(range(20))


KILLED = """
import os, sys
from pathlib import Path
from golddust.bus.kafka import KafkaLog, KafkaOptions
from golddust.bus.kafka.drivers.python import PythonProducer
from golddust.records import Entry
server, prefix, folder = sys.argv[1:]
PythonProducer._finish = lambda self, result: os._exit(9)  # written and flushed, not committed
log = KafkaLog(KafkaOptions((server,), prefix=prefix, partitions=4), Path(folder))
reader = log.reader(["t"], "g")
while not (records := reader.read(100, 0.5)):
    pass
reader.commit({("t", r.partition): r.position + 1 for r in records}, [Entry("u", r.key, r.value, {}) for r in records])
"""


def test_a_batch_killed_between_producing_and_committing_leaves_nothing(
    log: KafkaLog, options: Options, kafka: str, tmp_path: Path
) -> None:
    log.append(many(20))
    killed = subprocess.run([sys.executable, "-c", KILLED, kafka, options().prefix, str(tmp_path / "killed")], check=False)
    assert killed.returncode == 9
    again = KafkaLog(options(), tmp_path / "killed")  # the same folder: its name is taken over, and what was open is ended
    with closing(again.reader(["t"], "g")) as reader:
        records = read(reader, 20)
        commit(reader, records, [entry(r.value.decode(), topic="u") for r in records])
        assert lag_becomes(reader, 0)
    again.close()
    assert sorted(map(int, values(all_of(log, "u")))) == list(range(20))


# --- the same event through two doors


def test_an_event_that_lies_there_twice_is_handed_out_once_whoever_reads(options: Options, tmp_path: Path) -> None:
    first, second = KafkaLog(options(), tmp_path / "1"), KafkaLog(options(), tmp_path / "2")
    first.append([entry("a"), entry("b"), entry("a")])
    with closing(first.reader(["t"], "g", once="t")) as reader:
        records = read(reader, 2)
        assert values(records) == ["a", "b"]
        commit(reader, records, [])
        assert lag_becomes(reader, 0)
    first.append([entry("b"), entry("c"), Entry("t", "ann", b"a2", {"ce_id": "a", "ce_revision": "1"})])
    with closing(second.reader(["t"], "g", once="t")) as reader:
        assert values(read(reader, 2)) == ["c", "a2"]
    with closing(second.reader(["t"], "another", once="t")) as reader:
        assert sorted(values(read(reader, 4))) == ["a", "a2", "b", "c"]
    tallies = {(t.stage, t.topic): t.read for t in first.tallies()}
    assert tallies["g", "t"] == 3
    first.close()
    second.close()


def test_ids_that_a_foreign_producer_made_are_remembered_as_they_are(options: Options, tmp_path: Path) -> None:
    log, later = KafkaLog(options(), tmp_path / "1"), KafkaLog(options(), tmp_path / "2")
    odd = [Entry("t", "ann", name.encode("utf-8", "replace"), {"ce_id": name}) for name in ("a\nb", "c\udcff")]
    log.append(odd)
    with closing(log.reader(["t"], "g", once="t")) as reader:
        commit(reader, read(reader, 2), [])
    log.append([*odd, entry("b")])
    with closing(later.reader(["t"], "g", once="t")) as reader:
        assert values(read(reader, 1)) == ["b"]
    log.close()
    later.close()


def test_a_group_that_does_not_come_together_is_joined_anew(log: KafkaLog, monkeypatch: pytest.MonkeyPatch) -> None:
    log.append([entry("a"), entry("b")])
    with closing(log.reader(["t"], "g")) as reader:
        commit(reader, read(reader, 2), [])
        monkeypatch.setattr(readers, "TOGETHER_WITHIN", 0.0)
        monkeypatch.setattr(PythonConsumer, "is_settled", lambda _: False)  # as one that waits for an answer that never comes
        with pytest.raises(Unavailable, match="joined anew"):
            for _ in range(3):
                reader.read(10, 0.1)
        monkeypatch.undo()
        log.append([entry("c")])
        assert values(read(reader, 1)) == ["c"]


def test_a_stage_of_which_no_position_is_known_has_everything_before_it(log: KafkaLog) -> None:
    log.append([entry(str(n), topic=topics.REPLIES_REQUESTED) for n in range(3)])
    assert log.standings() == []
    with closing(log.reader([topics.REPLIES_REQUESTED], "replies")) as reader:
        records = read(reader, 3)
        (standing,) = log.standings()
        assert standing.group == "replies"
        assert standing.lag >= 3, "marks of transactions count as well"
        commit(reader, records, [])
        assert lag_becomes(reader, 0)


def test_what_was_handed_out_and_not_committed_is_handed_out_again(log: KafkaLog) -> None:
    log.append([entry("a"), entry("b")])
    with closing(log.reader(["t"], "g", once="t")) as reader:
        records = read(reader, 2)
        reader.rewind({("t", records[0].partition): records[0].position})
        assert values(read(reader, 2)) == ["a", "b"]


# --- what foreign producers may write, and what is too much


@pytest.fixture
def foreign(kafka: str) -> Iterator[KafkaProducer]:
    """A producer that knows nothing of us."""
    with closing(KafkaProducer(bootstrap_servers=kafka)) as producer:
        yield producer


class NoTagger:
    """A processor that is never asked."""

    name = "none"

    def tag(self, batch: list[object]) -> list[object]:
        assert not batch
        return []


def test_foreign_bytes_become_dead_letters_and_hold_up_nobody(log: KafkaLog, options: Options, foreign: KafkaProducer) -> None:
    log.append([entry("x", topic=topics.RECEIVED)])
    name = options().physical(topics.RECEIVED)
    foreign.send(name, key=b"\xff\xfe", value=None, partition=0)
    foreign.send(
        name, key=None, value=b"\xff", headers=[("\u00fc", b"\xff"), ("ce_type", b"golddust.feedback.received.v9")], partition=0
    )
    foreign.send(name, key=b"k", value=b"{", headers=[("ce_type", b"golddust.feedback.received.v1")], partition=0)
    foreign.flush()
    step = tag_step(NoTagger(), None)  # type: ignore[arg-type] # nothing gets so far
    runner = Runner("tag", log.reader([topics.RECEIVED], "tag"), step, SystemClock(), NoMetrics())
    deadline = time.monotonic() + 120
    letters = Letters(log, SystemClock().now)
    while len(letters.parked()) < 4 and time.monotonic() < deadline:
        runner.run_once(0.2)
    reasons = sorted(letter.reason.split(":")[0] for letter in letters.parked())
    assert reasons == ["no reader for events of type ''"] * 2 + [
        "no reader for events of type 'golddust.feedback.received.v9'",
        "the body is no golddust.feedback.received.v1",
    ]
    copies = [letters.record(letter) for letter in letters.parked()]
    assert sorted(copy.value for copy in copies) == [b"", b"x", b"{", b"\xff"]
    runner._reader.close()


def test_a_stage_whose_records_are_all_rejected_stops_itself(log: KafkaLog) -> None:
    log.append(many(60, topics.RECEIVED))
    step = tag_step(NoTagger(), None)  # type: ignore[arg-type] # as above
    limits = Limits(batch=10, wait=0.2, dead_window=20)
    runner = Runner("tag", log.reader([topics.RECEIVED], "tag"), step, SystemClock(), NoMetrics(), limits)
    with pytest.raises(StageStopped, match="20 of its last 20 records could not be dealt with"):
        runner.run()
    assert 20 <= len(all_of(log, topics.DEADLETTERS)) < 40


def test_an_output_that_is_too_large_parks_its_record_and_no_other(log: KafkaLog) -> None:
    log.append(many(9))
    runner = Runner("grow", log.reader(["t"], "grow"), _grow, SystemClock(), NoMetrics())
    deadline = time.monotonic() + 120
    done = 0
    while done < 9 and time.monotonic() < deadline:
        done += runner.run_once(0.2)
    runner._reader.close()
    assert sorted(values(all_of(log, "u"))) == ["0", "1", "2", "3", "5", "6", "7", "8"]
    (letter,) = Letters(log, SystemClock().now).parked()
    assert "a record for u has more than the 4194304 bytes" in letter.reason


def _grow(records: list[Record]) -> list[Outcome]:
    return [Done((Entry("u", r.key, r.value * (5_000_000 if r.value == b"4" else 1), {}),)) for r in records]


def test_a_single_entry_that_is_too_large_is_refused_with_the_limit(log: KafkaLog) -> None:
    with pytest.raises(TooLarge, match="a record for t has more than the 4194304 bytes"):
        log.append([Entry("t", "k", b"x" * 5_000_000, {})])
    log.append([Entry(topics.INTAKE, "k", b"x" * 5_000_000, {})])  # what comes in may be a mail with its attachments
    assert len(all_of(log, topics.INTAKE)[0].value) == 5_000_000


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_topic_made_by_other_hands_may_take_less(driver: str, options: Options, kafka: str, tmp_path: Path) -> None:
    with closing(KafkaAdminClient(bootstrap_servers=kafka)) as admin:
        configs = {"max.message.bytes": "100000"}
        admin.create_topics({options().prefix + "u": {"num_partitions": 4, "replication_factor": 1, "configs": configs}})
    with closing(KafkaLog(options(driver=driver, compression="none"), tmp_path / "kafka")) as log:
        log.append([entry("in")])
        with closing(log.reader(["t"], "g")) as reader:
            records = read(reader, 1)
            with pytest.raises(TooLarge, match=r"max\.message\.bytes on the cluster"):
                commit(reader, records, [entry("x" * 300_000, topic="u")])
            commit(reader, records, [entry("small", topic="u")])
        assert values(all_of(log, "u")) == ["small"]


# --- topics


def test_topics_are_made_as_the_settings_say(log: KafkaLog, options: Options, kafka: str) -> None:
    log.check()
    assert log.topics() == []  # to look is not to make
    log.append([entry("x", topic=name) for name in (topics.RECEIVED, topics.DEADLETTERS, topics.INTAKE)])
    with closing(KafkaAdminClient(bootstrap_servers=kafka)) as admin:
        prefix = options().prefix
        names = [prefix + name for name in (topics.RECEIVED, topics.DEADLETTERS, topics.INTAKE, LEDGER)]
        made = {topic["name"]: len(topic["partitions"]) for topic in admin.describe_topics(names)}
        described = admin.describe_configs([ConfigResource("TOPIC", name) for name in names], config_filter="all")
    assert set(made.values()) == {4}
    found = json.dumps(described, default=str)
    for setting in ("2592000000", "172800000", "compact", "LogAppendTime", str((4 << 20) + 65536)):
        assert setting in found


def test_topics_that_may_not_be_made_are_named(options: Options) -> None:
    with closing(KafkaLog(options(create_topics=False))) as log:
        with pytest.raises(Unavailable, match=r"the topics feedback\.received, .* are missing, and \[log\] create_topics is off"):
            log.check()
        with pytest.raises(Unavailable, match="are missing"):
            log.reader(["t"], "g").read(1, 0)


# --- who may, and who is there


@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize(
    ("security", "mechanism"), [("sasl_tls", "SCRAM-SHA-512"), ("sasl_tls", "PLAIN"), ("sasl_plaintext", "SCRAM-SHA-256")]
)
def test_passwords_and_tls(secure_kafka: Broker, driver: str, security: str, mechanism: str, tmp_path: Path) -> None:
    options = KafkaOptions(
        (secure_kafka.sasl_ssl if security == "sasl_tls" else secure_kafka.sasl_plaintext,),
        driver=driver,  # type: ignore[arg-type] # one of DRIVERS
        prefix=f"s{secrets.token_hex(4)}.",
        partitions=2,
        security=security,  # type: ignore[arg-type] # one of the two
        sasl_mechanism=mechanism,  # type: ignore[arg-type] # one of the three
        username=secure_kafka.user,
        password=secure_kafka.password,
        ca_file=secure_kafka.ca_file if security == "sasl_tls" else None,
    )
    with closing(KafkaLog(options, tmp_path / "kafka")) as log:
        log.append([entry("a")])
        with closing(log.reader(["t"], "g")) as reader:
            records = read(reader, 1)
            commit(reader, records, [entry("b", topic="u")])
        assert values(all_of(log, "u")) == ["b"]


def test_a_wrong_password_is_told_in_words(secure_kafka: Broker) -> None:
    options = KafkaOptions(
        (secure_kafka.sasl_plaintext,), security="sasl_plaintext", username=secure_kafka.user, password="wrong"
    )
    with closing(KafkaLog(options)) as log, pytest.raises(Unavailable, match=r"let us in|refuses us"):
        log.check()


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_reader_says_that_the_broker_is_away_and_goes_on_when_it_is_back(
    kafka_broker: Broker, options: Options, driver: str, tmp_path: Path
) -> None:
    with closing(KafkaLog(options(driver=driver), tmp_path / "kafka")) as log:
        log.append([entry("a")])
        reader = log.reader(["t"], "g")
        records = read(reader, 1)
        kafka_broker.kill()
        try:
            with pytest.raises(Unavailable):
                commit(reader, records, [entry("lost", topic="u")])
            reader.rewind({("t", records[0].partition): 0})
        finally:
            kafka_broker.start()
        records = eventually_read(reader, 1)
        assert values(records) == ["a"]
        commit(reader, records, [entry("b", topic="u")])
        reader.close()
        assert values(all_of(log, "u")) == ["b"]


def eventually_read(reader: KafkaReader, count: int) -> list[Record]:
    records: list[Record] = []
    deadline = time.monotonic() + 120
    while len(records) < count and time.monotonic() < deadline:
        try:
            records += reader.read(count - len(records), 0.5)
        except Unavailable:
            time.sleep(0.2)
    return records


def test_nothing_is_connected_before_it_is_used() -> None:
    log = KafkaLog(KafkaOptions(("127.0.0.1:1",)))
    reader = log.reader(["t"], "g")
    with pytest.raises(Unavailable, match="Kafka is away"):
        reader.read(1, 0)
    reader.close()
    log.close()


# --- other clients


def test_the_java_client_reads_what_we_write_with_its_headers(log: KafkaLog, options: Options, kafka: str) -> None:
    log.append([entry("ä", key="cust_1"), entry("b", key="cust_1")])
    found = java_console_consumer(kafka, options().physical("t"), count=2)
    assert found == [({"ce_id": "ä", "ümlaut": "ÿ"}, "cust_1", "ä"), ({"ce_id": "b", "ümlaut": "ÿ"}, "cust_1", "b")]


# --- doors without a disk


def test_the_brokers_as_a_spool(log: KafkaLog) -> None:
    spool = log.intake()
    assert spool.append_once(entry("a", topic=topics.INTAKE), "id1", "scope")
    assert not spool.append_once(entry("a", topic=topics.INTAKE), "id1", "scope")
    assert spool.append_each_once(
        [(entry("b", topic=topics.INTAKE), "id2", "scope"), (entry("c", topic=topics.INTAKE), "id3", "")]
    ) == [
        True,
        True,
    ]
    other = log.intake()  # another door, which knows nothing of the first one's keys
    assert other.append_once(entry("a", topic=topics.INTAKE), "id1", "scope")
    assert [(r.value, r.headers.get("reused")) for r in all_of(log, topics.INTAKE)] == [
        (b"a", None), (b"b", "yes"), (b"c", None), (b"a", None),
    ]  # fmt: skip
    with closing(log.reader([topics.INTAKE], "receive", once=topics.INTAKE)) as reader:
        assert values(read(reader, 3)) == ["a", "b", "c"]
    spool.close()
    other.close()
