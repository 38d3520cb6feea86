"""Sign-in by another house: with a real provider, and with one that forges everything that can be forged."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from dataclasses import replace as changed
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask, jsonify, request
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from pydantic import ValidationError

from cli.privacy.requests import StoredPrivacy
from cli.web import create_app
from console.acting import By
from console.admission.provider import Provider
from console.admission.visitors import COOKIE
from console.api.routes import console_api
from console.audit.chain import Looked
from console.flow.pages import streams_pages
from console.options import ProviderOptions
from console.people import people_pages
from golddust.errors import Unavailable
from tests.console.company import PASSWORD, Company
from tests.console.conftest import SETTINGS, TEAMS, with_templates
from tests.console.flow.plant import Plant
from tests.services.browser import serving
from tests.services.oidc import BACK, SECRET, RealProvider
from tests.services.subscribed import kept_by

ROLES = {"feedback-agents": "agent", "feedback-admins": "admin"}
OWN = RSAKey.generate_key(2048, {"kid": "own"})
ANOTHER = RSAKey.generate_key(2048, {"kid": "own"})


@dataclass
class Forger:
    """A provider whose answers a test spoils."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=lambda: {"sub": "person-1", "groups": ["feedback-agents"]})
    described: dict[str, Any] = field(default_factory=dict)
    sign: Callable[[dict[str, Any]], str] = lambda claims: jwt.encode({"alg": "RS256", "kid": "own"}, claims, OWN)
    asked: dict[str, str] = field(default_factory=dict)
    tokens_asked: list[dict[str, str]] = field(default_factory=list)

    def app(self) -> Flask:
        app = Flask("forger")
        app.add_url_rule("/.well-known/openid-configuration", "about", self.about)
        app.add_url_rule("/keys", "keys", lambda: jsonify({"keys": [OWN.as_dict(private=False)]}))
        app.add_url_rule("/token", "token", self.token, methods=["POST"])
        app.add_url_rule("/me", "me", lambda: jsonify(self.userinfo))
        return app

    def about(self) -> Any:
        own = {"issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/auth", "token_endpoint": f"{self.issuer}/token"}
        return jsonify(own | {"jwks_uri": f"{self.issuer}/keys", "userinfo_endpoint": f"{self.issuer}/me"} | self.described)

    def token(self) -> Any:
        self.tokens_asked.append(request.form.to_dict())
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": "golddust",
            "sub": "person-1",
            "iat": now,
            "exp": now + 60,
            "nonce": self.asked["nonce"],
        }
        claims = {name: value for name, value in (claims | self.claims).items() if value is not None}
        return jsonify({"access_token": "opaque", "token_type": "Bearer", "id_token": self.sign(claims)})


@pytest.fixture
def forger() -> Iterator[Forger]:
    made = Forger()
    with serving(made.app(), "127.0.0.1") as issuer:
        made.issuer = issuer
        yield made


def options(issuer: str, **given: Any) -> ProviderOptions:
    named = {"issuer": issuer, "client_id": "golddust", "client_secret": SECRET, "roles": ROLES, "label": "Example SSO"}
    return ProviderOptions.model_validate(named | given)


@pytest.fixture
def browser_of(company: Company, privacy: StoredPrivacy) -> Callable[..., FlaskClient]:
    """A browser at a console whose people come in by the provider there."""

    def browser(issuer: str, **given: Any) -> FlaskClient:
        admission = changed(company.admission, provider=Provider(options(issuer, **given), BACK, b"k" * 32))
        company.admission = admission
        blueprints = [
            company.pages(admission),
            people_pages(admission, company.desk, company.clock, TEAMS, SETTINGS, "https://console.example.com", privacy),
            streams_pages(admission, company.desk, company.clock, Plant(company.clock).seen()),
            console_api(
                company.archive, company.register, admission, company.desk, company.causes, kept_by(company.engine, company.clock)
            ),
        ]
        return with_templates(create_app("inner", blueprints, checks={})).test_client()

    return browser


def leave(browser: FlaskClient, forger: Forger, way: str = "/console/cases") -> str:
    """The state that the answer must bring back."""
    asked = parse_qs(urlsplit(browser.get(f"/console/provider?next={way}").location).query)
    forger.asked = {name: values[0] for name, values in asked.items()}
    return forger.asked["state"]


