"""The pages of people in a real browser: axe in light and dark, on a phone and on a desk; the way in by the keyboard alone."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pyotp
import pytest
from flask import Flask

from console.acting import By
from tests.console.company import PASSWORD, Company
from tests.services.browser import serving, wrong_with

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.service, pytest.mark.slow]
HANGS_AFTER = 90_000
SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 900}}
PAGES = ("people", "people/ann", "me", "audit?verify=1", "settings?all=1", "code/set-up")
Open = Callable[..., "Page"]


@pytest.fixture
def site(company: Company, inner: Flask) -> Iterator[str]:
    """A console with a few people."""
    company.accounts.add_user("boss", PASSWORD, "admin")
    company.accounts.add_user("ann", PASSWORD)
    by = By("person", "boss")
    company.admission.members.put_in_teams("ann", ["logistics", "finance"], by)
    company.admission.members.invite("kim", "manager", ["finance"], by)
    company.accounts.add_user("otto", PASSWORD, "viewer")
    company.admission.members.switch("otto", on=False, by=by)
    company.accounts.add_token("the dashboard on the wall", ["read:feedback", "read:cases"], "boss")
    with serving(inner, "127.0.0.1") as address:
        yield f"{address}/console"


@pytest.fixture
def open_page(browser: "Browser", site: str) -> Iterator[Open]:
    """A page of a browser of its own, in which the boss may be signed in."""
    with ExitStack() as stack:

        def opened(path: str, cookie: str = "", **given: Any) -> "Page":
            context = browser.new_context(**{"viewport": SIZES["phone"], "bypass_csp": True, **given})
            context.set_default_timeout(HANGS_AFTER)
            stack.callback(context.close)
            if cookie:
                context.add_cookies([{"name": "golddust_session", "value": cookie, "url": f"{site}/"}])
            page = context.new_page()
            page.goto(f"{site}/{path}")
            return page

        yield opened


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page_of_people(company: Company, open_page: Open, scheme: str, size: str) -> None:
    cookie = company.accounts.sign_in("boss", PASSWORD)
    found: dict[str, list[str]] = {}
    page = open_page("people", cookie, color_scheme=scheme, viewport=SIZES[size])
    for path in PAGES:
        page.goto(f"{page.url.partition('/console')[0]}/console/{path}")
        found[path] = wrong_with(page)
    page.click("text=Show the picture")
    found["the picture"] = wrong_with(page)
    token = company.admission.members.invite("lee", "agent", [], By("person", "boss"))
    for path in (f"invitation/{token}", "sign-in"):
        found[path.partition("/")[0]] = wrong_with(open_page(path, color_scheme=scheme, viewport=SIZES[size]))
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_one_comes_in_with_password_and_code_by_the_keyboard_alone(company: Company, open_page: Open) -> None:
    secret = company.admission.codes.begin("ann")
    recovery = company.admission.codes.confirm("ann", pyotp.TOTP(secret).at(company.clock.now()))
    page = open_page("people")
    page.keyboard.type("ann")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#code")
    page.keyboard.type(recovery[0])
    page.keyboard.press("Enter")
    page.wait_for_selector("text=this needs the role manager", state="attached")
    page.click("text=To the overview")
    assert page.title().startswith("Overview")
