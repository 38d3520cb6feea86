"""The door is down while customers write, longer than Twilio tries: when it opens, every message is there, once."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from benchmarks import requests
from benchmarks.processes import TWILIO_TOKEN, Running
from ingest.sms.twilio.remembered import Remembered
from tests.journeys.commands import ask
from tests.journeys.conftest import SQLITE_AND_LATER_KAFKA, settings_of
from tests.journeys.speaking import command, eventually, post
from tests.services.twilio_list import ACCOUNT, TwilioList

pytestmark = pytest.mark.slow
ADDRESS = "GOLDDUST_SMS__TWILIO__API_BASE"
HOURS = "GOLDDUST_SMS__TWILIO__CATCH_UP_HOURS"


@pytest.fixture(params=SQLITE_AND_LATER_KAFKA)
def reading(request: pytest.FixtureRequest, tmp_path: Path, twilio_list: TwilioList) -> Iterator[Running]:
    """A golddust whose account's list is the one that the test plays."""
    settings = {**settings_of(request.param, request), ADDRESS: twilio_list.url, HOURS: "72"}
    running = Running(tmp_path / "data", settings)
    yield running
    if running.process is not None and running.process.poll() is None:
        running.stop()


def hooked(golddust: Running, form: dict[str, str]) -> int:
    signature = RequestValidator(TWILIO_TOKEN).compute_signature(f"{golddust.url}/sms/twilio", form)
    headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
    return post(golddust, requests.post("/sms/twilio", urlencode(form).encode(), headers))[0]


def received(golddust: Running) -> Counter[str]:
    return Counter(
        one["value"]["external_id"] for one in command(golddust, "tail", "feedback.received", "--from-start", "--json")
    )


def test_what_came_while_the_door_was_down_is_there_once(reading: Running, twilio_list: TwilioList) -> None:
    now = datetime.now(UTC)
    before = [twilio_list.came(n, now - timedelta(hours=4, minutes=-n), f"Before {n}") for n in range(3)]
    reading.start()
    assert [hooked(reading, form) for form in before] == [200] * 3
    assert eventually(lambda: len(received(reading)) == 3)
    reading.stop()
    Remembered(reading.data).put(ACCOUNT, now - timedelta(hours=3))  # as if it had been down since then
    for n in range(3, 40):
        twilio_list.came(n, now - timedelta(hours=2, seconds=-n), f"While down {n}", pictures=n % 5 == 0)
    twilio_list.page = 10
    reading.start()
    assert eventually(lambda: len(received(reading)) == 40)
    assert hooked(reading, before[0]) == 200
    assert set(received(reading).values()) == {1}
    texts = {
        one["text"] for one in command(reading, "tail", "feedback.received", "--from-start", "--json") for one in [one["value"]]
    }
    assert {f"While down {n}" for n in range(3, 40)} <= texts


def test_the_command_says_what_it_found(reading: Running, twilio_list: TwilioList) -> None:
    now = datetime.now(UTC)
    for n in range(5):
        twilio_list.came(n, now - timedelta(hours=n + 1))
    reading.start()
    would = ask(reading, "sms", "catch-up", "--since", "1d", "--dry-run", "--json")
    assert would.returncode == 0, would.stderr
    assert "5 found, 5 of them would be taken in" in would.stderr
    first, again = (command(reading, "sms", "catch-up", "--since", "1d", "--json") for _ in range(2))
    assert [(one["account"], one["found"], one["new"], one["known"]) for one in first] == [(ACCOUNT, 5, 5, 0)]
    assert [(one["new"], one["known"]) for one in again] == [(0, 5)]
    assert eventually(lambda: len(received(reading)) == 5)
    assert set(received(reading).values()) == {1}
