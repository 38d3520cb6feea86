"""A text becomes a case that an agent works through by keyboard alone, beside a colleague; its customer says "not solved".

In a real browser, with a server in Twilio's place.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks import requests
from benchmarks.processes import Running
from console.admission.accounts import Accounts
from golddust.clock import SystemClock
from golddust.database.engine import open_database
from tests.journeys.speaking import command, eventually, post
from tests.services.texts import Texts

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.service, pytest.mark.slow]
HANGS_AFTER = 120_000
SAID = "The kettle broke after one week, very disappointed"
PARTS = ("The lid broke off.", "We are very sorry.", "A bad batch of glue.", "A new kettle is on its way.")
OTHER = ("The lid came loose.", "Sorry for that.", "It was dropped.", "Please send it back.")


@pytest.fixture
def golddust(tmp_path: Path, texts: Texts) -> Iterator[Running]:
    """`golddust run`, which texts its answers."""
    running = Running(tmp_path / "data", {"GOLDDUST_SMS__TWILIO__API_BASE": texts.url})
    running.start()
    yield running
    running.stop()


def page_of(golddust: Running, browser: "Browser", name: str) -> "Page":
    """A page in which an agent of that name is signed in."""
    engine = open_database(f"sqlite:///{golddust.data / 'store.sqlite3'}")
    accounts = Accounts(engine, SystemClock())
    accounts.add_user(name, "a long enough password", "agent")
    cookie = accounts.sign_in(name, "a long enough password")
    engine.dispose()
    context = browser.new_context()
    context.set_default_timeout(HANGS_AFTER)
    console = f"http://127.0.0.1:{golddust.console}/console/"
    context.add_cookies([{"name": "golddust_session", "value": cookie, "url": console}])
    return context.new_page()


def write_four_parts(page: "Page", parts: tuple[str, ...]) -> None:
    """By keyboard, from anywhere on the page."""
    page.keyboard.press("r")
    for number, words in enumerate(parts):
        if number:
            page.keyboard.press("Tab")
        page.keyboard.type(words)


def typed(page: "Page") -> tuple[str, ...]:
    return tuple(page.input_value(f"#resolve-{part}") for part in ("happened", "apology", "reason", "remedy"))


def said_to_customer(texts: Texts, words: str) -> str:
    """The text that holds these words."""
    return next((taken.form["Body"] for taken in texts.taken if words in taken.form["Body"]), "")


def notes_of(golddust: Running, case: str) -> list[str]:
    (shown,) = command(golddust, "case", "show", case, "--json")
    return [event["note"] for event in shown["history"]]


def test_an_agent_works_through_a_case_by_keyboard_beside_a_colleague(
    golddust: Running, browser: "Browser", texts: Texts
) -> None:
    assert post(golddust, requests.text_message(1, golddust.url, SAID))[0] == 200
    (case,) = eventually(lambda: command(golddust, "case", "list", "--json"))
    ann, ben = page_of(golddust, browser, "ann"), page_of(golddust, browser, "Ben")

    ann.goto(f"http://127.0.0.1:{golddust.console}/console/cases")
    ann.keyboard.press("j")
    ann.keyboard.press("Enter")
    ann.wait_for_url(f"**/cases/{case['reference']}")
    ann.keyboard.press("a")
    ann.wait_for_selector(".state-acknowledged")
    ann.keyboard.press("w")
    ann.keyboard.type("We are looking for the batch.")
    ann.keyboard.press("Control+Enter")
    ann.wait_for_selector("text=The customer was told how it stands")
    assert eventually(lambda: said_to_customer(texts, "We are looking for the batch."))
    assert eventually(lambda: "update sent by sms" in notes_of(golddust, case["reference"]))
    ann.reload()

    ben.goto(ann.url)
    ben.wait_for_selector("text=ann looks at this case")
    write_four_parts(ben, OTHER)
    ann.wait_for_selector("text=Ben is writing an answer")
    write_four_parts(ann, PARTS)
    ann.keyboard.press("Control+Enter")
    ann.wait_for_selector(".state-resolved")
    ben.wait_for_selector(".news >> text=ann resolved this")
    assert typed(ben) == OTHER
    with ben.expect_response("**/resolve") as answer:
        ben.keyboard.press("Control+Enter")
    assert answer.value.status == 409
    ben.wait_for_selector("text=What changed is marked as new in the history")
    assert typed(ben) == OTHER

    told = eventually(lambda: said_to_customer(texts, PARTS[-1]))
    assert not said_to_customer(texts, OTHER[-1])
    customer = browser.new_context().new_page()
    customer.goto(re.search(rf"{re.escape(golddust.url)}/case/\S+", told)[0])  # type: ignore[index] # it must be there
    assert PARTS[-1] in customer.content()
    customer.fill("#words", "It is still broken.")
    customer.click("main form button[type=submit]")
    ann.keyboard.press("g")
    ann.keyboard.press("c")
    ann.wait_for_url("**/console/cases")
    assert eventually(lambda: command(golddust, "case", "list", "--json", "--state", "reopened"))
    ann.reload()
    ann.wait_for_selector(".case-row .state-reopened")
    for page in (ann, ben, customer):
        page.context.close()
