"""What a number of ours stands for travels with each message to it."""

import hashlib
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from pydantic import ValidationError
from twilio.request_validator import RequestValidator

from golddust.errors import Malformed
from golddust.events import Feedback
from ingest.sms.read import read
from ingest.sms.twilio.door import twilio_blueprint
from ingest.sms.twilio.options import Options

TOKEN = "made-up-token"
PUBLIC = "https://feedback.example.com"
SERVICE = "MG" + "a" * 32
NUMBERS = {
    "+12025550100": {"account": "north", "brand": "north", "language": "de"},
    "whatsapp:+12025550100": {"store": "online"},
    "whatsapp:*": {"campaign": "spring"},
    SERVICE: {"brand": "any", "topic": "delivery"},
}


def taken_in(house: Any, fields: dict[str, str], kind: str = "form") -> Feedback:
    options = Options(auth_token=TOKEN, numbers=NUMBERS)
    client = house.client(twilio_blueprint(options, PUBLIC, house.inbox, house.clock, house.metrics))
    given = {"MessageSid": "SM" + "1" * 32, "From": "+12025550143", "To": "+12025550100", "Body": "Hallo", **fields}
    body, path, signed = json.dumps(given), "/sms/twilio", {}
    if kind == "form":
        body, signed = urlencode(given), given
    else:
        path += f"?bodySHA256={hashlib.sha256(body.encode()).hexdigest()}"
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC + path, signed)
    content_type = "application/json" if kind == "json" else "application/x-www-form-urlencoded"
    headers = {"X-Twilio-Signature": signature}
    assert client.post(path, data=body, headers=headers, content_type=content_type).status_code == 200
    return read(house.taken()[-1])


def test_the_labels_of_the_number_reached_travel_and_its_language_is_the_messages(house: Any) -> None:
    feedback = taken_in(house, {})
    assert feedback.labels == {"alias": "+12025550100", "brand": "north", "language": "de"}
    assert feedback.language == "de"


def test_what_is_nearer_to_the_number_counts_more(house: Any) -> None:
    fields = {"From": "whatsapp:+12025550143", "To": "whatsapp:+12025550100", "MessagingServiceSid": SERVICE, "FromCountry": "US"}
    labels = taken_in(house, fields).labels
    alias = f"{SERVICE.lower()} +12025550100 whatsapp:* whatsapp:+12025550100"
    assert labels.pop("alias") == alias
    own = {"brand": "north", "topic": "delivery", "language": "de"}
    assert labels == {**own, "store": "online", "campaign": "spring", "country": "US"}


@pytest.mark.parametrize("fields", [{"To": "+12025550199"}, {"To": ""}, {"To": "", "MessagingServiceSid": "MG" + "9" * 32}])
def test_a_number_or_a_service_that_is_in_no_table_is_taken_in_without_labels(house: Any, fields: dict[str, str]) -> None:
    assert taken_in(house, fields).labels == {}


def test_a_message_may_come_as_json(house: Any) -> None:
    feedback = taken_in(house, {"Body": "Größe \ud83d passt \U0001f600", "ButtonPayload": "x"}, "json")
    assert (feedback.text, feedback.labels["choice"]) == ("Größe \ufffd passt \U0001f600", "x")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"MessageSid": 1}', b"[" * 100_000])
def test_json_that_is_no_message_is_refused_and_not_a_fault(house: Any, body: bytes) -> None:
    client = house.client(twilio_blueprint(Options(auth_token=TOKEN), PUBLIC, house.inbox, house.clock, house.metrics))
    assert client.post("/sms/twilio", data=body, content_type="application/json").status_code in (400, 403)


def test_a_provider_that_is_ours_no_more_is_a_dead_letter(delivered: Any) -> None:
    with pytest.raises(Malformed, match="provider"):
        read(delivered("sms", b"MessageSid=SM1", facts=[("provider", "pigeons")]))


@pytest.mark.parametrize("written", [SERVICE, "whatsapp:*", "+1202*", "74454", "Example", "whatsapp:+12025550100"])
def test_what_is_no_number_or_written_as_twilio_does_stays(written: str) -> None:
    assert list(Options(numbers={written: {"brand": "x"}}).numbers) == [written]
    assert Options(from_number=written).from_number == written


@pytest.mark.parametrize(
    "given",
    [
        {"numbers": {"+12025550100": {"language": "German"}}},
        {"numbers": {"+12025550100": {}}},
        {"numbers": {"*": {"Brand": "x"}}},
        {"numbers": {"+12025550100": {"brand": "x"}, "+1 202 555 0100": {"brand": "y"}}},
        {"urls": ["feedback.example.com"]},
        {"urls": ["https://feedback.example.com/?a=1"]},
        {"unverified": "accept"},
        {"catch_up_hours": -1},
    ],
)
def test_settings_that_cannot_be_meant_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Options(**given)
