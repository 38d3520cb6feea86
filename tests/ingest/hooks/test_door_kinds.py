"""What comes through the door for web hooks beside one signed JSON: many at once, forms, mails, events, commands in a chat."""

import base64
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from golddust.errors import Malformed, Unavailable
from golddust.events import Delivery
from golddust.ports import Receipt
from ingest.email.identity import fingerprint
from ingest.hooks.door import hooks_blueprint
from ingest.hooks.options import Options
from ingest.hooks.read import hook_reader
from ingest.inbox import new_delivery
from tests.ingest.hooks.speaking import SECRET, declared, mac, source

TOKEN = {"scheme": "bearer", "secrets": ["token-number-1"]}
SIGNED_IN = {"Authorization": "Bearer token-number-1"}
FORM = "application/x-www-form-urlencoded"


def door(house: Any, options: Options, **more: Any) -> FlaskClient:
    blueprint = hooks_blueprint({"shop": options}, house.inbox, house.clock, house.metrics, "https://shop.example.com", **more)
    client: FlaskClient = house.client(blueprint)
    return client


def post(client: FlaskClient, body: Any, type_: str = "application/json", **headers: str) -> TestResponse:
    data = body if isinstance(body, bytes) else (json.dumps(body) if not isinstance(body, str) else body).encode()
    return client.post("/hooks/shop", data=data, content_type=type_, headers={**SIGNED_IN, **headers})


# --- many at once


def events(*words: str) -> dict[str, Any]:
    return {"events": [{"message": word, "email": "ana@example.com", "id": number} for number, word in enumerate(words, 1)]}


MANY = declared(TOKEN, each="events", map={"text": "message", "customer": "email", "id": "id"})


def test_one_request_holds_many_and_each_has_its_answer(house: Any) -> None:
    answer = post(door(house, MANY), events("First", "Second"))
    taken = house.taken()
    assert answer.status_code == 202
    assert answer.json == {"deliveries": [{"id": delivery.id, "duplicate": False} for delivery in taken]}
    assert [hook_reader({"shop": MANY})(delivery).text for delivery in taken] == ["First", "Second"]
    assert [json.loads(delivery.original)["message"] for delivery in taken] == ["First", "Second"]
    assert len({delivery.sender for delivery in taken}) == 1  # what one customer says keeps its order


def test_sent_again_in_another_order_all_are_duplicates(house: Any) -> None:
    client, told = door(house, MANY), events("First", "Second")
    first = post(client, told)
    again = post(client, {"events": told["events"][::-1]})
    assert again.json == {"deliveries": [{**one, "duplicate": True} for one in first.json["deliveries"][::-1]]}


