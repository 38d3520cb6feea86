import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from golddust.errors import Malformed
from ingest.form.door import form_blueprint
from ingest.form.options import WORDS_LIMIT, Options
from ingest.form.read import UNREACHABLE, read
from ingest.form.wrong import LONGEST_TEXT

WORDS = "The queue was <b>far</b> too long & nobody came"


def nonce_of(page: str) -> str:
    found = re.search(r'<input[^>]*name="nonce"[^>]*value="([^"]*)"', page)
    assert found
    return unescape(found[1])


def send(form: FlaskClient, text: str = WORDS, contact: str = "", nonce: str | None = None, **more: Any) -> TestResponse:
    given = nonce_of(form.get("/tell-us").text) if nonce is None else nonce
    return form.post("/tell-us", data={"nonce": given, "text": text, "contact": contact, "homepage": "", **more})


def test_what_was_written_is_taken_in_and_thanked_for(form: FlaskClient, house: Any) -> None:
    answer = send(form, contact="dev@example.com")
    assert answer.status_code == 303
    (delivery,) = house.taken()
    assert (delivery.channel, delivery.source) == ("form", "tell-us")
    thanks = form.get(answer.location)
    assert thanks.status_code == 200
    assert f'href="/case/{house.keys.link_token("case", delivery.id)}"' in thanks.text


def test_the_delivery_is_read_as_what_was_said(form: FlaskClient, house: Any) -> None:
    send(form, text="One\r\nTwo 😡", contact="Dev <dev@example.com>")
    feedback = read(house.taken()[0])
    assert (feedback.text, feedback.address.kind, feedback.address.value) == ("One\nTwo 😡", "email", "dev@example.com")
    assert (feedback.automatic, feedback.problems) == (None, ())


def test_nothing_but_the_box_is_needed(form: FlaskClient, house: Any) -> None:
    answer = form.post("/tell-us", data={"nonce": nonce_of(form.get("/tell-us").text), "text": "Hi"})
    assert answer.status_code == 303
    assert read(house.taken()[0]).address.kind == "none"


def test_a_contact_that_is_no_address_is_asked_about_once_then_kept_and_said_to_be_none(form: FlaskClient, house: Any) -> None:
    answer = send(form, contact="ask for Dev at the bar")
    assert answer.status_code == 422
    assert "We cannot write to “ask for Dev at the bar”" in answer.text
    asked = re.search(r'name="asked" value="([^"]*)"', answer.text)
    assert asked
    assert send(form, contact="ask for Dev at the bar", asked=asked[1]).status_code == 303
    feedback = read(house.taken()[0])
    assert (feedback.address.kind, feedback.problems) == ("handle", (UNREACHABLE,))


def test_another_contact_that_is_no_address_is_asked_about_again(form: FlaskClient) -> None:
    assert send(form, contact="the bar", asked="ask for Dev at the bar").status_code == 422


def test_a_machine_is_asked_nothing(form: FlaskClient, house: Any) -> None:
    assert send(form, contact="cheap watches", homepage="https://spam.example.com").status_code == 303
    assert read(house.taken()[0]).automatic == "trap_field"


def test_a_form_posted_twice_is_one_message(form: FlaskClient, house: Any) -> None:
    nonce = nonce_of(form.get("/tell-us").text)
    first, second = send(form, nonce=nonce), send(form, nonce=nonce)
    assert first.location == second.location
    assert len(house.taken()) == 1


def test_the_same_words_from_two_people_are_two_messages(form: FlaskClient, house: Any) -> None:
    send(form)
    send(form)
    assert len(house.taken()) == 2


def test_going_back_and_writing_something_else_is_another_message(form: FlaskClient, house: Any) -> None:
    nonce = nonce_of(form.get("/tell-us").text)
    send(form, nonce=nonce)
    send(form, nonce=nonce, text="And another thing")
    assert [delivery.reused for delivery in house.taken()] == [False, True]


@pytest.mark.parametrize("text", ["", "  \r\n \t", "\0"])
def test_an_empty_box_shows_the_form_again_with_words(form: FlaskClient, house: Any, text: str) -> None:
    answer = send(form, text=text, contact="dev@example.com")
    assert answer.status_code == 422
    assert "Please write a few words" in answer.text
    assert 'value="dev@example.com"' in answer.text
    assert house.taken() == []


def test_too_long_a_text_is_given_back_whole(form: FlaskClient, house: Any) -> None:
    text = "é" * (LONGEST_TEXT + 1)
    answer = send(form, text=text)
    assert answer.status_code == 422
    assert text in answer.text
    assert "20,000 characters" in answer.text
    assert house.taken() == []


def test_the_longest_text_is_taken_in_in_any_script(form: FlaskClient, house: Any) -> None:
    assert send(form, text="\U0001f621" * LONGEST_TEXT).status_code == 303
    assert len(read(house.taken()[0]).text) == LONGEST_TEXT


