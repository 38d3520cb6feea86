"""`golddust tail`: what is on a topic."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from golddust.ports import Log
from golddust.records import Record
from golddust.wire import UNREADABLE

PAGE = 500


def records(log: Log, topic: str, last: int | None, limit: int | None, *, follow: bool) -> Iterator[Record]:
    """The records of a topic, from the first (`last` None) or the last so many, at most `limit`; then on as they come."""
    reader = log.browse(topic, last, until_now=not follow)
    left = limit
    try:
        while left is None or left > 0:
            page = reader.read(PAGE if left is None else min(PAGE, left), wait=0.5 if follow else 0.0)
            if not page and not follow:
                return
            yield from page
            left = None if left is None else left - len(page)
    finally:
        reader.close()


def as_json(record: Record) -> Mapping[str, Any]:
    """A record as one JSON object: its place, its headers, and its value decoded where it is JSON."""
    return {
        "topic": record.topic,
        "partition": record.partition,
        "position": record.position,
        "key": record.key,
        "appended_at": record.appended_at,
        "headers": dict(record.headers),
        "value": _value(record),
    }


def _value(record: Record) -> Any:
    if record.headers.get("content-type") != "application/json":
        return f"({len(record.value)} bytes)"
    try:
        return msgspec.json.decode(record.value)
    except UNREADABLE:
        return f"({len(record.value)} bytes that are no JSON)"
