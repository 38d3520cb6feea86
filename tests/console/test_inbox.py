"""The inbox: what its address narrows it to, tags that are put right and back, views that are kept."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from golddust import topics
from golddust.clock import SystemClock
from golddust.database.engine import reading
from golddust.database.schema import outbox
from sinks.store.correcting import StoredCorrections
from tests.console.company import PASSWORD, Company
from tests.console.conftest import form_token

LID = "The lid of the kettle broke after one week, I am very disappointed."
PRAISE = "Thank you so much, your staff was wonderful and kind!"
ATTACK = '"><script>alert(1)</script>'


def shown(page: str) -> list[str]:
    """The ids of the messages on the page, from the top."""
    return re.findall(r'id="said-([a-z2-7]{26})"', page)


def viewer(company: Company, inner: Flask) -> FlaskClient:
    """A browser in which somebody is signed in who may only look."""
    company.accounts.add_user("vera", PASSWORD, "viewer")
    vera = inner.test_client()
    vera.set_cookie("golddust_session", company.accounts.sign_in("vera", PASSWORD), path="/console")
    return vera


def put(ann: FlaskClient, said: str, answer: str, **fields: str) -> TestResponse:
    """Press a button of the message in the list, as Ann's browser does."""
    form = {"csrf": form_token(ann, "/console/feedback"), "put": f"{said}:{answer}"}
    return ann.post("/console/feedback/correct", data=form | fields)


def undo(ann: FlaskClient, address: str) -> TestResponse:
    page = ann.get(address).text
    made = re.search(r'name="corrections" value="([^"]*)"', page)
    assert made
    return ann.post("/console/feedback/undo", data={"csrf": form_token(ann, "/console/feedback"), "corrections": made.group(1)})


def test_each_filter_narrows_and_stays_in_the_address(company: Company, ann: FlaskClient) -> None:
    mail = company.hear(LID, "Kettle")
    text = company.hear(PRAISE, channel="sms", address="+12025550143")
    for query, wanted in {
        "": [text, mail],
        "channel=sms": [text],
        "kind=complaint": [mail],
        "mood=positive": [text],
        "words=kettl+brok": [mail],
        "words=KETTLE": [mail],
        "words=nothing-like-it": [],
        "words=%21%21": [],
        "since=2026-11-24": [text, mail],
        "until=2026-11-23": [],
        "since=2026-11-25": [],
        "segment=press": [],
        "kind=complaint&channel=sms": [],
    }.items():
        page = ann.get(f"/console/feedback?{query}").text
        assert shown(page) == wanted, query
    assert '<option value="sms" selected>' in ann.get("/console/feedback?channel=sms").text


def test_a_topic_narrows_to_those_about_it(company: Company, ann: FlaskClient) -> None:
    said = company.hear("I was charged twice for order 48213, give me my money back.")
    company.hear(PRAISE)
    (topic, *_) = company.archive.one(said)["topics"]
    assert shown(ann.get("/console/feedback", query_string={"topic": topic["name"]}).text) == [said]


def test_what_is_found_by_a_word_comes_a_page_at_a_time_without_gaps(company: Company, ann: FlaskClient) -> None:
    said = [company.hear(f"kettle number {n}", tagged=False) for n in range(27)]
    first = ann.get("/console/feedback?words=kettle").text
    older = re.search(r'rel="next" href="([^"]*)"', first)
    assert older
    assert shown(first) + shown(ann.get(older.group(1).replace("&amp;", "&")).text) == said[::-1]


@pytest.mark.parametrize(
    "query", ["words=%22%20OR%201", "words=a*)(:", "since=yesterday", "topic=%27--", "undo=%3Cb%3E", "wrong=x"]
)
def test_an_address_that_somebody_made_up_does_no_harm(company: Company, ann: FlaskClient, query: str) -> None:
    company.hear(LID)
    assert ann.get(f"/console/feedback?{query}").status_code == 200


def test_a_message_shows_the_words_that_decided_and_an_attack_as_text(company: Company, ann: FlaskClient) -> None:
    company.hear(f"{ATTACK} I was charged twice.", f"Money {ATTACK}", name=ATTACK)
    page = ann.get("/console/feedback").text
    assert "<mark>charged twice</mark>" in page
    assert "<script>alert" not in page


