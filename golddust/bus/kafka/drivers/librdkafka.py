"""librdkafka at work, through the package confluent-kafka: several times quicker than pure Python, where it can be installed."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition

from golddust.bus.kafka.drivers import CLOSE_WITHIN, Membering, Membership
from golddust.bus.kafka.options import ANSWER_WITHIN, FETCH_WAIT, PROTOCOLS, WIRE_ROOM, KafkaOptions
from golddust.bus.kafka.rows import Outgoing, record_of
from golddust.errors import TooLarge, Unavailable
from golddust.records import Partition, Positions, Record

MOST_UNSENT = 1_000_000
QUIET = 2
"""Critical only: what happens is told by us, in our own log lines. Source: syslog's levels."""
_AWAY = (KafkaError._ALL_BROKERS_DOWN, KafkaError._AUTHENTICATION)  # noqa: SLF001 - public names of the package, underscore and all
_TOO_LARGE = (KafkaError.MSG_SIZE_TOO_LARGE, KafkaError.RECORD_LIST_TOO_LARGE)
_AT_END = KafkaError._PARTITION_EOF  # noqa: SLF001 - as above


class LibrdkafkaDriver:
    """A `Driver` on librdkafka."""

    def __init__(self, options: KafkaOptions) -> None:
        self._options = options

    def consumer(self, group: str, topics: Sequence[str], membering: Membering) -> "LibrdkafkaConsumer":
        """A member of the group that reads these topics."""
        with translated():
            return LibrdkafkaConsumer(self._options, group, topics, membering)

    def producer(self, transactional_id: str) -> "LibrdkafkaProducer":
        """A producer of that id."""
        with translated():
            return LibrdkafkaProducer(self._options, transactional_id)


def connection(options: KafkaOptions) -> dict[str, Any]:
    """The settings of a client that say whom to connect to, and how."""
    settings: dict[str, Any] = {
        "bootstrap.servers": ",".join(options.bootstrap_servers),
        "security.protocol": PROTOCOLS[options.security].lower(),
        "log_level": QUIET,
        "reconnect.backoff.max.ms": 1000,
        "socket.timeout.ms": int(ANSWER_WITHIN * 1000),
    }
    if options.security.startswith("sasl"):
        settings |= {
            "sasl.mechanisms": options.sasl_mechanism,
            "sasl.username": options.username,
            "sasl.password": options.password,
        }
    files = {
        "ssl.ca.location": options.ca_file,
        "ssl.certificate.location": options.certificate_file,
        "ssl.key.location": options.key_file,
    }
    return settings | {name: str(path) for name, path in files.items() if path is not None}


@contextmanager
def translated() -> Iterator[None]:
    """Raise Unavailable where the client fails; the words name no data."""
    try:
        yield
    except KafkaException as away:
        raise Unavailable(f"Kafka is away: {away.args[0].name()}", retry_after=5) from away


