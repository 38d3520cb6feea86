"""Entries to Kafka records and back. A foreign producer may have written anything: no bytes make this fail."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from golddust.records import Entry, Record

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Headers = Sequence[tuple[str, bytes | None]]


class Outgoing(NamedTuple):
    """An entry ready for a producer; `topic` is its name on the cluster."""

    topic: str
    partition: int
    key: bytes
    value: bytes
    headers: list[tuple[str, bytes]]


def outgoing(entry: Entry, topic: str, partition: int) -> Outgoing:
    """The entry for that partition of that topic of the cluster."""
    headers = [(name, value.encode("utf-8", "surrogateescape")) for name, value in entry.headers.items()]
    return Outgoing(topic, partition, entry.key.encode("utf-8", "surrogateescape"), entry.value, headers)


def size_of(record: Outgoing) -> int:
    """About how many bytes it takes on the wire."""
    return len(record.key) + len(record.value) + sum([len(n) + len(v) + 8 for n, v in record.headers]) + 100


def record_of(
    topic: str, partition: int, position: int, key: bytes | None, value: bytes | None, headers: Headers, milliseconds: int
) -> Record:
    """What lies at that place. Bytes that are no UTF-8 are kept as surrogates; a missing key or value is an empty one."""
    return Record(
        topic,
        partition,
        position,
        (key or b"").decode("utf-8", "surrogateescape"),
        value or b"",
        {name: (content or b"").decode("utf-8", "surrogateescape") for name, content in headers},
        datetime.fromtimestamp(max(0, milliseconds) / 1000, UTC),
    )


def milliseconds(time: datetime) -> int:
    """Milliseconds since 1970 in UTC, not before it."""
    return max(0, (time - _EPOCH) // timedelta(milliseconds=1))
