"""The form in a real browser: what axe finds, the keyboard alone, without JavaScript, on a phone, in the dark, on other sites."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from ingest.form.languages import tongues
from ingest.form.read import read
from tests.services.browser import Shop, wrong_with

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.service, pytest.mark.slow]
HANGS_AFTER = 90_000
"""Milliseconds after which the browser is taken to hang."""
PHONE = {"width": 360, "height": 740}
JPEG = {"name": "queue.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(40)}
Open = Callable[..., "Page"]


@pytest.fixture
def open_page(browser: "Browser", shop: Shop) -> Iterator[Open]:  # noqa: ARG001 - the pages go before their server does
    """A new page of a visitor's own; what a browser complains of on the console fails the test."""
    complaints: list[str] = []
    with ExitStack() as stack:

        def opened(address: str, **given: Any) -> "Page":
            context = browser.new_context(**{"viewport": PHONE, "locale": "en-GB", **given})
            context.set_default_timeout(HANGS_AFTER)
            stack.callback(context.close)
            page = context.new_page()
            page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(address)
            return page

        yield opened
    expected = r"status of 4\d\d|net::ERR_CONNECTION_RESET"  # answers meant so; connections that were opened ahead of need
    unexpected = [one for one in complaints if not re.search(expected, one)]
    assert unexpected == []


