"""A Kafka broker to measure on, and lanes on it: topics under a prefix of their own, filled, read back and dropped."""

import os
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from confluent_kafka import (
    OFFSET_BEGINNING,
    OFFSET_INVALID,
    Consumer,
    ConsumerGroupState,
    KafkaError,
    KafkaException,
    Producer,
    TopicPartition,
)
from confluent_kafka.admin import AdminClient

from config.tables import TAXONOMY, read_table
from golddust import topics
from golddust.bus.kafka.inquiry import Inquiry
from golddust.bus.kafka.layout import LEDGER, SEEN, Layout
from golddust.bus.kafka.options import KafkaOptions
from golddust.bus.kafka.rows import outgoing
from golddust.bus.partitions import DEFAULT_PARTITIONS, partition_of
from golddust.errors import Unavailable
from golddust.records import Entry
from processors.taxonomy import parse_taxonomy
from tests.services.kafka import FOREIGN, running_broker

ANSWER_WITHIN = 20.0
AT_ONCE = 10_000
"""Entries that wait to be sent before we wait for some of them."""
LOOK_EVERY = 0.2
QUIET = 2


class MissingError(Exception):
    """A service or package that a measurement needs is not here; the words say which."""


@contextmanager
def broker() -> Iterator[str]:
    """The address of a broker: the one that TEST_KAFKA names, or one of our own, compiled as usual. Raises MissingError."""
    if FOREIGN in os.environ:
        yield os.environ[FOREIGN]
        return
    with ExitStack() as stack:
        try:
            own = stack.enter_context(running_broker(flags=()))
        except (pytest.skip.Exception, pytest.fail.Exception) as missing:
            raise MissingError(str(missing)) from None
        yield own.bootstrap


@dataclass(frozen=True, slots=True)
class Lane:
    """Topics under one prefix."""

    bootstrap: str
    prefix: str

    def physical(self, topic: str) -> str:
        """The topic's name on the cluster."""
        return self.prefix + topic

    @property
    def _client(self) -> dict[str, Any]:
        return {"bootstrap.servers": self.bootstrap, "log_level": QUIET}

    def make(self, names: Iterable[str]) -> None:
        """Make these topics as golddust makes them: 16 partitions, times given by the broker."""
        options = KafkaOptions((self.bootstrap,), prefix=self.prefix)
        deadline = time.monotonic() + ANSWER_WITHIN * 6
        with closing(Inquiry(options)) as inquiry:
            layout = Layout(options, inquiry)
            for name in names:
                _ensure(layout, name, deadline)

    def fill(self, entries: Iterable[Entry]) -> None:
        """Append the entries, each where golddust would; without a transaction, so that offsets count records."""
        producer = Producer({**self._client, "compression.type": "lz4", "acks": "all", "linger.ms": 50})
        for number, entry in enumerate(entries, 1):
            row = outgoing(entry, self.physical(entry.topic), partition_of(entry.key, DEFAULT_PARTITIONS))
            producer.produce(row.topic, row.value, row.key, row.partition, headers=row.headers)
            if number % AT_ONCE == 0:
                producer.flush(ANSWER_WITHIN)
        if producer.flush(ANSWER_WITHIN):
            raise TimeoutError("the broker did not take all messages in time")

    def written(self, names: Sequence[str]) -> Mapping[str, int]:
        """How many records lie on each of these topics, committed."""
        settings = {
            **self._client,
            "group.id": f"{self.prefix}counting",
            "isolation.level": "read_committed",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
        }
        places = [p for name in names for p in self._partitions(name, OFFSET_BEGINNING)]
        with closing(Consumer(settings)) as consumer:
            consumer.assign(places)
            found = Counter(topic.removeprefix(self.prefix) for topic in _topics_of_records(consumer, len(places)))
        return {name: found[name] for name in names}

    def when_through(self, topic: str, group: str, count: int, ended: threading.Event) -> float:
        """When the group's place was committed behind so many records of the topic, to 20 ms; 0 when that was never seen.

        Looks until a little after `ended` is set.
        """
        with closing(Consumer({**self._client, "group.id": group})) as asking:  # it never joins
            while True:
                last_look = ended.wait(LOOK_EVERY / 10)
                if _place(asking, self._partitions(topic)) >= count:
                    return time.time()
                if last_look:
                    return 0.0

    def _partitions(self, topic: str, offset: int = OFFSET_INVALID) -> list[TopicPartition]:
        return [TopicPartition(self.physical(topic), number, offset) for number in range(DEFAULT_PARTITIONS)]

    def wait_for_members(self, groups: Sequence[str], count: int, within: float) -> None:
        """Return when each of golddust's groups has so many members that share its partitions. Raises TimeoutError."""
        admin = AdminClient(self._client)
        names = [f"{self.prefix}golddust.{group}" for group in groups]
        deadline = time.monotonic() + within
        while not all(_is_shared(admin, name, count) for name in names):
            if time.monotonic() > deadline:
                raise TimeoutError(f"the groups {', '.join(groups)} did not get {count} members in time")
            time.sleep(LOOK_EVERY)

    def drop(self) -> None:
        """Drop the topics, so that a broker in use all along stays as it was."""
        admin = AdminClient(self._client)
        names = [name for name in admin.list_topics(timeout=ANSWER_WITHIN).topics if name.startswith(self.prefix)]
        for future in (admin.delete_topics(names) if names else {}).values():
            future.result(ANSWER_WITHIN)


