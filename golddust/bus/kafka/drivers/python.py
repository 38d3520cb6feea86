"""kafka-python at work: pure Python, so it runs wherever we do."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.consumer.subscription_state import ConsumerRebalanceListener
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.errors import KafkaError, MessageSizeTooLargeError, RecordListTooLargeError
from kafka.structs import MemberState, OffsetAndMetadata

from golddust.bus.kafka.clients import connected, let_go_of
from golddust.bus.kafka.drivers import CLOSE_WITHIN, Membering, Membership
from golddust.bus.kafka.edge import translated
from golddust.bus.kafka.options import ANSWER_WITHIN, FETCH_WAIT, WIRE_ROOM, KafkaOptions
from golddust.bus.kafka.rows import Outgoing, record_of
from golddust.errors import TooLarge, Unavailable
from golddust.records import Partition, Positions, Record

TOO_LARGE = (MessageSizeTooLargeError, RecordListTooLargeError)


class PythonDriver:
    """A `Driver` on kafka-python."""

    def __init__(self, options: KafkaOptions) -> None:
        self._options = options

    def consumer(self, group: str, topics: Sequence[str], membering: Membering) -> "PythonConsumer":
        """A member of the group that reads these topics."""
        with translated():
            return PythonConsumer(self._options, group, topics, membering)

    def producer(self, transactional_id: str) -> "PythonProducer":
        """A producer of that id."""
        with translated():
            return PythonProducer(self._options, transactional_id)


class PythonConsumer:
    """A `GroupConsumer` on kafka-python."""

    def __init__(self, options: KafkaOptions, group: str, topics: Sequence[str], membering: Membering) -> None:
        self._prefix = options.prefix
        session = int(options.session.total_seconds() * 1000)
        self._consumer = connected(
            KafkaConsumer,
            **options.connection,
            metrics_enabled=False,
            group_id=options.group_id(group),
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            allow_auto_create_topics=False,
            partition_assignment_strategy=[CooperativeStickyAssignor],
            session_timeout_ms=session,
            heartbeat_interval_ms=session // 4,
            fetch_max_wait_ms=FETCH_WAIT,
        )
        listener = _Listener(self, membering)
        self._consumer.subscribe(topics=[options.physical(topic) for topic in topics], listener=listener)

    def poll(self, limit: int, wait: float) -> list[Record]:
        """The next records; [] when none came within `wait` seconds."""
        with translated():
            self._go_on_joining()
            batches = self._consumer.poll(timeout_ms=int(wait * 1000), max_records=limit)
        cut = len(self._prefix)
        return [
            record_of(r.topic[cut:], r.partition, r.offset, r.key, r.value, r.headers, r.timestamp)
            for batch in batches.values()
            for r in batch
        ]

    def _go_on_joining(self) -> None:
        """See through what an earlier poll began, and had no time to end.

        Where news about a topic made it join anew, the client (3.0.12) forgets so as soon as it has shared the partitions out: it
        never takes its own, and stays a member without work.
        """
        coordinator = self._consumer._coordinator  # noqa: SLF001 - no public call asks for it
        if coordinator is not None and coordinator._join_task is not None:  # noqa: SLF001 - as above
            coordinator.request_rejoin()

    def membership(self) -> Membership:
        """The membership as it is now. Raises Unavailable when the group has forgotten us."""
        now = self._consumer.group_metadata()
        if now.generation_id < 0:  # a commit without a generation would not be checked by the broker
            raise Unavailable("the consumer group took the records away before they were dealt with", retry_after=0)
        return now

    def is_settled(self) -> bool:
        """Whether the group is not about to share its partitions out anew."""
        return bool(self._consumer.group_metadata().state == MemberState.STABLE)

    def hold(self, partitions: frozenset[Partition]) -> None:
        """Hand out nothing of these until told otherwise."""
        ours = self._consumer.assignment() or set()
        wanted, paused = {self.of(p) for p in partitions} & ours, self._consumer.paused()
        self._consumer.pause(*(wanted - paused))
        self._consumer.resume(*((paused - wanted) & ours))

    def position(self, partition: Partition) -> int:
        """The next position to be handed out."""
        with translated():
            position = self._consumer.position(self.of(partition), timeout_ms=int(ANSWER_WITHIN * 1000))
        if position is None:
            raise Unavailable("Kafka is away: no position is known yet", retry_after=1)
        return int(position)

    def seek(self, partition: Partition, position: int) -> None:
        """Hand out from there."""
        if self.of(partition) in (self._consumer.assignment() or ()):
            self._consumer.seek(self.of(partition), position)

    def commit(self, positions: Positions) -> None:
        """Move the group without a transaction."""
        with translated():
            self._consumer.commit(
                {self.of(p): OffsetAndMetadata(at) for p, at in positions.items()}, timeout_ms=int(ANSWER_WITHIN * 1000)
            )

    def close(self) -> None:
        """Leave the group."""
        with translated():
            let_go_of(self._consumer, CLOSE_WITHIN.total_seconds())

    def of(self, partition: Partition) -> TopicPartition:
        """Kafka's name for the partition."""
        return TopicPartition(self._prefix + partition[0], partition[1])

    def ours(self, partitions: Sequence[TopicPartition]) -> list[Partition]:
        """Our names for the partitions."""
        return [(p.topic[len(self._prefix) :], p.partition) for p in partitions]


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc] # the client wants to be inherited from
    def __init__(self, consumer: PythonConsumer, membering: Membering) -> None:
        self._consumer = consumer
        self._membering = membering

    def on_partitions_assigned(self, assigned: Sequence[TopicPartition]) -> None:
        self._membering.given(self._consumer.ours(assigned))

    def on_partitions_revoked(self, revoked: Sequence[TopicPartition]) -> None:
        self._membering.taken(self._consumer.ours(revoked))

    def on_partitions_lost(self, lost: Sequence[TopicPartition]) -> None:
        self._membering.taken(self._consumer.ours(lost))


