"""Answers go out through a real Postfix, and what cannot be delivered comes back to the case that it belongs to."""

import email
import json
import smtplib
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast

import dkim
import pytest

from benchmarks.processes import Running
from sinks.replies.smtp.signing import Signer
from tests.journeys.commands import ask
from tests.journeys.speaking import STOPS_WITHIN, WITHIN, command, doctor, eventually
from tests.services.postfix import Postfix, StartPostfix
from tests.services.relays import ScriptedRelay

pytestmark = [pytest.mark.service, pytest.mark.slow]

COMPLAINT = (
    "From: {who}\r\nTo: feedback@golddust.test\r\nSubject: Two weeks late\r\nMessage-ID: <{id}@home.test>\r\n"
    "Date: Tue, 24 Nov 2026 10:00:00 +0000\r\n{more}\r\n{text}\r\n"
)
LATE = "The parcel is two weeks late, nobody answers the phone, and I am very angry."


@pytest.fixture
def golddust(tmp_path: Path) -> Iterator[Running]:
    """`golddust run`, which takes mail for golddust.test, not started yet."""
    running = Running(tmp_path / "data")
    running.settings = {
        "GOLDDUST_SMTP__DOMAINS": '["golddust.test"]',
        "GOLDDUST_REPLIES__SMTP__HOST": "127.0.0.1",
        "GOLDDUST_REPLIES__SMTP__SENDER": "feedback@golddust.test",
        "GOLDDUST_REPLIES__SMTP__TIMEOUT": "300",
    }
    yield running
    if running.process is not None and running.process.poll() is None:
        running.stop()


def start(golddust: Running, relay: int, **settings: str) -> None:
    golddust.settings = {**golddust.settings, "GOLDDUST_REPLIES__SMTP__PORT": str(relay), **settings}
    golddust.start()


def complaint(who: str, number: int = 1, text: str = LATE, more: str = "") -> bytes:
    return COMPLAINT.format(who=who, id=number, text=text, more=more).encode()


def stored(golddust: Running, query: str) -> list[Any]:
    """The only column of what the database holds, which is quicker to ask than a command."""
    with closing(sqlite3.connect(golddust.data / "store.sqlite3", timeout=WITHIN)) as store:
        return [value for (value,) in store.execute(query)]


def states(golddust: Running) -> list[str]:
    """How each answer stands, in the order in which they were asked for."""
    return stored(golddust, "SELECT state FROM replies ORDER BY requested_at")


def history(golddust: Running) -> list[str]:
    """What is noted in the history of all cases."""
    return [json.loads(event)["note"] for event in stored(golddust, "SELECT event FROM case_events ORDER BY at")]


def has(golddust: Running, words: str) -> bool:
    """Whether a case's history comes to hold these words."""
    return bool(eventually(lambda: any(words in note for note in history(golddust))))


def parsed(raw: bytes) -> EmailMessage:
    return cast("EmailMessage", email.message_from_bytes(raw, policy=default))


def test_an_answer_arrives_signed_and_the_answer_to_it_joins_its_case(
    golddust: Running, postfix: StartPostfix, tmp_path: Path
) -> None:
    one = postfix({"golddust.test": golddust.smtp}, mailboxes=["ann@home.test"])
    key = tmp_path / "dkim.pem"
    subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
    start(golddust, one.port, GOLDDUST_REPLIES__SMTP__DKIM__KEY_FILE=str(key))
    one.send("ann@home.test", "feedback@golddust.test", complaint("Ann <ann@home.test>"))
    assert eventually(lambda: one.mails("ann@home.test")), one.log()

    (raw,) = one.mails("ann@home.test")
    signer = Signer("golddust.test", "golddust", key)
    assert dkim.verify(raw.replace(b"\n", b"\r\n"), dnsfunc=lambda *_, **__: signer.record.encode())
    answer = parsed(raw)
    assert answer.get_content_type() == "multipart/alternative"
    assert answer["In-Reply-To"] == "<1@home.test>"
    assert answer["Return-Path"].startswith("<bounces+")

    (answers_to,) = answer["Reply-To"].addresses
    more = complaint("Ann <ann@home.test>", 2, "It was parcel 4711, as I forgot to say.")
    one.send("ann@home.test", answers_to.addr_spec, more)
    assert eventually(lambda: len(stored(golddust, "SELECT feedback FROM case_feedback")) == 2)
    assert len(stored(golddust, "SELECT id FROM cases")) == 1
    assert golddust.stop() < STOPS_WITHIN


def test_what_bounces_later_is_tied_to_its_reply_and_nothing_more_goes_there(golddust: Running, postfix: StartPostfix) -> None:
    one = postfix({"golddust.test": golddust.smtp}, mailboxes=["ann@home.test"])
    start(golddust, one.trusting_port)
    one.send("gone@home.test", "feedback@golddust.test", complaint("Gone <gone@home.test>"))
    assert has(golddust, "it came back, because the address does not work (5.1.1)"), (history(golddust), one.log())
    assert states(golddust) == ["sent"]
    check_that_the_address_is_left_alone(golddust, one)
    assert "sender non-delivery notification" in one.log()


def test_an_address_that_the_relay_refuses_is_not_tried_again(golddust: Running, postfix: StartPostfix) -> None:
    one = postfix({"golddust.test": golddust.smtp}, mailboxes=["ann@home.test"])
    start(golddust, one.port)
    one.send("gone@home.test", "feedback@golddust.test", complaint("Gone <gone@home.test>"))
    assert has(golddust, "the relay answered 550 5.1.1"), (history(golddust), one.log())
    assert states(golddust) == ["failed"]
    check_that_the_address_is_left_alone(golddust, one)
    assert "non-delivery" not in one.log()


def check_that_the_address_is_left_alone(golddust: Running, postfix: Postfix) -> None:
    """What people write is not sent there either, there is no second case, and nobody answered the report."""
    (case,) = command(golddust, "case", "list", "--json")
    ask(golddust, "case", "ask", case["reference"], "Which parcel is it?").check_returncode()
    assert has(golddust, "the customer's address does not work"), history(golddust)
    assert states(golddust)[1:] == ["suppressed"]
    assert postfix.settled()
    assert len(stored(golddust, "SELECT id FROM cases")) == 1
    assert golddust.stop() < STOPS_WITHIN


@pytest.mark.parametrize(("stands_still_at", "mails"), [("ehlo", 0), ("dot", 1)])
def test_killed_while_it_sends_it_never_sends_again_and_says_so(
    golddust: Running, scripted_relay: ScriptedRelay, stands_still_at: str, mails: int
) -> None:
    """Between the claim and the mail, and between its last line and the relay's answer."""
    scripted_relay.holds_at = stands_still_at
    start(golddust, scripted_relay.port)
    with smtplib.SMTP("127.0.0.1", golddust.smtp, timeout=WITHIN) as door:
        door.sendmail("ann@home.test", "feedback@golddust.test", complaint("Ann <ann@home.test>"))
    assert scripted_relay.held.wait(60)
    golddust.kill()
    scripted_relay.let_go()
    golddust.start()
    assert has(golddust, "may not have arrived"), history(golddust)
    assert states(golddust) == ["uncertain"]
    assert len(scripted_relay.mails) == mails
    assert any("may or may not have gone out" in finding["words"] for finding in doctor(golddust))
    assert golddust.stop() < STOPS_WITHIN
