"""Records that no program of ours wrote: each is refused with words, none is a bug of whoever reads it."""

from datetime import UTC, datetime

import pytest

from golddust import marks, topics, wire
from golddust.errors import Malformed
from golddust.events import Tagged
from golddust.outcomes import Reject
from golddust.records import Record
from golddust.specimens import SPECIMENS

DEEP = b"[" * 100_000
NOT_READABLE = (b"", b"null", b"{", b"\xff\xfe", DEEP, b'{"a":' * 100_000, b'{"id": "\xff"}', b"NaN")


def record(value: bytes, headers: dict[str, str]) -> Record:
    return Record(topics.TAGGED, 0, 1, "k", value, headers, datetime.now(UTC))


@pytest.mark.parametrize("value", NOT_READABLE)
@pytest.mark.parametrize("event", SPECIMENS, ids=lambda event: type(event).__name__)
def test_what_cannot_be_read_is_malformed(value: bytes, event: object) -> None:
    with pytest.raises(Malformed):
        wire.event(record(value, {"ce_type": wire.FORMS[type(event)].type}))


def test_a_step_is_told_to_reject_what_is_nested_too_deep() -> None:
    deep = b'{"unknown": ' + DEEP
    assert isinstance(wire.read(record(deep, {"ce_type": wire.FORMS[Tagged].type}), Tagged), Reject)


def test_a_mark_that_is_nested_too_deep_is_malformed() -> None:
    with pytest.raises(Malformed):
        marks.outcome_of(record(b"{}", {marks.OUTCOME: '{"unknown": ' + DEEP.decode()}))