def arrive(browser: FlaskClient, **answer: str) -> Any:
    return browser.get("/console/provider/back", query_string={"code": "c", **answer})


@pytest.mark.service
def test_a_real_provider_lets_in_whom_it_knows_in_the_role_of_their_group(
    company: Company, browser_of: Callable[..., FlaskClient], oidc_provider: RealProvider
) -> None:
    browser = browser_of(oidc_provider.issuer)
    assert "Sign in with Example SSO" in browser.get("/console/sign-in").text
    there = browser.get("/console/provider?next=/console/feedback").location
    back = oidc_provider.signs_in(there, "ann")
    answer = browser.get(back.removeprefix("http://127.0.0.1:8081"))
    assert (answer.status_code, answer.location) == (303, "/console/feedback")
    assert browser.get("/console/feedback").status_code == 200
    member = company.admission.members.one("ann")
    assert (member.role, member.provider, member.has_password) == ("agent", oidc_provider.issuer, False)

    again = browser_of(oidc_provider.issuer)
    assert again.get(back.removeprefix("http://127.0.0.1:8081")).status_code == 401, "another browser with the same answer"
    stranger = browser_of(oidc_provider.issuer)
    back = oidc_provider.signs_in(stranger.get("/console/provider").location, "eve")
    refused = stranger.get(back.removeprefix("http://127.0.0.1:8081"))
    assert refused.status_code == 403
    assert "in no group that may come in here" in refused.text
    assert company.accounts.users() == ["ann"]


def test_we_leave_with_state_nonce_and_pkce_and_prove_the_verifier(
    forger: Forger, browser_of: Callable[..., FlaskClient]
) -> None:
    browser = browser_of(forger.issuer)
    state = leave(browser, forger)
    assert forger.asked["code_challenge_method"] == "S256"
    assert forger.asked["response_type"] == "code"
    assert forger.asked["redirect_uri"] == BACK
    assert len({state, forger.asked["nonce"], forger.asked["code_challenge"]}) == 3
    assert arrive(browser, state=state).location == "/console/cases"
    assert len(forger.tokens_asked[0]["code_verifier"]) > 42
    assert len({leave(browser, forger) for _ in range(3)}) == 3


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another client"},
        {"iss": "https://another.example.com"},
        {"exp": 1},
        {"sub": None},
        {"sub": "person-2"},
    ],
    ids=str,
)
def test_a_token_about_something_else_lets_nobody_in(
    company: Company, forger: Forger, browser_of: Callable[..., FlaskClient], claims: dict[str, Any]
) -> None:
    browser = browser_of(forger.issuer)
    forger.claims = claims
    assert arrive(browser, state=leave(browser, forger)).status_code == 401
    assert browser.get("/console/").status_code == 303
    assert company.accounts.users() == []
    assert [entry.action for entry in company.admission.audit.entries(Looked(), 10)] == ["sign_in.failed"]


@pytest.mark.parametrize(
    "sign",
    [
        lambda claims: jwt.encode({"alg": "RS256", "kid": "own"}, claims, ANOTHER),
        lambda claims: jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET)),
        lambda claims: jwt.encode({"alg": "none"}, claims, OctKey.import_key(SECRET), algorithms=["none"]),
        lambda _: "x.y.z",
    ],
    ids=["another key", "our own secret", "none", "no token"],
)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(
    company: Company, forger: Forger, browser_of: Callable[..., FlaskClient], sign: Callable[[dict[str, Any]], str]
) -> None:
    browser = browser_of(forger.issuer)
    forger.sign = sign
    assert arrive(browser, state=leave(browser, forger)).status_code == 401
    assert company.accounts.users() == []


def test_an_answer_to_another_question_lets_nobody_in(forger: Forger, browser_of: Callable[..., FlaskClient]) -> None:
    browser, other = browser_of(forger.issuer), browser_of(forger.issuer)
    assert arrive(other, state="x").status_code == 401
    state = leave(browser, forger)
    for answer in ({"state": "another"}, {"state": ""}, {"state": state, "iss": "https://another.example.com"}):
        assert arrive(browser, **answer).status_code == 401
    assert forger.tokens_asked == []
    assert arrive(browser, state=leave(browser, forger), error="access_denied").status_code == 401


