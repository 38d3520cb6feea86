"""The streams in a real browser: what axe finds, a phone, the dark, no scripts, and what changes while somebody looks."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from golddust.findings import Connection, Finding
from golddust.watching import AtWork, DoorLine
from tests.console.company import PASSWORD, Company
from tests.console.flow.plant import Plant
from tests.services.browser import PHONE, WIDE, opening, wrong_with

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.service, pytest.mark.slow]
PAGE = "/console/streams"
LONG = "a reason without a single space " + "x" * 300
Open = Callable[..., "Page"]


@pytest.fixture
def open_page(browser: "Browser", inner: Flask, company: Company, plant: Plant) -> Iterator[Open]:
    """A new page in a browser where a manager is signed in; what it complains of on the console fails the test."""
    found = [Finding("relay", "bad", "away: `nobody`", "see [replies.smtp] host"), Finding("relay", "note", LONG)]
    plant.connections = [Connection("relay", "way out", "Answers by mail", "the relay", lambda: found)]
    plant.at_work = AtWork({"tag": "at work", "store": "stopped"}, [DoorLine("sms", 7, 2, 3, 4)], {"tag": 5})
    company.accounts.add_user("mia", PASSWORD, "manager")
    cookie = company.accounts.sign_in("mia", PASSWORD)
    with opening(browser, inner, cookie, PAGE) as opened:
        yield opened


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_and_nothing_is_scrolled_sideways(
    plant: Plant, open_page: Open, scheme: str, viewport: dict[str, int]
) -> None:
    letter = plant.park(b"\xff" * 2000 + b"x" * 2000, LONG, key="k" * 200, name="y" * 300)
    plant.say(b"a")
    plant.clock.move(timedelta(minutes=9))
    page = open_page(f"{PAGE}/connections", color_scheme=scheme, viewport=viewport)
    page.click("#relay button")
    page.wait_for_selector("#relay .findings")
    paths = ("", "/letters", f"/letters/{letter}", "/parked/drop?stage=tag&kind=refused", "/connections")
    for path in paths:
        page = open_page(PAGE + path, color_scheme=scheme, viewport=viewport)
        assert wrong_with(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path


def test_what_changes_is_shown_while_somebody_looks(plant: Plant, open_page: Open) -> None:
    plant.say(b"0")
    plant.work("tag")
    page = open_page()
    page.wait_for_selector("h1:text-is('The stage store stands still.')")
    plant.at_work = AtWork({"tag": "at work", "store": "at work"})
    plant.say(b"a", b"b", b"c")
    plant.work("store")
    page.wait_for_selector("#stage-tag td:nth-of-type(2):text-is('3')")
    page.wait_for_selector("h1:text('records wait')")


def test_whoever_is_in_the_middle_of_it_keeps_what_they_look_at(plant: Plant, open_page: Open) -> None:
    plant.say(b"a")
    page = open_page()
    page.focus("#live .scrolls")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    plant.say(b"b")
    come_back = "document.dispatchEvent(new Event('visibilitychange'))"
    page.evaluate(come_back)
    assert page.evaluate("document.activeElement.className") == "scrolls"
    assert asked == []
    page.evaluate("document.activeElement.blur()")
    page.evaluate(come_back)
    page.wait_for_selector("#stage-tag td:nth-of-type(2):text-is('2')")


def test_a_letter_is_retried_and_others_are_dropped_without_scripts(plant: Plant, open_page: Open) -> None:
    plant.park(b"first", "no")
    plant.park(b"second", "the body is no JSON")
    page = open_page(f"{PAGE}/letters", java_script_enabled=False)
    page.click("text=the body is no JSON >> nth=-1")
    page.click("button:text-is('Retry')")
    page.wait_for_selector("text=One letter was given to their stage again.")
    assert plant.again() == [b"second"]
    page.click("text=Drop…")
    page.fill("#reason", "a test")
    page.click("button:text-is('Drop it')")
    page.wait_for_selector("text=No letter waits for a decision.")
    assert plant.letters.parked() == []
