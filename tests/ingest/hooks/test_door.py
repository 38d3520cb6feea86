import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from standardwebhooks import Webhook
from werkzeug.test import TestResponse

from golddust.clock import MovableClock
from ingest.hooks.door import hooks_blueprint
from ingest.hooks.options import Options

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NEXT_SECRET = "whsec_bWFkZS11cC1uZXh0LXNlY3JldC1mb3ItdGVzdHM="
MAP = {"text": "message", "customer": "email"}
BODY = json.dumps({"message": "The lid broke", "email": "chloe@example.com"})


def source(**mapping: str) -> Options:
    return Options.model_validate({"verify": {"secrets": [SECRET, NEXT_SECRET]}, "map": {**MAP, **mapping}})


@pytest.fixture
def door(house: Any) -> FlaskClient:
    return house.client(hooks_blueprint({"shop": source()}, house.inbox, house.clock, house.metrics))


def signed(body: str, at: datetime, message: str = "msg_1", secret: str = SECRET) -> dict[str, str]:
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message, at, body),
    }


def post(door: FlaskClient, headers: Mapping[str, str], body: str | bytes = BODY, name: str = "shop") -> TestResponse:
    return door.post(f"/hooks/{name}", data=body, headers=dict(headers), content_type="application/json")


def test_a_signed_hook_is_taken_in(door: FlaskClient, house: Any) -> None:
    answer = post(door, signed(BODY, house.clock.now()))
    (delivery,) = house.taken()
    assert (answer.status_code, answer.json) == (202, {"id": delivery.id, "duplicate": False})
    assert (delivery.channel, delivery.source, delivery.external_id) == ("hook", "shop", "msg_1")
    assert delivery.original == BODY.encode()


def test_a_hook_sent_again_is_a_duplicate_with_the_same_id(door: FlaskClient, house: Any) -> None:
    headers = signed(BODY, house.clock.now())
    first, replayed = post(door, headers), post(door, headers)
    assert replayed.json == {"id": first.json["id"], "duplicate": True}
    assert len(house.taken()) == 1


def test_a_retry_signed_anew_hours_later_is_a_duplicate(door: FlaskClient, house: Any) -> None:
    first = post(door, signed(BODY, house.clock.now()))
    house.clock.move(timedelta(hours=9))
    retried = post(door, signed(BODY, house.clock.now()))
    assert retried.json == {"id": first.json["id"], "duplicate": True}


def test_the_same_id_with_another_body_is_another_message_and_marked(door: FlaskClient, house: Any) -> None:
    other = json.dumps({"message": "Something else"})
    first, second = post(door, signed(BODY, house.clock.now())), post(door, signed(other, house.clock.now()), other)
    assert second.json["id"] != first.json["id"]
    assert not second.json["duplicate"]
    assert [delivery.reused for delivery in house.taken()] == [False, True]


def test_the_sources_own_id_stands_for_the_webhook_id_where_it_is_mapped(house: Any) -> None:
    door = house.client(hooks_blueprint({"shop": source(id="review")}, house.inbox, house.clock, house.metrics))
    body = json.dumps({"message": "Hi", "review": 4711})
    first = post(door, signed(body, house.clock.now(), "msg_1"), body)
    again = post(door, signed(body, house.clock.now(), "msg_2"), body)
    assert again.json == {"id": first.json["id"], "duplicate": True}
    assert house.taken()[0].external_id == "4711"


def test_what_one_customer_says_keeps_its_order(door: FlaskClient, house: Any) -> None:
    for number in range(2):
        body = json.dumps({"message": str(number), "email": "chloe@example.com"})
        post(door, signed(body, house.clock.now(), f"msg_{number}"), body)
    first, second = house.taken()
    assert first.sender == second.sender


def test_an_unknown_source_is_not_found(door: FlaskClient, house: Any) -> None:
    assert post(door, signed(BODY, house.clock.now()), name="shoe").status_code == 404
    assert house.counted("golddust_refusals_total", channel="hook", reason="unknown") == 1


@pytest.mark.parametrize("secret", [SECRET, NEXT_SECRET])
def test_every_configured_secret_is_good(door: FlaskClient, house: Any, secret: str) -> None:
    assert post(door, signed(BODY, house.clock.now(), secret=secret)).status_code == 202


def test_one_good_signature_among_several_is_enough(door: FlaskClient, house: Any) -> None:
    headers = signed(BODY, house.clock.now())
    headers["webhook-signature"] = f"v1a,c29tZXRoaW5n v1,bm8= {headers['webhook-signature']} v2,x"
    assert post(door, headers).status_code == 202