def test_a_tag_is_put_right_in_one_press_with_whose_word_it_is(company: Company, ann: FlaskClient) -> None:
    said = company.hear(LID)
    answer = put(ann, said, "kind:suggestion", back="channel=email")
    assert answer.location.startswith("/console/feedback?channel=email&undo=")
    assert company.archive.one(said)["kind"] == "suggestion"
    page = ann.get(answer.location).text
    assert "One tag was put right." in page
    assert "put right by ann" in page
    assert shown(ann.get("/console/feedback?kind=complaint").text) == []


def test_a_correction_is_an_event_for_the_log_without_the_customers_words(company: Company, ann: FlaskClient) -> None:
    said = company.hear(LID)
    put(ann, said, "sentiment:positive")
    with reading(company.engine) as connection:
        (value,) = connection.execute(select(outbox.c.value).where(outbox.c.topic == topics.CORRECTED)).scalars()
    event = json.loads(value)
    assert (event["feedback"], event["question"], event["answers"], event["actor"]) == (said, "sentiment", ["positive"], "ann")
    assert "kettle" not in value.decode()


def test_what_was_put_right_is_undone(company: Company, ann: FlaskClient) -> None:
    said = company.hear(LID)
    before = company.archive.one(said)
    answer = put(ann, said, "kind:praise")
    company.clock.move(timedelta(seconds=1))
    undo(ann, answer.location)
    assert company.archive.one(said) == before


def test_an_undo_brings_back_what_a_colleague_had_said(company: Company, ann: FlaskClient) -> None:
    said = company.hear(LID)
    company.reading.corrections.correct([said], "kind", ["question"], "ben")
    company.clock.move(timedelta(seconds=1))
    answer = put(ann, said, "kind:praise")
    company.clock.move(timedelta(seconds=1))
    undo(ann, answer.location)
    assert company.archive.one(said)["kind"] == "question"


def test_a_correction_outlives_the_taggers_second_thought(company: Company, ann: FlaskClient) -> None:
    said = company.hear(LID)
    put(ann, said, "kind:praise")
    company.tag_again(said)
    assert company.archive.one(said)["kind"] == "praise"


def test_many_are_put_right_at_once(company: Company, ann: FlaskClient) -> None:
    first, second, third = (company.hear(f"{LID} {n}") for n in range(3))
    form = {"csrf": form_token(ann, "/console/feedback"), "put": ":kind:spam", "pick": [first, second]}
    page = ann.get(ann.post("/console/feedback/correct", data=form).location).text
    assert "2 tags were put right." in page
    assert [company.archive.one(one)["kind"] for one in (first, second, third)] == ["spam", "spam", "complaint"]


def test_a_topic_is_added_and_taken_away(company: Company, ann: FlaskClient) -> None:
    said = company.hear("I was charged twice for order 48213.")
    names = [topic["name"] for topic in company.archive.one(said)["topics"]]
    put(ann, said, "topic:parking")
    company.clock.move(timedelta(seconds=1))
    put(ann, said, f"topic:{names[0]}")
    assert [topic["name"] for topic in company.archive.one(said)["topics"]] == [*names[1:], "parking"]
    assert shown(ann.get("/console/feedback?topic=parking").text) == [said]


def test_of_topics_that_are_added_at_once_none_is_lost(company: Company) -> None:
    said = company.hear("I was charged twice for order 48213.")
    corrections = StoredCorrections(company.engine, SystemClock())
    with ThreadPoolExecutor(8) as people:
        made = list(people.map(lambda n: corrections.turn_topic([said], f"topic {n}", "ann"), range(8)))
    assert {f"topic {n}" for n in range(8)} <= {topic["name"] for topic in company.archive.one(said)["topics"]}
    assert [len(ids) for ids in made] == [1] * 8


@pytest.mark.parametrize("answer", ["kind:nonsense", "owner:me", "kind", ""])
def test_an_answer_that_there_is_not_is_refused(company: Company, ann: FlaskClient, answer: str) -> None:
    assert put(ann, company.hear(LID), answer).status_code == 422


