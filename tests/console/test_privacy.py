"""The pages of people's rights: found by an address, seen, given, held, erased after a second word; by administrators alone."""

import io
import zipfile
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from cli.privacy.requests import StoredPrivacy
from console.audit.chain import Looked
from tests.console.company import PASSWORD, Company
from tests.console.conftest import form_token

ANN = "ann@example.com"


def signed_in(company: Company, inner: Flask, role: str) -> FlaskClient:
    company.accounts.add_user(f"the {role}", PASSWORD, role)
    browser = inner.test_client()
    browser.set_cookie("golddust_session", company.accounts.sign_in(f"the {role}", PASSWORD), path="/console")
    return browser


def press(browser: FlaskClient, path: str, **given: str) -> Any:
    return browser.post(path, data={"csrf": form_token(browser, "/console/privacy"), **given})


def found(browser: FlaskClient) -> str:
    answer = press(browser, "/console/privacy", who=ANN)
    assert answer.status_code == 303
    return str(answer.location)


def test_somebody_is_found_by_their_address_which_stands_in_no_address_of_ours(company: Company, inner: Flask) -> None:
    company.hear("My parcel never came, this is terrible.")
    admin = signed_in(company, inner, "admin")
    where = found(admin)
    assert ANN not in where
    assert "cust_" in where
    page = admin.get(where).text
    assert ANN in page
    assert "store: feedback" in page
    nobody = press(admin, "/console/privacy", who="nobody@example.com")
    assert (nobody.status_code, "Nobody is known by that address" in nobody.text) == (404, True)


def test_what_is_held_is_given_out_and_written_down_without_whom(company: Company, inner: Flask, privacy: StoredPrivacy) -> None:
    said = company.hear("My parcel never came, this is terrible.")
    admin = signed_in(company, inner, "admin")
    where = found(admin)
    answer = press(admin, f"{where}/export")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        assert said in packed.read("data/messages.json").decode()
    answer.close()
    (entry,) = privacy._installation.admission.audit.entries(Looked(action="privacy.exported"), 9)
    assert entry.actor == "the admin"
    assert entry.subject not in where
    assert "cust_" not in entry.subject


def test_nobody_is_erased_without_a_second_word(company: Company, inner: Flask, privacy: StoredPrivacy) -> None:
    said = company.hear("My parcel never came, this is terrible.")
    admin = signed_in(company, inner, "admin")
    where = found(admin)
    assert "This cannot be undone" in admin.get(f"{where}/erase").text
    assert press(admin, f"{where}/erase").status_code == 422
    assert privacy.erasures() == []
    asked = press(admin, f"{where}/erase", sure="yes")
    assert asked.status_code == 303
    assert "It is being done" in admin.get(asked.location).text
    assert privacy.perform_waiting() == 1
    page = admin.get(asked.location).text
    assert "store: feedback" in page
    assert ANN not in page
    assert company.archive.one(said)["text"] == ""
    assert "My parcel" not in admin.get("/console/feedback").text
    assert admin.get("/console/privacy").status_code == 200
    assert admin.get(f"/console/feedback/{said}").status_code == 200
    assert admin.get(f"/console/cases/{company.case_of(said).reference}").status_code == 200


def test_a_hold_is_placed_and_released_with_a_reason_and_beats_erasure(
    company: Company, inner: Flask, privacy: StoredPrivacy
) -> None:
    company.hear("My parcel never came, this is terrible.")
    admin = signed_in(company, inner, "admin")
    where = found(admin)
    assert press(admin, f"{where}/hold", reason=" ").status_code == 422
    assert press(admin, f"{where}/hold", reason="a <b>claim</b>").status_code == 303
    assert "a &lt;b&gt;claim&lt;/b&gt;" in admin.get("/console/privacy").text
    assert press(admin, f"{where}/erase", sure="yes").status_code == 409
    assert press(admin, f"{where}/erase", sure="yes", when_released="yes").status_code == 303
    assert privacy.perform_waiting() == 0
    assert press(admin, f"{where}/release", reason="settled").status_code == 303
    assert privacy.perform_waiting() == 1


def test_managers_see_neither_the_pages_nor_the_way_to_them(company: Company, inner: Flask) -> None:
    said = company.hear("My parcel never came, this is terrible.")
    manager, admin = signed_in(company, inner, "manager"), signed_in(company, inner, "admin")
    assert manager.get("/console/privacy").status_code == 403
    assert "/console/privacy" not in manager.get(f"/console/feedback/{said}").text
    assert "/console/privacy/people/" in admin.get(f"/console/feedback/{said}").text
