"""One member of a consumer group: reads what is committed, and commits what came of it with its outputs in one transaction."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress

import structlog

from golddust.bus.kafka.drivers import GroupConsumer, Membership
from golddust.bus.kafka.once import Once
from golddust.bus.kafka.places import Places
from golddust.bus.kafka.slots import Slots
from golddust.bus.kafka.writer import Cluster, Writer
from golddust.errors import Unavailable
from golddust.records import Entry, Partition, Positions, Record

log = structlog.get_logger()

UNKNOWN = -1
"""The group's position on a partition that we were only just given."""
TOGETHER_WITHIN = 60.0
"""Seconds. A broker that was killed may come back and not know who had asked to join. The client asks again after 305 seconds,
for which all others of the group wait."""


class KafkaReader:
    """A `Reader`. Several may read for one group, in as many processes; each has some of the partitions.

    When the group takes partitions away, what was handed out of them and not committed is somebody else's: a commit of it is
    refused by the broker, raises Unavailable, and nothing of it is kept. After any failure the reader leaves the group, joins
    it again, and goes on where the group stands.
    """

    def __init__(self, cluster: Cluster, slots: Slots, group: str, topics: Sequence[str], once: Once | None = None) -> None:
        self._cluster = cluster
        self._slots = slots
        self._group = group
        self._topics = tuple(topics)
        self._once = once
        self._places = Places(cluster.inquiry, cluster.layout, group)
        self._name: str | None = None
        self._writer: Writer | None = None
        self._consumer: GroupConsumer | None = None
        self._membership: Membership = None
        self._outstanding: dict[Partition, list[int]] = {}
        self._repeated: dict[Partition, list[int]] = {}
        self._committed: dict[Partition, int] = {}
        self._failed = False
        self._apart_since: float | None = None

    # --- told by the consumer, while it polls

    def given(self, partitions: Sequence[Partition]) -> None:
        """These are ours from now on."""
        self._forget(partitions)
        self._committed |= dict.fromkeys(partitions, UNKNOWN)
        self._places.given(partitions)
        if self._once is not None:
            self._once.given(partitions)

    def taken(self, partitions: Sequence[Partition]) -> None:
        """These are others' from now on."""
        self._forget(partitions)

    def _forget(self, partitions: Sequence[Partition]) -> None:
        self._places.taken(partitions)
        for partition in partitions:
            for known in (self._outstanding, self._repeated, self._committed):
                known.pop(partition, None)

    # --- the port

    def read(self, limit: int, wait: float, without: frozenset[Partition] = frozenset()) -> list[Record]:
        """The next records; [] when none came within `wait` seconds. Raises Unavailable."""
        if self._failed:
            self._leave()
        try:
            return self._read(limit, wait, without)
        except Unavailable:
            self._failed = True
            raise

    def _read(self, limit: int, wait: float, without: frozenset[Partition]) -> list[Record]:
        consumer = self._consumer or self._join()
        consumer.hold(without)
        found = self._in_place(consumer, consumer.poll(limit, wait))
        if not found:
            self._see_that_the_group_comes_together(consumer)
            self._catch_up(consumer)
            return []
        self._membership, self._apart_since = consumer.membership(), None
        if any((r.topic, r.partition) not in self._committed for r in found):  # taken in the very poll that found it
            raise Unavailable("the consumer group took the records away before they were dealt with", retry_after=0)
        for r in found:
            self._outstanding.setdefault((r.topic, r.partition), []).append(r.position)
        return found if self._once is None else self._without_repeated(self._once, found)

    def _in_place(self, consumer: GroupConsumer, found: list[Record]) -> list[Record]:
        """What was found, but of partitions in which the group is elsewhere: they are read from there next."""
        elsewhere = self._places.elsewhere()
        places = {**self._places.behind(found), **elsewhere}
        for partition, at in places.items():
            consumer.seek(partition, at)
        return [r for r in found if (r.topic, r.partition) not in places] if places else found

    def _position(self, consumer: GroupConsumer, partition: Partition) -> int:
        """The next position to be handed out of a partition that is ours."""
        try:
            return max(consumer.position(partition), self._places.stood(partition))
        except Unavailable:
            self._places.unsettled({partition} | {p for p, at in self._committed.items() if at == UNKNOWN})
            raise

    def _see_that_the_group_comes_together(self, consumer: GroupConsumer) -> None:
        """Raises Unavailable where it has not for so long that nobody may know any more that we asked: then it is joined anew."""
        now = time.monotonic()
        if consumer.is_settled():
            self._apart_since = None
        elif self._apart_since is None:
            self._apart_since = now
        elif now - self._apart_since > TOGETHER_WITHIN:
            raise Unavailable(
                f"the consumer group did not come together within {TOGETHER_WITHIN:.0f} s; it is joined anew", retry_after=0
            )

    def _without_repeated(self, once: Once, found: Sequence[Record]) -> list[Record]:
        """What was not dealt with before; the rest is passed over, and moves on with the next commit."""
        new = once.new_among(found)
        kept = {(r.topic, r.partition, r.position) for r in new}
        for r in found:
            if (r.topic, r.partition, r.position) not in kept:
                self._outstanding[r.topic, r.partition].remove(r.position)
                self._repeated.setdefault((r.topic, r.partition), []).append(r.position)
        return new

    def commit(self, through: Positions, outputs: Sequence[Entry]) -> None:
        """In one transaction, append the outputs and move the group; durable on return.

        Partitions of which nothing is outstanding move on with it, past what holds no records. Raises as the port says.
        """
        if self._failed or self._writer is None or self._consumer is None:
            raise Unavailable("the reader lost its place in the group", retry_after=0)
        left = {p: [at for at in handed if at >= through.get(p, 0)] for p, handed in self._outstanding.items()}
        left = {p: [] for p in self._repeated} | left
        try:
            target = self._target(self._consumer, through, left)
            remembered = self._once.entries(through) if self._once is not None else []
            passed = _below(self._repeated, target)
            read = _below(self._outstanding, target) + passed
            self._writer.write([*outputs, *remembered], read, {}, target, self._membership, passed)
        except Unavailable:
            self._failed = True
            raise
        self._committed |= target
        self._outstanding = {p: waiting for p, waiting in left.items() if waiting}
        self._repeated = {p: [at for at in passed if at >= target.get(p, 0)] for p, passed in self._repeated.items()}
        if self._once is not None:
            self._once.dealt_with(through)

    def _target(self, consumer: GroupConsumer, through: Positions, left: Mapping[Partition, list[int]]) -> dict[Partition, int]:
        """Where the group goes: as far as asked, or, where nothing is left outstanding, to the next record to come."""
        return {p: self._position(consumer, p) for p, waiting in left.items() if not waiting} | {
            p: at for p, at in through.items() if left.get(p)
        }

    def _catch_up(self, consumer: GroupConsumer) -> None:
        """Move the group past the marks that transactions leave behind, so that its lag is what is left to read."""
        if not consumer.is_settled():
            return
        if any(self._repeated.values()):
            self._membership = consumer.membership()
            self.commit({}, [])
        stale = {
            p: at
            for p, was in self._committed.items()
            if not self._outstanding.get(p) and (at := self._position(consumer, p)) > was
        }
        if stale:
            with suppress(Unavailable):  # it loses nothing, and may be too early while others come or go: next time, then
                consumer.commit(stale)
                self._committed |= stale

    def rewind(self, to: Positions) -> None:
        """Hand out from these positions again. After a failed commit the group's own positions count instead."""
        if self._consumer is None or self._failed:
            return
        try:
            for partition, at in to.items():
                self._consumer.seek(partition, at)
        except Unavailable:
            self._failed = True  # then the group's own positions count, which are not past these
            return
        for partition, at in to.items():
            for known in (self._outstanding, self._repeated):
                known[partition] = [handed for handed in known.get(partition, ()) if handed < at]
        if self._once is not None:
            self._once.rewind(to)

    def lag(self) -> int:
        """How many records lie ahead of the group, over all its members; between two commits marks of transactions may count."""
        committed = self._cluster.inquiry.committed([self._group]).get(self._group, {})
        homes = [(topic, number) for topic in self._topics for number in range(self._cluster.layout.partitions(topic))]
        spans = self._cluster.inquiry.spans(homes)
        return sum(max(0, span.end - max(span.first, committed.get(p, 0))) for p, span in spans.items())

    def close(self) -> None:
        """Leave the group, and give the name back."""
        self._leave()
        if self._name is not None:
            self._slots.give_back(self._name)
            self._name = None

    # --- joining and leaving

    def _join(self) -> GroupConsumer:
        self._cluster.layout.ensure(self._topics)
        self._name = self._name or self._slots.take(self._group)
        if self._writer is None:
            self._writer = Writer(self._cluster, self._name, self._group)
        if not self._writer.is_ready:
            self._writer.take_over()
        self._consumer = self._cluster.driver.consumer(self._group, self._topics, self)
        return self._consumer

    def _leave(self) -> None:
        """Let go of everything; what the group has not committed is handed out again, to whomever it then belongs."""
        consumer, self._consumer = self._consumer, None
        writer, self._writer = self._writer, None
        for held in (consumer, writer):
            try:
                if held is not None:
                    held.close()
            except Unavailable as away:
                log.warning("a broker did not hear that we left", stage=self._group, reason=away.reason)
        self._outstanding, self._repeated, self._committed, self._failed, self._apart_since = {}, {}, {}, False, None


def _below(handed_out: Mapping[Partition, Sequence[int]], target: Positions) -> Counter[str]:
    """How many of these records of each topic are dealt with once the group stands there."""
    read: Counter[str] = Counter()
    for (topic, partition), handed in handed_out.items():
        read[topic] += sum(at < target.get((topic, partition), 0) for at in handed)
    return read
