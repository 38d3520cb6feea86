"""No page offers anybody what would be refused: each role goes from link to link, and every form and link is looked up."""

import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from html import unescape
from typing import NamedTuple
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from console.admission.access import OPEN, OPEN_ROUTES, PAGES
from console.admission.roles import ROLES, at_least
from golddust.ports import Resolution
from tests.console.company import PASSWORD, Company

SAID = "The lid of the kettle broke off after one week of use."
OF_A_KIND = 3
_LINK = re.compile(r'<(?:a|link|script|img)\b[^>]*?\s(?:href|src)="([^"]+)"')
_FORM = re.compile(r"<form\b[^>]*>")
_ACTION = re.compile(r'\b(?:form)?action="([^"]+)"')
_BUTTON = re.compile(r'<button\b[^>]*\bformaction="([^"]+)"')
_BEAT = re.compile(r'\bdata-(?:beat|rows)="([^"]+)"')


class Offer(NamedTuple):
    """One thing that a page offers."""

    page: str
    endpoint: str
    method: str


@pytest.fixture
def past(company: Company) -> str:
    """A company in which there is something on every page; returns the reference of one case."""
    for name in ("ann", "ben", "cai"):
        company.hear(SAID, address=f"{name}@example.com")
    first = company.register.cases("", 10)[0]
    company.known_causes.create("Lids break", [first.id], "ann")
    company.register.escalate(first.id, "It is pressing.", "ann")
    ended = company.case_of(company.hear("Where is my refund?", address="dev@example.com"))
    company.register.resolve(ended.id, Resolution("a", "b", "c", "d"), "ann")
    company.hear("Thank you so much, your staff was wonderful!", original=b"Subject: thanks\r\n\r\nThank you")
    return first.reference


def browser_of(company: Company, inner: Flask, role: str) -> FlaskClient:
    company.accounts.add_user(f"the {role}", PASSWORD, role)
    browser = inner.test_client()
    browser.set_cookie("golddust_session", company.accounts.sign_in(f"the {role}", PASSWORD), path="/console")
    return browser


def offers(app: Flask, browser: FlaskClient) -> Iterator[Offer]:
    """All that is offered on the pages to which links lead from the first one, some of each kind."""
    known, followed = set[str](), Counter[tuple[str, ...]]()
    waiting = deque(["/console/"])
    while waiting:
        path = waiting.popleft()
        sort = (endpoint_of(app, path, "GET"), *sorted(parse_qs(urlsplit(path).query)))
        if path in known or followed[sort] >= OF_A_KIND:
            continue
        known.add(path)
        followed[sort] += 1
        with browser.get(path) as answer:
            if answer.mimetype != "text/html":
                continue
            page = answer.text
        for method, to in on(page):
            there = urldefrag(urljoin(path, unescape(to))).url
            if there.startswith("/"):
                yield Offer(path, endpoint_of(app, there, method), method)
                if method == "GET":
                    waiting.append(there)


def on(page: str) -> Iterator[tuple[str, str]]:
    """Method and address of each link, form, button and request of a script on a page."""
    yield from (("GET", to) for to in _LINK.findall(page))
    for form in _FORM.findall(page):
        to = _ACTION.search(form)
        if to and 'method="dialog"' not in form:
            yield ("POST" if 'method="post"' in form else "GET"), to[1]
    yield from (("POST", to) for to in _BUTTON.findall(page))
    yield from (("POST" if to.endswith("/here") else "GET", to) for to in _BEAT.findall(page))


def endpoint_of(app: Flask, path: str, method: str) -> str:
    try:
        return str(app.url_map.bind("localhost").match(urlsplit(path).path, method=method)[0])
    except HTTPException:
        return f"nothing answers {method} {path}"


def allowed(role: str, endpoint: str) -> bool:
    if endpoint in OPEN | OPEN_ROUTES or endpoint.startswith("look."):
        return True
    return endpoint in PAGES and at_least(role, PAGES[endpoint].role)


@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_offered_that_would_be_refused(company: Company, inner: Flask, past: str, role: str) -> None:
    found = set(offers(inner, browser_of(company, inner, role)))
    assert sorted(one for one in found if not allowed(role, one.endpoint)) == []
    pages = {one.page for one in found}
    assert f"/console/cases/{past}" in pages
    assert len(pages) > 20


def test_what_an_agent_may_is_offered(company: Company, inner: Flask, past: str) -> None:
    assert past
    offered: Mapping[str, set[str]] = {
        role: {one.endpoint for one in offers(inner, browser_of(company, inner, role)) if one.method == "POST"}
        for role in ("viewer", "agent")
    }
    assert {"console.resolve", "console.preview", "console.share", "console.correct"} <= offered["agent"] - offered["viewer"]
    assert "console.here" in offered["viewer"]
