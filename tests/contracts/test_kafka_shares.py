"""Who gets what of a group's work, and where each partition begins, also of topics that the client has not heard of yet."""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from golddust import topics
from golddust.bus.kafka import KafkaLog, KafkaOptions
from golddust.bus.kafka.inquiry import Inquiry, Span
from golddust.bus.kafka.reader import KafkaReader
from golddust.errors import Unavailable
from golddust.records import Entry

pytestmark = [pytest.mark.service, pytest.mark.slow]
PARTITIONS = 6


@pytest.fixture
def options(kafka: str) -> Callable[..., KafkaOptions]:
    """Options for topics of this test's own."""
    prefix = f"k{secrets.token_hex(4)}."
    return lambda **more: KafkaOptions(**{"bootstrap_servers": (kafka,), "prefix": prefix, "partitions": PARTITIONS, **more})


@pytest.fixture
def log(options: Callable[..., KafkaOptions]) -> Iterator[KafkaLog]:
    opened = KafkaLog(options())
    yield opened
    opened.close()


def write(log: KafkaLog, topic: str) -> None:
    """Something in every partition."""
    log.append([Entry(topic, f"k{n}", b"x") for n in range(40)])


@pytest.mark.parametrize("driver", ["kafka-python", "librdkafka"])
def test_two_workers_of_a_stage_both_get_of_its_work_although_it_also_reads_what_is_to_be_tried_again(
    driver: str, options: Callable[..., KafkaOptions]
) -> None:
    with ExitStack() as open_things:
        logs = [KafkaLog(options(driver=driver)) for _ in range(2)]
        readers = [log.reader([topics.RECEIVED, topics.again("tag")], "tag") for log in logs]
        for thing in (*logs, *readers):
            open_things.callback(thing.close)
        busy: set[int] = set()
        deadline = time.monotonic() + 120
        while len(busy) < 2 and time.monotonic() < deadline:
            write(logs[0], topics.RECEIVED)
            busy |= {number for number, reader in enumerate(readers) if reads_of(reader, topics.RECEIVED)}
        assert busy == {0, 1}


def reads_of(reader: KafkaReader, topic: str) -> bool:
    """Whether it was handed something of the topic just now; it goes on as if it had dealt with it."""
    try:
        found = reader.read(500, 0.3)
        if found:
            reader.commit({(r.topic, r.partition): r.position + 1 for r in found}, [])
    except Unavailable:
        return False
    return topic in {record.topic for record in found}


def test_positions_of_a_topic_that_is_new_to_the_client_are_asked_for_and_not_left_out(
    log: KafkaLog, options: Callable[..., KafkaOptions]
) -> None:
    inquiry = Inquiry(options())
    known, new = ([(topic, number) for number in range(PARTITIONS)] for topic in ("known", "new"))
    write(log, "known")
    assert set(inquiry.spans(known)) == set(known)
    write(log, "new")
    spans = inquiry.spans([*known, *new])
    inquiry.close()
    assert set(spans) == {*known, *new}
    assert all(span.end > span.first for span in spans.values() if span != Span(0, 0))


def test_the_first_record_since_a_time_is_found_in_a_topic_that_is_new_to_the_client(
    log: KafkaLog, options: Callable[..., KafkaOptions]
) -> None:
    inquiry, hour_ago = Inquiry(options()), datetime.now(UTC) - timedelta(hours=1)
    known, new = ([(topic, number) for number in range(PARTITIONS)] for topic in ("known", "new"))
    write(log, "known")
    assert set(inquiry.positions_at(known, hour_ago)) == set(known)
    write(log, "new")
    assert set(inquiry.positions_at([*known, *new], hour_ago)) == {*known, *new}
    inquiry.close()
