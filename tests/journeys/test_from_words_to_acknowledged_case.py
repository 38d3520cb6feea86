"""The main job: a text, a mail and a web hook become acknowledged cases, once each."""

import json
import shutil
import socket
import subprocess
import time
from typing import Any

import pytest

from benchmarks import requests
from benchmarks.processes import Running
from tests.journeys.conftest import WHATEVER_THE_LOG, Mailbox
from tests.journeys.speaking import STOPS_WITHIN, command, doctor, eventually, post
from tests.services.missing import without

SAID = {
    "mail": "My parcel has not arrived and nobody answers the phone. My number is +1 202 555 0117.",
    "text": "I was charged twice for my ticket, give me my money back",
    "hook": "The kettle broke after one week, very disappointed",
}


def send_mail(golddust: Running) -> None:
    """By swaks, as a stranger's program would."""
    if shutil.which("swaks") is None:
        without("swaks", "install Debian's package swaks")
    subprocess.run(
        ["swaks", "--server", f"127.0.0.1:{golddust.smtp}", "--from", "ann@example.com", "--to", "feedback@localhost",
         "--header", "Subject: Where is it?", "--header", "Message-Id: <journey.1@example.com>",
         "--header", "Date: Tue, 24 Nov 2026 10:00:00 +0000", "--body", SAID["mail"]],
        check=True,
        capture_output=True,
    )  # fmt: skip


def say_all(golddust: Running) -> None:
    send_mail(golddust)
    assert post(golddust, requests.text_message(1, golddust.url, SAID["text"]))[0] == 200
    status, told = post(golddust, requests.hook(1, SAID["hook"]))
    assert status == 202
    assert set(json.loads(told)) == {"id", "duplicate"}


@pytest.mark.service
@pytest.mark.slow
def test_a_text_a_mail_and_a_hook_become_acknowledged_cases_once_each(
    golddust: Running, relay: tuple[Mailbox, int], prism_url: str
) -> None:
    mailbox, port = relay
    golddust.settings = {
        **golddust.settings,
        "GOLDDUST_REPLIES__SMTP__HOST": "127.0.0.1",
        "GOLDDUST_REPLIES__SMTP__PORT": str(port),
        "GOLDDUST_SMS__TWILIO__API_BASE": prism_url,
    }
    golddust.start()
    say_all(golddust)

    assert eventually(lambda: len(sent(golddust)) == 3), command(golddust, "tail", "replies.outcomes", "--from-start", "--json")
    check(golddust, mailbox)

    say_all(golddust)
    time.sleep(3)  # were they to be taken for new, they would have gone all the way by now
    check(golddust, mailbox)
    assert golddust.stop() < STOPS_WITHIN


def sent(golddust: Running) -> list[dict[str, Any]]:
    outcomes = command(golddust, "tail", "replies.outcomes", "--from-start", "--json")
    return [record["value"] for record in outcomes if record["value"]["state"] == "sent"]


def check(golddust: Running, mailbox: Mailbox) -> None:
    tagged = command(golddust, "tail", "feedback.tagged", "--from-start", "--json")
    assert sorted(record["value"]["channel"] for record in tagged) == ["email", "hook", "sms"]
    assert {record["value"]["kind"]["label"] for record in tagged} == {"complaint"}
    assert not any("555 0117" in json.dumps(record) for record in tagged)
    assert all(record["headers"]["ce_type"] == "golddust.feedback.tagged.v1" for record in tagged)
    cases = command(golddust, "case", "list", "--json")
    assert len(cases) == 3
    references = {case["reference"] for case in cases}
    assert sorted(outcome["channel"] for outcome in sent(golddust)) == ["email", "hook", "sms"]
    recipients = [to for to, _ in mailbox.mails]
    assert sorted(recipients) == [["ann@example.com"], ["c1@example.com"]]
    for _, mail in mailbox.mails:
        assert b"Auto-Submitted: auto-replied" in mail
        assert any(reference.encode() in mail for reference in references)
    (to_ann,) = (mail for to, mail in mailbox.mails if to == ["ann@example.com"])
    assert b"In-Reply-To: <journey.1@example.com>" in to_ann


@pytest.mark.slow
@WHATEVER_THE_LOG
def test_answers_wait_visibly_while_no_carrier_is_configured(golddust: Running) -> None:
    golddust.start()
    post(golddust, requests.hook(1, SAID["hook"]))
    assert eventually(lambda: command(golddust, "case", "list", "--json"))
    assert eventually(lambda: command(golddust, "tail", "replies.requested", "--from-start", "--json"))
    assert any("no relay is configured" in finding["words"] for finding in doctor(golddust))
    assert command(golddust, "tail", "replies.outcomes", "--from-start", "--json") == []


@pytest.mark.slow
@WHATEVER_THE_LOG
def test_it_stops_in_time_although_the_relay_hangs(golddust: Running) -> None:
    with socket.socket() as silent:  # takes connections and says nothing
        silent.bind(("127.0.0.1", 0))
        silent.listen(8)
        golddust.settings = {
            **golddust.settings,
            "GOLDDUST_REPLIES__SMTP__HOST": "127.0.0.1",
            "GOLDDUST_REPLIES__SMTP__PORT": str(silent.getsockname()[1]),
        }
        golddust.start()
        post(golddust, requests.hook(1, SAID["hook"]))
        assert eventually(lambda: command(golddust, "tail", "replies.requested", "--from-start", "--json"))
        time.sleep(1)
        assert golddust.stop() < STOPS_WITHIN


@pytest.mark.slow
@WHATEVER_THE_LOG
def test_an_agent_works_through_a_case_from_the_terminal(golddust: Running) -> None:
    golddust.start()
    post(golddust, requests.hook(1, SAID["hook"]))
    (case,) = eventually(lambda: command(golddust, "case", "list", "--json"))
    command(golddust, "case", "acknowledge", case["reference"], "--as", "Maria", "--json")
    four = [
        "--happened",
        "It broke",
        "--apology",
        "We are sorry",
        "--reason",
        "A bad batch",
        "--remedy",
        "A new one is on its way",
    ]
    (resolved,) = command(golddust, "case", "resolve", case["reference"].lower(), *four, "--as", "Maria", "--json")
    assert resolved["state"] == "resolved"
    (shown,) = command(golddust, "case", "show", case["reference"], "--json")
    assert [event["step"] for event in shown["history"]][:1] == ["opened"]
    assert "resolved" in [event["step"] for event in shown["history"]]