def test_many_become_durable_together_or_none_does(house: Any) -> None:
    class OneByOneFails:
        def accept(self, _: Delivery) -> Receipt:
            raise AssertionError("one by one, a crash in between would lose the rest")

        def accept_all(self, deliveries: list[Delivery]) -> list[Receipt]:
            raise Unavailable(f"{len(deliveries)} together", retry_after=7)

    house.inbox = OneByOneFails()
    answer = post(door(house, MANY), events("First", "Second"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")


def test_one_that_cannot_be_read_holds_up_no_other_and_is_kept(house: Any) -> None:
    answer = post(door(house, MANY), {"events": [{"message": "Good", "id": 1}, {"msg": "Bad", "id": 2}]})
    assert [one.get("problem") for one in answer.json["deliveries"]] == [None, "no text: nothing is found at 'message'"]
    good, bad = house.taken()
    assert [json.loads(delivery.original)["id"] for delivery in (good, bad)] == [1, 2]
    with pytest.raises(Malformed):  # which makes it a dead letter
        hook_reader({"shop": MANY})(bad)


def test_where_none_can_be_read_the_request_is_refused(house: Any) -> None:
    assert post(door(house, MANY), {"events": [{"msg": "Bad"}, {"msg": "Bad"}]}).status_code == 422
    assert house.taken() == []


@pytest.mark.parametrize(("body", "status"), [({"events": []}, 202), ({}, 202), ({"events": {}}, 422), ({"events": "x"}, 422)])
def test_a_request_of_none(house: Any, body: Any, status: int) -> None:
    answer = post(door(house, MANY), body)
    assert answer.status_code == status
    assert status != 202 or answer.json == {"deliveries": []}


def test_too_many_at_once_are_refused_before_any_is_taken(house: Any) -> None:
    assert post(door(house, MANY), {"events": [{"message": "x"}] * 1001}).status_code == 413
    assert post(door(house, MANY), {"events": [{"message": "x", "id": n} for n in range(1000)]}).status_code == 202
    assert len(house.taken()) == 1000


def test_numbers_beyond_json_do_not_come_out_as_something_that_is_none(house: Any) -> None:
    assert post(door(house, MANY), b'{"events": [{"message": "x", "n": 1e999}]}').status_code == 422


def test_only_what_is_wanted_is_taken_in(house: Any) -> None:
    client = door(house, declared(TOKEN, when="kind == 'review'"))
    assert post(client, {"kind": "ping"}).json == {"deliveries": []}
    assert house.taken() == []
    assert house.counted("golddust_refusals_total", channel="hook", reason="unwanted") == 1
    assert set(post(client, {"kind": "review", "message": "Hi"}).json) == {"id", "duplicate"}


# --- twice is once


def test_without_any_id_the_body_names_the_message(house: Any) -> None:
    client = door(house, declared(TOKEN))
    first, again, other = post(client, {"message": "Hi"}), post(client, {"message": "Hi"}), post(client, {"message": "Ho"})
    assert again.json == {"id": first.json["id"], "duplicate": True}
    assert not other.json["duplicate"]


def test_a_header_names_the_message_where_one_is_set(house: Any) -> None:
    client = door(house, declared({**TOKEN, "id": "X-Id"}))
    for number in ("1", "2"):
        assert not post(client, {"message": "Hi"}, **{"X-Id": number}).json["duplicate"]
    assert post(client, {"message": "Hi"}, **{"X-Id": "1"}).json["duplicate"]
    assert [delivery.external_id for delivery in house.taken()] == ["1", "2"]


@pytest.mark.parametrize(("once", "duplicate"), [("body", False), ("words", True)])
def test_the_time_of_each_try_in_the_body_makes_no_other_message_where_words_count(
    house: Any, once: str, duplicate: bool
) -> None:
    client = door(house, declared(TOKEN, once=once, map={"text": "message", "id": "id"}))
    post(client, {"message": "Hi", "id": 1, "sent": "10:00"})
    assert post(client, {"message": "Hi", "id": 1, "sent": "10:01"}).json["duplicate"] is duplicate
    assert not post(client, {"message": "Changed", "id": 1, "sent": "10:02"}).json["duplicate"]


# --- forms


def multipart(boundary: str, *fields: tuple[str, bytes, str]) -> tuple[bytes, str]:
    parts = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + value + b"\r\n"
        for name, value, more in fields
    )
    return parts + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def test_a_form_is_mapped_and_the_same_form_in_other_frames_is_the_same_message(house: Any) -> None:
    options = declared(TOKEN)
    client = door(house, options)
    picture = ("photo", b"\x89PNG", '; filename="lid.png"\r\nContent-Type: image/png')
    first = post(client, *multipart("aaa", ("message", "Grüße".encode(), ""), picture))
    again = post(client, *multipart("bbb", ("message", "Grüße".encode(), ""), picture))
    other = post(client, *multipart("ccc", ("message", "Grüße".encode(), ""), ("photo", b"\x89PNH", picture[2])))
    assert again.json == {"id": first.json["id"], "duplicate": True}
    assert other.json["id"] != first.json["id"]
    feedback = hook_reader({"shop": options})(house.taken()[0])
    assert (feedback.text, [(a.name, a.type, a.size) for a in feedback.attachments]) == ("Grüße", [("lid.png", "image/png", 4)])


def test_json_that_calls_itself_a_form_is_read_as_json(house: Any) -> None:
    """As `curl -d` sends it."""
    assert post(door(house, declared(TOKEN)), {"message": "Hi"}, FORM).status_code == 202


@pytest.mark.parametrize(
    "type_", ["multipart/form-data", "multipart/form-data; boundary=", f"multipart/form-data; boundary={'x' * 300}"]
)
def test_a_form_without_a_frame_is_malformed(house: Any, type_: str) -> None:
    assert post(door(house, declared(TOKEN)), b"--x--", type_).status_code == 400


@pytest.mark.parametrize("cut", [10, 60, 80, 120])
def test_a_truncated_form_is_malformed(house: Any, cut: int) -> None:
    body, type_ = multipart("aaa", ("message", b"The lid broke", ""), ("email", b"ana@example.com", ""))
    assert post(door(house, declared(TOKEN)), body[:cut], type_).status_code in (400, 422)
    assert house.taken() == []


def test_a_form_of_a_million_fields_is_refused_quickly(house: Any) -> None:
    assert post(door(house, declared(TOKEN)), "&".join(["a=b"] * 200_000).encode(), FORM).status_code == 400
    body, type_ = multipart("aaa", *[("a", b"b", "")] * 2000)
    assert post(door(house, declared(TOKEN)), body, type_).status_code == 400


# --- mail by a relay

MAIL = b"From: Ana <ana@example.com>\r\nTo: returns@localhost\r\nMessage-ID: <m1@example.com>\r\n\r\nThe caf\xe9 broke.\r\n"


def mailgun(house: Any, mail: bytes = MAIL, token: str = "t1", **more: Any) -> tuple[bytes, str]:  # noqa: S107 - no secret
    time = str(int(house.clock.now().timestamp()))
    given = {"timestamp": time, "token": token, "signature": mac(f"{time}{token}".encode())}
    fields = {"recipient": "Returns@localhost", "sender": "ana@example.com", "body-mime": mail, **given, **more}
    return urlencode(fields).encode(), FORM


def test_a_mail_by_a_relay_is_the_same_delivery_as_by_smtp(house: Any) -> None:
    client = door(house, source("mailgun"), labels=lambda address: json.dumps({"topic": address.partition("@")[0]}))
    answer = post(client, *mailgun(house))
    (delivery,) = house.taken()
    told = fingerprint(MAIL)
    by_smtp = new_delivery(
        *("email", "returns@localhost", told.external_id("returns@localhost"), told.said, MAIL, house.clock.now()),
        *("ana@example.com", {}),
    )
    assert answer.json == {"id": by_smtp.id, "duplicate": False}
    assert (delivery.channel, delivery.original, delivery.sender) == ("email", MAIL, by_smtp.sender)
    assert delivery.facts == {
        "recipient": "Returns@localhost",
        "envelope_sender": "ana@example.com",
        "relay": "shop",
        "labels": '{"topic": "returns"}',
    }


def test_a_relays_retry_is_a_duplicate_and_its_token_is_no_good_for_another_mail(house: Any) -> None:
    client = door(house, source("mailgun"))
    assert post(client, *mailgun(house)).status_code == 202
    assert post(client, *mailgun(house, more="x")).json["duplicate"]
    assert post(client, *mailgun(house, MAIL + b"more")).status_code == 401
    assert post(client, *mailgun(house, MAIL + b"more", "t2")).status_code == 202
    assert len(house.taken()) == 2


def test_a_mail_to_nobody_of_ours_is_refused_with_words(house: Any) -> None:
    answer = post(door(house, source("mailgun")), *mailgun(house, recipient=""))
    assert answer.status_code == 422
    assert "the address of ours" in answer.json["detail"]


def test_basic_refusals_say_how_to_do_better(house: Any) -> None:
    client = door(house, source("postmark"))
    refused = client.post("/hooks/shop", json={"TextBody": "Hi"})
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, 'Basic realm="golddust", charset="UTF-8"')
    good = {"Authorization": "Basic " + base64.b64encode(f"postmark:{SECRET}".encode()).decode()}
    assert client.post("/hooks/shop", json={"TextBody": "Hi"}, headers=good).status_code == 202


