"""What lies on a log: entries going in, records coming out, and the words for where they are.

A *topic* is cut into *partitions*; the key of an entry decides its partition, so everything about one customer keeps its
order. A *position* is a number that grows along a partition, not always by one. The position of a group on a partition is
that of **the next record to be read**, so a group that has read nothing stands at 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One record to be appended: where to, under which key, with which headers; `value` is the body's bytes."""

    topic: str
    key: str
    value: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it lies on the log; `appended_at` is in UTC and given by the log."""

    topic: str
    partition: int
    position: int
    key: str
    value: bytes
    headers: Mapping[str, str]
    appended_at: datetime

    @property
    def place(self) -> "Place":
        """Where the record lies, to be named in a dead letter."""
        return Place(self.topic, self.partition, self.position)


@dataclass(frozen=True, slots=True)
class Place:
    """The address of one record on the log."""

    topic: str
    partition: int
    position: int

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}/{self.position}"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many records of one topic one stage has read and written since the log was made.

    `stage` is a consumer group, the name of a copier, or "" for whatever else was appended. Of those read, `repeated` were
    passed over, because their event was dealt with before. Kept in the transactions that move the records themselves, so it
    is exact whatever dies when.
    """

    stage: str
    topic: str
    read: int = 0
    written: int = 0
    repeated: int = 0


Partition = tuple[str, int]
Positions = Mapping[Partition, int]
"""For each (topic, partition), the position of the next record to be read."""
