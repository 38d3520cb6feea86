"""The insight pages: what they say, where each figure leads, their files, and that texts of others stay texts."""

import csv
import io
import re
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from console.insight.pages import mood
from tests.console.company import START, Company, without_our_scripts
from tests.console.conftest import form_token
from tests.console.test_pages import ATTACK, links


class _Read(HTMLParser):
    """Which elements and attributes there are."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note them."""
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}


PAGES = ("", "/topics", "/audit", "/promises", "/expectations", "/bottlenecks", "/causes")
LATE = "My parcel is two weeks late, the delivery is terrible."
KIND = "Thank you, the woman in your shop was so kind and friendly!"


@pytest.fixture
def talkative(company: Company) -> Company:
    """Seven complaints about delivery and five words of praise, over some days."""
    for number in range(7):
        company.hear(LATE, address=f"late{number}@example.com")
        company.clock.move(timedelta(hours=9))
    for number in range(5):
        company.hear(KIND, address=f"kind{number}@example.com", channel="form")
    return company


def signed_in(company: Company, visitor: FlaskClient) -> FlaskClient:
    company.accounts.add_user("bo", "a long enough password", "manager")
    visitor.set_cookie("golddust_session", company.accounts.sign_in("bo", "a long enough password"), path="/console")
    return visitor


@pytest.mark.parametrize("page", PAGES)
def test_where_nothing_was_said_a_page_says_what_to_do(ann: FlaskClient, page: str) -> None:
    answer = ann.get(f"/console/insight{page}")
    assert answer.status_code == 200
    assert re.search(r"<h1>[^<]+\.</h1>", answer.text)


@pytest.mark.parametrize("page", PAGES)
def test_nobody_sees_figures_without_a_session(visitor: FlaskClient, page: str) -> None:
    assert visitor.get(f"/console/insight{page}").status_code == 303


@pytest.mark.parametrize("page", PAGES)
def test_no_page_holds_a_script_or_a_style_of_its_own(talkative: Company, visitor: FlaskClient, page: str) -> None:
    ann = signed_in(talkative, visitor)
    talkative.insight.feedback.note(START.date(), ATTACK[:200], "ann")
    talkative.insight.feedback.freeze(ATTACK[:120], START.date(), START.date(), "", "ann")
    text = ann.get(f"/console/insight{page}").text
    read = _Read()
    read.feed(without_our_scripts(text))
    assert not read.tags & {"script", "style"}
    assert not {name for name in read.names if name == "style" or name.startswith("on")}
    assert "<img src=x" not in text
    assert all(link.startswith(("/", "#")) for link in links(text))


def test_every_figure_of_a_table_leads_to_as_many_messages(talkative: Company, visitor: FlaskClient) -> None:
    ann = signed_in(talkative, visitor)
    tried = 0
    for page in ("", "/audit", "/expectations"):
        text = ann.get(f"/console/insight{page}").text
        for link, figure in re.findall(r'<td class="number"><a href="(/console/insight/messages[^"]*)">(\d+)</a>', text):
            tried += 1
            assert len(re.findall(r'<li class="row', ann.get(unescape(link)).text)) == int(figure)
    assert tried > 5


def test_the_headline_is_the_share_in_a_bad_mood(talkative: Company, visitor: FlaskClient) -> None:
    page = signed_in(talkative, visitor).get("/console/insight").text
    assert "<h1>7 of 12 messages are in a bad mood.</h1>" in page
    assert "12 messages from" in page


def test_the_headline_of_many_messages_is_of_a_hundred(
    talkative: Company, visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mood, "FEW", 12)
    assert "<h1>58 of 100 messages are in a bad mood.</h1>" in signed_in(talkative, visitor).get("/console/insight").text