class LibrdkafkaConsumer:
    """A `GroupConsumer` on librdkafka."""

    def __init__(self, options: KafkaOptions, group: str, topics: Sequence[str], membering: Membering) -> None:
        self._prefix = options.prefix
        self._membering = membering
        self._away: str = ""
        self._at: dict[Partition, int] = {}
        self._paused: set[Partition] = set()
        session = int(options.session.total_seconds() * 1000)
        self._consumer = Consumer(
            connection(options)
            | {
                "group.id": options.group_id(group),
                "isolation.level": "read_committed",
                "enable.auto.commit": False,
                "enable.auto.offset.store": False,
                "auto.offset.reset": "earliest",
                "allow.auto.create.topics": False,
                "partition.assignment.strategy": "cooperative-sticky",
                "session.timeout.ms": session,
                "heartbeat.interval.ms": session // 4,
                "fetch.wait.max.ms": FETCH_WAIT,
                "enable.partition.eof": True,  # tells where a partition ends, behind the marks of transactions
                "topic.metadata.refresh.interval.ms": 30000,
                "error_cb": self._note,
            }
        )
        names = [options.physical(topic) for topic in topics]
        self._consumer.subscribe(names, on_assign=self._given, on_revoke=self._taken, on_lost=self._taken)

    def _note(self, error: KafkaError) -> None:
        if error.code() in _AWAY:
            self._away = error.name()

    def _given(self, _: Consumer, partitions: Sequence[TopicPartition]) -> None:
        self._forget(partitions)
        self._membering.given([self._ours(p) for p in partitions])

    def _taken(self, _: Consumer, partitions: Sequence[TopicPartition]) -> None:
        self._forget(partitions)
        self._membering.taken([self._ours(p) for p in partitions])

    def _forget(self, partitions: Sequence[TopicPartition]) -> None:
        for p in partitions:
            self._at.pop(self._ours(p), None)
            self._paused.discard(self._ours(p))

    def poll(self, limit: int, wait: float) -> list[Record]:
        """The next records; [] when none came within `wait` seconds. The first of them ends the waiting."""
        until = time.monotonic() + wait
        while not (records := self._come(limit, max(0.0, until - time.monotonic()))):
            if self._away:
                away, self._away = self._away, ""
                raise Unavailable(f"Kafka is away: {away}", retry_after=5)
            if time.monotonic() >= until:
                break
        return records

    def _come(self, limit: int, wait: float) -> list[Record]:
        """What comes first. That may be none, for where a partition ends is told like a record."""
        with translated():
            first = self._consumer.consume(1, wait)
            messages = first + (self._consumer.consume(limit - 1, 0) if first and limit > 1 else [])
        return [record for message in messages if (record := self._read(message))]

    def _read(self, message: Any) -> Record | None:
        """The record, or None where the message only tells where the partition ends."""
        topic, partition = message.topic(), message.partition()
        error = message.error()
        if error is not None and error.code() != _AT_END:
            raise Unavailable(f"Kafka is away: {error.name()}", retry_after=5)
        place = (topic[len(self._prefix) :], partition)
        if error is not None:
            self._at[place] = message.offset()
            return None
        self._at[place] = message.offset() + 1
        headers, (_, milliseconds) = message.headers() or [], message.timestamp()
        return record_of(*place, message.offset(), message.key(), message.value(), headers, milliseconds)

    def membership(self) -> Membership:
        """The membership as it is now. Raises Unavailable when the group has forgotten us."""
        if not self.is_settled():
            raise Unavailable("the consumer group took the records away before they were dealt with", retry_after=0)
        return self._consumer.consumer_group_metadata()

    def is_settled(self) -> bool:
        """Whether we are a member."""
        return bool(self._consumer.memberid())

    def hold(self, partitions: frozenset[Partition]) -> None:
        """Hand out nothing of these until told otherwise."""
        with translated():
            ours = {self._ours(p) for p in self._consumer.assignment()} if partitions or self._paused else set()
            wanted = partitions & ours
            if wanted - self._paused:
                self._consumer.pause([self._of(p) for p in wanted - self._paused])
            if (self._paused - wanted) & ours:
                self._consumer.resume([self._of(p) for p in (self._paused - wanted) & ours])
        self._paused = set(wanted)

    def position(self, partition: Partition) -> int:
        """The next position to be handed out."""
        if partition not in self._at:
            with translated():
                (known,) = self._consumer.committed([self._of(partition)], timeout=ANSWER_WITHIN)
                if known.error is not None:  # no answer is not position 0: the group would be moved back to the beginning
                    raise KafkaException(known.error)
                low, _ = self._consumer.get_watermark_offsets(self._of(partition), timeout=ANSWER_WITHIN)
            self._at[partition] = max(known.offset, low)
        return self._at[partition]

    def seek(self, partition: Partition, position: int) -> None:
        """Hand out from there."""
        with translated():
            if partition not in {self._ours(p) for p in self._consumer.assignment()}:
                return
            if partition in self._at:
                self._consumer.seek(self._of(partition, position))
            else:  # the client asks where the group stands, and would not hear us before it has an answer
                self._consumer.incremental_unassign([self._of(partition)])
                self._consumer.incremental_assign([self._of(partition, position)])
            self._at[partition] = position

    def commit(self, positions: Positions) -> None:
        """Move the group without a transaction."""
        with translated():
            self._consumer.commit(offsets=[self._of(p, at) for p, at in positions.items()], asynchronous=False)

    def close(self) -> None:
        """Leave the group."""
        _within_time(self._consumer.close)

    def _of(self, partition: Partition, position: int | None = None) -> TopicPartition:
        name = self._prefix + partition[0]
        return TopicPartition(name, partition[1]) if position is None else TopicPartition(name, partition[1], position)

    def _ours(self, partition: TopicPartition) -> Partition:
        return (partition.topic[len(self._prefix) :], partition.partition)


class LibrdkafkaProducer:
    """A `TransactionalProducer` on librdkafka."""

    def __init__(self, options: KafkaOptions, transactional_id: str) -> None:
        self._prefix = options.prefix
        self._too_large = False
        self._producer = Producer(
            connection(options)
            | {
                "transactional.id": options.prefix + transactional_id,
                "transaction.timeout.ms": int(options.transaction.total_seconds() * 1000),
                "compression.type": options.compression,
                "message.max.bytes": options.intake_limit + WIRE_ROOM,
                "queue.buffering.max.messages": MOST_UNSENT,
                "queue.buffering.max.kbytes": 1 << 20,
                "batch.size": 1 << 18,
                "linger.ms": 5,
            }
        )

    def take_over(self) -> None:
        """End what was begun under this id before, and shut its writer out."""
        with translated():
            self._producer.init_transactions(ANSWER_WITHIN)

    def transact(self, records: Sequence[Outgoing], through: Positions, membership: Membership) -> None:
        """Write the records and move the group, all or nothing."""
        with translated(), self._aborting_on_failure():
            self._producer.begin_transaction()
            send, told = self._producer.produce, self._told
            for r in records:
                send(r.topic, value=r.value, key=r.key, partition=r.partition, headers=list(r.headers), on_delivery=told)
            if through:
                offsets = [TopicPartition(self._prefix + p[0], p[1], at) for p, at in through.items()]
                self._producer.send_offsets_to_transaction(offsets, membership, ANSWER_WITHIN)
            self._producer.commit_transaction(ANSWER_WITHIN * 1.5)

    def _told(self, error: KafkaError | None, _: Any) -> None:
        """What became of one record, told while the transaction ends."""
        self._too_large |= error is not None and error.code() in _TOO_LARGE

    @contextmanager
    def _aborting_on_failure(self) -> Iterator[None]:
        self._too_large = False
        try:
            yield
        except (KafkaException, BufferError) as failure:
            with suppress(KafkaException):  # then the broker does it, when the transaction's time is up or another takes over
                self._producer.abort_transaction(1.0)
            if isinstance(failure, BufferError):
                raise Unavailable("Kafka is away: too much waits to be sent", retry_after=1) from failure
            if self._too_large:
                raise TooLarge("a record has more bytes than its topic takes (max.message.bytes on the cluster)") from failure
            raise

    def close(self) -> None:
        """Let go."""
        self._producer.purge()
        _within_time(lambda: self._producer.flush(CLOSE_WITHIN.total_seconds()))


def _within_time(close: Any) -> None:
    """Close in a thread of its own, which is left behind when a broker does not answer."""
    thread = threading.Thread(target=close, daemon=True)
    thread.start()
    thread.join(CLOSE_WITHIN.total_seconds())
