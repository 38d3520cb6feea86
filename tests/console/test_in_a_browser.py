"""The inbox in a real browser: what axe finds, the keyboard alone, what comes by itself, no scripts, a phone, the dark."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask import Flask, Response, request

from console.acting import By
from golddust.events import Attachment
from tests.console.company import PASSWORD, Company
from tests.services.browser import PHONE, WIDE, opening, wrong_with

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.service, pytest.mark.slow]
SECOND = timedelta(seconds=1)
LID = "The lid of the kettle broke after one week, I am very disappointed."
PRAISE = "Thank you so much, your staff was wonderful and kind!"
ATTACK = '<img src="https://evil.example/x" onerror="document.title=1"><script>document.title = 1</script>'
Open = Callable[..., "Page"]


class Stream:
    """Stands in for the streams, whose own tests are in test_streams.py: says once what it is given, then nothing."""

    def __init__(self) -> None:
        self._said = threading.Condition()
        self._events: list[str] = []

    def say(self, event: str) -> None:
        with self._said:
            self._events.append(event)
            self._said.notify_all()

    def answer(self) -> Response:
        """What was not said to anybody yet, as soon as there is something; then the browser asks again."""
        with self._said:
            self._said.wait_for(lambda: bool(self._events), timeout=5)
            events, self._events = self._events, []
        return Response("retry: 100\n\n" + "".join(f"event: tagged\ndata: {e}\n\n" for e in events), mimetype="text/event-stream")


@pytest.fixture
def stream() -> Stream:
    """Nothing was said yet."""
    return Stream()


@pytest.fixture
def open_page(browser: "Browser", inner: Flask, company: Company, stream: Stream) -> Iterator[Open]:
    """A new page of the inbox in a browser where Ann is signed in; what it complains of on the console fails the test."""
    company.accounts.add_user("ann", PASSWORD)
    cookie = company.accounts.sign_in("ann", PASSWORD)
    inner.before_request(lambda: stream.answer() if request.path == "/console/feedback/stream" else None)
    with opening(browser, inner, cookie, "/console/feedback") as opened:
        yield opened


def new(company: Company, stream: Stream, text: str) -> str:
    """Somebody says this while the page is open; returns the id of its row."""
    said = company.hear(text, address="+12025550143", channel="sms")
    stream.say(f'[{{"id": "{said}", "channel": "sms", "kind": "{company.archive.one(said)["kind"]}", "mood": "negative"}}]')
    return f"#said-{said}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_and_nothing_is_scrolled_sideways(
    company: Company, open_page: Open, scheme: str, viewport: dict[str, int]
) -> None:
    said = company.hear(
        LID, "Kettle", attachments=(Attachment(name="bill.pdf", type="application/pdf", size=9),), original=b"a: b\r\n\r\nc"
    )
    company.hear(PRAISE)
    company.reading.corrections.correct([said], "kind", ["suggestion"], "ben")
    company.reading.views.save("ann", "Angry", "kind=complaint")
    for path in ("", "?kind=suggestion", "?words=nothing-like-it", f"/{said}", f"/{said}/source"):
        page = open_page(f"/console/feedback{path}", color_scheme=scheme, viewport=viewport)
        for details in page.locator("main details").all():
            details.locator("summary").click()
        assert wrong_with(page) == [], path


def test_a_tag_is_put_right_and_back_by_keyboard_alone(company: Company, open_page: Open) -> None:
    older, newer = company.hear(LID), company.hear(PRAISE)
    page = open_page()
    for key in ("j", "j", "k", "j", "e"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.textContent") == "complaint"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=One tag was put right.")
    assert [company.archive.one(one)["kind"] for one in (older, newer)] == ["suggestion", "praise"]
    assert page.locator(f"#said-{older} .put-by").first.inner_text() == "put right by ann"
    company.clock.move(SECOND)
    page.keyboard.press("u")
    page.wait_for_selector("text=One tag was put right.", state="detached")
    assert company.archive.one(older)["kind"] == "complaint"


def test_the_keys_are_told_and_search_is_one_of_them(company: Company, open_page: Open) -> None:
    company.hear(LID)
    company.hear(PRAISE)
    page = open_page()
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()
    page.keyboard.press("/")
    page.keyboard.type("kettle je")  # keys that do something elsewhere are letters here
    assert page.input_value("#words") == "kettle je"
    page.fill("#words", "kettle")
    page.keyboard.press("Enter")
    page.wait_for_url("**words=kettle**")
    assert page.locator(".said-row").count() == 1


def test_two_keys_lead_to_another_page(company: Company, open_page: Open) -> None:
    company.hear(LID)
    page = open_page("/console/feedback")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/console/cases")


def test_many_are_picked_by_keyboard_and_put_right_together(company: Company, open_page: Open) -> None:
    said = [company.hear(f"{LID} {n}") for n in range(3)]
    page = open_page()
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    assert "All 2 that are picked are" in page.inner_text("#together")
    page.select_option("#put-all", ":kind:spam")
    page.click("#together button")
    page.wait_for_selector("text=2 tags were put right.")
    assert [company.archive.one(one)["kind"] for one in said] == ["complaint", "spam", "spam"]


def test_what_comes_appears_on_top_and_is_told(company: Company, open_page: Open, stream: Stream) -> None:
    company.hear(PRAISE)
    page = open_page()
    row = new(company, stream, f"{LID} {ATTACK}")
    page.wait_for_selector(row)
    assert page.locator(".said-row").first.get_attribute("id") == row[1:]
    page.wait_for_selector("#live:has-text('1 new message')")
    assert ATTACK in page.inner_text(row)
    assert page.title() == "Inbox · golddust"


def test_what_comes_does_not_move_what_is_being_read(company: Company, open_page: Open, stream: Stream) -> None:
    for number in range(20):
        company.hear(f"{LID} {number}")
    page = open_page()
    for _ in range(12):
        page.keyboard.press("j")
    row = page.locator(".said-row").nth(11)
    read = f"#{row.get_attribute('id')}"
    before = page.locator(read).bounding_box()
    fresh = new(company, stream, PRAISE)
    page.wait_for_selector(fresh, state="attached")
    after = page.locator(read).bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 1


def test_what_does_not_fit_the_filters_does_not_appear(company: Company, open_page: Open, stream: Stream) -> None:
    company.hear(PRAISE)
    page = open_page("/console/feedback?kind=complaint")
    other, fitting = new(company, stream, PRAISE), new(company, stream, LID)
    page.wait_for_selector(fitting)
    assert page.locator(other).count() == 0


def test_times_are_those_of_the_reader(company: Company, open_page: Open) -> None:
    company.hear(LID)
    page = open_page(timezone_id="Asia/Tokyo")
    page.wait_for_selector(".said-row .clock:text-is('18:00')")  # the first time, the page is loaded once more


def test_all_of_it_works_without_scripts(company: Company, open_page: Open) -> None:
    said = company.hear(LID)
    page = open_page(java_script_enabled=False)
    page.click(f"#said-{said} .put summary")
    page.click(f"#said-{said} button:text-is('question')")
    page.wait_for_selector("text=One tag was put right.")
    company.clock.move(SECOND)
    page.click("#undo button")
    page.wait_for_selector("#undo", state="detached")
    page.select_option("#by-kind", "complaint")
    page.click(".search button")
    page.click("summary:text-is('Keep this view')")
    page.fill("#view-name", "Broken things")
    page.click(".keep button")
    page.wait_for_selector(".views nav >> text=Broken things")
    assert company.archive.one(said)["kind"] == "complaint"
    assert not page.locator("#keys-open").is_visible()


def test_whoever_may_only_look_sees_what_comes(company: Company, open_page: Open, stream: Stream) -> None:
    company.hear(PRAISE)
    company.admission.members.give_role("ann", "viewer", By("person", "boss"))
    page = open_page()
    assert page.locator("#together").count() == 0
    page.wait_for_selector(new(company, stream, LID))
