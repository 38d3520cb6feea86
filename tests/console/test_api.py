"""The HTTP API, and that its description tells the truth."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient

from console.admission.scopes import SCOPES
from console.api.cursors import cursor_of
from console.api.openapi import CaseInFull, CasePage, DraftList, FeedbackItem, FeedbackPage, PairList, PromiseInFull
from golddust.ports import Case, Resolution, Turn
from tests.console.company import Company

SAID = "The parcel never arrived, call me on 202-555-0117, I am angry."
RESOLUTION = {"happened": "Lost.", "apology": "Sorry.", "reason": "A label.", "remedy": "A new one."}
STEPS = (
    *("acknowledge", "start", "assign", "ask", "tell", "note", "set", "escalate", "accept", "resolve", "keep", "close"),
    *("not-solved", "merge", "same", "apart", "split"),
)
Bearer = Callable[..., dict[str, str]]


@pytest.fixture
def bearer(company: Company) -> Bearer:
    @cache
    def headers(*scopes: str) -> dict[str, str]:
        name = f"robot for {', '.join(scopes)}" if scopes else "robot"
        return {"Authorization": f"Bearer {company.accounts.add_token(name, scopes or SCOPES)}"}

    return headers


def test_without_a_token_nothing_is_told(visitor: FlaskClient, ann: FlaskClient) -> None:
    for path in ("figures", "feedback", "feedback/x", "cases", "cases/x", "offered"):
        for browser in (visitor, ann):
            answer = browser.get(f"/api/v1/{path}")
            assert answer.status_code == 401
            assert answer.mimetype == "application/problem+json"
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert visitor.get("/api/v1/cases/x/drafts").status_code == 401
    for action in STEPS:
        assert visitor.post(f"/api/v1/cases/x/{action}").status_code == 401


def test_a_scope_opens_its_own_routes_only(visitor: FlaskClient, bearer: Bearer) -> None:
    reading_feedback, reading_cases = bearer("read:feedback"), bearer("read:cases")
    assert visitor.get("/api/v1/feedback", headers=reading_feedback).status_code == 200
    for path in ("cases", "offered"):
        assert visitor.get(f"/api/v1/{path}", headers=reading_feedback).status_code == 403
        assert visitor.get(f"/api/v1/{path}", headers=reading_cases).status_code == 200
    for action in STEPS:
        assert visitor.post(f"/api/v1/cases/x/{action}", headers=reading_cases).status_code == 403


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


@pytest.mark.parametrize("listing", ["feedback?kind=complaint", "cases", "cases?order=opened&state=unresolved"])
def test_a_link_leads_to_the_next_page_and_its_cursor_tells_nothing(
    company: Company, visitor: FlaskClient, bearer: Bearer, listing: str
) -> None:
    for n in range(5):
        company.hear(f"{SAID} {n}")
    path, seen = f"/api/v1/{listing}{'&' if '?' in listing else '?'}limit=2", list[str]()
    while True:
        page = visitor.get(path, headers=bearer())
        seen += [item["id"] for item in page.json["items"]]
        company.hear(f"{SAID} while the page is read {len(seen)}")
        if page.json["next_cursor"] is None:
            break
        assert re.fullmatch(r"[\w-]+", page.json["next_cursor"])
        found = re.fullmatch(r'<(/api/v1/.+)>; rel="next"', page.headers["Link"])
        assert found
        path = found.group(1)
    assert "Link" not in page.headers
    assert len(set(seen)) == len(seen)
    assert len(seen) >= 5


@pytest.mark.parametrize("cursor", ["50", "W10", "%F0%9F", "a" * 500, "WyJmZWVkYmFjayIsMV0", "WyJjYXNlcyBkdWUiLHt9XQ"])
def test_what_is_no_cursor_of_the_list_is_told_so(visitor: FlaskClient, bearer: Bearer, cursor: str) -> None:
    for listing in ("feedback", "cases", "cases?order=opened"):
        answer = visitor.get(f"/api/v1/{listing}{'&' if '?' in listing else '?'}cursor={cursor}", headers=bearer())
        assert answer.status_code == 422
        assert "begin again" in answer.json["detail"]


@pytest.mark.parametrize(
    "wrong",
    [Turn("a\0b", datetime(2026, 1, 1, tzinfo=UTC), None), Turn("a", datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))))],
)
def test_a_cursor_that_no_database_takes_is_refused(visitor: FlaskClient, bearer: Bearer, wrong: Turn) -> None:
    answer = visitor.get(f"/api/v1/cases?cursor={cursor_of('cases due', wrong)}", headers=bearer())
    assert answer.status_code == 422


def test_a_cursor_of_one_list_is_none_of_another(company: Company, visitor: FlaskClient, bearer: Bearer) -> None:
    for n in range(3):
        company.hear(f"{SAID} {n}")
    listings = ("feedback?", "cases?", "cases?order=opened&")
    cursors = [visitor.get(f"/api/v1/{one}limit=1", headers=bearer()).json["next_cursor"] for one in listings]
    for place, listing in enumerate(listings):
        for of, cursor in enumerate(cursors):
            answer = visitor.get(f"/api/v1/{listing}limit=1&cursor={cursor}", headers=bearer())
            assert answer.status_code == (200 if of == place else 422)


def test_feedback_goes_on_from_an_id_as_before(company: Company, visitor: FlaskClient, bearer: Bearer) -> None:
    said = [company.hear(f"number {n}", tagged=False) for n in range(3)]
    page = visitor.get(f"/api/v1/feedback?cursor={said[1]}", headers=bearer()).json
    assert [item["id"] for item in page["items"]] == [said[0]]


def test_what_a_program_has_already_is_not_sent_again(company: Company, visitor: FlaskClient, bearer: Bearer) -> None:
    case = company.case_of(company.hear(SAID))
    for path in ("feedback", f"feedback/{case.feedback}", "cases", f"cases/{case.id}", "figures"):
        first = visitor.get(f"/api/v1/{path}", headers=bearer())
        assert first.headers["Cache-Control"] == "private, no-cache"
        same = visitor.get(f"/api/v1/{path}", headers=bearer() | {"If-None-Match": first.headers["ETag"]})
        assert (same.status_code, same.data) == (304, b"")
    company.register.acknowledge(case.id, "ann")
    changed = visitor.get(f"/api/v1/cases/{case.id}", headers=bearer() | {"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert visitor.get(f"/api/v1/cases/{case.id}", headers={"If-None-Match": changed.headers["ETag"]}).status_code == 401


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("order=nonsense", 422),
        ("limit=0", 422),
        ("limit=201", 422),
        ("limit=x", 422),
        ("limit=" + "9" * 5000, 422),
        ("state=nonsense", 422),
        ("priority=nonsense", 422),
        ("standing=nonsense", 422),
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
        ("assign", b'{"assignee": "a\\u0000b"}', 400),
        ("resolve", b'{"happened": "x"}', 422),
        ("resolve", json.dumps(RESOLUTION | {"reason": " "}).encode(), 422),
        ("resolve", b"x" * 300_000, 413),
        ("resolve", json.dumps(RESOLUTION | {"reason": "[… why it happened]"}).encode(), 422),
        ("resolve", json.dumps(RESOLUTION | {"cost": -1}).encode(), 422),
        ("resolve", json.dumps(RESOLUTION | {"pledge": {"due": "2026-12-01T17:00:00", "words": "x"}}).encode(), 422),
        ("resolve", json.dumps(RESOLUTION | {"pledge": {"due": "2001-12-01T17:00:00Z", "words": "x"}}).encode(), 422),
        ("resolve", json.dumps(RESOLUTION | {"pledge": {"due": "2026-12-01T17:00:00Z", "words": ""}}).encode(), 422),
        ("start", b'{"version": 7}', 409),
        ("ask", b"{}", 422),
        ("ask", b'{"words": " "}', 422),
        ("tell", b'{"words": ""}', 422),
        ("note", b'{"words": 1}', 422),
        ("set", b"", 422),
        ("set", b'{"priority": "urgent"}', 422),
        ("set", b'{"owner": " "}', 422),
        ("set", b'{"cause": "99"}', 404),
        ("set", b'{"cost": 1e999}', 422),
        ("set", b'{"state": "closed"}', 422),
        ("escalate", b'{"words": ""}', 422),
        ("keep", b'{"number": 1}', 409),
        ("close", b"", 409),
        ("merge", b'{"into": "GD-0000-0000"}', 404),
        ("same", b"", 422),
        ("same", b'{"other": "GD-0000-0000"}', 404),
        ("same", b'{"other": "GD-\\u0000"}', 400),
        ("note", b'{"words": "a\\u0000b"}', 400),
        ("apart", b'{"other": 1}', 422),
        ("apart", b'{"other": "GD-0000-0000"}', 404),
        ("split", b'{"feedback": "nothing"}', 404),
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


def test_a_program_does_all_that_an_agent_does(company: Company, visitor: FlaskClient, bearer: Bearer) -> None:
    case, headers = company.case_of(company.hear(SAID)), bearer()

    def do(action: str, **body: object) -> dict[str, Any]:
        answer = visitor.post(f"/api/v1/cases/{case.reference}/{action}", headers=headers, json=body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json)

    assert do("accept")["escalation"]["accepted_at"]
    assert do("start")["assignee"] == "robot"
    assert do("ask", words="Which colour?")["state"] == "waiting"
    assert do("start", version=company.register.find(case.id).version)["state"] == "in_work"
    do("tell", words="We are looking for it.")
    do("note", words="The depot calls back.")
    cause = company.known_causes.create("Labels come off", [company.case_of(company.hear(f"{SAID} Too.")).id], "ann")
    changed = do("set", priority="critical", owner="finance", segment="gold", cause=str(cause.number), cost=3)
    assert changed["cause"] == cause.id
    assert len(company.known_causes.cases_of(cause.id)) == 2
    assert [changed[name] for name in ("priority", "owner", "segment", "cost")] == ["critical", "finance", "gold", 3.0]
    assert do("set", cause="")["cause"] == ""
    do("escalate", words="It is stuck.")
    pledge = {"due": "2026-12-01T17:00:00+01:00", "words": "a new parcel is there"}
    resolved = do("resolve", **RESOLUTION, cost=12.5, pledge=pledge)
    assert (resolved["state"], resolved["cost"], resolved["promises"][-1]["due"]) == ("resolved", 12.5, "2026-12-01T16:00:00Z")
    assert do("keep", number=1)["promises"][-1]["kept_at"]
    assert do("close")["state"] == "closed"
    assert do("not-solved", words="It is broken as well.")["state"] == "reopened"


def test_cases_are_merged_and_split_again(company: Company, visitor: FlaskClient, bearer: Bearer) -> None:
    one, other = (company.case_of(company.hear(f"{SAID} {n}")) for n in range(2))
    merged = visitor.post(f"/api/v1/cases/{one.id}/merge", headers=bearer(), json={"into": other.reference})
    assert merged.json["id"] == other.id
    whole = visitor.get(f"/api/v1/cases/{other.id}", headers=bearer()).json
    assert [message["id"] for message in whole["messages"]] == [one.feedback, other.feedback]
    stays = visitor.post(f"/api/v1/cases/{other.id}/split", headers=bearer(), json={"feedback": one.feedback})
    assert stays.json["id"] == other.id
    assert company.case_of(one.feedback).id == one.id


def test_what_may_be_one_matter_is_offered_until_somebody_decides(company: Company, visitor: FlaskClient, bearer: Bearer) -> None:
    headers = bearer()
    first, second, third = (company.case_of(company.hear(f"{SAID} {n}")) for n in range(3))

    def offered() -> set[frozenset[str]]:
        page = msgspec.json.decode(visitor.get("/api/v1/offered", headers=headers).data, type=PairList)
        return {frozenset((one.case, one.other)) for one in page.items}

    def say(step: str, case: Case, other: Case) -> Case:
        answer = visitor.post(f"/api/v1/cases/{case.id}/{step}", headers=headers, json={"other": other.reference})
        return msgspec.json.decode(answer.data, type=Case)

    pairs = [frozenset((one.id, other.id)) for one, other in ((first, second), (first, third), (second, third))]
    assert offered() == set(pairs)
    assert say("apart", first, third).id == first.id
    assert offered() == {pairs[0], pairs[2]}
    assert company.register.history(first.id)[-1].actor == "robot"
    assert say("same", third, second).id == second.id, "the earlier goes on"
    assert company.register.find(third.id).merged_into == second.id
    assert offered() == {pairs[0]}
    assert visitor.get("/api/v1/offered?limit=0", headers=headers).status_code == 422


def test_cases_are_found_by_what_is_known_of_them(company: Company, visitor: FlaskClient, bearer: Bearer) -> None:
    case, other = company.case_of(company.hear(SAID)), company.case_of(company.hear("Where is my refund?"))
    company.register.assign(case.id, "kim", "ann")
    company.register.change(case.id, "ann", segment="gold")
    company.known_causes.create("Labels come off", [case.id], "ann")

    def found(**wanted: str) -> set[str]:
        answer = visitor.get("/api/v1/cases", headers=bearer(), query_string=wanted)
        return {item["id"] for item in answer.json["items"]}

    for wanted in ({"assignee": "kim"}, {"person": "kim"}, {"segment": "gold"}, {"cause": "1"}, {"priority": case.priority}):
        assert found(**wanted) == {case.id}
    assert found(state="unresolved") == {case.id, other.id}
    assert found(owner=other.owner, state="open") == {other.id}
    assert found(standing="late") == set()


def test_drafts_are_proposed_with_their_blanks(company: Company, visitor: FlaskClient, bearer: Bearer) -> None:
    case = company.case_of(company.hear(SAID))
    answer = visitor.get(f"/api/v1/cases/{case.reference}/drafts", headers=bearer())
    drafts = msgspec.json.decode(answer.data, type=DraftList).items
    assert drafts[0].title
    assert set(drafts[0].blanks) <= set(RESOLUTION)


def test_a_case_is_told_with_clocks_messages_and_what_came_before(company: Company, visitor: FlaskClient, bearer: Bearer) -> None:
    before = company.case_of(company.hear("Where is my refund? Call 202-555-0117."))
    company.register.resolve(before.id, Resolution(**RESOLUTION), "ann")
    company.clock.move(timedelta(days=2))
    case = company.case_of(company.hear(SAID))
    company.reply(case, "acknowledgement", "sent")
    answer = visitor.get(f"/api/v1/cases/{case.id}", headers=bearer())
    whole = answer.json
    assert "202-555" not in answer.text
    assert all("due" in promise["explained"] for promise in whole["promises"] if not promise["kept_at"])
    assert [message["text"] for message in whole["messages"]] == [case.text]
    assert [told["case"] for told in whole["told_before"]] == [before.reference]
    assert whole["told_before"][0]["remedy"] == RESOLUTION["remedy"]
    assert [reply["purpose"] for reply in whole["replies"]] == ["acknowledgement"]
    assert set(whole) == {field.name for field in msgspec.structs.fields(CaseInFull)}
    assert set(whole["promises"][0]) == {field.name for field in msgspec.structs.fields(PromiseInFull)}


def test_what_is_not_there_is_404(visitor: FlaskClient, bearer: Bearer) -> None:
    for path in ("cases/GD-0000-0000", "cases/GD-0000-0000/drafts", "feedback/nothing", f"feedback?cursor={'a' * 26}"):
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
    assert described == (routes - {("GET", "/openapi.json")}) | {("GET", "/streams/{topic}")}


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
