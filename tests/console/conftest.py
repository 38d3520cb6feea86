"""A company, the two doors to it, and browsers."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.test import TestResponse

from cli.privacy.requests import StoredPrivacy
from cli.web import create_app
from cli.wiring.installation import Installation
from config.load import load
from config.tables import TAXONOMY, read_table
from console.api.routes import console_api
from console.customer import customer_pages
from console.flow.pages import streams_pages
from console.people import people_pages
from console.settings_page import Setting
from console.subscriptions import subscriptions_pages
from golddust.clock import MovableClock
from golddust.database.engine import open_database
from processors.registry import tagging
from processors.tagging import Tagging
from processors.taxonomy import Taxonomy, parse_taxonomy
from tests.console.company import KEYS, PASSWORD, START, Company
from tests.console.flow.plant import Plant
from tests.services.subscribed import kept_by


class Compiled(BytecodeCache):
    """Templates that are compiled once in a run: each test makes applications of its own, all with the same."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What is there of it; Jinja looks whether that is still what the template says."""
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._code[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()
TEAMS = {"customer care": (), "finance": ("Refunds and payment",), "logistics": ("Delivery",)}
SETTINGS = (
    Setting("data_dir", "data", "golddust.toml"),
    Setting("console.oidc.client_secret", "(set, not shown)", "environment"),
)


def with_templates(app: Flask) -> Flask:
    """The same, which compiles no template anew."""
    app.jinja_env.bytecode_cache = COMPILED
    return app


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    """The default one."""
    return parse_taxonomy(read_table("tag.taxonomy", TAXONOMY))


@pytest.fixture(scope="session")
def tagger(taxonomy: Taxonomy) -> Tagging:
    """The default one."""
    return tagging("textblob", taxonomy)


@pytest.fixture
def company(sqlite_url: str, tagger: Tagging, taxonomy: Taxonomy) -> Iterator[Company]:
    """A company of this test's own, on a Tuesday morning."""
    engine = open_database(sqlite_url)
    yield Company(engine, MovableClock(START), tagger, taxonomy)
    engine.dispose()


@pytest.fixture
def plant(company: Company) -> Plant:
    """The log of this company, and the stages that read it."""
    return Plant(company.clock)


@pytest.fixture
def privacy(sqlite_url: str, tmp_path: Path) -> Iterator[StoredPrivacy]:
    """People's rights to their data, on this company's store, and on a log of their own."""
    keys = {f"keys.{name}": getattr(KEYS, name).hex() for name in ("pseudonym", "links", "originals")}
    installation = Installation(load(None, {"data_dir": tmp_path / "data", "store.url": sqlite_url, **keys}).settings)
    yield StoredPrivacy(installation)
    installation.close()


@pytest.fixture
def inner(company: Company, plant: Plant, privacy: StoredPrivacy) -> Flask:
    """The inner door."""
    archive, register, admission, desk = company.archive, company.register, company.admission, company.desk
    causes, kept = company.causes, kept_by(company.engine, company.clock)
    blueprints = [
        company.pages(),
        people_pages(admission, desk, company.clock, TEAMS, SETTINGS, "https://console.example.com", privacy),
        streams_pages(admission, desk, company.clock, plant.seen()),
        console_api(archive, register, admission, desk, causes, kept),
        subscriptions_pages(admission, desk, company.clock, kept),
    ]
    return with_templates(create_app("inner", blueprints, checks={"database": archive.check}))


@pytest.fixture
def visitor(inner: Flask) -> FlaskClient:
    """A browser that nobody signed in with."""
    return inner.test_client()


@pytest.fixture
def ann(company: Company, inner: Flask) -> FlaskClient:
    """A browser in which Ann is signed in."""
    company.accounts.add_user("ann", PASSWORD)
    browser = inner.test_client()
    answer = browser.post(
        "/console/sign-in", data={"name": "ann", "password": PASSWORD, "csrf": form_token(browser, "/console/sign-in")}
    )
    assert answer.status_code == 303
    return browser


@pytest.fixture
def public(company: Company) -> FlaskClient:
    """A customer's browser."""
    pages = customer_pages(company.archive, company.register, KEYS, company.desk, company.clock)
    return with_templates(create_app("public", [pages], checks={})).test_client()


@pytest.fixture
def post(ann: FlaskClient) -> Callable[..., TestResponse]:
    """Sends a form of a case's page the way Ann's browser does."""

    def send(reference: str, action: str, **fields: str) -> TestResponse:
        page = ann.get(f"/console/cases/{reference}").text
        hidden = {"csrf": _hidden(page, "csrf"), "version": _hidden(page, "version")}
        return ann.post(f"/console/cases/{reference}/{action}", data=hidden | fields)

    return send


def form_token(browser: FlaskClient, path: str) -> str:
    return _hidden(browser.get(path).text, "csrf")


def _hidden(page: str, name: str) -> str:
    match = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert match, f"no hidden field {name}"
    return match.group(1)
