"""The HTTP API, and that its description tells the truth."""

import json
import re
from collections.abc import Callable

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient

from console.openapi import CaseInFull, CasePage, FeedbackItem, FeedbackPage
from console.scopes import SCOPES
from golddust.ports import Case
from tests.console.company import Company

SAID = "The parcel never arrived, call me on 202-555-0117, I am angry."
RESOLUTION = {"happened": "Lost.", "apology": "Sorry.", "reason": "A label.", "remedy": "A new one."}
Bearer = Callable[..., dict[str, str]]


@pytest.fixture
def bearer(company: Company) -> Bearer:
    def headers(*scopes: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {company.accounts.add_token('robot', scopes or SCOPES)}"}

    return headers


def test_without_a_token_nothing_is_told(visitor: FlaskClient, ann: FlaskClient) -> None:
    for path in ("figures", "feedback", "feedback/x", "cases", "cases/x"):
        for browser in (visitor, ann):
            answer = browser.get(f"/api/v1/{path}")
            assert answer.status_code == 401
            assert answer.mimetype == "application/problem+json"
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    for action in ("acknowledge", "assign", "resolve"):
        assert visitor.post(f"/api/v1/cases/x/{action}").status_code == 401


def test_a_scope_opens_its_own_routes_only(visitor: FlaskClient, bearer: Bearer) -> None:
    reading_feedback, reading_cases = bearer("read:feedback"), bearer("read:cases")
    assert visitor.get("/api/v1/feedback", headers=reading_feedback).status_code == 200
    assert visitor.get("/api/v1/cases", headers=reading_feedback).status_code == 403
    assert visitor.get("/api/v1/cases", headers=reading_cases).status_code == 200
    assert visitor.post("/api/v1/cases/x/acknowledge", headers=reading_cases).status_code == 403


@pytest.mark.parametrize("given", ["Basic Z2Q6Z2Q=", "Bearer", "Bearer ", "gd_x", "Bearer gd_x gd_y", "Bearer \xff"])
def test_what_is_no_bearer_token_is_401(visitor: FlaskClient, given: str) -> None:
    assert visitor.get("/api/v1/cases", headers={"Authorization": given}).status_code == 401


def test_feedback_is_told_redacted_and_under_a_pseudonym(company: Company, visitor: FlaskClient, bearer: Bearer) -> None:
    said = company.hear(SAID, "From ann@example.com")
    untagged = company.hear("my number is 202-555-0199", tagged=False)
    for path in ("feedback", f"feedback/{said}", f"feedback/{untagged}"):
        answer = visitor.get(f"/api/v1/{path}", headers=bearer())
        assert answer.status_code == 200
        for private in ("202-555", "ann@example.com", "Ann Example"):
            assert private not in answer.text
    one = visitor.get(f"/api/v1/feedback/{said}", headers=bearer()).json
    assert one["tagged"]["text"].startswith("The parcel never arrived")
    assert one["case"] == company.case_of(said).reference


def test_feedback_is_told_page_by_page_without_gaps(company: Company, visitor: FlaskClient, bearer: Bearer) -> None:
    said = [company.hear(f"number {n}", tagged=False) for n in range(5)]
    headers, seen, cursor = bearer(), [], ""
    while cursor is not None:
        page = visitor.get("/api/v1/feedback", headers=headers, query_string={"limit": 2, "cursor": cursor}).json
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert seen == said[::-1]


def test_cases_are_told_page_by_page(company: Company, visitor: FlaskClient, bearer: Bearer) -> None:
    opened = {company.case_of(company.hear(f"{SAID} {n}")).id for n in range(5)}
    headers, seen, cursor = bearer(), [], ""
    while cursor is not None:
        page = visitor.get("/api/v1/cases", headers=headers, query_string={"limit": 2, "cursor": cursor}).json
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert len(seen) == 5
    assert set(seen) == opened


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("limit=0", 422),
        ("limit=201", 422),
        ("limit=x", 422),
        ("limit=" + "9" * 5000, 422),
        ("state=nonsense", 422),
        ("cursor=-1", 422),
        ("cursor=²", 422),
    ],
)
def test_a_wrong_question_is_answered_with_what_is_wrong(visitor: FlaskClient, bearer: Bearer, query: str, status: int) -> None:
    answer = visitor.get(f"/api/v1/cases?{query}", headers=bearer())
    assert answer.status_code == status
    assert answer.json["detail"]


