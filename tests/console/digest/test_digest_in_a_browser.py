"""The digest in a real browser, page and mail: axe in light and dark, on a phone and on a desk; the mail fetches nothing."""

import base64
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from console.acting import By
from console.digest.letter import letter
from console.digest.readers import Reader
from tests.console.company import PASSWORD, Company
from tests.console.digest.test_letter import digest_of, tell
from tests.services.browser import serving, wrong_with

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.service, pytest.mark.slow]
IN_A_MAIL = {"region", "landmark-one-main"}
"""Rules about a page's landmarks, which a mail has none of: it is shown inside of another page."""
SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 900}}
PAGES = ("insight/digest", "insight/digest?week=2026-W45", "me", "digest/leave")


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as one:
        yield one


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_the_pages(
    company: Company, inner: Flask, browser: "Browser", stack: ExitStack, scheme: str
) -> None:
    tell(company)
    company.accounts.add_user("mia", PASSWORD)
    company.admission.members.put_in_teams("mia", ["logistics"], By("person", "root"))
    site = stack.enter_context(serving(inner, "127.0.0.1"))
    cookie = company.accounts.sign_in("mia", PASSWORD)
    for size in SIZES.values():
        context = stack.enter_context(browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True))  # type: ignore[arg-type]
        context.add_cookies([{"name": "golddust_session", "value": cookie, "url": f"{site}/console"}])
        for path in PAGES:
            page = context.new_page()
            token = f"/{company.admission.readers.token('mia')}" if path.endswith("leave") else ""
            page.goto(f"{site}/console/{path}{token}")
            assert wrong_with(page) == [], (path, scheme, size)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_the_mail_and_nothing_is_fetched(
    company: Company, browser: "Browser", stack: ExitStack, scheme: str
) -> None:
    tell(company)
    mail = letter(
        digest_of(company), Reader("mia", "mia@example.com", ("logistics",)), "https://console.example.com", "https://x.example"
    )
    html = mail.html
    for cid, picture in mail.pictures.items():
        html = html.replace(f"cid:{cid}", f"data:image/png;base64,{base64.b64encode(picture).decode()}")
    for size in SIZES.values():
        context = stack.enter_context(browser.new_context(viewport=size, color_scheme=scheme))  # type: ignore[arg-type]
        page, asked = context.new_page(), []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.set_content(html)
        assert wrong_with(page, IN_A_MAIL) == []
        shown = [one for one in page.locator("img").all() if one.is_visible()]
        assert len(shown) == len(mail.pictures) // 2
        assert all((one.get_attribute("class") == "by-night") == (scheme == "dark") for one in shown)
        assert all(url.startswith("data:") for url in asked)
