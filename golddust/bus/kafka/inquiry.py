"""Questions to the cluster that belong to no consumer group: which topics and groups there are, and what lies where.

One connection for all questions of a process, made when the first is asked and again after a failure.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from kafka import KafkaConsumer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from kafka.errors import KafkaError, TopicAlreadyExistsError

from golddust.bus.kafka.clients import connected, let_go_of
from golddust.bus.kafka.edge import translated
from golddust.bus.kafka.options import ANSWER_WITHIN, FETCH_WAIT, KafkaOptions
from golddust.bus.kafka.rows import milliseconds, record_of
from golddust.errors import Unavailable
from golddust.records import Partition, Record

T = TypeVar("T")
POLL_SECONDS = 0.25
CHUNK = 1 << 20
OPEN_AT_MOST = 120.0
"""Seconds without a record after which even another program's transaction, left open by a crash, was ended by its broker."""


@dataclass(frozen=True, slots=True)
class Span:
    """The positions of a partition: that of its first record, and that after its last."""

    first: int
    end: int


class Inquiry:
    """Asks the cluster. Threads may share it; one asks at a time. Everything raises Unavailable."""

    def __init__(self, options: KafkaOptions) -> None:
        self._options = options
        self._lock = threading.RLock()
        self._admin: KafkaAdminClient | None = None
        self._consumer: KafkaConsumer | None = None

    def close(self) -> None:
        """Let go of the connections."""
        with self._lock:
            admin, consumer, self._admin, self._consumer = self._admin, self._consumer, None, None
        if admin is not None:
            admin.close()
        if consumer is not None:
            let_go_of(consumer, 1)

    # --- topics

    def topics(self) -> list[str]:
        """All topics under our prefix."""
        prefix = self._options.prefix
        names = self._with_admin(lambda admin: admin.list_topics())
        return sorted(name.removeprefix(prefix) for name in names if name.startswith(prefix) and not name.startswith("__"))

    def partitions(self, names: Iterable[str]) -> dict[str, int]:
        """How many partitions each topic has; those that are not there are left out."""
        wanted = [self._options.physical(name) for name in names]
        found = self._with_admin(lambda admin: admin.describe_topics(wanted))
        cut = len(self._options.prefix)
        return {topic["name"][cut:]: len(topic["partitions"]) for topic in found if topic["partitions"]}

    def settings(self, names: Iterable[str], wanted: Sequence[str]) -> dict[str, dict[str, str]]:
        """What holds of these settings for each topic, whoever set it; topics that are not there are left out."""
        there = self.partitions(names)
        ask = {
            ConfigResource(ConfigResourceType.TOPIC, self._options.physical(name), dict.fromkeys(wanted)): name for name in there
        }
        found = self._with_admin(lambda admin: admin.describe_configs(list(ask), config_filter="all")) if ask else {}
        return _values(found, len(self._options.prefix), wanted)

    def create(self, wanted: Mapping[str, Mapping[str, Any]]) -> None:
        """Make these topics; one that is there already is left as it is."""
        for name, made_like in wanted.items():
            topic = {self._options.physical(name): dict(made_like)}
            with suppress(_AlreadyThereError):
                self._with_admin(partial(KafkaAdminClient.create_topics, new_topics=topic))
        names = [self._options.physical(name) for name in wanted]
        self._with_admin(lambda admin: admin.wait_for_topics(names, timeout_ms=int(ANSWER_WITHIN * 1000)))

    # --- groups

    def groups(self) -> list[str]:
        """Our consumer groups."""
        prefix = self._options.group_id("")
        found = self._with_admin(lambda admin: admin.list_groups())
        return sorted(group["group_id"].removeprefix(prefix) for group in found if group["group_id"].startswith(prefix))

    def committed(self, groups: Iterable[str]) -> dict[str, dict[Partition, int]]:
        """For each group, the next position of every partition that it ever committed."""
        ids = {self._options.group_id(group): group for group in groups}
        cut = len(self._options.prefix)
        found = self._with_admin(lambda admin: admin.list_group_offsets(list(ids))) if ids else {}
        return {
            ids[group]: {(p.topic[cut:], p.partition): o.offset for p, o in offsets.items() if o.offset >= 0}
            for group, offsets in found.items()
        }

    # --- what lies where

    def spans(self, partitions: Sequence[Partition], *, committed: bool = True) -> dict[Partition, Span]:
        """First and end of each partition; `committed`: the end is before the first transaction that is still open."""
        wanted = [self._of(p) for p in partitions]
        if not wanted:
            return {}
        limit = int(ANSWER_WITHIN * 1000)

        def ask(consumer: KafkaConsumer) -> dict[Partition, Span]:
            first = _of_all(partial(consumer.beginning_offsets, timeout_ms=limit), wanted)
            end = _of_all(partial(consumer.end_offsets, timeout_ms=limit), wanted)
            return {p: Span(first[self._of(p)], end[self._of(p)]) for p in partitions}

        return self._with_consumer(ask) if committed else self._with_new_consumer(ask, "read_uncommitted")

    def positions_at(self, partitions: Sequence[Partition], since: datetime) -> dict[Partition, int]:
        """The position of the first record of each partition at that time or later; those without one are left out."""
        time_of_first = milliseconds(since)

        def ask(consumer: KafkaConsumer) -> dict[TopicPartition, Any]:
            found: dict[TopicPartition, Any] = consumer.offsets_for_times({self._of(p): time_of_first for p in partitions})
            left_out = [tp for tp, at in found.items() if at is None]
            return found | {tp: consumer.offsets_for_times({tp: time_of_first})[tp] for tp in left_out}  # see _of_all

        found = self._with_consumer(ask)
        return {p: found[self._of(p)].offset for p in partitions if found.get(self._of(p)) is not None}

    def read(self, start: Mapping[Partition, int], end: Mapping[Partition, int], chunk: int = CHUNK) -> list[Record]:
        """All committed records from these positions up to those; waits for transactions that are still open before them.

        `chunk`: of bytes, how many are asked for at once of each partition; a broker sends one batch at least.
        """
        found: list[Record] = []
        self.visit(start, end, found.append, chunk)
        return found

    def visit(
        self, start: Mapping[Partition, int], end: Mapping[Partition, int], see: Callable[[Record], object], chunk: int = CHUNK
    ) -> None:
        """As `read`, one after another, of which none is kept."""
        behind = {self._of(p): end[p] for p, at in start.items() if at < end[p]}

        def ask(consumer: KafkaConsumer) -> None:
            consumer.assign(list(behind))
            for p, at in start.items():
                if self._of(p) in behind:
                    consumer.seek(self._of(p), at)
            deadline = time.monotonic() + OPEN_AT_MOST
            limit = int(ANSWER_WITHIN * 1000)
            while any((consumer.position(tp, timeout_ms=limit) or 0) < until for tp, until in behind.items()):
                if time.monotonic() > deadline:
                    raise Unavailable("Kafka is away: a transaction stays open for longer than any may")
                for batch in consumer.poll(timeout_ms=int(POLL_SECONDS * 1000), max_records=5000).values():
                    deadline = time.monotonic() + OPEN_AT_MOST
                    for r in batch:
                        if r.offset < behind[TopicPartition(r.topic, r.partition)]:
                            see(self._record(r))

        if behind:
            self._with_new_consumer(ask, "read_committed", max_partition_fetch_bytes=chunk)

    def browser(self) -> KafkaConsumer:
        """A consumer of one's own without a group, which reads what is committed."""
        with translated():
            return self._new_consumer("read_committed")

    def _of(self, partition: Partition) -> TopicPartition:
        return TopicPartition(self._options.physical(partition[0]), partition[1])

    def _record(self, r: Any) -> Record:
        topic = r.topic[len(self._options.prefix) :]
        return record_of(topic, r.partition, r.offset, r.key, r.value, r.headers, r.timestamp)

    def _new_consumer(self, isolation: str, **more: int) -> KafkaConsumer:
        return connected(
            KafkaConsumer,
            **self._options.connection,
            metrics_enabled=False,
            group_id=None,
            isolation_level=isolation,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            allow_auto_create_topics=False,
            fetch_max_wait_ms=FETCH_WAIT,
            **more,
        )

    def _with_new_consumer(self, ask: Callable[[KafkaConsumer], T], isolation: str, **more: int) -> T:
        with translated():
            consumer = self._new_consumer(isolation, **more)
            try:
                return ask(consumer)
            finally:
                let_go_of(consumer, 1)

    def _with_consumer(self, ask: Callable[[KafkaConsumer], T]) -> T:
        with self._lock, translated():
            try:
                self._consumer = self._consumer or self._new_consumer("read_committed")
                return ask(self._consumer)
            except (KafkaError, OSError):
                self.close()
                raise

    def _with_admin(self, ask: Callable[[KafkaAdminClient], T]) -> T:
        with self._lock, translated():
            try:
                self._admin = self._admin or connected(KafkaAdminClient, **self._options.connection)
                return ask(self._admin)
            except TopicAlreadyExistsError as there:
                raise _AlreadyThereError from there
            except (KafkaError, OSError):
                self.close()
                raise


def _of_all(
    ask: Callable[[list[TopicPartition]], dict[TopicPartition, int]], wanted: list[TopicPartition]
) -> dict[TopicPartition, int]:
    """What the client answers for each of these.

    Asked for many, it passes over those whose leader it does not know yet; asked for one, it finds out, or the time is up.
    """
    try:
        return ask(wanted)
    except KeyError:
        return {tp: ask([tp])[tp] for tp in wanted}


def _values(found: Mapping[str, Mapping[str, Mapping[str, Any]]], cut: int, wanted: Sequence[str]) -> dict[str, dict[str, str]]:
    """By topic, what the admin client answers to a question about settings."""
    return {
        name[cut:]: {key: str(one["value"]) for key, one in of_topic.items() if key in wanted and one["value"] is not None}
        for of_kind in found.values()
        for name, of_topic in of_kind.items()
    }


class _AlreadyThereError(Exception):
    """Another process made the topic first."""
