"""Pages in Arabic, from right to left, and in German with its long words, in a real browser: for axe and on a phone."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask

from tests.console.company import PASSWORD, Company
from tests.console.test_in_a_browser import Open
from tests.services.browser import HANGS_AFTER, PHONE, WIDE, serving, wrong_with

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.service, pytest.mark.slow]
LATE = "The parcel never arrived and nobody answers, I am very angry."
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def filled(company: Company) -> list[str]:
    """Paths of pages of a company in which something happened."""
    case = company.case_of(company.hear(LATE))
    for number in range(6):
        company.hear(LATE, address=f"late{number}@example.com", channel="form")
    company.reply(case, "acknowledgement", "waiting", why="no relay is configured")
    company.register.start(case.reference, "ann", None)
    company.clock.move(timedelta(hours=20))
    company.clockwork.tick()
    paths = ["", "cases", f"cases/{case.reference}", "feedback", "me", "people", "audit", "insight/digest", "streams"]
    return [*paths, *(f"insight{one}" for one in ("", "/audit", "/promises"))]


@pytest.fixture
def open_page(browser: "Browser", inner: Flask, company: Company) -> Iterator[Open]:
    """A page of the console in a browser where the boss is signed in."""
    company.accounts.add_user("boss", PASSWORD, "admin")
    with ExitStack() as stack:
        address = stack.enter_context(serving(inner, "127.0.0.1"))

        def opened(path: str, **given: Any) -> "Page":
            context = browser.new_context(**{"viewport": WIDE, **given})
            context.set_default_timeout(HANGS_AFTER)
            stack.callback(context.close)
            cookie = company.accounts.sign_in("boss", PASSWORD)
            context.add_cookies([{"name": "golddust_session", "value": cookie, "url": f"{address}/console/"}])
            page = context.new_page()
            page.goto(f"{address}/console/{path}", wait_until="domcontentloaded")
            return page

        yield opened


@pytest.mark.parametrize(("code", "viewport"), [("ar", PHONE), ("de", WIDE)], ids=["ar-phone", "de-wide"])
def test_axe_finds_nothing_and_nothing_is_scrolled_sideways(
    company: Company, open_page: Open, code: str, viewport: dict[str, int]
) -> None:
    paths = filled(company)
    page = open_page("", viewport=viewport, locale=code, timezone_id="UTC")
    for path in paths:
        page.goto(page.url.split("/console/")[0] + f"/console/{path}", wait_until="domcontentloaded")
        assert page.get_attribute("html", "lang") == code
        assert (path, wrong_with(page)) == (path, [])
        assert (path, page.evaluate(SIDEWAYS)) == (path, 0)


def test_a_page_is_told_by_the_clock_of_the_browser_from_the_first_on(company: Company, open_page: Open) -> None:
    company.hear(LATE)
    page = open_page("feedback", locale="en-GB", timezone_id="Asia/Tokyo")
    page.wait_for_selector(".said-row .clock:text-is('18:00')")
    assert page.get_attribute("html", "data-zone") == "Asia/Tokyo"


def test_without_a_script_times_are_those_of_the_house(company: Company, open_page: Open) -> None:
    company.hear(LATE)
    page = open_page("feedback", locale="en-GB", timezone_id="Asia/Tokyo", java_script_enabled=False)
    assert page.inner_text(".said-row .clock") == "09:00"
