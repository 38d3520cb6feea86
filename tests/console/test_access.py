"""Every page, action and API route, tried by every role and every scope: what must be refused is tried and refused (IDOR)."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule as Route

from console.admission.access import HALFWAY, OPEN, OPEN_ROUTES, PAGES, ROUTES, STREAMS
from console.admission.roles import ROLES, at_least
from console.admission.scopes import SCOPES
from console.audit.chain import Looked
from console.streams import BY_TOPIC, is_stream
from golddust import topics
from tests.console.company import PASSWORD, Company
from tests.console.conftest import form_token

Browsers = dict[str, FlaskClient]
CONTENT = {"reference": "", "feedback_id": "", "case": "", "name": "victim", "token": "x"}


@pytest.fixture
def browsers(company: Company, inner: Flask) -> Browsers:
    """A browser for each role, in which somebody in it is signed in."""
    found: Browsers = {}
    for role in ROLES:
        company.accounts.add_user(f"the {role}", PASSWORD, role)
        found[role] = inner.test_client()
        found[role].set_cookie("golddust_session", company.accounts.sign_in(f"the {role}", PASSWORD), path="/console")
    company.accounts.add_user("victim", PASSWORD, "viewer")
    return found


@pytest.fixture
def path_of(company: Company) -> Callable[[Route], str]:
    """The path of a route, about a real case, a real message and a real person."""
    said = company.hear("The parcel is two weeks late, this is terrible.")
    real = CONTENT | {"reference": company.case_of(said).reference, "case": company.case_of(said).reference, "feedback_id": said}

    def path(route: Route) -> str:
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda part: real.get(part[1], "1"), route.rule)

    return path


def routes(app: Flask, *blueprints: str) -> list[tuple[Route, str]]:
    """Every route of the blueprints, with each method that it takes."""
    own = [rule for rule in app.url_map.iter_rules() if rule.endpoint.partition(".")[0] in blueprints]
    return [(rule, method) for rule in own for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"})]


def test_every_page_and_route_stands_in_the_table_and_the_table_names_no_other(inner: Flask) -> None:
    pages = {route.endpoint for route, _ in routes(inner, "console", "people", "streams", "subscriptions")}
    assert pages == set(PAGES) | OPEN
    assert {route.endpoint for route, _ in routes(inner, "api")} == set(ROUTES) | OPEN_ROUTES
    assert set(PAGES) >= HALFWAY


def test_each_role_gets_what_the_table_says_and_nothing_more(
    company: Company, inner: Flask, browsers: Browsers, path_of: Callable[[Route], str]
) -> None:
    wrong: list[str] = []
    tried, before = 0, company.register.cases("", 10)
    for route, method in routes(inner, "console", "people", "streams", "subscriptions"):
        if route.endpoint in OPEN | {"console.sign_out"}:
            continue
        needed = PAGES[route.endpoint].role
        for role, browser in browsers.items():
            if method == "POST" and at_least(role, needed):
                continue  # what they do is for the tests of each action
            data = {"csrf": form_token(browser, "/console/me"), "version": "1", "name": "x"} if method == "POST" else None
            answer = browser.open(path_of(route), method=method, data=data)
            tried += 1
            if (answer.status_code == 403) is at_least(role, needed):
                wrong.append(f"{role} {method} {route.rule}: {answer.status_code}")
    assert wrong == []
    assert tried > 60
    victim = company.admission.members.one("victim")
    assert (victim.role, victim.teams, victim.active) == ("viewer", (), True)
    assert company.register.cases("", 10) == before
    assert len(before) == 1


def test_nobody_gets_anything_without_a_session(inner: Flask, visitor: FlaskClient, path_of: Callable[[Route], str]) -> None:
    for route, method in routes(inner, "console", "people", "streams", "subscriptions"):
        if route.endpoint in OPEN:
            continue
        answer = visitor.open(path_of(route), method=method)
        assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/console/sign-in"), route.rule


def test_each_route_of_the_api_wants_its_own_scope(
    company: Company, inner: Flask, visitor: FlaskClient, path_of: Callable[[Route], str]
) -> None:
    before = company.register.cases("", 10)
    tokens = {scope: company.accounts.add_token(scope, [scope]) for scope in SCOPES}
    for route, method in routes(inner, "api"):
        if route.endpoint in OPEN_ROUTES:
            continue
        assert visitor.open(path_of(route), method=method).status_code == 401
        for scope, secret in tokens.items():
            if scope == ROUTES[route.endpoint] and method == "POST":
                continue
            answer = visitor.open(path_of(route), method=method, headers={"Authorization": f"Bearer {secret}"})
            assert (answer.status_code == 403) is (scope != ROUTES[route.endpoint]), (route.rule, scope)
    assert company.register.cases("", 10) == before
    assert len(before) == 1


def test_a_stream_that_stands_in_no_line_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"{BY_TOPIC}{topics.TAGGED}"
    assert set(STREAMS.values()) <= set(SCOPES)
    assert is_stream(path)
    monkeypatch.delitem(STREAMS, topics.TAGGED)
    assert not is_stream(path)


def test_what_stands_in_no_line_is_done_for_nobody(inner: Flask, browsers: Browsers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(PAGES, "console.overview")
    monkeypatch.delitem(ROUTES, "api.figures")
    assert browsers["admin"].get("/console/").status_code == 403
    assert inner.test_client().get("/api/v1/figures").status_code == 403


def test_a_role_that_was_taken_away_is_gone_with_the_next_step(company: Company, browsers: Browsers) -> None:
    assert browsers["manager"].get("/console/people").status_code == 200
    company.accounts.add_user("boss", PASSWORD, "admin")
    form = {"csrf": form_token(browsers["admin"], "/console/me"), "role": "viewer"}
    assert browsers["admin"].post("/console/people/the manager/give-role", data=form).status_code == 303
    assert browsers["manager"].get("/console/people").status_code == 403
    assert browsers["manager"].get("/console/").status_code == 200


def test_whoever_is_switched_off_is_out_at_once_with_their_tokens(
    company: Company, inner: Flask, browsers: Browsers, visitor: FlaskClient
) -> None:
    secret = company.accounts.add_token("robot", ["read:cases"], "the agent")
    bearer = {"Authorization": f"Bearer {secret}"}
    assert visitor.get("/api/v1/cases", headers=bearer).status_code == 200
    form = {"csrf": form_token(browsers["admin"], "/console/me"), "on": "no"}
    assert browsers["admin"].post("/console/people/the agent/switch", data=form).status_code == 303
    assert browsers["agent"].get("/console/").location.startswith("/console/sign-in")
    assert visitor.get("/api/v1/cases", headers=bearer).status_code == 401
    browsers["admin"].post("/console/people/the agent/switch", data=form | {"on": "yes"})
    assert browsers["agent"].get("/console/").status_code == 303, "the session is over for good"
    assert visitor.get("/api/v1/cases", headers=bearer).status_code == 200
    assert inner.name == "inner"


def test_a_token_can_do_no_more_than_its_person_by_now(company: Company, browsers: Browsers, visitor: FlaskClient) -> None:
    bearer = {"Authorization": f"Bearer {company.accounts.add_token('robot', SCOPES, 'the agent')}"}
    said = company.hear("The parcel is two weeks late, this is terrible.")
    step = f"/api/v1/cases/{company.case_of(said).reference}/acknowledge"
    form = {"csrf": form_token(browsers["admin"], "/console/me"), "role": "viewer"}
    browsers["admin"].post("/console/people/the agent/give-role", data=form)
    assert visitor.post(step, headers=bearer).status_code == 403
    assert visitor.get("/api/v1/cases", headers=bearer).status_code == 200


def test_nobody_makes_a_token_beyond_their_role_or_withdraws_anothers(company: Company, browsers: Browsers) -> None:
    company.accounts.add_token("robot", ["read:cases"], "the agent")
    viewer = browsers["viewer"]
    form = {"csrf": form_token(viewer, "/console/me"), "name": "mine", "scopes": "write:cases"}
    assert viewer.post("/console/me/tokens", data=form).status_code == 422
    assert viewer.post("/console/me/tokens/withdraw", data=form | {"name": "robot"}).status_code == 404
    assert [token.name for token in company.accounts.tokens()] == ["robot"]


def test_a_viewer_sees_no_button_that_would_be_refused(company: Company, browsers: Browsers) -> None:
    case = company.case_of(company.hear("The parcel is two weeks late, this is terrible."))
    forms = [f"/{name.partition('.')[2]}" for name, rule in PAGES.items() if rule.role == "agent"]
    page = browsers["viewer"].get(f"/console/cases/{case.reference}").text
    assert [one for one in forms if f'{case.reference}{one}"' in page] == []
    assert f'{case.reference}/acknowledge"' in browsers["agent"].get(f"/console/cases/{case.reference}").text
    assert "/console/people" not in page


def test_what_was_refused_is_written_down(company: Company, browsers: Browsers) -> None:
    browsers["viewer"].get("/console/people/victim")
    (entry,) = company.admission.audit.entries(Looked(action="refused.one"), 10)
    assert (entry.actor, entry.subject, entry.detail) == ("the viewer", "victim", {"status": 403})


def test_an_action_that_was_refused_is_written_down_once(company: Company, browsers: Browsers) -> None:
    case = company.case_of(company.hear("The parcel is two weeks late, this is terrible."))
    form = {"csrf": form_token(browsers["viewer"], "/console/me"), "version": "1"}
    assert browsers["viewer"].post(f"/console/cases/{case.reference}/close", data=form).status_code == 403
    (entry,) = company.admission.audit.entries(Looked(action="refused.close"), 10)
    assert (entry.actor, entry.subject, entry.detail) == ("the viewer", case.reference, {"status": 403})