def test_the_session_is_new_and_the_way_after_it_leads_nowhere_else(
    forger: Forger, browser_of: Callable[..., FlaskClient]
) -> None:
    browser = browser_of(forger.issuer)
    browser.set_cookie(COOKIE, "chosen-by-somebody-else", path="/console")
    answer = arrive(browser, state=leave(browser, forger, "https://evil.example.com/"))
    assert answer.location == "/console/"
    assert browser.get_cookie(COOKIE, path="/console").value != "chosen-by-somebody-else"


def test_the_role_follows_the_groups_at_each_sign_in_even_the_last_administrators(
    company: Company, forger: Forger, browser_of: Callable[..., FlaskClient]
) -> None:
    browser = browser_of(forger.issuer, role_claim="realm.roles")
    for groups, role in ((["feedback-agents", "feedback-admins"], "admin"), (["feedback-agents"], "agent")):
        forger.userinfo = {"sub": "person-1", "preferred_username": "kim", "realm": {"roles": groups}}
        assert arrive(browser, state=leave(browser, forger)).status_code == 303
        assert company.admission.members.one("kim").role == role


def test_who_is_in_no_group_any_more_is_off_with_sessions_and_tokens(
    company: Company, forger: Forger, browser_of: Callable[..., FlaskClient]
) -> None:
    browser = browser_of(forger.issuer)
    forger.userinfo = {"sub": "person-1", "preferred_username": "kim", "groups": ["feedback-agents"]}
    assert arrive(browser, state=leave(browser, forger)).status_code == 303
    bearer = {"Authorization": f"Bearer {company.accounts.add_token('robot', ['read:cases'], 'kim')}"}
    assert browser.get("/api/v1/cases", headers=bearer).status_code == 200
    forger.userinfo |= {"groups": ["somebody else's"]}
    other = browser_of(forger.issuer)
    for _ in range(2):
        answer = arrive(other, state=leave(other, forger))
        assert (answer.status_code, "in no group that may come in here" in answer.text) == (403, True)
    assert browser.get("/console/").location.startswith("/console/sign-in")
    assert browser.get("/api/v1/cases", headers=bearer).status_code == 401
    (entry,) = company.admission.audit.entries(Looked(action="person.off"), 10)
    assert (entry.subject, entry.detail) == ("kim", {"by": "provider"})


def test_nobody_gets_an_account_that_is_somebody_elses_and_who_is_off_stays_out(
    company: Company, forger: Forger, browser_of: Callable[..., FlaskClient]
) -> None:
    company.accounts.add_user("kim", PASSWORD, "admin")
    browser = browser_of(forger.issuer)
    forger.userinfo |= {"preferred_username": "kim"}
    assert arrive(browser, state=leave(browser, forger)).status_code == 409
    forger.userinfo |= {"preferred_username": "sam"}
    assert arrive(browser, state=leave(browser, forger)).status_code == 303
    company.admission.members.switch("sam", False, By("person", "boss"))
    assert browser.get("/console/").status_code == 303
    assert arrive(browser, state=leave(browser, forger)).status_code == 403


def test_a_provider_that_is_away_or_speaks_for_another_is_said_so(forger: Forger, browser_of: Callable[..., FlaskClient]) -> None:
    forger.described = {"issuer": "https://another.example.com"}
    assert browser_of(forger.issuer).get("/console/provider").status_code == 503
    answer = browser_of("http://127.0.0.1:9").get("/console/provider")
    assert (answer.status_code, "provider is away" in answer.text) == (503, True)
    with pytest.raises(Unavailable, match="token_endpoint"):
        forger.described = {"token_endpoint": ""}
        Provider(options(forger.issuer), BACK, b"k" * 32).description()


@pytest.mark.parametrize(
    "given",
    [
        {"issuer": "http://sso.example.com"},
        {"client_id": ""},
        {"roles": {}},
        {"roles": {"x": "king"}},
        {"scopes": ["profile"]},
    ],
    ids=str,
)
def test_settings_that_would_let_in_nobody_or_anybody_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        options(**({"issuer": "https://sso.example.com"} | given))


def test_where_no_provider_is_set_there_is_no_such_page(visitor: FlaskClient) -> None:
    assert visitor.get("/console/provider").status_code == 404
    assert visitor.get("/console/provider/back").status_code == 404
