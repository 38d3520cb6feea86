"""The form speaks the visitor's language, and says the same in each."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from golddust.errors import Misconfigured
from ingest.form import languages
from ingest.form.languages import tongues
from ingest.form.read import read
from tests.ingest.form.conftest import OpenForm, Send

RIGHT_TO_LEFT = {"ar", "he"}


def spoken(page: str) -> tuple[str, str]:
    found = re.search(r'<html lang="([a-z]+)" dir="([a-z]+)"', page)
    assert found
    return found[1], found[2]


def test_there_are_many_languages_two_of_them_from_right_to_left() -> None:
    assert len(tongues()) >= 14
    assert {code for code, tongue in tongues().items() if tongue.direction == "rtl"} == RIGHT_TO_LEFT


@pytest.mark.parametrize("code", sorted(tongues()))
def test_each_language_says_everything_in_words_of_its_own(code: str) -> None:
    english, tongue = tongues()["en"], tongues()[code]
    same = [phrase for phrase, words in tongue.said.items() if words == english.said[phrase]]
    assert code == "en" or set(same) <= {"direction", "thousands", "megabytes", "photos"}
    assert all((words and words == words.strip(" \n")) or phrase == "thousands" for phrase, words in tongue.said.items())
    assert tongue.direction in ("ltr", "rtl")


@pytest.mark.parametrize("code", sorted(tongues()))
def test_each_page_is_whole_in_each_language(code: str, form: FlaskClient, send: Send) -> None:
    tongue = tongues()[code]
    page = form.get("/tell-us", query_string={"lang": code})
    assert (spoken(page.text), page.headers["Content-Language"]) == ((code, tongue.direction), code)
    wrong = send(form, f"/tell-us?lang={code}", text="")
    assert (wrong.status_code, tongue.say("wrong.empty") in wrong.text) == (422, True)
    thanks = form.get(send(form, f"/tell-us?lang={code}").location)
    assert tongue.say("thanks.title") in thanks.text
    assert not re.search(r"\{[a-z]+\}", re.sub(r'data-too-\w+="[^"]*"', "", page.text + wrong.text + thanks.text))


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("zh-Hant-TW,zh;q=0.9", "zh"),
        ("ar-EG", "ar"),
        ("sw,fr;q=0.7,en;q=0.3", "fr"),
        ("sw", "en"),
        ("", "en"),
        ("*", "en"),
        ("x" * 5000, "en"),
    ],
)
def test_the_browsers_language_is_spoken_where_we_know_it(form: FlaskClient, accepted: str, code: str) -> None:
    page = form.get("/tell-us", headers={"Accept-Language": accepted} if accepted else {})
    assert page.headers["Vary"] == "Accept-Language"
    assert accepted == "*" or spoken(page.text)[0] == code


@pytest.mark.parametrize(
    ("chosen", "code"), [("es", "es"), ("pt-BR", "pt"), ("PL", "pl"), ("xx", "fr"), ("../en", "fr"), ("", "fr")]
)
def test_what_was_chosen_counts_more_than_the_browser(form: FlaskClient, chosen: str, code: str) -> None:
    page = form.get("/tell-us", query_string={"lang": chosen}, headers={"Accept-Language": "fr"})
    assert spoken(page.text)[0] == code


def test_a_place_may_say_which_language_is_the_last_resort(open_form: OpenForm) -> None:
    form = open_form(places={"munich": {"store": "munich", "language": "de"}})
    assert spoken(form.get("/tell-us/munich").text)[0] == "de"
    assert spoken(form.get("/tell-us/munich", headers={"Accept-Language": "tr"}).text)[0] == "tr"


def test_the_switch_leads_to_every_language_and_stays_at_the_place(open_form: OpenForm) -> None:
    form = open_form(places={"munich": {"store": "munich"}})
    page = form.get("/tell-us/munich?embed=1").text
    for code, tongue in tongues().items():
        link = re.search(rf'<a href="([^"]*)" lang="{code}" hreflang="{code}"[^>]*>([^<]*)</a>', page)
        assert link
        assert (link[1], link[2]) == (f"/tell-us/munich?embed=1&amp;lang={code}", tongue.name)


def test_a_chosen_language_stays_through_mistakes_and_thanks(form: FlaskClient, send: Send) -> None:
    assert 'action="/tell-us?lang=de"' in form.get("/tell-us?lang=de").text
    thanks = form.get(send(form, "/tell-us?lang=de").location)
    assert spoken(thanks.text)[0] == "de"
    assert 'href="/tell-us?lang=de"' in thanks.text


def test_changing_the_language_keeps_what_was_written_and_sends_nothing(form: FlaskClient, send: Send, house: Any) -> None:
    answer = send(form, "/tell-us?lang=it", text="Due settimane", contact="dev@example.com", switch="1")
    assert (answer.status_code, spoken(answer.text)[0]) == (200, "it")
    assert "Due settimane" in answer.text
    assert 'value="dev@example.com"' in answer.text
    assert "wrong" not in re.findall(r'data-page="(\w+)"', answer.text)
    assert house.taken() == []


def test_the_feedback_has_the_language_only_where_the_visitor_asked_for_it(form: FlaskClient, send: Send, house: Any) -> None:
    for headers in ({"Accept-Language": "tr-TR"}, {"Accept-Language": "sw"}, {}):
        send(form, headers=headers)
    assert [read(one).language for one in house.taken()] == ["tr", "", ""]


def test_names_and_numbers_keep_their_direction_in_arabic(form: FlaskClient, send: Send) -> None:
    answer = send(form, "/tell-us?lang=ar", contact="Dev (bar)")
    assert "\u2068Dev (bar)\u2069" in answer.text
    assert "\u2068" not in form.get("/tell-us?lang=en").text


@pytest.mark.parametrize(
    ("code", "number", "size"), [("en", "20,000", "8 MB"), ("de", "20.000", "8 MB"), ("fr", "20 000", "8 Mo")]
)
def test_numbers_are_written_as_people_write_them(code: str, number: str, size: str) -> None:
    assert tongues()[code].number(20_000) == number
    assert tongues()[code].size(8 << 20) == size


def test_a_language_that_is_not_whole_stops_the_start(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "en.toml").write_text('name = "English"\nhint = "Up to {count}."\n')
    (tmp_path / "eo.toml").write_text('name = "Esperanto"\nhint = "{nombro}"\n')
    (tmp_path / "la.toml").write_text('name = "Latina"\n')
    monkeypatch.setattr(languages, "FOLDER", tmp_path)
    with pytest.raises(Misconfigured) as stopped:
        languages.tongues.__wrapped__()
    assert {problem.path for problem in stopped.value.problems} == {"eo.hint", "la.hint"}
