"""What the tests of the form share: the form with any options, and how a browser posts it."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ingest.form.door import form_blueprint
from ingest.form.options import Options

OpenForm = Callable[..., FlaskClient]
Send = Callable[..., TestResponse]


def nonce_of(page: str) -> str:
    """What makes the form in this page one of a kind."""
    found = re.search(r'<input[^>]*name="nonce"[^>]*value="([^"]*)"', page)
    assert found
    return unescape(found[1])


@pytest.fixture
def open_form(house: Any) -> OpenForm:
    """The form with these options."""

    def opened(**options: Any) -> FlaskClient:
        given = Options.model_validate(options)
        return house.client(form_blueprint(given, house.keys, house.inbox, house.clock, house.metrics))

    return opened


@pytest.fixture
def form(open_form: OpenForm) -> FlaskClient:
    """The form as it is with an empty file of settings."""
    return open_form()


@pytest.fixture
def send() -> Send:
    """Posts the form that is at `path`, as a browser would."""

    def post(form: FlaskClient, path: str = "/tell-us", **entries: Any) -> TestResponse:
        given = {"nonce": nonce_of(form.get(path).text), "text": "The queue was too long", "contact": "", "homepage": ""}
        kept = {name: value for name, value in {**given, **entries}.items() if name not in ("headers", "address")}
        environ = {"REMOTE_ADDR": entries.get("address", "198.51.100.7")}
        return form.post(path, data=kept, headers=entries.get("headers", {}), environ_overrides=environ)

    return post
