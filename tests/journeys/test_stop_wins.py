"""STOP between "reply requested" and "reply sent" wins; to one number only; START lets that number speak again."""

import pytest

from benchmarks import requests
from benchmarks.processes import Running
from tests.journeys.conftest import WHATEVER_THE_LOG
from tests.journeys.speaking import STOPS_WITHIN, command, eventually, post
from tests.services.texts import Texts

PHONE, ONE, TWO = "+12025550142", "+12025550100", "+12025550101"
TAKEN = '{"sid": "SM00000000000000000000000000000000", "status": "queued"}'


def send(golddust: Running, number: int, text: str, to: str = ONE) -> None:
    """A text message of Ben's; `number` tells his messages apart."""
    assert post(golddust, requests.text_message(42 + 100 * number, golddust.url, text, to))[0] == 200


def replies(golddust: Running) -> list[str]:
    """How each answer to Ben stands, the earliest first."""
    (ben,) = command(golddust, "customers", "show", PHONE, "--limit", "99", "--json")
    return [entry["state"] for entry in reversed(ben["timeline"]) if entry["what"] == "reply"]


def consents(golddust: Running) -> dict[str, str]:
    return {one["sender"]: one["state"] for one in command(golddust, "customers", "consent", PHONE, "--json") if one["holds_now"]}


@pytest.mark.slow
@WHATEVER_THE_LOG
def test_stop_wins_over_what_is_under_way_and_start_lets_it_speak_again(golddust: Running, texts: Texts) -> None:
    golddust.settings = {
        **golddust.settings,
        "GOLDDUST_SMS__TWILIO__API_BASE": texts.url,
        "GOLDDUST_COMPLAINTS__REGION": "US",
    }
    texts.refuse(429, 20429)  # Twilio takes nothing yet, and says so, so whatever is to be sent waits
    golddust.start()
    send(golddust, 1, "Where is my parcel? This is bad service.")
    assert eventually(lambda: len(texts.forms) >= 1), "it was requested, and tried"

    send(golddust, 2, "STOP")
    assert eventually(lambda: consents(golddust) == {ONE: "stopped"})
    assert eventually(lambda: replies(golddust) == ["suppressed"])
    tried = len(texts.forms)

    texts.status, texts.body = 201, TAKEN
    send(golddust, 3, "My kettle is broken and nobody answers the phone, I am angry.", to=TWO)
    assert eventually(lambda: [form["From"] for form in texts.forms[tried:]] == [TWO]), "the other number speaks"
    assert eventually(lambda: sorted(replies(golddust)) == ["sent", "suppressed"])

    send(golddust, 4, "START")
    assert eventually(lambda: consents(golddust) == {ONE: "given"})
    send(golddust, 5, "status")
    assert eventually(lambda: len(texts.forms) == tried + 2)
    assert texts.forms[-1]["From"] == ONE
    assert texts.forms[-1]["Body"].count("GD-") >= 1
    assert {form["From"] for form in texts.forms[tried:-1]} == {TWO}, "what was suppressed is not sent after all"

    events = command(golddust, "tail", "customers.consents", "--from-start", "--json")
    assert len(events) == 2
    assert golddust.stop() < STOPS_WITHIN