def test_a_slice_is_kept_from_page_to_page(talkative: Company, visitor: FlaskClient) -> None:
    page = signed_in(talkative, visitor).get("/console/insight?days=30&side=channel%3Dform").text
    assert "5 messages from" in page
    assert "/console/insight/audit?days=30&amp;side=channel&amp;value=form" in page


@pytest.mark.parametrize("query", ["first=yesterday", "first=2026-11-24&last=2026-11-01", "side=mother&value=x", "side=channel"])
def test_what_cannot_be_asked_is_refused(ann: FlaskClient, query: str) -> None:
    assert ann.get(f"/console/insight?{query}").status_code == 422


def test_files_hold_what_the_page_shows(talkative: Company, visitor: FlaskClient) -> None:
    ann = signed_in(talkative, visitor)
    table = ann.get("/console/insight/audit?as=csv&part=audit")
    assert table.headers["Content-Disposition"] == 'attachment; filename="golddust-audit.csv"'
    rows = list(csv.reader(io.StringIO(table.text)))
    assert ["delivery", "7"] in [[row[0], row[2]] for row in rows]
    for part, words in {
        "?as=svg&part=time": {"and their mood", "in a good mood"},
        "/audit?as=svg&part=audit": {"mend first"},
    }.items():
        drawing = ann.get(f"/console/insight{part}")
        assert drawing.mimetype == "image/svg+xml"
        picture = ET.fromstring(drawing.text)  # noqa: S314 - it is our own
        assert picture.tag == "{http://www.w3.org/2000/svg}svg"
        assert [one for one in words if one not in "".join(picture.itertext())] == []
    assert ann.get("/console/insight?as=pdf&part=time").status_code == 404
    assert ann.get("/console/insight?as=csv&part=nothing").status_code == 404


def test_a_note_stands_on_the_picture_until_it_is_taken_away(talkative: Company, visitor: FlaskClient) -> None:
    ann = signed_in(talkative, visitor)
    today = talkative.clock.now().date().isoformat()
    form = {"day": today, "words": "a new courier", "days": "30", "csrf": form_token(ann, "/console/insight")}
    answer = ann.post("/console/insight/notes", data=form)
    assert answer.location == "/console/insight?days=30"
    page = ann.get(answer.location).text
    assert "<title>a new courier</title>" in page
    (forget,) = re.findall(r'action="(/console/insight/notes/[^"]*/forget)"', page)
    ann.post(forget, data={"csrf": form["csrf"]})
    assert "a new courier" not in ann.get("/console/insight").text


def test_change_is_measured_against_what_was_frozen(talkative: Company, visitor: FlaskClient) -> None:
    ann = signed_in(talkative, visitor)
    today = talkative.clock.now().date().isoformat()
    csrf = form_token(ann, "/console/insight/audit")
    answer = ann.post("/console/insight/baselines", data={"first": "2026-11-01", "last": today, "name": "before", "csrf": csrf})
    assert "Changed since “before”" in ann.get(answer.location).text


def test_a_broken_promise_is_found_behind_its_month(talkative: Company, visitor: FlaskClient) -> None:
    talkative.clock.move(timedelta(days=40))
    talkative.clockwork.tick()
    ann = signed_in(talkative, visitor)
    page = ann.get("/console/insight/promises").text
    assert "<h1>0 of 100 promises were kept.</h1>" in page
    broken = [unescape(link) for link in links(page) if "standard=answer" in link and "kept=no" in link]
    assert len(re.findall(r'class="row case-row"', ann.get(broken[0]).text)) >= 1
    waiting = [unescape(link) for link in links(ann.get("/console/insight/bottlenecks").text) if "state=received" in link]
    assert len(re.findall(r'class="row case-row"', ann.get(waiting[0]).text)) >= 1


def test_what_nobody_promised_is_said(talkative: Company, visitor: FlaskClient) -> None:
    page = signed_in(talkative, visitor).get("/console/insight/expectations").text
    assert "Customers expect delivery to be right, and we promise nothing about it." in page
    assert "Praise by team" in page
