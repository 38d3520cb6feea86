"""Two agents on one case see each other, and what was done meanwhile, and no word of what is typed."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from console.audit.chain import Looked
from console.cases.colleagues import _DID
from console.wording.languages import LANGUAGES
from golddust.database.engine import reading
from golddust.database.schema import audit_log
from golddust.ports import Case, Resolution
from tests.console.company import PASSWORD, Company
from tests.console.conftest import form_token

PROMISED = "The parcel never arrived, I am angry."
FOUR = Resolution("It got lost.", "We are sorry.", "A label came off.", "A new one comes.")


@pytest.fixture
def case(company: Company) -> Case:
    """The one that they look at."""
    return company.case_of(company.hear(PROMISED))


@pytest.fixture
def ben(company: Company, inner: Flask) -> FlaskClient:
    """A browser in which Ben is signed in."""
    company.accounts.add_user("Ben", PASSWORD, "agent")
    browser = inner.test_client()
    browser.set_cookie("golddust_session", company.accounts.sign_in("Ben", PASSWORD), path="/console")
    return browser


def beat(browser: FlaskClient, case: Case, **fields: str) -> TestResponse:
    form = {"csrf": form_token(browser, "/console/me"), "version": str(case.version)}
    return browser.post(f"/console/cases/{case.reference}/here", data=form | fields)


def test_each_is_told_of_the_other(company: Company, ann: FlaskClient, ben: FlaskClient, case: Case) -> None:
    assert (beat(ann, case).status_code, beat(ann, case).data) == (204, b"")
    assert "ann looks at this case" in beat(ben, case, writing="yes").text
    assert "Ben is writing an answer" in beat(ann, case).text
    page = ann.get(f"/console/cases/{case.reference}").text
    assert "Ben is writing an answer" in page
    assert "ann looks at this case" not in page
    beat(ben, case, left="yes")
    assert beat(ann, case).status_code == 204
    beat(ben, case)
    company.clock.move(timedelta(seconds=46))
    assert "Ben looks at" not in ann.get(f"/console/cases/{case.reference}").text


def test_what_was_done_meanwhile_is_told_with_who_did_it(company: Company, ann: FlaskClient, case: Case) -> None:
    company.register.note(case.id, "<b>the depot called</b>", "Ben")
    company.register.resolve(case.id, FOUR, "Ben")
    company.clock.move(timedelta(minutes=1))
    page = beat(ann, case).text
    assert "<strong>Ben resolved this</strong>" in page
    assert "1 min ago" in page
    for shown in ("See what changed", "A new one comes.", "&lt;b&gt;the depot called", f'data-version="{case.version + 2}"'):
        assert shown in page
    assert "<b>the depot" not in page
    assert beat(ann, company.register.find(case.id)).status_code == 204


def test_what_the_customer_did_is_told_as_the_history_tells_it(company: Company, ann: FlaskClient, case: Case) -> None:
    company.register.resolve(case.id, FOUR, "Ben")
    resolved = company.register.find(case.id)
    company.register.not_solved(case.id, "It is still lost.", "customer")
    assert "The customer says: not solved</strong>" in beat(ann, resolved).text


def test_notes_of_the_register_stop_nobody(company: Company, ann: FlaskClient, case: Case) -> None:
    company.register.note(case.id, "the acknowledgement went out", "register")
    page = beat(ann, case).text
    assert f'data-version="{case.version + 1}" data-quiet hidden' in page
    assert "See what changed" not in page


def test_beats_are_forms_of_ours_about_a_case_that_there_is(ann: FlaskClient, visitor: FlaskClient, case: Case) -> None:
    path = f"/console/cases/{case.reference}/here"
    assert ann.post(path, data={"csrf": "made up", "version": "1"}).status_code == 403
    assert visitor.post(path, data={"version": "1"}).status_code == 303
    assert ann.get(path).status_code == 405
    for version in ("", "-1", "1" * 11, "x"):
        assert beat(ann, case, version=version).status_code == 400, version
    form = {"csrf": form_token(ann, "/console/me"), "version": "1"}
    assert ann.post("/console/cases/GD-0000-0000/here", data=form).status_code == 404


def test_beats_are_not_audited_and_change_nothing(company: Company, ann: FlaskClient, case: Case) -> None:
    beat(ann, case)
    with reading(company.engine) as connection:
        count = select(func.count()).select_from(audit_log)
        before = connection.execute(count).scalar_one()
    form = {"csrf": form_token(ann, "/console/me"), "version": str(case.version)}
    for writing in ("yes", "no"):
        ann.post(f"/console/cases/{case.reference}/here", data=form | {"writing": writing})
    with reading(company.engine) as connection:
        assert connection.execute(count).scalar_one() == before
    assert company.register.find(case.id) == case


def test_a_viewer_sees_who_is_there_too(company: Company, inner: Flask, ann: FlaskClient, case: Case) -> None:
    company.accounts.add_user("vic", PASSWORD, "viewer")
    vic = inner.test_client()
    vic.set_cookie("golddust_session", company.accounts.sign_in("vic", PASSWORD), path="/console")
    beat(vic, case)
    assert "vic looks at this case" in beat(ann, case).text


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_each_reads_it_in_their_own_language(
    company: Company, ann: FlaskClient, ben: FlaskClient, case: Case, language: str
) -> None:
    beat(ben, case, writing="yes")
    company.register.resolve(case.id, FOUR, "Ben")
    form = {"csrf": form_token(ann, "/console/me"), "version": str(case.version)}
    page = ann.post(f"/console/cases/{case.reference}/here", data=form, headers={"Accept-Language": language}).text
    assert "Ben" in page
    assert not any(said in page for said in ("is writing", "resolved this", "See what", "Resolved"))


def test_every_step_that_people_take_has_a_sentence() -> None:
    assert all(words.startswith("%(name)s ") for words in _DID.values())
    assert len(_DID) == 15


def test_a_look_at_what_was_done_is_in_the_audit_log(company: Company, ann: FlaskClient, case: Case) -> None:
    beat(ann, case)
    assert company.admission.audit.entries(Looked(action="saw.case"), 10) == []
    assert "Case opened" in beat(ann, case, version="0").text
    (entry,) = company.admission.audit.entries(Looked(action="saw.case"), 10)
    assert (entry.actor, entry.subject) == ("ann", case.reference)
