"""Competitors in the audit: whom customers name, how they speak of each topic then, and a second mark on the grid."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from console.insight.audit import mood
from console.insight.rivals import Rival, compared, counted
from golddust.insight import Moods
from tests.console.company import PASSWORD, Company

NAMES = ("North Star", "Acme", "<b>Evil & Co")


def row(text: str, subject: str = "", **changed: Any) -> Mapping[str, Any]:
    said = {"text": text, "subject": subject, "automatic": None, "command": None, "kind": "complaint", "tags": {}}
    return said | {"topics": [{"name": "price", "sentiment": "negative"}]} | changed


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("At North  Star it is cheaper.", True),
        ("NORTH\nSTAR's delivery is quicker", True),
        ("The star is in the north.", False),
        ("Northern stars are nice", False),
        ("Northstar", False),
        ("north starling", False),
    ],
)
def test_a_competitor_is_named_by_whole_words_in_order(text: str, counts: bool) -> None:
    assert counted("North Star", [row(text)]).messages == counts
    assert counted("North Star", [row("", text)]).messages == counts


def test_machines_spam_and_what_is_not_tagged_yet_count_for_nobody() -> None:
    rows = [row("Acme", automatic="vacation"), row("Acme", command="stop"), row("Acme", kind="spam"), row("Acme", tags=None)]
    assert counted("Acme", rows) == Rival("Acme", 0, {})


def test_marks_of_a_name_are_no_pattern() -> None:
    assert counted("C++ (UK)", [row("I go to C++ (UK) now"), row("I go to C UK now")]).messages == 1


def test_all_competitors_together_make_the_mood_of_comparing() -> None:
    one = Rival("a", 4, {"price": Moods(3, 3), "staff": Moods(4, 4)})
    other = Rival("b", 3, {"price": Moods(2, 0, 0, 2)})
    assert compared([one, other]) == {"price": mood(Moods(5, 3, 0, 2))}


@pytest.fixture
def browser(company: Company, request: pytest.FixtureRequest) -> FlaskClient:
    """A manager's, where customers name competitors."""
    for number in range(8):
        company.hear("My parcel is two weeks late, the delivery is terrible.", address=f"late{number}@example.com")
    for number in range(6):
        text = "Your delivery is terrible and late again, at Acme the parcel comes in a day."
        company.hear(text, address=f"gone{number}@example.com", channel="form")
    company.hear("I hate your delivery, <b>Evil & Co is better!", address="evil@example.com")
    company.insight = replace(company.insight, rivals=NAMES)
    company.accounts.add_user("bo", PASSWORD, "manager")
    made: FlaskClient = request.getfixturevalue("visitor")
    made.set_cookie("golddust_session", company.accounts.sign_in("bo", PASSWORD), path="/console")
    return made


def test_the_audit_has_a_ring_where_competitors_are_named_and_says_who(browser: FlaskClient) -> None:
    table = browser.get("/console/insight/audit?as=csv&part=competitors").text.splitlines()
    assert table[0] == "competitor,topic,messages,mood,at least,at most"
    assert [line for line in table if line.startswith("Acme,delivery,6,")]
    assert not [line for line in table if line.startswith("North Star")]
    page = browser.get("/console/insight/audit").text
    assert 'class="ring"' in page
    assert "&lt;b&gt;Evil &amp; Co" in page
    assert "<b>Evil" not in page


def test_it_is_of_the_slice_and_the_days_that_are_asked_for(company: Company, browser: FlaskClient) -> None:
    by_mail = browser.get("/console/insight/audit?as=csv&part=competitors&side=channel&value=email").text
    assert "Acme" not in by_mail
    company.clock.move(timedelta(days=40))
    browser.set_cookie("golddust_session", company.accounts.sign_in("bo", PASSWORD), path="/console")
    assert "Acme" not in browser.get("/console/insight/audit?as=csv&part=competitors&days=30").text
    assert "Acme" in browser.get("/console/insight/audit?as=csv&part=competitors&days=90").text


def test_where_no_competitor_is_set_nothing_is_said_of_them(ann: FlaskClient) -> None:
    assert "competitor" not in ann.get("/console/insight/audit").text
