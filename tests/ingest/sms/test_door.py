from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from structlog.testing import capture_logs
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from ingest.sms.twilio.door import BODY_LIMIT, twilio_blueprint
from ingest.sms.twilio.options import Options

TOKEN = "made-up-token"
OLD_TOKEN = "made-up-older-token"
PUBLIC = "https://feedback.example.com"
SID = "SM" + "1" * 32
TEXT = {"MessageSid": SID, "From": "+12025550143", "To": "+12025550100", "Body": "The heel broke", "NumMedia": "0"}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def door(house: Any) -> FlaskClient:
    return house.client(twilio_blueprint(Options(auth_token=TOKEN), PUBLIC, house.inbox, house.clock, house.metrics))


def signed(url: str, fields: dict[str, str], token: str = TOKEN) -> dict[str, str]:
    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(url, fields)}


def post(door: FlaskClient, fields: dict[str, str], path: str = "/sms/twilio", **differing: Any) -> TestResponse:
    headers = differing.pop("headers", None) or signed(PUBLIC + path, fields)
    return door.post(path, data=urlencode(fields), headers=headers, content_type=FORM, **differing)


def test_a_signed_message_is_taken_in_and_answered_with_empty_twiml(door: FlaskClient, house: Any) -> None:
    answer = post(door, TEXT)
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert answer.text == '<?xml version="1.0" encoding="UTF-8"?><Response />'
    (delivery,) = house.taken()
    assert (delivery.channel, delivery.source, delivery.external_id) == ("sms", "+12025550100", SID)
    assert delivery.original == urlencode(TEXT).encode()


def test_a_retry_of_twilios_changes_nothing(door: FlaskClient, house: Any) -> None:
    assert [post(door, TEXT).status_code for _ in range(3)] == [200, 200, 200]
    assert len(house.taken()) == 1


def test_a_sid_used_again_with_other_words_is_kept_and_marked(door: FlaskClient, house: Any) -> None:
    post(door, TEXT)
    post(door, {**TEXT, "Body": "Something else"})
    assert [delivery.reused for delivery in house.taken()] == [False, True]


def test_a_message_of_pictures_alone_is_taken_in(door: FlaskClient, house: Any) -> None:
    media = {f"MediaUrl{n}": f"https://media.example.com/{n}" for n in range(3)}
    assert post(door, {**TEXT, "Body": "", "NumMedia": "3", **media}).status_code == 200
    assert len(house.taken()) == 1


def test_a_message_without_anything_is_taken_in(door: FlaskClient, house: Any) -> None:
    assert post(door, {**TEXT, "Body": ""}).status_code == 200
    assert len(house.taken()) == 1


def test_a_number_of_an_unknown_messaging_service_is_taken_in(door: FlaskClient) -> None:
    assert post(door, {**TEXT, "MessagingServiceSid": "MG" + "9" * 32}).status_code == 200


def test_a_forged_signature_is_refused_and_tells_nothing(door: FlaskClient, house: Any) -> None:
    with capture_logs() as logs:
        answer = post(door, TEXT, headers=signed(PUBLIC + "/sms/twilio", TEXT, "another-token"))
    assert answer.status_code == 403
    assert answer.json == {
        "type": "about:blank", "title": "Forbidden", "status": 403, "detail": "the signature does not match",
    }  # fmt: skip
    assert house.taken() == []
    assert house.counted("golddust_refusals_total", channel="sms", reason="unauthentic") == 1
    assert logs[0]["checked_for"] == PUBLIC + "/sms/twilio"
    assert "2025550143" not in str(logs)


@pytest.mark.parametrize("given", ["", "short", "é", "A" * 5000, "0/KCTR6DLpKmkAf8muzZqo1nDgQ="])
def test_odd_signatures_are_refused(door: FlaskClient, given: str) -> None:
    assert post(door, TEXT, headers={"X-Twilio-Signature": given.encode().decode("latin-1")}).status_code == 403


