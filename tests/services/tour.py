"""Every page of the console and of the public door, on the made-up company's half year, found by going from link to link."""

import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from cli.demo.past import invent
from cli.doors import inner_door, public_door
from cli.privacy.requests import StoredPrivacy
from cli.wiring.installation import Installation
from cli.wiring.subscribing import subscriptions_of
from config.settings import Settings
from golddust.database.engine import writing
from golddust.database.schema.subscriptions import tries
from golddust.identity import derived_id
from golddust.subscribing import Wish
from tests.services.browser import serving

OF_A_KIND = 3
"""How many addresses that differ in nothing but values are followed: days and names go on without end."""
_LINK = re.compile(r'\s(?:href|src)="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Found:
    """One address that a link led to: which endpoint it is of, how it was answered, and the page that has the link."""

    path: str
    endpoint: str
    status: int
    kind: str
    linked_from: str


@dataclass(frozen=True, slots=True)
class Tour:
    """Both doors, the session's cookie on the inner one, and what is found from their first pages."""

    inner: str
    public: str
    cookie: str
    inside: Mapping[str, Found]
    outside: Mapping[str, Found]
    doors: tuple[Flask, Flask]
    """The same two, to be asked without a server between."""

    @property
    def asked_with_get(self) -> frozenset[str]:
        """The endpoints of the inner door that are."""
        return frozenset(rule.endpoint for rule in self.doors[0].url_map.iter_rules() if "GET" in (rule.methods or ()))

    def some_of_each(self, number: int) -> list[str]:
        """So many pages of each endpoint of the inner door."""
        by_endpoint: dict[str, list[str]] = {}
        for one in self.inside.values():
            if one.kind == "text/html":
                by_endpoint.setdefault(one.endpoint, []).append(one.path)
        return [path for paths in by_endpoint.values() for path in paths[:number]]

    def signed_in(self) -> FlaskClient:
        """A browser at the inner door that has the session."""
        return signed_in(self.doors[0], self.cookie)

    def pages(self) -> Mapping[str, str]:
        """One address of each page, by its name."""
        seen: dict[str, str] = {}
        for door, all_found in ((self.inner, self.inside), (self.public, self.outside)):
            for one in all_found.values():
                if one.kind == "text/html":
                    seen.setdefault(one.endpoint.replace("console.", ""), door + one.path)
        return seen


@contextmanager
def running_tour(folder: Path) -> Iterator[Tour]:
    """Both doors of an installation in that folder, which has a past."""
    installation = Installation(Settings.model_validate({"data_dir": str(folder)}))
    installation.prepare()
    try:
        invent(installation)
        _subscribed(installation)
        _asked_about(installation)
        accounts = installation.admission.accounts
        accounts.add_user("otto", "a long enough password", "viewer")
        cookie = accounts.redeem(accounts.one_time_link())
        inner, public = inner_door(installation), public_door(installation)
        case = f"/case/{installation.keys.link_token('case', installation.archive.feedback(1)[0]['id'])}"
        inside = crawl(inner, signed_in(inner, cookie), "/console/", "/console/sign-in")
        outside = crawl(public, public.test_client(), "/standards", "/tell-us", case)
        with serving(inner, "127.0.0.1") as first, serving(public, "127.0.0.1") as second:
            yield Tour(first, second, cookie, inside, outside, (inner, public))
    finally:
        installation.close()


def _subscribed(installation: Installation) -> None:
    """A shop that takes what it is sent, mostly."""
    subscriptions_of(installation).add("shop", Wish(url="https://hooks.example.com/in", topics=("feedback.issues",)))
    now = installation.clock.now()
    with writing(installation.engine) as connection:
        for number in range(40):
            failed = number % 9 == 4
            row = {
                "subscription": "shop",
                "at": now - timedelta(minutes=7 * (40 - number)),
                "event": derived_id("tour", str(number).encode()),
                "type": "feedback.tagged",
                "tried": 1,
                "result": "failed" if failed else "accepted",
                "status": 0 if failed else 204,
                "error": "timeout" if failed else "",
                "ms": 900 if failed else 60 + 37 * number % 300,
                "size": 900,
            }
            connection.execute(tries.insert().values(row))


def _asked_about(installation: Installation) -> None:
    """Somebody's data are held, and somebody was erased: only such have links to their pages."""
    rights = StoredPrivacy(installation)
    customers = list(dict.fromkeys(row["customer"] for row in installation.archive.feedback(60)))
    rights.hold(customers[-1], "asked for by a court", "mia")
    rights.perform(rights.ask(customers[-2], "mia").id)


def signed_in(app: Flask, cookie: str) -> FlaskClient:
    """A browser that has the session."""
    browser = app.test_client()
    browser.set_cookie("golddust_session", cookie, path="/console")
    return browser


def crawl(app: Flask, browser: FlaskClient, *starts: str) -> dict[str, Found]:
    """Follow every link, some of each kind."""
    known: dict[str, Found] = {}
    followed: Counter[tuple[str, ...]] = Counter()
    waiting = deque((start, "") for start in starts)
    while waiting:
        path, linked_from = waiting.popleft()
        endpoint = endpoint_of(app, path)
        sort = (endpoint, *sorted(parse_qs(urlsplit(path).query)))
        if path in known or followed[sort] >= OF_A_KIND:
            continue
        followed[sort] += 1
        with browser.get(path) as answer:
            known[path] = Found(path, endpoint, answer.status_code, answer.mimetype, linked_from)
            links = _LINK.findall(answer.text) if answer.mimetype == "text/html" else []
        to = (urldefrag(urljoin(path, unescape(link))).url for link in links)
        waiting.extend((link, path) for link in to if link.startswith("/"))
    return known


def endpoint_of(app: Flask, path: str, method: str = "GET") -> str:
    """Of which endpoint the address is; "" where nothing answers it."""
    try:
        return str(app.url_map.bind("localhost").match(urlsplit(path).path, method)[0])
    except HTTPException:
        return ""