# --- commands in a chat


def slack(house: Any, text: str) -> tuple[bytes, dict[str, str]]:
    time = str(int(house.clock.now().timestamp()))
    body = urlencode({"team_id": "T1", "user_id": "U1", "command": "/feedback", "text": text, "trigger_id": "1.2"}).encode()
    return body, {"X-Slack-Request-Timestamp": time, "X-Slack-Signature": "v0=" + mac(f"v0:{time}:".encode() + body)}


def test_who_wrote_in_a_chat_is_told_in_words_that_only_they_see(house: Any) -> None:
    client = door(house, source("slack"))
    body, headers = slack(house, "Printer smears")
    answer = post(client, body, FORM, **headers)
    assert (answer.status_code, answer.json["response_type"]) == (200, "ephemeral")
    assert answer.json["text"].startswith("Thank you")
    assert house.taken()[0].external_id == "1.2"


def test_a_command_without_words_is_answered_with_words_too(house: Any) -> None:
    body, headers = slack(house, " ")
    answer = post(door(house, source("slack")), body, FORM, **headers)
    assert answer.status_code == 200
    assert "No words were found" in answer.json["text"]
    assert house.taken() == []
    assert house.counted("golddust_refusals_total", channel="hook", reason="malformed") == 1


def test_a_forged_command_is_refused_and_a_durable_answer_is_never_promised(house: Any, away: Any) -> None:
    body, headers = slack(house, "Hi")
    assert post(door(house, source("slack")), body + b"x", FORM, **headers).status_code == 401
    house.inbox = away
    assert post(door(house, source("slack")), body, FORM, **headers).status_code == 503