class PythonProducer:
    """A `TransactionalProducer` on kafka-python."""

    def __init__(self, options: KafkaOptions, transactional_id: str) -> None:
        self._prefix = options.prefix
        self._producer = connected(
            KafkaProducer,
            **options.connection,
            metrics_enabled=False,
            transactional_id=options.prefix + transactional_id,
            transaction_timeout_ms=int(options.transaction.total_seconds() * 1000),
            acks="all",
            compression_type=None if options.compression == "none" else options.compression,
            max_request_size=options.intake_limit + WIRE_ROOM,
            batch_size=1 << 18,
            linger_ms=50,  # a transaction's records travel together; its end sends them at once
            delivery_timeout_ms=int(ANSWER_WITHIN * 1500),
            max_block_ms=int(ANSWER_WITHIN * 1000),
            allow_auto_create_topics=False,
        )
        client = self._producer._sender._client  # noqa: SLF001 - see _ready_or_not
        client.await_ready = _ready_or_not(client.await_ready)

    def take_over(self) -> None:
        """End what was begun under this id before, and shut its writer out."""
        with translated():
            self._producer.init_transactions()

    def transact(self, records: Sequence[Outgoing], through: Positions, membership: Membership) -> None:
        """Write the records and move the group, all or nothing."""
        with translated(), self._aborting_on_failure():
            self._producer.begin_transaction()
            send = self._producer.send
            sent = [send(r.topic, value=r.value, key=r.key, headers=r.headers, partition=r.partition) for r in records]
            self._producer.flush(timeout=ANSWER_WITHIN * 1.5)
            for future in sent:
                if future.failed():
                    raise future.exception
            if through:
                offsets = {TopicPartition(self._prefix + p[0], p[1]): OffsetAndMetadata(at) for p, at in through.items()}
                self._finish(self._transactions.send_offsets_to_transaction(offsets, membership))
            self._finish(self._transactions.begin_commit())

    @property
    def _transactions(self) -> Any:
        """The public calls wait without a limit for a broker that may be gone, so the waiting is done here."""
        return self._producer._transaction_manager  # noqa: SLF001 - see above

    def _finish(self, result: Any) -> None:
        self._producer._sender.wakeup()  # noqa: SLF001 - as above
        if not result.wait(timeout_ms=int(ANSWER_WITHIN * 1000)):
            raise Unavailable("Kafka is away: no answer to the end of a transaction", retry_after=1)

    @contextmanager
    def _aborting_on_failure(self) -> Iterator[None]:
        """After a failure, try to abort at once: what is left open holds up all who read the topics until it times out."""
        try:
            yield
        except (KafkaError, Unavailable, OSError) as failure:
            with suppress(KafkaError):  # then the broker does it, when the transaction's time is up or another takes over
                result = self._transactions.begin_abort()
                self._producer._sender.wakeup()  # noqa: SLF001 - as above
                result.wait(timeout_ms=1000)
            if _is_too_large(failure):
                raise TooLarge("a record has more bytes than its topic takes (max.message.bytes on the cluster)") from failure
            raise

    def close(self) -> None:
        """Let go."""
        close_producer(self._producer)


def _ready_or_not(await_ready: Callable[..., bool]) -> Callable[..., bool]:
    """Says that a node is not ready, where the client (3.0.12) raises: its sender expects an answer, and else loses the request.

    Then nobody is told how a transaction ended, until the waiting for it does.
    """

    def answer(*node: Any, **within: Any) -> bool:
        try:
            return await_ready(*node, **within)
        except KafkaError:
            return False

    return answer


def _is_too_large(failure: Exception) -> bool:
    """Also where the client only says, of a later record, what became of an earlier one."""
    return any(isinstance(one, TOO_LARGE) for one in (failure, *failure.args))


def close_producer(producer: KafkaProducer) -> None:
    """Let go of a client that may wait in vain for an answer: having done so for a second, it is ended all the same."""
    try:
        producer.close(timeout=CLOSE_WITHIN.total_seconds())
    except KafkaError:  # what is unsent was never acknowledged, or is of a transaction that failed
        producer._sender.force_close()  # noqa: SLF001 - no public call ends it
