import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golddust.errors import Malformed
from golddust.events import Delivery
from ingest.fields import MOST_FIELDS, fields_of
from ingest.sms.read import read
from ingest.sms.twilio.message import message_of

CORPUS = Path(__file__).parents[2] / "corpus" / "sms"
MESSAGES = sorted(CORPUS.glob("*.form"))


@pytest.mark.parametrize("posted", MESSAGES, ids=lambda path: path.stem)
def test_a_posted_message_is_read_as_expected(posted: Path, delivered: Callable[..., Delivery]) -> None:
    expected = json.loads(posted.with_suffix(".json").read_text())
    feedback = msgspec.json.decode(msgspec.json.encode(read(delivered("sms", posted.read_bytes()))))
    assert {name: feedback[name] for name in expected} == expected


@pytest.mark.parametrize("posted", MESSAGES, ids=lambda path: path.stem)
def test_reading_again_says_the_same(posted: Path, delivered: Callable[..., Delivery]) -> None:
    delivery = delivered("sms", posted.read_bytes())
    assert read(delivery) == read(delivery)


def test_a_call_is_no_message(delivered: Callable[..., Delivery]) -> None:
    with pytest.raises(Malformed, match="MessageSid"):
        read(delivered("sms", b"CallSid=CA1&From=%2B12025550143"))


def test_a_flood_of_fields_is_refused() -> None:
    with pytest.raises(Malformed):
        fields_of(b"a=1&" * (MOST_FIELDS + 1))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    fields = fields_of(b"MessageSid=SM1&" + body)
    assert message_of(fields).said