# --- CloudEvents

BINARY = {"ce-specversion": "1.0", "ce-type": "com.example.someevent", "ce-id": "1234-1234-1234", "ce-source": "/mycontext"}


def test_an_event_is_taken_in_once_whichever_mode_it_comes_in(house: Any) -> None:
    client = door(house, declared(TOKEN, payload="cloudevents", once="words", map={"text": "data.text"}))
    event = {"specversion": "1.0", "type": "com.example.someevent", "id": "1234-1234-1234", "source": "/mycontext"}
    structured = {**event, "data": {"text": "Hi"}}
    first = post(client, {"text": "Hi"}, **BINARY)
    for body, type_ in (
        (structured, "application/cloudevents+json; charset=utf-8"),
        ([structured], "application/cloudevents-batch+json"),
    ):
        again = post(client, body, type_)
        told = again.json["deliveries"][0] if "batch" in type_ else again.json
        assert told == {"id": first.json["id"], "duplicate": True}
    assert house.taken()[0].external_id == "/mycontext 1234-1234-1234"


def test_an_event_in_headers_can_be_read_again_from_what_was_kept(house: Any) -> None:
    options = declared(TOKEN, payload="cloudevents", map={"text": "data", "subject": "type", "customer": "subject"})
    post(door(house, options), b"Zu laut", "text/plain", **BINARY, **{"ce-subject": "ana%40example.com"})
    feedback = hook_reader({"shop": options})(house.taken()[0])
    assert (feedback.text, feedback.subject, feedback.address.value) == ("Zu laut", "com.example.someevent", "ana@example.com")


def test_what_is_no_event_is_refused_where_events_are_expected(house: Any) -> None:
    client = door(house, declared(TOKEN, payload="cloudevents"))
    answer = post(client, {"message": "Hi"})
    assert (answer.status_code, answer.json["detail"]) == (422, "a CloudEvent needs id, source, type, specversion")


@pytest.mark.parametrize(
    ("origins", "asked", "granted"),
    [(["eventgrid.azure.net"], "eventgrid.azure.net", True), (["*"], "x.example", True), (["a"], "b", False), ([], "a", False)],
)
def test_a_sender_that_asks_first_is_granted_what_is_set(house: Any, origins: list[str], asked: str, granted: bool) -> None:
    answer = door(house, declared(TOKEN, origins=origins)).options("/hooks/shop", headers={"WebHook-Request-Origin": asked})
    assert answer.status_code == 204
    assert answer.headers.get("WebHook-Allowed-Origin") == (asked if granted else None)


def test_a_sender_that_looks_first_finds_the_route(house: Any) -> None:
    client = door(house, declared(TOKEN))
    assert (client.head("/hooks/shop").status_code, client.get("/hooks/shop").status_code) == (204, 204)
    assert (client.head("/hooks/shoe").status_code, client.options("/hooks/shoe").status_code) == (404, 404)
    assert client.put("/hooks/shop").status_code == 405


# --- what a source says of all that comes by it, and the URL that it signs


def test_labels_of_a_source_go_with_all_that_comes_by_it(house: Any) -> None:
    options = declared(TOKEN, labels={"brand": "acme"})
    post(door(house, options), {"message": "Hi"})
    assert hook_reader({"shop": options})(house.taken()[0]).labels == {"brand": "acme"}


def test_a_signed_url_is_the_public_one_with_its_query(house: Any) -> None:
    verify = {"scheme": "hmac", "secrets": [SECRET], "header": "X-Sign", "signed": "{url}|{body}"}
    client = door(house, declared(verify))
    body = b'{"message": "Hi"}'
    signature = mac(b"https://shop.example.com/hooks/shop?a=%20b|" + body)
    headers = {"X-Sign": signature, "Host": "10.0.0.1:8080"}
    assert client.post("/hooks/shop?a=%20b", data=body, headers=headers).status_code == 202
    assert client.post("/hooks/shop", data=body, headers=headers).status_code == 401


def test_a_retry_after_the_guard_forgot_is_still_a_duplicate(house: Any) -> None:
    client = door(house, source("mailgun"))
    first = post(client, *mailgun(house))
    house.clock.move(timedelta(hours=2))
    assert post(client, *mailgun(house, token="t9")).json == {"id": first.json["id"], "duplicate": True}