def test_nothing_is_put_right_without_the_forms_token(company: Company, ann: FlaskClient) -> None:
    said = company.hear(LID)
    assert ann.post("/console/feedback/correct", data={"put": f"{said}:kind:spam"}).status_code == 403


def test_a_form_leads_back_to_the_inbox_and_to_no_other_site(company: Company, ann: FlaskClient) -> None:
    answer = put(ann, company.hear(LID), "kind:spam", back="//evil.example/?kind=spam&next=//evil.example", one="//evil.example")
    assert answer.location.startswith("/console/feedback")
    assert "evil" not in put(ann, company.hear(LID), "kind:spam", back="https://evil.example").location


def test_a_view_is_kept_for_its_person_alone(company: Company, ann: FlaskClient, visitor: FlaskClient) -> None:
    token = form_token(ann, "/console/feedback")
    kept = {"csrf": token, "name": f"Angry {ATTACK}", "back": "kind=complaint&mood=negative&evil=1"}
    assert ann.post("/console/feedback/views", data=kept).location == "/console/feedback?kind=complaint&mood=negative"
    page = ann.get("/console/feedback").text
    assert 'href="/console/feedback?kind=complaint&amp;mood=negative"' in page
    assert "<script>alert" not in page
    assert company.reading.views.of("ben") == {}
    ann.post("/console/feedback/views/forget", data={"csrf": token, "name": f"Angry {ATTACK}", "back": ""})
    assert company.reading.views.of("ann") == {}
    assert visitor.get("/console/feedback").status_code == 303


def test_a_view_without_a_name_is_refused_with_words(ann: FlaskClient) -> None:
    answer = ann.post(
        "/console/feedback/views", data={"csrf": form_token(ann, "/console/feedback"), "name": " ", "back": "kind=spam"}
    )
    assert "it needs a name" in ann.get(answer.location).text


def test_new_rows_come_as_far_as_they_fit(company: Company, ann: FlaskClient) -> None:
    said = [company.hear(LID), company.hear(PRAISE)]
    assert shown(ann.get(f"/console/feedback/rows?ids={','.join(said)}&kind=praise").text) == said[1:]
    assert shown(ann.get(f"/console/feedback/rows?ids={','.join(said)}").text) == said[::-1]
    assert shown(ann.get("/console/feedback/rows?ids=nonsense,%27").text) == []


def test_the_rows_of_what_just_came_are_made_once_for_all_and_hold_nothing_of_one_reader(
    company: Company, ann: FlaskClient
) -> None:
    said = company.hear(LID)
    page = ann.get(f"/console/feedback/rows?ids={said}").text
    assert "csrf" not in page
    put(ann, said, "kind:praise")
    assert ann.get(f"/console/feedback/rows?ids={said}").text == page
    company.clock.move(timedelta(seconds=5))
    assert "put right by ann" in ann.get(f"/console/feedback/rows?ids={said}").text


def test_rows_that_a_page_puts_on_top_are_of_what_is_new_alone(company: Company, inner: Flask) -> None:
    old = company.hear(LID)
    company.clock.move(timedelta(days=1))
    new = company.hear(PRAISE)
    vera = viewer(company, inner)
    assert shown(vera.get(f"/console/feedback/rows?ids={old},{new}").text) == [new]
    assert shown(vera.get("/console/feedback").text) == [new, old]


def test_rows_made_for_whoever_may_only_look_are_not_those_of_whoever_puts_tags_right(
    company: Company, inner: Flask, ann: FlaskClient
) -> None:
    rows = f"/console/feedback/rows?ids={company.hear(LID)}"
    assert ['class="pick"' in browser.get(rows).text for browser in (viewer(company, inner), ann)] == [False, True]


@pytest.mark.parametrize("query", ["until=9999-12-31", "since=0001-01-01", "before=%00", "words=%00"])
def test_no_day_beyond_the_calendar_and_no_nul_breaks_the_inbox(ann: FlaskClient, query: str) -> None:
    assert ann.get(f"/console/feedback?{query}").status_code in (200, 400)
    assert ann.get(f"/console/audit?{query}").status_code in (400, 403)
