"""Where a group goes on whose positions the brokers have lost: where its ledger says, so that nothing is dealt with twice."""

import secrets
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from kafka import TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.structs import OffsetAndMetadata

from golddust.bus.kafka.drivers.python import PythonProducer
from golddust.bus.kafka.log import KafkaLog
from golddust.bus.kafka.options import KafkaOptions
from golddust.bus.kafka.reader import KafkaReader
from golddust.errors import Unavailable
from golddust.records import Record
from tests.contracts.test_log import entry, lag_becomes, read, values

pytestmark = [pytest.mark.service, pytest.mark.slow]


@pytest.fixture(params=["kafka-python", "librdkafka"])
def options(request: pytest.FixtureRequest, kafka: str) -> KafkaOptions:
    """With either client, for topics of this test's own."""
    return KafkaOptions((kafka,), driver=request.param, prefix=f"k{secrets.token_hex(4)}.", partitions=3)


@pytest.fixture
def log(options: KafkaOptions, tmp_path: Path) -> Iterator[KafkaLog]:
    opened = KafkaLog(options, tmp_path / "kafka")
    yield opened
    opened.close()


@pytest.fixture
def admin(kafka: str) -> Iterator[KafkaAdminClient]:
    with closing(KafkaAdminClient(bootstrap_servers=kafka)) as opened:
        yield opened


def put(log: KafkaLog, *words: str) -> None:
    """Over all partitions."""
    log.append([entry(word, key=f"k{number}") for number, word in enumerate(words)])


def commit(reader: KafkaReader, records: list[Record]) -> None:
    through: dict[tuple[str, int], int] = {}
    for record in records:
        through[record.topic, record.partition] = record.position + 1
    reader.commit(through, [])


def deal_with(log: KafkaLog, group: str, count: int) -> set[str]:
    """As a process does that begins, works for a while, and ends."""
    with closing(log.reader(["t"], group)) as reader:
        records = read(reader, count)
        commit(reader, records)
        assert lag_becomes(reader, 0)
    return set(values(records))


def test_a_group_that_brokers_have_forgotten_goes_on_where_it_was(
    log: KafkaLog, options: KafkaOptions, admin: KafkaAdminClient
) -> None:
    first = {f"a{n}" for n in range(9)}
    put(log, *first)
    assert deal_with(log, "g", 9) == first
    admin.delete_groups([options.group_id("g")])
    assert log.standings() == []
    second = {f"b{n}" for n in range(9)}
    put(log, *second)
    assert deal_with(log, "g", 9) == second
    assert [standing.lag for standing in log.standings()] == [0]


def test_a_client_that_begins_before_its_group_is_sent_on(log: KafkaLog) -> None:
    """As one that asked a broker which did not know yet where the group stood."""
    put(log, *(f"a{n}" for n in range(9)))
    deal_with(log, "g", 9)
    with closing(log.reader(["t"], "g")) as reader:
        put(log, *(second := {f"b{n}" for n in range(9)}))
        records = eventually(reader, 9)
        consumer = reader._consumer
        assert consumer is not None
        for number in range(3):
            consumer.seek(("t", number), 0)
        put(log, *(third := {f"c{n}" for n in range(9)}))
        records = [*records, *eventually(reader, 9)]
        assert set(values(records)) == second | third
        assert len([one for one in values(records) if one in third]) == 9
        commit(reader, records)
        assert lag_becomes(reader, 0)


def test_another_group_takes_nothing_from_its_ledger(log: KafkaLog) -> None:
    words = {f"a{n}" for n in range(9)}
    put(log, *words)
    assert deal_with(log, "g", 9) == words
    assert deal_with(log, "h", 9) == words


def test_an_operator_may_send_a_group_back(log: KafkaLog, options: KafkaOptions, admin: KafkaAdminClient) -> None:
    words = {f"a{n}" for n in range(9)}
    put(log, *words)
    assert deal_with(log, "g", 9) == words
    begin = {TopicPartition(options.physical("t"), number): OffsetAndMetadata(0) for number in range(3)}
    admin.alter_group_offsets(options.group_id("g"), begin)
    assert deal_with(log, "g", 9) == words


def test_a_position_that_is_never_settled_is_taken_from_the_ledger(log: KafkaLog, options: KafkaOptions) -> None:
    """As a killed broker left one: it held a transaction open that had long ended on the log."""
    put(log, *(f"a{n}" for n in range(9)))
    deal_with(log, "g", 9)
    begin = {TopicPartition(options.physical("t"), number): OffsetAndMetadata(0) for number in range(3)}
    with closing(PythonProducer(replace(options, transaction=timedelta(minutes=10)), "other")) as held:
        held.take_over()
        held._producer.begin_transaction()
        held._finish(held._transactions.send_offsets_to_transaction(begin, options.group_id("g")))
        put(log, *(second := {f"b{n}" for n in range(9)}))
        with closing(log.reader(["t"], "g")) as reader:
            assert set(values(eventually(reader, 9))) == second


def eventually(reader: KafkaReader, count: int) -> list[Record]:
    """So many records, over as many failures as it takes."""
    found: list[Record] = []
    for _ in range(60):
        try:
            found += reader.read(100, 0.5)
        except Unavailable:
            found = []
        if len(found) >= count:
            return found
    raise AssertionError(f"{len(found)} of {count} records came")


def test_of_a_topic_that_was_made_anew_everything_is_read(log: KafkaLog, options: KafkaOptions, admin: KafkaAdminClient) -> None:
    put(log, *(f"a{n}" for n in range(30)))
    deal_with(log, "g", 30)
    admin.delete_topics([options.physical("t")])
    again = KafkaLog(options)
    try:
        put(again, *(second := {f"b{n}" for n in range(9)}))
        assert deal_with(again, "g", 9) == second
    finally:
        again.close()