def _ensure(layout: Layout, name: str, deadline: float) -> None:
    """Make the topic; a broker under load may need more time than a client gives it."""
    while True:
        try:
            return layout.ensure([name])
        except Unavailable:
            if time.monotonic() > deadline:
                raise


def _place(asking: Consumer, partitions: list[TopicPartition]) -> int:
    """How many records the group is through with; 0 while a new broker does not know who keeps the group."""
    try:
        return sum(max(0, p.offset) for p in asking.committed(partitions, timeout=ANSWER_WITHIN))
    except KafkaException:
        return 0


def _is_shared(admin: AdminClient, group: str, count: int) -> bool:
    """Whether the group has that many members, at rest. A new broker may not know the group, nor who keeps it."""
    try:
        told = admin.describe_consumer_groups([group])[group].result(ANSWER_WITHIN)
    except KafkaException:
        return False
    return bool(told.state == ConsumerGroupState.STABLE and len(told.members) == count)


def _topics_of_records(consumer: Consumer, partitions: int) -> Iterator[str]:
    """The topic of each record, until every partition has come to its end."""
    ended, deadline = 0, time.monotonic() + ANSWER_WITHIN * 6
    while ended < partitions:
        if time.monotonic() > deadline:
            raise TimeoutError("a topic could not be read to its end; is a transaction open?")
        for message in consumer.consume(5000, 0.5):
            if message.error() is None:
                yield message.topic()
            elif message.error().code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - public, underscore and all
                ended += 1
            else:
                raise RuntimeError(message.error().str())


@contextmanager
def lane(bootstrap: str) -> Iterator[Lane]:
    """A lane of one's own, dropped at the end."""
    made = Lane(bootstrap, f"bench-{secrets.token_hex(4)}.")
    try:
        yield made
    finally:
        made.drop()


def outputs_of_tagging() -> list[str]:
    """The topics that tagging writes to."""
    taxonomy = parse_taxonomy(read_table("tag.taxonomy", TAXONOMY))
    return [topics.TAGGED, topics.ISSUES, *(topics.of_topic(name) for name in taxonomy.topics)]


def topics_of_tagging() -> list[str]:
    """The topics that tagging reads and writes, and those that golddust keeps beside them."""
    return [topics.RECEIVED, *outputs_of_tagging(), topics.again("tag"), LEDGER, f"{SEEN}tag", f"{SEEN}cost"]