def as_it_stands(open_page: Open, page: "Page", **given: Any) -> "Page":
    """The same page in a browser that runs scripts, of which it has none: axe is one itself, and does not work without."""
    address, html = page.url, page.content()
    copy = open_page("about:blank", **given)
    copy.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    copy.route(address, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    copy.goto(address)
    return copy


def write_and_send(page: "Page", **entries: str) -> None:
    for name, value in {"text": "Two weeks late", **entries}.items():
        page.fill(f"#{name}", value)
    page.click("button")


@pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without-javascript"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_any_page_of_a_phone(open_page: Open, shop: Shop, scripts: bool, scheme: str, language: str) -> None:
    address = f"{shop.form}?lang={language}"
    page = open_page(address, java_script_enabled=scripts, color_scheme=scheme)

    def is_well() -> None:
        looked_at = page if scripts else as_it_stands(open_page, page, color_scheme=scheme)
        assert wrong_with(looked_at) == []

    is_well()
    page.click("summary")
    is_well()
    page.goto(address)
    page.set_input_files("#photos", {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"none"})
    write_and_send(page, text="", contact="ask for Dev at the bar")
    assert page.locator("[aria-invalid=true]").count() == 2
    is_well()
    page.goto(address)
    write_and_send(page)
    assert "/tell-us/thanks" in page.url
    is_well()


@pytest.mark.parametrize("code", sorted(tongues()))
def test_axe_finds_nothing_in_any_language_at_320_pixels(open_page: Open, shop: Shop, code: str) -> None:
    page = open_page(f"{shop.form}?lang={code}", viewport={"width": 320, "height": 640})
    page.click("summary")
    assert wrong_with(page) == []


def test_the_keyboard_alone_is_enough(open_page: Open, shop: Shop) -> None:
    page = open_page(shop.form)
    visited = []
    for _ in range(5):
        page.keyboard.press("Tab")
        visited.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
        if visited[-1] == "text":
            page.keyboard.type("Two weeks late")
        if visited[-1] == "contact":
            page.keyboard.type("dev@example.com")
    assert visited == ["SUMMARY", "text", "photos", "contact", "BUTTON"]
    page.keyboard.press("Enter")
    page.wait_for_url("**/thanks**")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    feedback = read(shop.taken()[0])
    assert (feedback.text, feedback.address.value) == ("Two weeks late", "dev@example.com")


def test_enter_in_the_line_sends_and_changes_no_language(open_page: Open, shop: Shop) -> None:
    page = open_page(shop.form)
    page.fill("#text", "Two weeks late")
    page.focus("#contact")
    page.keyboard.press("Enter")
    page.wait_for_url("**/thanks**")
    assert len(shop.taken()) == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_a_mistake_is_told_at_once_and_leads_to_its_field(open_page: Open, shop: Shop, scripts: bool) -> None:
    page = open_page(shop.form, java_script_enabled=scripts)
    write_and_send(page, text="  ", contact="dev@example.com")
    assert page.title() == "Not sent yet \N{EN DASH} Tell us · Example Shop"
    assert page.locator("[role=alert]").evaluate("it => it === document.activeElement")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "text"
    assert page.input_value("#contact") == "dev@example.com"
    page.keyboard.type("Two weeks late")
    page.click("button")
    page.wait_for_url("**/thanks**")
    assert len(shop.taken()) == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_photos_go_with_the_words(open_page: Open, shop: Shop, scripts: bool) -> None:
    page = open_page(shop.form, java_script_enabled=scripts)
    page.set_input_files("#photos", [JPEG, {**JPEG, "name": "Schlange ü.png"}])
    write_and_send(page)
    page.wait_for_url("**/thanks**")
    assert [(one.name, one.type) for one in read(shop.taken()[0]).attachments] == [
        ("queue.jpg", "image/jpeg"),
        ("Schlange ü.png", "image/jpeg"),
    ]


def test_a_photo_that_is_too_large_is_told_of_before_it_is_sent(open_page: Open, shop: Shop) -> None:
    page = open_page(shop.form)
    page.set_input_files("#photos", {**JPEG, "buffer": bytes(1_100_000)})
    assert page.locator("#photos").evaluate("it => it.validationMessage") == (
        "“queue.jpg” is too large: a photo may have at most 1 MB."
    )
    write_and_send(page)
    assert page.url == shop.form
    page.set_input_files("#photos", [JPEG])
    write_and_send(page)
    page.wait_for_url("**/thanks**")


def test_changing_the_language_keeps_what_was_written(open_page: Open, shop: Shop) -> None:
    page = open_page(f"{shop.form}/munich")
    page.fill("#text", "Zwei Wochen zu spät")
    page.click("summary")
    page.click("text=Deutsch")
    page.wait_for_selector("html[lang=de]")
    assert page.input_value("#text") == "Zwei Wochen zu spät"
    page.click("button")
    page.wait_for_url("**/thanks**")
    feedback = read(shop.taken()[0])
    assert (feedback.language, feedback.labels["store"]) == ("de", "munich")


def test_without_javascript_the_language_is_a_link(open_page: Open, shop: Shop) -> None:
    page = open_page(shop.form, java_script_enabled=False)
    page.click("summary")
    page.click("text=עברית")
    page.wait_for_selector("html[lang=he][dir=rtl]")


def test_the_list_of_languages_closes_by_escape_and_by_a_click_beside_it(open_page: Open, shop: Shop) -> None:
    page = open_page(shop.form)
    page.click("summary")
    page.keyboard.press("Escape")
    assert page.evaluate("[document.querySelector('details').open, document.activeElement.tagName]") == [False, "SUMMARY"]
    page.click("summary")
    page.click("h1", position={"x": 2, "y": 2})
    assert page.evaluate("document.querySelector('details').open") is False


@pytest.mark.parametrize("scripts", [True, False])
def test_pressing_send_twice_is_one_message(open_page: Open, shop: Shop, scripts: bool) -> None:
    page = open_page(shop.form, java_script_enabled=scripts)
    page.fill("#text", "Two weeks late")
    page.dblclick("button")
    page.wait_for_url("**/thanks**")
    assert len(shop.taken()) == 1


def test_whoever_goes_back_finds_what_they_wrote_and_can_send_more(open_page: Open, shop: Shop) -> None:
    page = open_page(shop.form)
    write_and_send(page)
    page.wait_for_url("**/thanks**")
    page.go_back()
    assert page.input_value("#text") == "Two weeks late"
    write_and_send(page, text="Two weeks late, and broken")
    page.wait_for_url("**/thanks**")
    assert [read(one).text for one in shop.taken()] == ["Two weeks late", "Two weeks late, and broken"]


def test_another_site_shows_the_form_as_high_as_it_is(open_page: Open, shop: Shop) -> None:
    page = open_page(shop.page, color_scheme="dark")
    page.wait_for_selector("iframe", state="visible")
    assert page.locator("a[data-tell-us]").is_hidden()
    frame = page.frames[1]
    assert wrong_with(frame) == []
    page.wait_for_function("document.querySelector('iframe').clientHeight > 500")
    before = page.locator("iframe").evaluate("it => it.clientHeight")
    assert frame.evaluate("document.documentElement.scrollHeight") <= before
    assert frame.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    frame.fill("#text", "Told from a shop's page")
    frame.click("button")
    frame.wait_for_url("**/thanks**")
    page.wait_for_function(f"document.querySelector('iframe').clientHeight != {before}")
    assert frame.locator("a.button").get_attribute("target") == "_blank"
    feedback = read(shop.taken()[0])
    assert (feedback.text, feedback.labels["store"]) == ("Told from a shop's page", "munich")
    assert page.context.cookies() == []


def test_without_javascript_another_site_has_a_link(open_page: Open, shop: Shop) -> None:
    page = open_page(shop.page, java_script_enabled=False)
    page.click("text=Tell us what you think")
    page.wait_for_url("**/tell-us/munich")
    assert page.locator("#text").is_visible()


def test_a_site_that_may_not_show_the_form_keeps_its_link(browser: "Browser", shop: Shop) -> None:
    with browser.new_context() as context:
        context.set_default_timeout(HANGS_AFTER)
        page = context.new_page()
        page.goto(shop.stranger)
        page.wait_for_selector("iframe", state="attached")
        page.wait_for_load_state("networkidle")
        assert page.locator("a[data-tell-us]").is_visible()
        assert page.locator("iframe").is_hidden()
