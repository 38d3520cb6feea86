"""A text whose sender is killed before it can write down that Twilio took it is sent once, and that it arrived is in its case."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from twilio.request_validator import RequestValidator

from benchmarks.processes import TWILIO_TOKEN, Running
from tests.journeys.speaking import command, eventually, post
from tests.services.texts import Texts

TEXT = {
    "MessageSid": "SM" + "7" * 32,
    "From": "+12025550142",
    "To": "+12025550100",
    "Body": "My parcel is two weeks late and nobody answers the phone. I am very angry.",
    "NumMedia": "0",
}


@pytest.fixture
def golddust(tmp_path: Path, texts: Texts) -> Iterator[Running]:
    """`golddust run` whose Twilio is ours, not started yet."""
    running = Running(tmp_path / "data", {"GOLDDUST_SMS__TWILIO__API_BASE": texts.url})
    yield running
    if running.process is not None and running.process.poll() is None:
        running.stop()


def signed(golddust: Running, path: str, fields: dict[str, str]) -> int:
    """What the door answers to this, signed as Twilio does."""
    signature = RequestValidator(TWILIO_TOKEN).compute_signature(golddust.url + path, fields)
    head = f"POST {path} HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nX-Twilio-Signature: {signature}"
    return post(golddust, f"{head}\r\n\r\n{urlencode(fields)}".encode())[0]


def outcomes(golddust: Running) -> list[tuple[str, str]]:
    found = [record["value"] for record in command(golddust, "tail", "replies.outcomes", "--from-start", "--json")]
    return [(one["state"], one.get("carrier", "")) for one in found]


def history(golddust: Running) -> list[str]:
    (case,) = command(golddust, "case", "list", "--json")
    shown: list[dict[str, Any]] = command(golddust, "case", "show", case["reference"], "--json")
    return [step["note"] for record in shown for step in record.get("history", [])]


@pytest.mark.slow
def test_a_text_in_doubt_is_found_sent_once_and_followed_to_the_customer(golddust: Running, texts: Texts) -> None:
    texts.script = lambda method: "hangs_after" if method == "POST" else ""
    golddust.start()
    assert signed(golddust, "/sms/twilio", TEXT) == 200
    assert eventually(lambda: texts.taken)
    golddust.kill()
    texts.script = lambda _: ""
    golddust.start()
    assert eventually(lambda: outcomes(golddust) == [("sent", "")])
    (taken,) = texts.taken
    callback = urlsplit(taken.form["StatusCallback"])
    path = f"{callback.path}?{callback.query}"
    assert callback.path == "/sms/twilio/status"
    assert parse_qs(callback.query)["reply"]
    status = {"MessageSid": taken.sid, "MessageStatus": "delivered", "To": TEXT["From"], "From": TEXT["To"]}
    assert [signed(golddust, path, status) for _ in range(2)] == [204, 204]
    assert eventually(lambda: outcomes(golddust) == [("sent", ""), ("sent", "delivered")])
    assert eventually(lambda: "acknowledgement delivered" in history(golddust))
    assert history(golddust).count("acknowledgement delivered") == 1
    assert len(texts.taken) == 1