def test_no_signature_is_refused(door: FlaskClient) -> None:
    assert door.post("/sms/twilio", data=TEXT).status_code == 403


@pytest.mark.parametrize(
    "change",
    [{"Body": "The heel is fine"}, {"From": "+12025550199"}, {"Extra": "1"}, {"MessageSid": "SM" + "2" * 32}],
)
def test_a_changed_message_is_refused(door: FlaskClient, change: dict[str, str]) -> None:
    assert post(door, {**TEXT, **change}, headers=signed(PUBLIC + "/sms/twilio", TEXT)).status_code == 403


def test_a_truncated_body_is_refused(door: FlaskClient, house: Any) -> None:
    headers = signed(PUBLIC + "/sms/twilio", TEXT)
    whole = urlencode(TEXT)
    for length in (0, 10, len(whole) // 2, len(whole) - 1):
        assert door.post("/sms/twilio", data=whole[:length], headers=headers, content_type=FORM).status_code == 403
    assert house.taken() == []


def test_reordered_parameters_are_the_same_message(door: FlaskClient, house: Any) -> None:
    post(door, TEXT)
    assert post(door, dict(reversed(TEXT.items()))).status_code == 200
    assert len(house.taken()) == 1


def test_a_doubled_parameter_with_other_words_breaks_the_signature(door: FlaskClient) -> None:
    headers = signed(PUBLIC + "/sms/twilio", TEXT)
    body = urlencode(TEXT) + "&Body=Something+else"
    assert door.post("/sms/twilio", data=body, headers=headers, content_type=FORM).status_code == 403


def test_a_doubled_parameter_with_the_same_words_is_the_same_message(door: FlaskClient, house: Any) -> None:
    headers = signed(PUBLIC + "/sms/twilio", TEXT)
    post(door, TEXT)
    body = urlencode(TEXT) + "&Body=The+heel+broke"
    assert door.post("/sms/twilio", data=body, headers=headers, content_type=FORM).status_code == 200
    assert len(house.taken()) == 1


@pytest.mark.parametrize("address", ["http://10.0.0.7:8080", "http://localhost", "https://other.example.com"])
def test_what_the_request_says_of_its_own_address_does_not_matter(door: FlaskClient, address: str) -> None:
    headers = {**signed(PUBLIC + "/sms/twilio", TEXT), "X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example.com"}
    assert post(door, TEXT, headers=headers, base_url=address).status_code == 200


def test_signed_for_another_address_is_refused_though_the_request_came_there(door: FlaskClient) -> None:
    headers = signed("https://evil.example.com/sms/twilio", TEXT)
    assert post(door, TEXT, headers=headers, base_url="https://evil.example.com").status_code == 403


@pytest.mark.parametrize(
    ("public", "signed_for"),
    [
        ("https://feedback.example.com", "https://feedback.example.com:443"),
        ("https://feedback.example.com:443", "https://feedback.example.com"),
        ("https://feedback.example.com:8443", "https://feedback.example.com:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("https://feedback.example.com/", "https://feedback.example.com"),
        ("https://example.com/feedback", "https://example.com/feedback"),
    ],
)
def test_ports_and_paths_in_the_public_address(house: Any, public: str, signed_for: str) -> None:
    blueprint = twilio_blueprint(Options(auth_token=TOKEN), public, house.inbox, house.clock, house.metrics)
    headers = signed(signed_for + "/sms/twilio", TEXT)
    assert post(house.client(blueprint), TEXT, headers=headers).status_code == 200


def test_http_is_not_https(door: FlaskClient) -> None:
    assert post(door, TEXT, headers=signed("http://feedback.example.com/sms/twilio", TEXT)).status_code == 403


def test_the_query_string_is_signed_too(door: FlaskClient) -> None:
    path = "/sms/twilio?store=oak%20street&x="
    assert post(door, TEXT, path).status_code == 200
    assert post(door, TEXT, "/sms/twilio?store=elm", headers=signed(PUBLIC + path, TEXT)).status_code == 403


@pytest.mark.parametrize("given", [f"{TOKEN},{OLD_TOKEN}", [TOKEN, OLD_TOKEN], f" {OLD_TOKEN} , {TOKEN} "])
def test_both_tokens_are_good_while_one_is_rotated(house: Any, given: Any) -> None:
    blueprint = twilio_blueprint(Options(auth_token=given), PUBLIC, house.inbox, house.clock, house.metrics)
    door = house.client(blueprint)
    for token in (TOKEN, OLD_TOKEN):
        assert post(door, TEXT, headers=signed(PUBLIC + "/sms/twilio", TEXT, token)).status_code == 200


@pytest.mark.parametrize("given", ["", " ", ",", [], [""], ["", " "]])
def test_without_a_token_nothing_is_taken_in(house: Any, given: Any) -> None:
    door = house.client(twilio_blueprint(Options(auth_token=given), PUBLIC, house.inbox, house.clock, house.metrics))
    with capture_logs() as logs:
        answer = post(door, TEXT, headers=signed(PUBLIC + "/sms/twilio", TEXT, ""))
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers
    assert "auth_token is not set" in str(logs)
    assert house.taken() == []


def test_an_empty_token_beside_a_good_one_signs_nothing(house: Any) -> None:
    door = house.client(twilio_blueprint(Options(auth_token=["", TOKEN]), PUBLIC, house.inbox, house.clock, house.metrics))
    assert post(door, TEXT, headers=signed(PUBLIC + "/sms/twilio", TEXT, "")).status_code == 403


def test_a_log_that_is_away_makes_twilio_try_again(house: Any, away: Any) -> None:
    door = house.client(twilio_blueprint(Options(auth_token=TOKEN), PUBLIC, away, house.clock, house.metrics))
    answer = post(door, TEXT)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")
    assert house.counted("golddust_refusals_total", channel="sms", reason="unavailable") == 1


def test_a_body_beyond_the_limit_is_refused(door: FlaskClient, house: Any) -> None:
    assert post(door, {**TEXT, "Body": "x" * BODY_LIMIT}).status_code == 413
    assert house.counted("golddust_refusals_total", channel="sms", reason="too_large") == 1


def test_a_signed_call_is_told_that_it_is_no_message(door: FlaskClient) -> None:
    answer = post(door, {"CallSid": "CA1", "From": "+12025550143"})
    assert answer.status_code == 422
    assert "MessageSid" in answer.json["detail"]


def test_a_delivery_status_is_counted_and_logged_without_personal_data(door: FlaskClient, house: Any) -> None:
    fields = {"MessageSid": SID, "MessageStatus": "undelivered", "ErrorCode": "30003", "To": "+12025550143"}
    with capture_logs() as logs:
        answer = post(door, fields, "/sms/twilio/status")
    assert (answer.status_code, answer.data) == (204, b"")
    assert house.counted("golddust_sms_status_total", status="undelivered") == 1
    assert (logs[0]["sid"], logs[0]["status"], logs[0]["error"]) == (SID, "undelivered", "30003")
    assert "2025550143" not in str(logs)
    assert house.taken() == []


def test_a_status_never_heard_of_makes_no_new_label(door: FlaskClient, house: Any) -> None:
    post(door, {"MessageSid": SID, "MessageStatus": "teleported"}, "/sms/twilio/status")
    assert house.counted("golddust_sms_status_total", status="other") == 1


def test_a_forged_status_is_refused(door: FlaskClient) -> None:
    fields = {"MessageSid": SID, "MessageStatus": "delivered"}
    assert post(door, fields, "/sms/twilio/status", headers={"X-Twilio-Signature": "x"}).status_code == 403


def test_a_signature_for_the_message_door_does_not_open_the_status_door(door: FlaskClient) -> None:
    assert post(door, TEXT, "/sms/twilio/status", headers=signed(PUBLIC + "/sms/twilio", TEXT)).status_code == 403


def test_tokens_do_not_show_in_the_settings() -> None:
    assert TOKEN not in repr(Options(auth_token=TOKEN))
