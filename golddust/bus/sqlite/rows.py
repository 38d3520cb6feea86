"""Rows of the records table, and the records that they are."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from golddust.records import Record

COLUMNS = "t.name, r.partition, r.position, r.key, r.value, r.headers, r.appended_at"
_HEADERS = msgspec.json.Decoder(dict[str, str])
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def record_of(row: Any) -> Record:
    """The record that a row of COLUMNS holds."""
    topic, partition, position, key, value, headers, appended_at = row
    return Record(topic, partition, position, key, value, _HEADERS.decode(headers), moment(appended_at))


def microseconds(time: datetime) -> int:
    """Microseconds since 1970 in UTC."""
    return (time - _EPOCH) // timedelta(microseconds=1)


def moment(microseconds_since: int) -> datetime:
    """The time that so many microseconds since 1970 are, in UTC."""
    return _EPOCH + timedelta(microseconds=microseconds_since)
