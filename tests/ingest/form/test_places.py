"""The form's address says where it was opened, in words that only we can have put there."""

from typing import Any

import pytest
from pydantic import ValidationError

from golddust.errors import Malformed
from golddust.identity import Keys
from ingest.form.options import Options
from ingest.form.places import Places, address, place_with, signed_address
from ingest.form.read import NO_SUCH_PLACE, read
from tests.ingest.form.conftest import OpenForm, Send

TABLE = {"munich": {"store": "munich", "language": "de"}, "till-7": {"product": "till 7"}}
URL = "https://feedback.example.com/"


@pytest.fixture
def places(house: Any) -> Places:
    return Places(TABLE, house.keys)


def test_what_is_told_at_a_place_has_its_labels(open_form: OpenForm, send: Send, house: Any) -> None:
    thanks = send(open_form(places=TABLE), "/tell-us/munich").location
    feedback = read(house.taken()[0])
    assert feedback.labels == {"store": "munich", "language": "de", "alias": "munich"}
    assert feedback.problems == ()
    assert 'href="/tell-us/munich"' in open_form(places=TABLE).get(thanks).text


def test_without_a_place_there_are_no_labels(open_form: OpenForm, send: Send, house: Any) -> None:
    send(open_form(places=TABLE))
    assert (read(house.taken()[0]).labels, house.taken()[0].facts) == ({}, {})


def test_a_place_that_is_gone_turns_nobody_away_and_says_nothing_of_its_own(open_form: OpenForm, send: Send, house: Any) -> None:
    assert send(open_form(places=TABLE), "/tell-us/closed-store").status_code == 303
    feedback = read(house.taken()[0])
    assert (feedback.labels, feedback.problems) == ({}, (NO_SUCH_PLACE,))
    assert "closed-store" not in str(house.taken()[0].facts)


@pytest.mark.parametrize("path", ["/tell-us/Munich", "/tell-us/.env", "/tell-us/a%20b", "/tell-us/" + "x" * 41, "/tell-us/é"])
def test_what_cannot_be_a_place_is_no_page(open_form: OpenForm, path: str) -> None:
    assert open_form(places=TABLE).get(path).status_code == 404


def test_labels_that_no_table_holds_travel_under_our_signature(open_form: OpenForm, send: Send, house: Any) -> None:
    made = signed_address(house.keys, URL, {"product": "Kettle 2.0", "batch": "é/7"})
    path = made.removeprefix("https://feedback.example.com")
    assert path.startswith("/tell-us?labels=")
    send(open_form(), path)
    assert read(house.taken()[0]).labels == {"product": "Kettle 2.0", "batch": "é/7"}


@pytest.mark.parametrize("token", ["product=junk", "cHJvZHVjdD1qdW5r", "cHJvZHVjdD1qdW5r.aaaaaaaaaaaaaaaaaaaaaaaaaa", ".", "é.é"])
def test_nobody_else_can_make_labels(open_form: OpenForm, send: Send, house: Any, token: str) -> None:
    form = open_form()
    assert "junk" not in form.get("/tell-us", query_string={"labels": token}).text
    send(form, f"/tell-us?labels={token}")
    feedback = read(house.taken()[0])
    assert (feedback.labels, feedback.problems) == ({}, (NO_SUCH_PLACE,))


def test_a_token_for_another_purpose_makes_no_labels(house: Any, places: Places) -> None:
    token = signed_address(house.keys, URL, {"product": "x"}).partition("labels=")[2]
    other = Keys(b"p" * 32, b"other" * 8, b"o" * 32)
    assert Places({}, other).at("", token).unknown
    assert places.at("", house.keys.link_token("case", token.partition(".")[0])).unknown


def test_labels_of_a_place_of_the_table_have_its_short_address() -> None:
    assert place_with(TABLE, {"language": "de", "store": "munich"}) == "munich"
    assert place_with(TABLE, {"store": "munich"}) == ""
    assert address(TABLE, URL, "till-7") == "https://feedback.example.com/tell-us/till-7"
    assert address(TABLE, "https://feedback.example.com", "") == "https://feedback.example.com/tell-us"


@pytest.mark.parametrize("labels", [{}, {"Store": "x"}, {"store": ""}, {"store": "a\nb"}, {"alias": "x"}, {"language": "German"}])
def test_labels_that_cannot_be_are_refused(house: Any, labels: dict[str, str]) -> None:
    with pytest.raises(Malformed):
        signed_address(house.keys, URL, labels)


def test_a_place_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(Malformed, match=r"'paris'.*munich, till-7"):
        address(TABLE, URL, "paris")


@pytest.mark.parametrize("name", ["thanks", "static", "embed.js", "München", "", "a b", "-x"])
def test_a_place_is_not_named_like_a_page_of_ours(name: str) -> None:
    with pytest.raises(ValidationError):
        Options.model_validate({"places": {name: {"store": "x"}}})


def test_every_problem_of_the_places_is_named_at_once() -> None:
    with pytest.raises(ValidationError) as refused:
        Options.model_validate({"places": {"A": {"store": "x"}, "b": {}, "c": {"store": "*"}}})
    assert all(f"places.{name!r}" in str(refused.value) for name in ("A", "b", "c"))
