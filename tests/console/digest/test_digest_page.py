"""The digest on the console: any week that is over, texts of others stay texts, and each figure leads to its messages."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from console.acting import By
from console.audit.chain import Looked
from tests.console.company import PASSWORD, Company
from tests.console.digest.test_letter import LATE, WEEK, tell
from tests.console.test_pages import ATTACK, links


@pytest.fixture
def mia(company: Company, visitor: FlaskClient) -> FlaskClient:
    """Mia, of logistics, at the end of nine weeks."""
    tell(company)
    company.accounts.add_user("mia", PASSWORD, "viewer")
    company.admission.members.put_in_teams("mia", ["logistics"], By("person", "root"))
    visitor.set_cookie("golddust_session", company.accounts.sign_in("mia", PASSWORD), path="/console")
    return visitor


def test_the_last_week_that_is_over_is_shown_with_what_is_theirs_first(mia: FlaskClient) -> None:
    page = mia.get("/console/insight/digest").text
    assert "Week 47, 16 to 22 Nov 2026" in page
    assert page.index("For logistics") < page.index("What stands out") < page.index("Messages by week")
    assert "The week before" in page
    assert "The week after" not in page


def test_any_week_before_has_an_address(mia: FlaskClient) -> None:
    page = mia.get("/console/insight/digest?week=2026-W45").text
    assert "Week 45" in page
    assert "/console/insight/digest?week=2026-W44" in page
    assert "/console/insight/digest?week=2026-W46" in page


@pytest.mark.parametrize("week", ["2026-W48", "2031-W01", "yesterday", "1066-W41", "2026-W99", "%3Cscript%3E"])
def test_a_week_that_is_none_or_not_over_is_refused(mia: FlaskClient, week: str) -> None:
    assert mia.get(f"/console/insight/digest?week={week}").status_code == 422


def test_each_figure_leads_to_as_many_messages(mia: FlaskClient) -> None:
    page, tried = mia.get("/console/insight/digest").text, 0
    for link, figure in re.findall(r'<td class="number"><a href="(/console/insight/messages[^"]*)">(\d+)</a>', page):
        tried += 1
        assert len(re.findall(r'<li class="row', mia.get(unescape(link)).text)) == int(figure)
    assert tried > 5


def test_texts_of_others_stay_texts(company: Company, mia: FlaskClient) -> None:
    company.clock.move(-WEEK)
    company.hear(f"{ATTACK} {LATE.format(3)}", address="hostile@example.com", name=ATTACK)
    company.insight.feedback.note(company.clock.now().date(), ATTACK[:200], "ann")
    company.clock.move(WEEK)
    page = mia.get("/console/insight/digest").text
    assert "<img src=x" not in page
    assert not re.search(r"<script(?! src=\"/look/)", page.replace("&lt;", ""))
    assert all(link.startswith(("/", "#")) for link in links(page))


def test_files_of_it_are_pictures_and_tables(mia: FlaskClient) -> None:
    assert mia.get("/console/insight/digest?as=csv&part=topics&week=2026-W47").text.startswith("topic,messages")
    for part in ("weeks", "audit"):
        picture = mia.get(f"/console/insight/digest?as=png&part={part}")
        assert picture.mimetype == "image/png"
        assert picture.data.startswith(b"\x89PNG")


def test_who_read_it_is_written_down(company: Company, mia: FlaskClient) -> None:
    mia.get("/console/insight/digest")
    assert [entry.action for entry in company.admission.audit.entries(Looked(actor="mia"), 1)] == ["saw.insight_digest"]
