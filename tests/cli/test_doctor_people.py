"""The doctor says whether somebody is an administrator, and whether another house's sign-in answers as it must."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, jsonify

from cli.doctor.people import people_findings
from cli.wiring.installation import Installation
from config.load import load
from tests.services.browser import serving

Made = Callable[..., Installation]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Made]:
    with ExitStack() as stack:

        def with_(**given: Any) -> Installation:
            (tmp_path / "data").mkdir(exist_ok=True)
            made = Installation(load(None, {"data_dir": tmp_path / "data", **given}).settings)
            stack.callback(made.close)
            return made

        yield with_


@pytest.fixture
def provider() -> Iterator[dict[str, Any]]:
    """What a provider says of itself."""
    said: dict[str, Any] = {}
    app = Flask("provider")
    app.add_url_rule("/.well-known/openid-configuration", "about", lambda: jsonify(said))
    with serving(app, "127.0.0.1") as issuer:
        ways = {name: f"{issuer}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
        said |= {"issuer": issuer, **ways}
        yield said


def said(installation: Installation) -> list[tuple[str, str, str]]:
    return [(one.part, one.state, one.words) for one in people_findings(installation)]


def by(issuer: str) -> dict[str, Any]:
    return {"console.oidc": {"issuer": issuer, "client_id": "golddust", "default_role": "viewer"}}


def test_that_nobody_is_an_administrator_is_noted(make: Made) -> None:
    installation = make()
    assert said(installation) == [("sign-in", "note", "nobody is an administrator on the console")]
    installation.admission.accounts.one_time_link()
    assert said(installation) == []


def test_who_has_no_second_factor_though_the_role_needs_one_is_named(make: Made) -> None:
    installation = make(**{"console.second_factor_for": ["admin"]})
    installation.admission.accounts.add_user("ann", "a long enough password", "admin")
    assert said(installation) == [("sign-in", "note", "no second factor yet, though their role needs one: ann")]


def test_a_console_without_https_is_bad(make: Made) -> None:
    installation = make(**{"console.public_url": "http://console.example.com"})
    installation.admission.accounts.one_time_link()
    assert said(installation)[0][:2] == ("sign-in", "bad")


def test_a_provider_that_answers_is_good_and_the_address_to_register_is_told(make: Made, provider: dict[str, Any]) -> None:
    found = said(make(**by(provider["issuer"])))[-1]
    assert found[:2] == ("provider", "good")
    assert found[2].endswith("http://127.0.0.1:8081/console/provider/back")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"issuer": "https://other.example.com"}, "the provider calls itself"),
        ({"jwks_uri": ""}, "the provider does not say its jwks_uri"),
        ({"code_challenge_methods_supported": ["plain"]}, "it does not know PKCE with S256"),
        ({"response_types_supported": ["id_token"]}, "it does not offer the code flow"),
    ],
    ids=["issuer", "keys", "PKCE", "flow"],
)
def test_a_provider_that_answers_otherwise_is_bad(
    make: Made, provider: dict[str, Any], wrong: dict[str, Any], words: str
) -> None:
    issuer = provider["issuer"]
    provider |= wrong
    part, state, told = said(make(**by(issuer)))[-1]
    assert (part, state) == ("provider", "bad")
    assert told.startswith(words)


def test_a_provider_that_is_away_is_bad(make: Made) -> None:
    part, state, told = said(make(**by("http://127.0.0.1:9")))[-1]
    assert (part, state, told) == ("provider", "bad", "the provider is away: ConnectionError")