def test_a_forged_signature_is_refused(door: FlaskClient, house: Any) -> None:
    answer = post(door, signed(BODY, house.clock.now(), secret="whsec_c29tZWJvZHktZWxzZXMtc2VjcmV0LXRoYXQtaXMgaXQ="))
    assert answer.status_code == 401
    assert "signature does not match" in answer.json["detail"]
    assert house.taken() == []
    assert house.counted("golddust_refusals_total", channel="hook", reason="unauthentic") == 1


@pytest.mark.parametrize("given", ["x", "v1", "v1,", ",", "v1,!!!", "v2,abc", "é", "v1," * 1000, "\u00a0"])
def test_odd_signatures_are_refused(door: FlaskClient, house: Any, given: str) -> None:
    headers = {**signed(BODY, house.clock.now()), "webhook-signature": given}
    assert post(door, headers).status_code == 401


@pytest.mark.parametrize("given", ["", "now", "-1", "1e9", "nan", "16142653.30", "9" * 30, "٣", " 1"])
def test_odd_times_are_refused(door: FlaskClient, house: Any, given: str) -> None:
    headers = {**signed(BODY, house.clock.now()), "webhook-timestamp": given.encode().decode("latin-1")}
    assert post(door, headers).status_code == 401


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_named(door: FlaskClient, house: Any, name: str) -> None:
    headers = signed(BODY, house.clock.now())
    del headers[name]
    answer = post(door, headers)
    assert answer.status_code == 401
    assert name in answer.json["detail"]


@pytest.mark.parametrize(("minutes", "words"), [(-6, "timestamp too old"), (6, "timestamp too new")])
def test_a_time_beyond_the_tolerance_is_refused(door: FlaskClient, house: Any, minutes: int, words: str) -> None:
    answer = post(door, signed(BODY, house.clock.now() + timedelta(minutes=minutes)))
    assert answer.status_code == 401
    assert words in answer.json["detail"]


@pytest.mark.parametrize("seconds", [-300, 300])
def test_the_tolerance_itself_is_good(door: FlaskClient, house: Any, seconds: int) -> None:
    assert post(door, signed(BODY, house.clock.now() + timedelta(seconds=seconds))).status_code == 202


def test_a_changed_or_truncated_body_is_refused(door: FlaskClient, house: Any) -> None:
    headers = signed(BODY, house.clock.now())
    for body in (BODY.replace("broke", "held"), BODY[:-1], "", BODY + " "):
        assert post(door, headers, body).status_code == 401


def test_nothing_is_parsed_before_it_is_verified(door: FlaskClient, house: Any) -> None:
    assert post(door, signed(BODY, house.clock.now()), "{broken").status_code == 401


@pytest.mark.parametrize(("body", "status"), [("{broken", 400), ("{}", 422), ('{"message": {}}', 422), ("null", 422)])
def test_a_signed_body_that_cannot_be_read_is_refused_with_words(door: FlaskClient, house: Any, body: str, status: int) -> None:
    answer = post(door, signed(body, house.clock.now()), body)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json["detail"]
    assert house.taken() == []


def test_a_signed_body_that_is_no_text_at_all_is_refused(house: Any, door: FlaskClient) -> None:
    """The reference implementation cannot sign it; others can."""
    body = b'{"message": "caf\xe9"}'
    assert post(door, signed(body.decode("latin-1"), house.clock.now()), body).status_code in (400, 401)


def test_a_body_beyond_the_limit_is_refused_before_it_is_verified(door: FlaskClient) -> None:
    assert post(door, {}, b"x" * (2**20 + 1)).status_code == 413


def test_a_log_that_is_away_makes_the_source_try_again(house: Any, away: Any) -> None:
    door = house.client(hooks_blueprint({"shop": source()}, away, house.clock, house.metrics))
    answer = post(door, signed(BODY, house.clock.now()))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")


def test_the_vector_of_the_reference_implementation(house: Any) -> None:
    """Secret, id, time and body as in the Standard Webhooks libraries' tests; the signature is what they give."""
    clock = MovableClock(datetime.fromtimestamp(1614265330, UTC))
    door = house.client(hooks_blueprint({"shop": source(text="to_string(test)")}, house.inbox, clock, house.metrics))
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    assert post(door, headers, '{"test": 2432232314}').status_code == 202
