"""Browsers of people in each role."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.console.company import PASSWORD, Company

Browse = Callable[[str], FlaskClient]


@pytest.fixture
def browse(company: Company, inner: Flask) -> Browse:
    """A browser in which somebody of that role is signed in."""

    def made(role: str) -> FlaskClient:
        name = f"the {role}"
        company.accounts.add_user(name, PASSWORD, role)
        browser = inner.test_client()
        browser.set_cookie("golddust_session", company.accounts.sign_in(name, PASSWORD), path="/console")
        return browser

    return made


@pytest.fixture
def boss(browse: Browse) -> FlaskClient:
    return browse("manager")
