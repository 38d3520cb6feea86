"""The editor of a resolution: drafts, the preview of what is sent, and the cause that cases share."""

import re
from dataclasses import asdict
from html import unescape

import msgspec
from flask.testing import FlaskClient
from sqlalchemy import select

from golddust import topics
from golddust.database.engine import reading
from golddust.database.schema import outbox
from golddust.events import ReplyRequest
from golddust.ports import Resolution
from tests.console.company import Company
from tests.console.test_case_actions import PARTS, PROMISED, Post, now


def test_a_draft_fills_the_form_when_it_is_chosen(company: Company, ann: FlaskClient, post: Post) -> None:
    case = company.case_of(company.hear(PROMISED))
    draft, other, *_ = company.desk.drafts(case)
    page = ann.get(f"/console/cases/{case.reference}").text
    assert f'name="draft" value="{draft.name}"' in page
    assert "only you know" not in page
    for chosen in (
        unescape(ann.get(f"/console/cases/{case.reference}?draft={draft.name}").text),
        unescape(post(case.reference, "preview", draft=draft.name).text),
        unescape(post(case.reference, "preview", draft=draft.name, **asdict(other.resolution)).text),
    ):
        for part in PARTS:
            assert f">\n{getattr(draft.resolution, part)}</textarea>" in chosen
        assert "only you know" in chosen
    assert ann.get(f"/console/cases/{case.reference}?draft=nothing").status_code == 200
    assert now(company, case).version == case.version


def test_a_draft_leaves_what_was_typed(company: Company, post: Post) -> None:
    case = company.case_of(company.hear(PROMISED))
    draft = company.desk.drafts(case)[0]
    page = unescape(post(case.reference, "preview", draft=draft.name, apology="My own words.").text)
    assert ">\nMy own words.</textarea>" in page
    assert f">\n{draft.resolution.apology}</textarea>" not in page
    assert f">\n{draft.resolution.remedy}</textarea>" in page


def test_a_preview_is_what_is_sent_and_sends_nothing(company: Company, ann: FlaskClient, post: Post) -> None:
    text = company.case_of(company.hear(PROMISED, channel="sms", address="+12025550143"))
    mail = company.case_of(company.hear(PROMISED, address="ben@example.com"))
    pages = {case.reference: unescape(post(case.reference, "preview", **PARTS).text) for case in (text, mail)}
    assert [now(company, case).version for case in (text, mail)] == [text.version, mail.version]
    assert requested(company) == []
    for case in (text, mail):
        page = pages[case.reference]
        assert "What the customer will be told" in page
        assert ">\nThe courier lost it.</textarea>" in page
        post(case.reference, "resolve", **PARTS)
        said = requested(company)
        assert f'<p class="letter" dir="auto">{said[-1].text}</p>' in page
    assert re.search(r"\d text messages</span>", pages[text.reference])
    assert said[-1].subject in pages[mail.reference]
    assert ann.get(f"/console/cases/{text.reference}/preview").status_code == 405


def test_a_preview_warns_of_what_is_missing_and_still_blank(company: Company, post: Post) -> None:
    case = company.case_of(company.hear(PROMISED, channel="sms", address="+12025550143"))
    page = unescape(post(case.reference, "preview", happened="On [… day] it got lost.", remedy="A new one comes.").text)
    assert "Missing: The apology, The reason." in page
    assert "Still blank: [… day]" in page
    assert (
        "too long for a text message" in unescape(post(case.reference, "preview", **PARTS | {"remedy": "x" * 1700}).text).lower()
    )
    assert "A promise in a resolution needs both" in post(case.reference, "preview", **PARTS, pledge_words="It comes.").text


def test_a_preview_of_a_case_that_changed_meanwhile_says_so(company: Company, ann: FlaskClient) -> None:
    case = company.case_of(company.hear(PROMISED))
    hidden = dict(re.findall(r'name="(csrf|version)" value="([^"]*)"', ann.get(f"/console/cases/{case.reference}").text))
    company.register.note(case.id, "meanwhile", "bob")
    answer = ann.post(f"/console/cases/{case.reference}/preview", data=hidden | PARTS)
    assert answer.status_code == 409
    assert ">\nThe courier lost it.</textarea>" in answer.text
    assert "marked as new" in answer.text


def test_one_press_gives_a_case_the_cause_of_one_that_says_the_same(company: Company, ann: FlaskClient, post: Post) -> None:
    said = "The lid of the kettle broke off after one week of use."
    one, two, three = (company.case_of(company.hear(said, address=f"{name}@example.com")) for name in ("ann", "ben", "cai"))
    page = ann.get(f"/console/cases/{one.reference}").text
    assert "Others say much the same" in page
    assert f'name="other" value="{two.reference}"' in page
    assert post(one.reference, "share", other=two.reference, title="").status_code == 422
    assert post(one.reference, "share", other=two.reference, title="Kettle lids").status_code == 303
    assert now(company, one).cause == now(company, two).cause != ""
    assert "Same cause: Kettle lids" in ann.get(f"/console/cases/{three.reference}").text
    post(three.reference, "share", other=one.reference)
    assert now(company, three).cause == now(company, one).cause
    assert "The same cause." in ann.get(f"/console/cases/{three.reference}").text
    assert len(company.known_causes.cases_of(now(company, one).cause)) == 3


def requested(company: Company) -> list[ReplyRequest]:
    """The resolutions that are to be sent, in order."""
    with reading(company.engine) as connection:
        rows = connection.execute(
            select(outbox).where(outbox.c.topic == topics.REPLIES_REQUESTED).order_by(outbox.c.number)
        ).all()
    said = [msgspec.json.decode(row.value, type=ReplyRequest) for row in rows]
    return [one for one in said if one.purpose == "resolution"]


def test_no_word_is_lost_when_a_colleague_was_quicker_with_the_same(company: Company, ann: FlaskClient) -> None:
    case = company.case_of(company.hear(PROMISED))
    hidden = dict(re.findall(r'name="(csrf|version)" value="([^"]*)"', ann.get(f"/console/cases/{case.reference}").text))
    company.register.resolve(case.id, Resolution("It burned.", "Sorry.", "A fire.", "Money back."), "Ben")
    for action, fields in (("resolve", PARTS | {"pledge_words": "<b>It comes.</b>"}), ("tell", {"words": "We look for it."})):
        answer = ann.post(f"/console/cases/{case.reference}/{action}", data=hidden | fields | {"pledge_due": "2026-12-24T10:00"})
        assert answer.status_code == 409
        page = unescape(answer.text)
        assert all(f">\n{words}</textarea>" in page for words in fields.values()), action
        assert "<b>It comes" not in answer.text
        assert ("What you had typed" in page) is (action == "resolve"), "the other form is there still, with its words"
