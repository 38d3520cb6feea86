"""What became of a text that we sent: proven, durable before it is answered, and an event of its own."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from structlog.testing import capture_logs
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from golddust import topics, wire
from golddust.events import Delivery, ReplyStatus
from golddust.identity import Keys, derived_id
from golddust.outcomes import Done, Reject
from golddust.ports import Originals
from golddust.records import Record
from ingest.inbox import new_delivery
from ingest.receive import receive_step
from ingest.sms.read import read as read_sms
from ingest.sms.twilio.door import twilio_blueprint
from ingest.sms.twilio.options import Options
from ingest.sms.twilio.ours import Reached
from ingest.sms.twilio.status import KIND
from sinks.originals.memory import MemoryOriginals
from tests.ingest.conftest import AwayInbox

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TOKEN = "made-up-token"
PUBLIC = "https://feedback.example.com"
REPLY = derived_id("reply", "a")
PATH = f"/sms/twilio/status?reply={REPLY}"
SID = "SM" + "1" * 32
DELIVERED = {"MessageSid": SID, "MessageStatus": "delivered", "To": "+12025550143", "From": "+12025550100"}
UNDELIVERED = DELIVERED | {"MessageStatus": "undelivered", "ErrorCode": "30005"}


@pytest.fixture
def door(house: Any) -> FlaskClient:
    return house.client(twilio_blueprint(Options(auth_token=TOKEN), PUBLIC, house.inbox, house.clock, house.metrics))


def post(door: FlaskClient, fields: dict[str, str], path: str = PATH, signed_for: str = "") -> TestResponse:
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC + (signed_for or path), fields)
    form = {"headers": {"X-Twilio-Signature": signature}, "content_type": "application/x-www-form-urlencoded"}
    return door.post(path, data=urlencode(fields), **form)


def event_of(delivery: Delivery) -> ReplyStatus:
    """The one event that comes of it."""
    (done,) = receive(delivery)
    assert isinstance(done, Done)
    (entry,) = done.outputs
    assert entry.topic == topics.STATUSES
    return wire.event_of(Record(entry.topic, 0, 0, entry.key, entry.value, entry.headers, delivery.received_at), ReplyStatus)


class Shelf(MemoryOriginals):
    """One that can be looked through."""

    def everything(self) -> list[bytes]:
        return list(self._kept.values())


def receive(*deliveries: Delivery, originals: Originals | None = None) -> Any:
    step = receive_step({"sms": read_sms}, originals or MemoryOriginals(), Keys(b"p" * 32, b"l" * 32, b"o" * 32))
    entries = [(wire.delivery_entry(one), one.received_at) for one in deliveries]
    return step([Record(e.topic, 0, at, e.key, e.value, e.headers, when) for at, (e, when) in enumerate(entries)])


def test_a_final_status_is_durable_before_it_is_answered(door: FlaskClient, house: Any) -> None:
    assert post(door, UNDELIVERED).status_code == 204
    (delivery,) = house.taken()
    status = event_of(delivery)
    assert (status.reply, status.provider, status.provider_id) == (REPLY, "twilio", SID)
    assert (status.status, status.code, status.id) == ("undelivered", "30005", delivery.id)


@pytest.mark.parametrize("status", ["delivered", "read", "undelivered", "failed"])
def test_each_final_status_travels(door: FlaskClient, house: Any, status: str) -> None:
    post(door, DELIVERED | {"MessageStatus": status})
    (delivery,) = house.taken()
    assert event_of(delivery).status == status


@pytest.mark.parametrize("status", ["queued", "sending", "sent", "accepted", "teleported", ""])
def test_a_status_on_the_way_is_counted_only(door: FlaskClient, house: Any, status: str) -> None:
    assert post(door, DELIVERED | {"MessageStatus": status}).status_code == 204
    assert house.taken() == []


@pytest.mark.parametrize("query", ["", "?reply=", "?reply=x", "?reply=" + "A" * 26, f"?reply={REPLY}%0a", f"?other={REPLY}"])
def test_a_status_of_no_reply_of_ours_is_counted_only(door: FlaskClient, house: Any, query: str) -> None:
    assert post(door, DELIVERED, "/sms/twilio/status" + query).status_code == 204
    assert house.taken() == []


@pytest.mark.parametrize("status", ["queued", "sent", "delivered", "failed", "read", "teleported"])
def test_a_status_where_messages_belong_is_no_customers_message(house: Any, tmp_path: Path, status: str) -> None:
    options = Options(auth_token=TOKEN, unverified="park")
    door = house.client(twilio_blueprint(options, PUBLIC, house.inbox, house.clock, house.metrics, tmp_path))
    with capture_logs() as logs:
        assert post(door, DELIVERED | {"MessageStatus": status}, "/sms/twilio").status_code == 204
        assert post(door, DELIVERED | {"MessageStatus": status}, "/sms/twilio", signed_for="/x").status_code == 403
    assert house.taken() == []
    assert DELIVERED["To"] not in Reached(tmp_path)
    assert any("status callback" in line["event"] for line in logs)
    assert "2025550143" not in str(logs)


def test_a_message_where_statuses_belong_is_taken_in(door: FlaskClient, house: Any) -> None:
    text = {"MessageSid": SID, "SmsStatus": "received", "From": "+12025550143", "To": "+12025550100", "Body": "The heel broke"}
    assert post(door, text, "/sms/twilio/status").status_code == 200
    assert [read_sms(one).text for one in house.taken()] == ["The heel broke"]


def test_a_status_may_come_as_json(door: FlaskClient, house: Any) -> None:
    body = json.dumps(DELIVERED)
    path = f"{PATH}&bodySHA256={hashlib.sha256(body.encode()).hexdigest()}"
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC + path, {})
    headers = {"X-Twilio-Signature": signature}
    assert door.post(path, data=body, headers=headers, content_type="application/json").status_code == 204
    (delivery,) = house.taken()
    assert (event_of(delivery).status, event_of(delivery).provider_id) == ("delivered", SID)


def test_nobody_can_name_another_reply_than_the_one_that_was_signed(door: FlaskClient, house: Any) -> None:
    other = derived_id("reply", "b")
    assert post(door, DELIVERED, f"/sms/twilio/status?reply={other}", signed_for=PATH).status_code == 403
    assert post(door, DELIVERED, PATH, signed_for="/sms/twilio/status").status_code == 403
    assert house.taken() == []


def test_told_twice_it_is_taken_in_once_and_another_status_beside_it(door: FlaskClient, house: Any) -> None:
    for fields in (DELIVERED, DELIVERED, DELIVERED | {"MessageStatus": "read"}, DELIVERED):
        assert post(door, fields).status_code == 204
    assert [event_of(one).status for one in house.taken()] == ["delivered", "read"]
    assert not any(one.reused for one in house.taken())


def test_while_nothing_can_be_kept_twilio_is_asked_to_tell_again(house: Any) -> None:
    door = house.client(twilio_blueprint(Options(auth_token=TOKEN), PUBLIC, AwayInbox(), house.clock, house.metrics))
    answer = post(door, DELIVERED)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")


def test_a_batch_of_messages_and_statuses_keeps_its_order_and_no_original_of_a_status() -> None:
    def made(kind: str, number: int) -> Delivery:
        fields = DELIVERED if kind == "status" else {"MessageSid": f"{SID}{number}", "From": "+12025550143", "Body": "late"}
        facts = {"kind": KIND, "reply": REPLY} if kind == "status" else {}
        posted = urlencode(fields | {"n": str(number)}).encode()
        return new_delivery("sms", "x", f"{kind}{number}", posted, posted, NOON, "s", facts)

    originals = Shelf()
    kinds = ["status", "message", "message", "status", "message"]
    outcomes = receive(*(made(kind, at) for at, kind in enumerate(kinds)), originals=originals)
    topics_of = [done.outputs[0].topic for done in outcomes]
    assert topics_of == [topics.STATUSES if kind == "status" else topics.RECEIVED for kind in kinds]
    assert [done.outputs[0].headers["ce_id"] for done in outcomes] == [made(k, at).id for at, k in enumerate(kinds)]
    assert sum(b"MessageStatus" in kept for kept in originals.everything()) == 0


def test_a_status_that_is_none_becomes_a_dead_letter() -> None:
    posted = b"MessageStatus=queued"
    bad = new_delivery("sms", "twilio", "x", posted, posted, NOON, "s", {"kind": KIND, "reply": REPLY})
    (outcome,) = receive(bad)
    assert isinstance(outcome, Reject)
