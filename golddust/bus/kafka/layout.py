"""The topics on the cluster: what each is made like, and how many partitions it has."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol

from golddust import topics
from golddust.bus.kafka.options import WIRE_ROOM, KafkaOptions
from golddust.bus.kafka.rows import Outgoing, outgoing, size_of
from golddust.bus.partitions import partition_of
from golddust.errors import TooLarge, Unavailable
from golddust.records import Entry

LEDGER = "golddust.ledger"
"""Internal, compacted: for each writer what it has read and written, and how far it came; for copiers likewise. Key: its name."""
SEEN = "golddust.seen."
"""Internal: prefix of one topic a stage, with the ids that it has dealt with. Key: that of one of their records."""
SEEN_FOR = timedelta(hours=25)
"""How long the ids are remembered at least: longer than a provider goes on with its retries."""
AGAIN_PARTITIONS = 1
"""Of what a stage is told to try again, which is little, and seldom. A group shares out partitions by their number, whatever lies
on them: were there as many idle ones as busy ones, the second worker of a stage would get the idle ones, and nothing to do.
"""
LONGEST_SEGMENT = timedelta(days=1)
"""A segment is deleted when its newest record is too old: its oldest one lives longer by what a segment spans."""
LATER = timedelta(days=1)
"""By so much brokers keep parked copies longer: by then the letters were counted as dropped."""
KEEPING = ("cleanup.policy", "retention.ms", "segment.ms", "delete.retention.ms")
"""The settings that say how long a topic keeps its records."""
FOREVER = {"cleanup.policy": "delete", "retention.ms": "-1"}
COMPACTED = {
    "cleanup.policy": "compact",
    "segment.ms": "60000",
    "segment.bytes": str(1 << 20),
    "min.cleanable.dirty.ratio": "0.1",
    "max.compaction.lag.ms": "3600000",  # what was written over is gone within the hour, and not when enough has gathered
}
MARKERS_KEPT = {"delete.retention.ms": "60000"}
"""What says that a transaction was ended goes with the last of its records, not a day later: each page of the ledger had one."""


class Layout:
    """What topics there are, asked of the cluster once and made where missing. Threads may share it."""

    def __init__(self, options: KafkaOptions, ask: "Asks") -> None:
        self._options = options
        self._ask = ask
        self._partitions: dict[str, int] = {}
        self._lock = threading.Lock()

    def ensure(self, names: Iterable[str]) -> None:
        """See that these topics are there. Raises Unavailable, with words when they must be made by hand."""
        if missing := [name for name in names if name not in self._partitions]:
            with self._lock:
                self._learn(missing)

    def check(self, names: Sequence[str]) -> None:
        """Ask the cluster, and make nothing. Raises Unavailable when it is away, or lacks topics that must be made by hand."""
        known = self._ask.partitions(names)
        if missing := [name for name in names if name not in known]:
            self._may_make(missing)

    def _may_make(self, missing: Sequence[str]) -> None:
        if not self._options.create_topics:
            raise Unavailable(f"the topics {', '.join(missing)} are missing, and [log] create_topics is off: create them")

    def partitions(self, topic: str) -> int:
        """How many partitions the topic has."""
        if topic not in self._partitions:
            self.ensure([topic])
        return self._partitions[topic]

    def outgoing(self, entries: Iterable[Entry]) -> list[Outgoing]:
        """The entries, each for its partition. Raises TooLarge, naming the topic and the limit."""
        made = []
        for entry in entries:
            partition = partition_of(entry.key, self.partitions(entry.topic))
            record = outgoing(entry, self._options.physical(entry.topic), partition)
            if size_of(record) > self.limit(entry.topic):
                raise TooLarge(f"a record for {entry.topic} has more than the {self.limit(entry.topic)} bytes that the log takes")
            made.append(record)
        return made

    def limit(self, topic: str) -> int:
        """How many bytes a record of the topic may have."""
        return _limit(self._options, topic)

    def _learn(self, names: list[str]) -> None:
        known = self._ask.partitions(names)
        if missing := [name for name in names if name not in known]:
            self._may_make(missing)
            self._ask.create({name: made_like(self._options, name) for name in missing})
            known |= self._ask.partitions(missing)
        if unborn := [name for name in names if name not in known]:
            raise Unavailable(f"Kafka is still making the topics {', '.join(unborn)}", retry_after=1)
        self._partitions |= known


def made_like(options: KafkaOptions, topic: str) -> dict[str, Any]:
    """How the topic is made where it is missing: its partitions, its copies, and its settings as Kafka writes them."""
    room = {
        "max.message.bytes": str(_limit(options, topic) + WIRE_ROOM),
        "min.insync.replicas": str(max(1, options.replication - 1)),
        "message.timestamp.type": "LogAppendTime",
    }
    return {
        "num_partitions": AGAIN_PARTITIONS if topic.startswith(topics.AGAIN) else options.partitions,
        "replication_factor": options.replication,
        "configs": {**room, **_kept(options, topic)},
    }


def _limit(options: KafkaOptions, topic: str) -> int:
    raw = topic in (topics.INTAKE, topics.again("receive"), topics.PARKED)
    return options.intake_limit if raw else options.record_limit


def _kept(options: KafkaOptions, topic: str) -> Mapping[str, str]:
    """How long the topic keeps its records, as Kafka writes it."""
    if topic == LEDGER:
        return COMPACTED | MARKERS_KEPT
    keep = SEEN_FOR if topic.startswith(SEEN) else options.kept.of(topic)
    if topic == topics.PARKED:  # compaction alone leaves the last copy of a partition where it is until another comes
        return COMPACTED if keep is None else COMPACTED | {"cleanup.policy": "compact,delete", "retention.ms": _ms(keep + LATER)}
    if keep is None:
        return FOREVER
    return {"cleanup.policy": "delete", "retention.ms": _ms(keep), "segment.ms": _ms(min(LONGEST_SEGMENT, keep / 4))}


def kept_otherwise(options: KafkaOptions, topic: str, has: Mapping[str, str]) -> dict[str, str]:
    """Which of these settings should be other ones, and what. A segment may be shorter than ours."""
    wrong = {name: value for name, value in _kept(options, topic).items() if name in KEEPING and has.get(name) != value}
    if "segment.ms" in wrong and int(has.get("segment.ms", 1 << 62)) < int(wrong["segment.ms"]):
        del wrong["segment.ms"]
    return wrong


def _ms(time: timedelta) -> str:
    return str(int(time.total_seconds() * 1000))


class Asks(Protocol):
    """What the layout needs of a connection; see `inquiry.Inquiry`."""

    def partitions(self, names: Iterable[str]) -> dict[str, int]:
        """How many partitions each topic has; those that are not there are left out."""

    def create(self, wanted: Mapping[str, Mapping[str, Any]]) -> None:
        """Make these topics; one that is there already is left as it is."""
