"""Who gets the digest, and that whoever wants no more of it gets none: on their own page, or by the link in the mail."""

import re

import pytest
from flask.testing import FlaskClient

from console.acting import By
from console.audit.chain import Looked
from console.digest.readers import Readers
from golddust.errors import Malformed, NotFound, Unauthentic
from golddust.ports import Colleague
from tests.console.company import KEYS, PASSWORD, Company
from tests.console.conftest import form_token


def readers_of(company: Company, *extra: str) -> Readers:
    return Readers(company.engine, company.clock, KEYS, company.admission.audit, extra)


def test_people_with_an_address_and_the_addresses_in_the_settings_get_it(company: Company) -> None:
    for name in ("ann", "bo", "cy"):
        company.accounts.add_user(name, PASSWORD)
    readers = readers_of(company, "ops@example.com", "ANN@example.com")
    readers.choose("ann", "ann@example.com", wants=True)
    readers.choose("bo", "bo@example.com", wants=False)
    assert [(one.key, one.mail) for one in readers.all()] == [
        ("ann", "ann@example.com"),
        ("<ops@example.com>", "ops@example.com"),
    ]
    assert readers.colleague("bo") is None
    assert readers.colleague("nobody") is None


def test_who_is_switched_off_gets_none(company: Company, ann: FlaskClient) -> None:
    del ann
    readers = readers_of(company)
    readers.choose("ann", "ann@example.com", wants=True)
    company.accounts.add_user("root", PASSWORD, "admin")
    company.admission.members.switch("ann", False, By("person", "root"))
    assert readers.all() == []
    assert readers.colleague("ann") is None


def test_an_address_of_the_staff_directory_is_used_where_they_gave_none(company: Company) -> None:
    class Directory:
        def colleague(self, person: str) -> Colleague | None:
            return Colleague(person, "Ann Example", mail="directory@example.com")

    company.accounts.add_user("ann", PASSWORD)
    readers = Readers(company.engine, company.clock, KEYS, company.admission.audit, (), Directory)  # type: ignore[arg-type]
    assert [(one.mail, one.own, one.called) for one in readers.all()] == [("directory@example.com", "", "Ann Example")]
    readers.choose("ann", "own@example.com", wants=True)
    assert [one.mail for one in readers.all()] == ["own@example.com"]


@pytest.mark.parametrize(
    "mail", ["no", "a@b c", "a@b\r\nBcc: x@y.example", "<a@b.example>", "a@b.example,c@d.example", f"{'x' * 110}@b.example"]
)
def test_what_is_no_address_is_refused(company: Company, mail: str) -> None:
    company.accounts.add_user("ann", PASSWORD)
    with pytest.raises(Malformed):
        readers_of(company).choose("ann", mail, wants=True)


def test_on_their_own_page_people_say_where_to_and_whether(company: Company, ann: FlaskClient) -> None:
    page = ann.get("/console/me").text
    assert 'name="wants" value="yes" checked' in page
    token = form_token(ann, "/console/me")
    assert ann.post("/console/me/digest", data={"csrf": token, "mail": "ann@example.com", "wants": "yes"}).status_code == 303
    assert [one.mail for one in company.admission.readers.all()] == ["ann@example.com"]
    assert 'value="ann@example.com"' in ann.get("/console/me").text
    assert ann.post("/console/me/digest", data={"csrf": token, "mail": "<script>"}).status_code == 422
    assert ann.post("/console/me/digest", data={"csrf": token, "mail": "ann@example.com"}).status_code == 303
    assert company.admission.readers.all() == []
    assert ann.post("/console/me/digest", data={"mail": "ann@example.com", "wants": "yes"}).status_code == 403


def test_who_has_no_account_chooses_nothing(company: Company) -> None:
    with pytest.raises(NotFound):
        company.admission.readers.choose("nobody", "nobody@example.com", wants=True)


def test_the_link_in_the_mail_asks_first_and_works_without_an_account(company: Company, visitor: FlaskClient) -> None:
    company.accounts.add_user("ann", PASSWORD)
    readers = company.admission.readers
    readers.choose("ann", "ann@example.com", wants=True)
    path = f"/console/digest/leave/{readers.token('ann')}"
    page = visitor.get(path)
    assert page.status_code == 200
    assert len(readers.all()) == 1, "looking changes nothing"
    csrf = re.search(r'name="csrf" value="([^"]*)"', page.text)
    assert csrf
    assert visitor.post(path).status_code == 403
    assert len(readers.all()) == 1
    assert "no more of it" in visitor.post(path, data={"csrf": csrf[1]}).text
    assert readers.all() == []


def test_a_link_of_somebody_elses_making_does_nothing(company: Company, visitor: FlaskClient) -> None:
    company.accounts.add_user("ann", PASSWORD)
    readers = company.admission.readers
    readers.choose("ann", "ann@example.com", wants=True)
    for token in ("x", f"{b'ann'.hex()}.{'a' * 26}", f"{b'ann'.hex()}.", KEYS.link_token("case", b"ann".hex())):
        assert visitor.get(f"/console/digest/leave/{token}").status_code == 403
        with pytest.raises(Unauthentic):
            readers.leave(token)
    assert len(readers.all()) == 1


def test_leaving_is_in_the_audit_log(company: Company) -> None:
    readers = readers_of(company, "ops@example.com")
    readers.leave(readers.token("<ops@example.com>"))
    assert readers.all() == []
    assert [entry.action for entry in company.admission.audit.entries(Looked(), 5)] == ["person.digest"]


def test_whoever_wants_none_has_none_under_another_name_either(company: Company) -> None:
    company.accounts.add_user("ann", PASSWORD)
    readers = readers_of(company, "ann@example.com")
    readers.choose("ann", "Ann@example.com", wants=True)
    assert [one.key for one in readers.all()] == ["ann"]
    readers.choose("ann", "Ann@example.com", wants=False)
    assert readers.all() == []
