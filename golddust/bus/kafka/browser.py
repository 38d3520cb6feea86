"""A reader without a group: looks at a topic, and moves nobody."""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kafka import TopicPartition

from golddust.bus.kafka.clients import let_go_of
from golddust.bus.kafka.edge import translated
from golddust.bus.kafka.inquiry import Inquiry
from golddust.bus.kafka.options import ANSWER_WITHIN
from golddust.bus.kafka.rows import record_of
from golddust.errors import Unavailable
from golddust.records import Entry, Partition, Positions, Record

POLL_SECONDS = 0.1
OPEN_AT_MOST = 20.0
"""Seconds after which a transaction of ours has been ended by its broker, whatever became of its writer."""


class KafkaBrowser:
    """A `Reader` that cannot commit. It stands where it was told to when it was made, in all partitions of one topic."""

    def __init__(
        self,
        inquiry: Inquiry,
        topic: str,
        partitions: int,
        prefix: str,
        start: Mapping[Partition, int],
        end: Mapping[Partition, int] | None = None,
    ) -> None:
        self._end = end
        self._inquiry = inquiry
        self._topic = topic
        self._homes = [(topic, number) for number in range(partitions)]
        self._cut = len(prefix)
        self._consumer: Any = inquiry.browser()
        with translated():
            self._consumer.assign([TopicPartition(prefix + topic, number) for number in range(partitions)])
            for (_, number), at in start.items():
                self._consumer.seek(TopicPartition(prefix + topic, number), at)
        self._prefix = prefix

    def read(self, limit: int, wait: float, without: frozenset[Partition] = frozenset()) -> list[Record]:
        """The next records, in the order of their time within what came together; [] when there are none after `wait` seconds.

        It may take longer than `wait` to learn that there are none. Raises Unavailable, also when what is there cannot be read to
        its end: a client whose broker is gone reads nothing and says nothing, which must not be taken for the end.
        """
        del without  # nobody holds anything back here
        deadline = time.monotonic() + wait
        ends = self._end
        while True:
            with translated():
                batches = self._consumer.poll(timeout_ms=int(POLL_SECONDS * 1000), max_records=limit)
            found = self._wanted([self._record(r) for batch in batches.values() for r in batch])
            if found:
                return sorted(found, key=lambda r: r.appended_at)
            if ends is None:
                ends = {p: span.end for p, span in self._inquiry.spans(self._homes).items()}
            late = time.monotonic() - deadline
            if late >= 0 and self._is_at(ends):
                return []
            if late > OPEN_AT_MOST:
                raise Unavailable(f"Kafka is away: {self._topic} could not be read to its end", retry_after=5)

    def _wanted(self, found: list[Record]) -> list[Record]:
        """Those before the end, where there is one; partitions that are through hand out no more."""
        if self._end is None:
            return found
        through = [p for p, end in self._end.items() if (self._position(p) or 0) >= end]
        self._consumer.pause(*(TopicPartition(self._prefix + topic, number) for topic, number in through))
        return [r for r in found if r.position < self._end[r.topic, r.partition]]

    def _is_at(self, ends: Mapping[Partition, int]) -> bool:
        return all((self._position(p) or 0) >= end for p, end in ends.items())

    def _position(self, partition: Partition) -> int | None:
        place = TopicPartition(self._prefix + partition[0], partition[1])
        with translated():
            position: int | None = self._consumer.position(place, timeout_ms=int(ANSWER_WITHIN * 1000))
        return position

    def _record(self, r: Any) -> Record:
        return record_of(r.topic[self._cut :], r.partition, r.offset, r.key, r.value, r.headers, r.timestamp)

    def commit(self, through: Positions, outputs: Sequence[Entry]) -> None:
        """Not for a reader without a group."""
        del through, outputs
        raise AssertionError("a reader without a group cannot commit")

    def rewind(self, to: Positions) -> None:
        """Hand out from these positions again."""
        for (topic, number), at in to.items():
            self._consumer.seek(TopicPartition(self._prefix + topic, number), at)

    def lag(self) -> int:
        """How far the end is."""
        ends = self._end or {p: span.end for p, span in self._inquiry.spans(self._homes).items()}
        return sum(max(0, end - (self._position(p) or 0)) for p, end in ends.items())

    def close(self) -> None:
        """Let go of the connection."""
        with translated():
            let_go_of(self._consumer, 1)


def last(inquiry: Inquiry, homes: Sequence[Partition], count: int) -> dict[Partition, int]:
    """Where to begin so that the last so many records of the partitions come, by their time."""
    spans = inquiry.spans(homes)
    end = {p: span.end for p, span in spans.items()}
    reach = 2 * count + 2
    while True:
        start = {p: max(span.first, span.end - reach) for p, span in spans.items()}
        found = inquiry.read(start, end) if count else []
        if len(found) >= count or all(at == spans[p].first for p, at in start.items()):
            break
        reach *= 4
    wanted = sorted(found, key=lambda r: (r.appended_at, r.partition, r.position))[max(0, len(found) - count) :]
    first = dict(end)
    for record in reversed(wanted):
        first[record.topic, record.partition] = record.position
    return first


def since(inquiry: Inquiry, homes: Sequence[Partition], time_of_first: datetime) -> dict[Partition, int]:
    """Where to begin so that what was appended since that time comes."""
    end = {p: span.end for p, span in inquiry.spans(homes).items()}
    return end | inquiry.positions_at(homes, time_of_first)
