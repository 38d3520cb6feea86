"""What the API tells of issues and of customers, on either engine: pseudonyms, and each of them once."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

import msgspec
import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert

from console.admission.scopes import SCOPES
from console.api.openapi_customers import CustomerPage, IssuePage
from golddust.clock import MovableClock
from golddust.database.engine import writing
from golddust.database.schema import consents
from golddust.database.schema.people import imported_addresses, imported_customers, person_addresses
from golddust.ports import CustomerInFull
from processors.tagging import Tagging
from processors.taxonomy import Taxonomy
from tests.console.company import START, Company

SAID = "The parcel never arrived, call me on 202-555-0117, I am angry."
Get = Callable[..., Any]


@pytest.fixture
def company(database: Engine, tagger: Tagging, taxonomy: Taxonomy) -> Company:
    return Company(database, MovableClock(START), tagger, taxonomy)


@pytest.fixture
def get(company: Company, visitor: FlaskClient) -> Get:
    @cache
    def token(scopes: tuple[str, ...]) -> str:
        return company.accounts.add_token(f"robot for {scopes}", scopes)

    def get(path: str, scopes: tuple[str, ...] = tuple(SCOPES), **query: object) -> Any:
        headers = {"Authorization": f"Bearer {token(scopes)}"}
        return visitor.get(f"/api/v1/{path}", headers=headers, query_string=query)

    return get


def all_of(get: Get, listing: str, **query: object) -> list[dict[str, Any]]:
    found, cursor = [], ""
    while cursor is not None:
        page = get(listing, limit=2, cursor=cursor, **query).json
        found += page["items"]
        cursor = page["next_cursor"]
    return found


def test_issues_are_the_messages_of_cases_newest_first(company: Company, get: Get) -> None:
    first = company.hear(SAID)
    company.hear("Thank you so much, your staff was wonderful and kind!", address="ben@example.com")
    company.clock.move(timedelta(minutes=1))
    others = [company.hear(f"{SAID} {n}", address=f"c{n}@example.com") for n in range(4)]
    found = all_of(get, "issues")
    assert [one["feedback"] for one in found] == [*reversed(others), first]
    case = company.case_of(first)
    assert {name: found[-1][name] for name in ("case", "opened", "owner", "priority", "state", "why", "kind")} == {
        "case": case.reference,
        "opened": True,
        "owner": case.owner,
        "priority": case.priority,
        "state": "received",
        "why": case.why,
        "kind": "complaint",
    }
    assert found[-1]["topics"] == list(case.topics)


def test_what_was_said_in_a_case_is_told_with_it(company: Company, get: Get) -> None:
    case = company.case_of(company.hear(SAID))
    company.clock.move(timedelta(minutes=1))
    company.hear("The parcel still has not arrived, I am really angry.", f"Re: [{case.reference}]")
    assert [(one["case"], one["opened"]) for one in all_of(get, "issues")] == [(case.reference, False), (case.reference, True)]


def test_issues_of_an_owner(company: Company, get: Get) -> None:
    parcel = company.hear(SAID)
    money = company.hear("You charged me twice, I want my money back.", address="ben@example.com")
    owners = {one["feedback"]: one["owner"] for one in all_of(get, "issues")}
    assert owners[parcel] != owners[money]
    assert [one["feedback"] for one in all_of(get, "issues", owner=owners[money])] == [money]
    assert all_of(get, "issues", owner="nobody") == []


def test_customers_are_told_by_pseudonym_each_once(company: Company, get: Get) -> None:
    ids = [company.hear(f"{SAID} {n}", address=f"c{n}@example.com") for n in range(5)]
    company.hear(SAID, address="c0@example.com")
    found = all_of(get, "customers")
    pseudonyms = {company.archive.one(one)["customer"] for one in ids}
    assert [one["customer"] for one in found] == sorted(pseudonyms)
    assert {(one["kind"], one["reachable"]) for one in found} == {("email", True)}


def test_a_customer_is_told_with_all_addresses_of_the_person(company: Company, get: Get) -> None:
    by_mail = company.case_of(company.hear(SAID))
    company.clock.move(timedelta(hours=1))
    by_text = company.case_of(company.hear(SAID, channel="sms", address="+12025550117"))
    people = [{"customer": one.customer, "person": min(by_mail.customer, by_text.customer)} for one in (by_mail, by_text)]
    listed = {"id": "A1", "name": "Ann", "segment": "gold", "value": 9.0, "language": "", "changed_at": START}
    lesser = listed | {"id": "A2", "segment": "iron", "value": 1.0, "language": "fr"}
    stop = {"customer": by_text.customer, "channel": "sms", "sender": "", "state": "stopped", "since": START}
    with writing(company.engine) as connection:
        connection.execute(insert(person_addresses), people)
        connection.execute(insert(imported_customers), [lesser, listed])
        named = {"id": "A1", "customer": by_text.customer, "kind": "phone", "address": "+12025550117"}
        also = named | {"id": "A2", "customer": by_mail.customer, "kind": "email", "address": "ann@example.com"}
        connection.execute(insert(imported_addresses), [named, also])
        connection.execute(insert(consents), [{**stop, "statement": "s", "feedback": by_text.feedback}])
    told = get(f"customers/{by_mail.customer}").json
    assert {one["customer"] for one in told["addresses"]} == {by_mail.customer, by_text.customer}
    assert (told["customer"], told["segment"], told["language"], told["messages"]) == (by_mail.customer, "gold", "fr", 2)
    assert [one["reference"] for one in told["cases"]] == [by_text.reference, by_mail.reference]
    assert [(one["channel"], one["state"]) for one in told["consents"]] == [("sms", "stopped")]


def test_no_address_name_or_word_is_told(company: Company, get: Get) -> None:
    case = company.case_of(company.hear(SAID, name="Ann Example"))
    for path in ("issues", "customers", f"customers/{case.customer}"):
        text = get(path).text
        assert case.customer in text
        assert not any(raw in text for raw in ("example.com", "Ann", "202-555", "parcel"))


def test_answers_are_of_the_described_shapes(company: Company, get: Get) -> None:
    case = company.case_of(company.hear(SAID))
    shapes = {"issues": IssuePage, "customers": CustomerPage, f"customers/{case.customer}": CustomerInFull}
    for path, shape in shapes.items():
        msgspec.json.decode(get(path).data, type=shape)


@pytest.mark.parametrize("path", ["issues", "customers", "customers/cust_x"])
def test_it_takes_the_scope_for_cases(get: Get, visitor: FlaskClient, path: str) -> None:
    assert visitor.get(f"/api/v1/{path}").status_code == 401
    assert get(path, ("read:feedback",)).status_code == 403
    assert get(path, ("read:cases",)).status_code == (404 if "/" in path else 200)


def test_a_cursor_of_another_list_is_refused(company: Company, get: Get) -> None:
    for n in range(3):
        company.hear(SAID, address=f"c{n}@example.com")
    for one, other in (("issues", "customers"), ("customers", "issues"), ("feedback", "issues")):
        cursor = get(one, limit=1).json["next_cursor"]
        assert get(other, cursor=cursor).status_code == 422
