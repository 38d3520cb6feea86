"""A real browser: Debian's chromium, driven by Playwright. Fixtures: `browser`, `shop`.

`shop` serves the form, and a made-up shop's page that shows it in a frame, each on a loopback address of its own: two sites.
"""

import shutil
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from flask import Blueprint, Flask
from prometheus_client import CollectorRegistry
from werkzeug.serving import WSGIRequestHandler, make_server

from cli.web import create_app
from golddust import topics, wire
from golddust.bus.memory import MemoryLog
from golddust.clock import MovableClock
from golddust.events import Delivery
from golddust.identity import Keys
from golddust.metrics import PrometheusMetrics
from ingest.form.door import form_blueprint
from ingest.form.options import Options
from ingest.inbox import SpoolInbox
from tests.services.missing import without

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame, Page

SHOP = "127.0.0.2"
"""The host of the made-up shop: another site than the form's, which is on 127.0.0.1."""
STRANGER = "127.0.0.3"
"""The host of a site that may not show the form."""
PLACES = {"munich": {"store": "munich", "language": "de"}}
"""The places that the form knows."""

HANGS_AFTER = 90_000
"""Milliseconds after which the browser is taken to hang."""
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""What axe looks for."""


class _Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@dataclass(frozen=True, slots=True)
class Shop:
    """Where the form is, where the shop's page is that shows it, the same page on a site that may not, and what came in."""

    form: str
    page: str
    stranger: str
    log: MemoryLog

    def taken(self) -> list[Delivery]:
        """What was told, the latest last."""
        if topics.INTAKE not in self.log.topics():
            return []
        return [wire.delivery(record) for record in self.log.browse(topics.INTAKE, None).read(1000, 0)]


@contextmanager
def running_browser() -> Iterator["Browser"]:
    """A browser without a window."""
    program = shutil.which("chromium")
    if program is None:
        without("Chromium", "apt-get install chromium")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where a browser is

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield found
        finally:
            found.close()


@contextmanager
def serving(app: Flask, host: str) -> Iterator[str]:
    """The address at which the application answers."""
    server = make_server(host, 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://{host}:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def running_shop() -> Iterator[Shop]:
    """The two sites."""
    app = Flask("shop")
    with serving(app, SHOP) as page:
        clock = MovableClock(datetime(2026, 11, 24, 10, tzinfo=UTC))
        log, metrics = MemoryLog(clock), PrometheusMetrics(CollectorRegistry())
        told = {
            "name": "Example Shop",
            "privacy_url": f"{page}/privacy",
            "places": PLACES,
            "embed_on": [page],
            "photo_limit": "1 MB",
        }
        keys, inbox = Keys(b"p" * 32, b"l" * 32, b"o" * 32), SpoolInbox(log, metrics)
        blueprint = form_blueprint(Options.model_validate(told), keys, inbox, clock, metrics)
        with serving(create_app("public", [blueprint, _customers_page()], checks={}), "127.0.0.1") as form:
            app.add_url_rule("/", "page", lambda: _page_of(form))
            with serving(app, STRANGER) as stranger:
                yield Shop(f"{form}/tell-us", f"{page}/", f"{stranger}/", log)


def _customers_page() -> Blueprint:
    """Where the thanks lead to; its own tests are the console's."""
    blueprint = Blueprint("customer", __name__)
    blueprint.add_url_rule("/case/<token>", "case", lambda token: f"<title>Your message</title>{len(token)}")
    return blueprint


def _page_of(form: str) -> str:
    return f"""<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Example Shop</title><body style="font-family:sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem">
<h1>Example Shop</h1><p>Parcels since 1921.</p>
<a href="{form}/tell-us/munich" data-tell-us data-scheme="light">Tell us what you think</a>
<script src="{form}/tell-us/embed.js" async></script><p id="after">Example Street 1, Munich</p></body></html>"""


@contextmanager
def opening(browser: "Browser", app: Flask, cookie: str, usual: str) -> Iterator[Callable[..., "Page"]]:
    """Opens pages of the console in windows of their own, with that session; what one complains of on its console is an error."""
    complaints: list[str] = []
    with ExitStack() as stack:
        address = stack.enter_context(serving(app, "127.0.0.1"))

        def opened(path: str = usual, **given: Any) -> "Page":
            context = browser.new_context(**{"viewport": WIDE, "locale": "en-GB", **given})
            context.set_default_timeout(HANGS_AFTER)
            stack.callback(context.close)
            context.add_cookies([{"name": "golddust_session", "value": cookie, "url": f"{address}/console/"}])
            page = context.new_page()
            page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(address + path)
            return page

        yield opened
    assert [one for one in complaints if "ERR_" not in one] == []


def wrong_with(page: "Page | Frame", but: Collection[str] = ()) -> list[str]:
    """What axe finds wrong, but by these rules, each with its elements; and whether it scrolls sideways (WCAG 1.4.10)."""
    page.wait_for_load_state("load")
    page.evaluate(_axe())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert len(found["passes"]) > 10, "axe has looked at nothing"
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    wrong = [one for one in found["violations"] if one["id"] not in but]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in wrong] + ["too wide"] * wide


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


# Of one file, not of the whole run: while Playwright is open its event loop counts as running in this thread, and no
# test of another file could start one of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """The browser of this file's tests."""
    with running_browser() as found:
        yield found


@pytest.fixture
def shop() -> Iterator[Shop]:
    """The two sites, new for each test."""
    with running_shop() as sites:
        yield sites