def test_lines_count_once_though_browsers_send_two_characters_for_each_end(form: FlaskClient) -> None:
    assert send(form, text="x\r\n" * (LONGEST_TEXT // 2)).status_code == 303


def test_a_flood_is_refused_with_a_page(form: FlaskClient, house: Any) -> None:
    answer = send(form, text="x" * WORDS_LIMIT)
    assert (answer.status_code, answer.mimetype) == (413, "text/html")
    assert house.counted("golddust_refusals_total", channel="form", reason="too_large") == 1


@pytest.mark.parametrize("nonce", ["", "made-up", "made.up", "é", "a" * 5000])
def test_a_nonce_that_is_not_ours_asks_to_send_once_more_and_keeps_the_words(form: FlaskClient, house: Any, nonce: str) -> None:
    answer = send(form, nonce=nonce)
    assert answer.status_code == 422
    assert "The queue was &lt;b&gt;far&lt;/b&gt; too long &amp; nobody came" in answer.text
    assert house.taken() == []
    assert send(form, nonce=nonce_of(answer.text)).status_code == 303


def test_trying_again_after_a_mistake_keeps_the_nonce(form: FlaskClient) -> None:
    nonce = nonce_of(form.get("/tell-us").text)
    assert nonce_of(send(form, text="", nonce=nonce).text) == nonce


def test_a_token_for_another_purpose_is_no_nonce(form: FlaskClient, house: Any) -> None:
    assert send(form, nonce=house.keys.link_token("case", "x")).status_code == 422


def test_each_visitor_gets_a_nonce_of_their_own(form: FlaskClient) -> None:
    pages = [form.get("/tell-us") for _ in range(2)]
    assert nonce_of(pages[0].text) != nonce_of(pages[1].text)
    assert "private" in pages[0].headers["Cache-Control"]


def test_a_machine_that_fills_every_field_is_kept_as_automatic(form: FlaskClient, house: Any) -> None:
    assert send(form, homepage="https://spam.example.com").status_code == 303
    assert read(house.taken()[0]).automatic == "trap_field"


def test_a_disk_that_is_away_costs_nobody_their_words(house: Any, away: Any) -> None:
    form = house.client(form_blueprint(Options.model_validate({}), house.keys, away, house.clock, house.metrics))
    answer = send(form)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")
    assert "The queue was" in answer.text


def test_what_is_no_form_is_refused(form: FlaskClient) -> None:
    assert form.post("/tell-us", json={"text": "Hi"}).status_code == 400


@pytest.mark.parametrize("token", ["", "x", "x.y"])
def test_nobody_is_thanked_for_nothing(form: FlaskClient, token: str) -> None:
    assert form.get("/tell-us/thanks", query_string={"id": token}).status_code == 404


def test_an_id_alone_does_not_open_a_customers_page(form: FlaskClient, house: Any) -> None:
    send(form)
    assert form.get("/tell-us/thanks", query_string={"id": house.taken()[0].id}).status_code == 404


def test_what_was_written_cannot_become_a_page(form: FlaskClient) -> None:
    answer = send(form, text="</textarea><script>alert(1)</script>", contact='"><script>alert(1)</script>', nonce="")
    assert "<script>" not in answer.text
    assert answer.text.count("</textarea>") == 1


class Page(HTMLParser):
    """What an assistive program would look for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.links: list[str] = []
        self.referred: set[str] = set()
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids += [found["id"]] if found.get("id") else []
        self.labelled |= {found["for"] or ""} if tag == "label" else set()
        self.fields += [found] if tag in ("input", "textarea") and found.get("type") != "hidden" else []
        self.links += [found["href"] or ""] if tag == "a" else []
        for name in ("aria-describedby", "aria-labelledby"):
            self.referred |= set((found.get(name) or "").split())
        inline = (
            tag == "style" or (tag == "script" and "src" not in found) or any(n == "style" or n.startswith("on") for n in found)
        )
        self.inline += [tag] if inline else []


@pytest.mark.parametrize("status", [200, 422])
def test_the_page_is_whole_for_a_screen_reader_and_has_nothing_inline(form: FlaskClient, status: int) -> None:
    answer = form.get("/tell-us") if status == 200 else send(form, text="")
    assert answer.status_code == status
    page = Page(answer.text)
    assert {field["id"] for field in page.fields} == page.labelled
    assert len(page.ids) == len(set(page.ids))
    assert page.referred <= set(page.ids)
    assert all(link[1:] in page.ids for link in page.links if link.startswith("#"))
    assert page.inline == []
    assert '<html lang="en" dir="ltr">' in answer.text
    assert ("#text" in page.links) == (status == 422)
    assert ('aria-invalid="true"' in answer.text) == (status == 422)


def test_the_style_sheet_is_served(form: FlaskClient) -> None:
    sheet = re.search(r'href="([^"]+\.css)"', form.get("/tell-us").text)
    assert sheet
    answer = form.get(sheet[1])
    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    answer.close()


def test_an_empty_form_that_came_some_other_way_is_not_read(delivered: Any) -> None:
    with pytest.raises(Malformed):
        read(delivered("form", b"text=+&contact="))