def test_a_case_goes_from_opened_to_resolved_under_the_tokens_name(
    company: Company, visitor: FlaskClient, bearer: Bearer
) -> None:
    case, headers = company.case_of(company.hear(SAID)), bearer()
    path = f"/api/v1/cases/{case.reference}"
    assert visitor.post(f"{path}/acknowledge", headers=headers).json["state"] == "acknowledged"
    assert (
        visitor.post(f"{path}/assign", headers=headers, json={"assignee": "finance", "version": case.version + 1}).status_code
        == 200
    )
    assert visitor.post(f"{path}/resolve", headers=headers, json=RESOLUTION).json["state"] == "resolved"
    whole = visitor.get(path, headers=headers).json
    assert [event["step"] for event in whole["history"][case.version :]] == ["acknowledged", "assigned", "resolved"]
    assert {event["actor"] for event in whole["history"][case.version :]} == {"robot"}


@pytest.mark.parametrize(
    ("action", "body", "status"),
    [
        ("acknowledge", b"{", 400),
        ("acknowledge", b"\xff", 400),
        ("acknowledge", b'{"version": "1"}', 422),
        ("acknowledge", b'{"version": 7}', 409),
        ("acknowledge", b'{"surprise": 1}', 422),
        ("assign", b"", 422),
        ("assign", b'{"assignee": ""}', 422),
        ("assign", b'{"assignee": "a\\u0000b"}', 422),
        ("resolve", b'{"happened": "x"}', 422),
        ("resolve", json.dumps(RESOLUTION | {"reason": " "}).encode(), 422),
        ("resolve", b"x" * 300_000, 413),
    ],
)
def test_a_wrong_body_changes_nothing_and_is_answered_in_words(
    company: Company,
    visitor: FlaskClient,
    bearer: Bearer,
    action: str,
    body: bytes,
    status: int,
) -> None:
    case = company.case_of(company.hear(SAID))
    answer = visitor.post(f"/api/v1/cases/{case.id}/{action}", headers=bearer(), data=body)
    assert answer.status_code == status
    assert answer.json["status"] == status
    assert company.register.find(case.id).version == case.version


def test_what_is_not_there_is_404(visitor: FlaskClient, bearer: Bearer) -> None:
    for path in ("cases/GD-0000-0000", "feedback/nothing", "feedback?cursor=nothing"):
        assert visitor.get(f"/api/v1/{path}", headers=bearer()).status_code == 404


def test_the_description_names_every_route_and_no_other(inner: Flask, visitor: FlaskClient) -> None:
    document = visitor.get("/api/v1/openapi.json").json
    described = {
        (method.upper(), path) for path, item in document["paths"].items() for method in item if method in ("get", "post")
    }
    rules = [rule for rule in inner.url_map.iter_rules() if rule.rule.startswith("/api/v1/")]
    routes = {
        (method, re.sub(r"<(?:\w+_)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1")).replace("{id}", "{feedback}"))
        for rule in rules
        for method in rule.methods or ()
        if method in ("GET", "POST")
    }
    assert described == routes - {("GET", "/openapi.json")}


def test_every_reference_in_the_description_leads_somewhere(visitor: FlaskClient) -> None:
    text = visitor.get("/api/v1/openapi.json").text
    shapes = json.loads(text)["components"]["schemas"]
    assert set(re.findall(r'"#/components/schemas/(\w+)"', text)) <= set(shapes)


def test_answers_are_of_the_described_shapes(company: Company, visitor: FlaskClient, bearer: Bearer) -> None:
    said, headers = company.hear(SAID), bearer()
    company.hear("just now", tagged=False)
    case = company.case_of(said)
    company.reply(case, "acknowledgement", "sent")
    shapes = {
        "feedback": FeedbackPage,
        f"feedback/{said}": FeedbackItem,
        "cases": CasePage,
        f"cases/{case.id}": CaseInFull,
        "figures": dict[str, int],
    }
    for path, shape in shapes.items():
        msgspec.json.decode(visitor.get(f"/api/v1/{path}", headers=headers).data, type=shape)
    changed = visitor.post(f"/api/v1/cases/{case.id}/acknowledge", headers=headers)
    msgspec.json.decode(changed.data, type=Case)
