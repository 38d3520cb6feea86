"""The public page of standards: only what was published, in words, as JSON, and as a badge."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from cli.web import create_app
from console.standards import hundred, standards_pages, when
from golddust.insight import Kept, Published
from tests.console.company import Company
from tests.console.conftest import with_templates

OCTOBER, SEPTEMBER, JULY = date(2026, 10, 1), date(2026, 9, 1), date(2026, 7, 1)


@pytest.fixture
def anybody(company: Company) -> FlaskClient:
    """A browser on the public door."""
    pages = standards_pages(company.insight.promises, {"answer": "16 working hours"})
    return with_templates(create_app("public", [pages], checks={})).test_client()


def test_before_anything_is_published_it_says_when_it_will_be(anybody: FlaskClient) -> None:
    page = anybody.get("/standards")
    assert page.status_code == 200
    assert "Nothing is published yet." in page.text
    assert anybody.get("/standards.json").json == {"at_least_cases": 10, "figures": []}
    assert "not published yet" in anybody.get("/standards/badge.svg").text


def test_what_was_published_is_told_in_words_with_the_number_of_cases(company: Company, anybody: FlaskClient) -> None:
    company.insight.promises.publish([Published("answer", OCTOBER, OCTOBER, 40, 38), Published("answer", JULY, SEPTEMBER, 10, 5)])
    page = anybody.get("/standards").text
    assert "We answer you" in page
    assert "Usually promised: within 16 working hours." in page
    assert "<strong>86</strong> of 100 in time" in page
    assert page.index("October 2026") < page.index("July to September 2026")
    assert anybody.get("/standards.json").json["figures"][0] == {
        "standard": "answer",
        "first_month": "2026-07",
        "last_month": "2026-09",
        "cases": 10,
        "kept": 5,
    }


def test_what_is_not_published_cannot_be_seen(company: Company, anybody: FlaskClient) -> None:
    company.hear("The parcel is two weeks late, this is terrible.")
    assert "Nothing is published yet." in anybody.get("/standards").text


def test_others_may_show_it(company: Company, anybody: FlaskClient) -> None:
    company.insight.promises.publish([Published("resolve", OCTOBER, OCTOBER, 200, 199)])
    badge = anybody.get("/standards/badge.svg")
    assert badge.mimetype == "image/svg+xml"
    assert ET.fromstring(badge.text).attrib["aria-label"] == "Promises kept: 99 of 100"  # noqa: S314 - it is our own
    assert "style" not in badge.text
    assert anybody.get("/standards.json").headers["Access-Control-Allow-Origin"] == "*"
    for path in ("/standards", "/standards.json", "/standards/badge.svg"):
        answer = anybody.get(path)
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize(("kept", "cases", "words"), [(199, 200, 99), (1, 200, 1), (200, 200, 100), (0, 200, 0), (0, 0, None)])
def test_all_is_said_only_of_all_and_none_only_of_none(kept: int, cases: int, words: int | None) -> None:
    assert hundred(Kept(cases, kept)) == words


def test_months_are_named() -> None:
    assert when(Published("answer", date(2026, 12, 1), date(2027, 1, 1), 10, 5)) == "December 2026 to January 2027"
