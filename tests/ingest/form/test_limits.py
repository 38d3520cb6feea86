"""Limits that a person never meets, and a page when a machine does."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from pydantic import ValidationError

from cli.web import create_app
from golddust.errors import Unavailable
from ingest import clients
from ingest.form.door import form_blueprint
from ingest.form.options import Options
from ingest.form.room import Room
from tests.ingest.form.conftest import OpenForm, Send, nonce_of


def test_a_flood_from_one_client_is_put_off_with_the_words_kept(open_form: OpenForm, send: Send, house: Any) -> None:
    form = open_form(posts_per_minute=3)
    assert [send(form).status_code for _ in range(3)] == [303] * 3
    answer = send(form, text="And one more", contact="dev@example.com")
    assert (answer.status_code, answer.headers["Retry-After"], answer.mimetype) == (429, "60", "text/html")
    assert "Very many messages have come from your network" in answer.text
    assert "And one more" in answer.text
    assert 'value="dev@example.com"' in answer.text
    assert house.counted("golddust_refusals_total", channel="form", reason="rate") == 1
    assert len(house.taken()) == 3


def test_after_a_while_the_same_client_gets_in_again_with_the_same_form(open_form: OpenForm, send: Send, house: Any) -> None:
    form = open_form(posts_per_minute=1)
    send(form)
    answer = send(form, text="Once more")
    assert answer.status_code == 429
    house.clock.move(timedelta(minutes=1))
    assert send(form, text="Once more", nonce=nonce_of(answer.text)).status_code == 303


def test_neighbours_are_not_counted_with_a_flood(open_form: OpenForm, send: Send) -> None:
    form = open_form(posts_per_minute=1)
    addresses = ["198.51.100.7", "198.51.100.8", "2001:db8::1", "2001:db8:0:1::1", "2001:db8:0:1::2", "::ffff:198.51.100.8"]
    assert [send(form, address=address).status_code for address in addresses] == [303, 303, 303, 303, 429, 429]


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "172.20.0.1", "192.168.1.1", "::1", "fd00::1", ""])
def test_who_comes_through_a_proxy_that_we_do_not_know_is_not_counted_as_one(
    open_form: OpenForm, send: Send, address: str
) -> None:
    form = open_form(posts_per_minute=1)
    assert [send(form, address=address).status_code for _ in range(3)] == [303] * 3


def test_behind_a_trusted_proxy_each_client_is_counted_and_none_can_claim_to_be_another(house: Any, send: Send) -> None:
    options = Options.model_validate({"posts_per_minute": 1})
    blueprint = form_blueprint(options, house.keys, house.inbox, house.clock, house.metrics)
    form = create_app("test", [blueprint], checks={}, trusted_proxies=1).test_client()

    def through_the_proxy(client: str, claimed: str = "") -> int:
        told = ", ".join(filter(None, (claimed, client)))
        return send(form, address="10.0.0.1", headers={"X-Forwarded-For": told}).status_code

    assert through_the_proxy("198.51.100.7") == 303
    assert through_the_proxy("198.51.100.8") == 303
    assert through_the_proxy("198.51.100.7", claimed="198.51.100.99") == 429


def test_a_flood_of_clients_takes_bounded_memory(open_form: OpenForm, send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "MOST_CLIENTS", 2)
    form = open_form(posts_per_minute=1)
    assert [send(form, address=f"198.51.100.{n}").status_code for n in (1, 2, 3, 1)] == [303] * 4


def test_photos_beyond_what_memory_is_for_are_put_off() -> None:
    room = Room(1000)
    with room.taken(600), pytest.raises(Unavailable), room.taken(600):
        pass
    with room.taken(600), room.taken(400):
        pass
    with room.taken(5000):
        pass


def test_a_form_with_photos_while_there_is_no_room_is_told_so(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from ingest.form import door  # noqa: PLC0415 - only here

    class Busy(Room):
        def taken(self, size: int) -> Any:
            raise Unavailable(f"no room for {size}", retry_after=60)

    monkeypatch.setattr(door, "Room", Busy)
    blueprint = form_blueprint(Options.model_validate({}), house.keys, house.inbox, house.clock, house.metrics)
    form = house.client(blueprint)
    nonce = nonce_of(form.get("/tell-us").text)
    small = form.post("/tell-us", data={"nonce": nonce, "text": "Words always get in"})
    large = form.post("/tell-us", data={"text": "x", "photos": [(BytesIO(b"\xff\xd8\xff" + bytes(300_000)), "a.jpg")]})
    assert (small.status_code, large.status_code, large.headers["Retry-After"]) == (303, 503, "60")
    assert "Very many photos are being sent just now" in large.text


@pytest.mark.parametrize(
    "given",
    [
        {"photos": 20, "photo_limit": "8 MiB"},
        {"photos": -1},
        {"embed_on": ["shop.example.com"]},
        {"embed_on": ["https://a;b"]},
        {"embed_on": ["*"]},
        {"privacy_url": "javascript:alert(1)"},
    ],
)
def test_options_that_cannot_be_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Options.model_validate(given)


@pytest.mark.parametrize(("size", "heard"), [(700_000, 700_000), (3_000_000, 0)])
def test_too_much_is_heard_out_within_reason_as_browsers_show_no_page_before(open_form: OpenForm, size: int, heard: int) -> None:
    body = BytesIO(bytes(size))
    given = {"content_length": size, "content_type": "multipart/form-data; boundary=x"}
    answer = open_form(photos=1, photo_limit="100 kB").post("/tell-us", input_stream=body, **given)
    assert (answer.status_code, body.tell()) == (413, heard)


@pytest.mark.parametrize("path", ["/tell-us/thanks", "/tell-us/static", "/tell-us/embed.js"])
def test_nothing_is_told_to_pages_that_are_no_form(form: FlaskClient, path: str) -> None:
    assert form.post(path, data={"text": "Hello"}).status_code in (404, 405)


@pytest.mark.parametrize("rest", [b"", b"text=The+queue+was+t", b"text=The+queue+was+too+long&nonce="])
def test_a_message_that_was_cut_off_on_its_way_is_not_half_taken_in(form: FlaskClient, house: Any, rest: bytes) -> None:
    come = {"CONTENT_LENGTH": "400", "wsgi.input_terminated": True}  # as a server that does not say that the client is gone
    answer = form.post(
        "/tell-us", input_stream=BytesIO(rest), content_type="application/x-www-form-urlencoded", environ_overrides=come
    )
    assert answer.status_code == 400
    assert house.taken() == []
    assert house.counted("golddust_refusals_total", channel="form", reason="malformed") == 1
