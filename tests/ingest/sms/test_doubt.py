"""A message that is not believed: which mistake explains it, who hears of it, and what becomes of it when parked."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from structlog.testing import capture_logs
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from golddust.events import Feedback
from ingest.sms.read import read
from ingest.sms.twilio.door import twilio_blueprint
from ingest.sms.twilio.options import Options
from ingest.sms.twilio.refused import file_of, refusals_in

TOKEN = "made-up-token"
PUBLIC = "https://feedback.example.com"
ROUTE = "/sms/twilio"
ACCOUNT = "AC" + "1" * 32
TEXT = {
    "MessageSid": "SM" + "1" * 32, "AccountSid": ACCOUNT, "From": "+12025550143", "To": "+12025550100", "Body": "The heel broke",
}  # fmt: skip
COUNTED = "golddust_sms_unverified_total"


def door(house: Any, data: Path | None = None, public: str = PUBLIC, **options: Any) -> FlaskClient:
    settings = Options(account_sid=ACCOUNT, auth_token=TOKEN, **options)
    client: FlaskClient = house.client(twilio_blueprint(settings, public, house.inbox, house.clock, house.metrics, data))
    return client


def post(client: FlaskClient, signed_for: str, token: str = TOKEN, path: str = ROUTE, **given: Any) -> TestResponse:
    fields = {**TEXT, **given.pop("fields", {})}
    headers = {"X-Twilio-Signature": RequestValidator(token).compute_signature(signed_for, fields), **given.pop("headers", {})}
    kind = "application/x-www-form-urlencoded"
    return client.post(path, data=urlencode(fields), headers=headers, content_type=kind, **given)


@pytest.mark.parametrize(
    ("public", "signed_for", "would_match"),
    [
        (PUBLIC, f"http://feedback.example.com{ROUTE}", "scheme"),
        ("http://feedback.example.com", f"{PUBLIC}{ROUTE}", "scheme"),
        ("https://feedback.example.com:8443", f"https://feedback.example.com:443{ROUTE}", "port"),
        (PUBLIC, f"{PUBLIC}{ROUTE}/", "slash"),
        (f"{PUBLIC}/north", f"{PUBLIC}{ROUTE}", "prefix"),
        (f"{PUBLIC}{ROUTE}", f"{PUBLIC}{ROUTE}", "prefix"),
        (f"{PUBLIC}{ROUTE}/status", f"{PUBLIC}{ROUTE}", "prefix"),
        ("http://127.0.0.1:8080", f"{PUBLIC}{ROUTE}", "several"),
    ],
)
def test_the_usual_mistakes_are_named(house: Any, public: str, signed_for: str, would_match: str) -> None:
    with capture_logs() as logs:
        answer = post(door(house, public=public), signed_for, base_url=PUBLIC)
    assert answer.status_code == 403
    assert house.counted(COUNTED, reason="address", would_match=would_match) == 1
    (line,) = [one for one in logs if "would_match" in one]
    assert (line["log_level"], line["would_match"], line["signed_for"]) == ("error", would_match, signed_for)
    assert "public_url" in line["event"]
    assert "2025550143" not in str(logs)


@pytest.mark.parametrize(
    ("headers", "signed_for", "would_match"),
    [
        ({"Host": "other.example.com"}, f"https://other.example.com{ROUTE}", "host"),
        ({"X-Forwarded-Host": "other.example.com, inner"}, f"https://other.example.com{ROUTE}", "host"),
        ({"X-Forwarded-Prefix": "/north/"}, f"{PUBLIC}/north{ROUTE}", "prefix"),
        ({"X-Forwarded-Port": "8443"}, f"https://feedback.example.com:8443{ROUTE}", "port"),
    ],
)
def test_what_the_request_says_of_its_address_is_asked_but_not_believed(
    house: Any, headers: dict[str, str], signed_for: str, would_match: str
) -> None:
    assert post(door(house), signed_for, headers=headers).status_code == 403
    assert house.counted(COUNTED, reason="address", would_match=would_match) == 1


def test_a_query_string_that_a_proxy_took_away_or_added_is_named(house: Any) -> None:
    assert post(door(house), f"{PUBLIC}{ROUTE}", path=f"{ROUTE}?added=1").status_code == 403
    assert house.counted(COUNTED, reason="address", would_match="query") == 1


def test_a_forged_a_foreign_and_an_unsigned_message_are_told_apart(house: Any) -> None:
    client = door(house)
    for given in ({"token": "forged"}, {"token": "theirs", "fields": {"AccountSid": "AC" + "9" * 32}}):
        post(client, f"{PUBLIC}{ROUTE}", **given)
        house.clock.move(timedelta(seconds=2))
    client.post(ROUTE, data=TEXT)
    counted = {reason: house.counted(COUNTED, reason=reason, would_match="nothing") for reason in ("wrong", "account", "missing")}
    assert counted == {"wrong": 1, "account": 1, "missing": 1}


def test_a_flood_of_forgeries_is_searched_once_a_second(house: Any) -> None:
    client = door(house)
    for _ in range(5):
        post(client, f"{PUBLIC}{ROUTE}", "forged")
    assert house.counted(COUNTED, reason="wrong", would_match="nothing") == 1
    assert house.counted(COUNTED, reason="wrong", would_match="unasked") == 4


def test_the_doctors_file_names_the_address_and_holds_nothing_of_a_message(house: Any, tmp_path: Path) -> None:
    notes = file_of(tmp_path)
    client = door(house, tmp_path)
    post(client, f"http://feedback.example.com{ROUTE}")
    noted = refusals_in(notes)
    assert (noted.mismatches, noted.would_match, noted.settled) == (1, "scheme", False)
    assert noted.address == f"http://feedback.example.com{ROUTE}"
    assert b"555" not in notes.read_bytes()
    post(client, f"{PUBLIC}{ROUTE}")
    assert refusals_in(notes).settled
    assert refusals_in(tmp_path / "nothing") == refusals_in(tmp_path)


def test_a_disk_that_cannot_be_written_to_refuses_no_message(house: Any, tmp_path: Path) -> None:
    (tmp_path / "sms").write_text("in the way")
    client = door(house, tmp_path)
    assert post(client, f"http://feedback.example.com{ROUTE}").status_code == 403
    assert post(client, f"{PUBLIC}{ROUTE}").status_code == 200


def parked(house: Any, **given: Any) -> Feedback:
    client = door(house, unverified="park")
    assert post(client, f"http://feedback.example.com{ROUTE}", **given).status_code == 200
    (delivery,) = house.taken()
    return read(delivery)


def test_a_parked_message_is_kept_and_marked(house: Any) -> None:
    feedback = parked(house)
    assert (feedback.text, feedback.suspect, feedback.authentication) == ("The heel broke", True, "unverified")
    assert any("nothing proves" in problem for problem in feedback.problems)
    assert house.counted(COUNTED, reason="address", would_match="scheme") == 1


def test_of_a_parked_message_only_media_at_twilio_are_ever_fetched(house: Any) -> None:
    theirs, twilios = "https://evil.example.com/x", "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1"
    feedback = parked(
        house, fields={"MediaUrl0": theirs, "MediaUrl1": twilios, "MediaUrl2": "https://api.twilio.com.example.com/"}
    )
    assert [medium.url for medium in feedback.attachments] == ["", twilios, ""]


def test_a_status_is_never_parked(house: Any) -> None:
    client = door(house, unverified="park")
    assert post(client, f"http://feedback.example.com{ROUTE}/status", path=f"{ROUTE}/status").status_code == 403


def test_what_was_parked_is_the_same_message_when_it_comes_proven(house: Any) -> None:
    client = door(house, unverified="park")
    post(client, f"http://feedback.example.com{ROUTE}")
    post(client, f"{PUBLIC}{ROUTE}")
    assert len(house.taken()) == 1


def test_without_a_token_nothing_is_parked(house: Any) -> None:
    client = house.client(twilio_blueprint(Options(unverified="park"), PUBLIC, house.inbox, house.clock, house.metrics))
    assert post(client, f"{PUBLIC}{ROUTE}").status_code == 503
    assert house.taken() == []
