"""What people do with a case on its page."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.console.company import Company

Post = Callable[..., TestResponse]
PARTS = {
    "happened": "The courier lost it.",
    "apology": "We are sorry that you waited.",
    "reason": "A label came off.",
    "remedy": "A new one is on its way.",
}
PROMISED = "The parcel never arrived, I am angry."


def test_who_has_seen_a_case_is_named(company: Company, ann: FlaskClient, post: Post) -> None:
    case = company.case_of(company.hear(PROMISED))
    assert post(case.reference, "acknowledge").location == f"/console/cases/{case.reference}"
    assert company.register.find(case.id).state == "acknowledged"
    assert company.register.history(case.id)[-1].actor == "ann"
    page = ann.get(f"/console/cases/{case.reference}").text
    assert "Seen by a person" in page
    assert "I have seen it" not in page


def test_a_case_is_given_to_somebody(company: Company, post: Post) -> None:
    case = company.case_of(company.hear(PROMISED))
    post(case.reference, "assign", assignee="finance team")
    assert company.register.find(case.id).assignee == "finance team"


def test_a_case_is_resolved_with_its_four_parts(company: Company, ann: FlaskClient, post: Post) -> None:
    case = company.case_of(company.hear(PROMISED))
    assert post(case.reference, "resolve", **PARTS).status_code == 303
    page = ann.get(f"/console/cases/{case.reference}").text
    assert company.register.find(case.id).state == "resolved"
    for words in PARTS.values():
        assert words in page
    assert "Resolve: tell" not in page


@pytest.mark.parametrize("missing", PARTS)
def test_without_one_of_the_four_parts_nothing_is_resolved_and_nothing_typed_is_lost(
    company: Company, post: Post, missing: str
) -> None:
    case = company.case_of(company.hear(PROMISED))
    answer = post(case.reference, "resolve", **PARTS | {missing: "  "})
    assert answer.status_code == 422
    assert f"Missing: {missing}" in answer.text
    for part, words in PARTS.items():
        assert (words in answer.text) == (part != missing)
    assert company.register.find(case.id).state == "received"


def test_when_somebody_was_quicker_the_page_shows_what_changed_and_keeps_what_was_typed(
    company: Company, ann: FlaskClient
) -> None:
    case = company.case_of(company.hear(PROMISED))
    hidden = dict(re.findall(r'name="(csrf|version)" value="([^"]*)"', ann.get(f"/console/cases/{case.reference}").text))
    company.register.acknowledge(case.id, "bob")
    answer = ann.post(f"/console/cases/{case.reference}/resolve", data=hidden | PARTS)
    assert answer.status_code == 409
    assert "was changed meanwhile" in answer.text
    (new,) = re.findall(r'<li class="step-(\w+) new">', answer.text)
    assert new == "acknowledged"
    assert PARTS["remedy"] in answer.text
    assert company.register.find(case.id).state == "acknowledged"
    again = dict(re.findall(r'name="(csrf|version)" value="([^"]*)"', answer.text))
    assert ann.post(f"/console/cases/{case.reference}/resolve", data=again | PARTS).status_code == 303


def test_a_step_that_the_state_does_not_allow_is_refused_in_words(company: Company, post: Post) -> None:
    case = company.case_of(company.hear(PROMISED))
    company.register.acknowledge(case.id, "bob")
    answer = post(case.reference, "acknowledge")
    assert answer.status_code == 409
    assert "is not possible" in answer.text


@pytest.mark.parametrize("version", ["", "x", "-1", "1.5", "²"])
def test_a_form_without_a_version_does_nothing(company: Company, post: Post, version: str) -> None:
    case = company.case_of(company.hear(PROMISED))
    assert post(case.reference, "acknowledge", version=version).status_code == 400
    assert company.register.find(case.id).version == case.version


def test_an_assignee_that_is_no_name_is_refused(company: Company, post: Post) -> None:
    case = company.case_of(company.hear(PROMISED))
    assert post(case.reference, "assign", assignee=" ").status_code == 422


def test_an_action_on_a_case_that_there_is_not_is_404(company: Company, ann: FlaskClient) -> None:
    case = company.case_of(company.hear(PROMISED))
    hidden = dict(re.findall(r'name="(csrf|version)" value="([^"]*)"', ann.get(f"/console/cases/{case.reference}").text))
    assert ann.post("/console/cases/GD-0000-0000/acknowledge", data=hidden).status_code == 404


def test_a_get_never_acts(company: Company, ann: FlaskClient) -> None:
    case = company.case_of(company.hear(PROMISED))
    for action in ("acknowledge", "assign", "resolve"):
        assert ann.get(f"/console/cases/{case.reference}/{action}").status_code == 405
    assert company.register.find(case.id).version == case.version


def test_replies_are_shown_with_how_they_stand(company: Company, ann: FlaskClient) -> None:
    case = company.case_of(company.hear(PROMISED))
    company.reply(case, "acknowledgement", "failed", "the mailbox does not exist", "Your message is here.")
    page = ann.get(f"/console/cases/{case.reference}").text
    for shown in ("Acknowledgement by e-mail", "failed", "the mailbox does not exist", "Your message is here."):
        assert shown in page
