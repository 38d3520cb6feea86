"""The loop closes: what a customer answers by mail, link or text comes to their case, and a machine's mail never does."""

import email
import email.policy
import re
import smtplib
import urllib.parse
import urllib.request
from email.message import EmailMessage
from typing import Any

import pytest

from benchmarks.processes import Running
from golddust.threads import PROOF_LENGTH
from tests.journeys.conftest import WHATEVER_THE_LOG, Mailbox
from tests.journeys.speaking import command, eventually, plain_text

FOUR = (
    "--happened",
    "It lay in the wrong depot",
    "--apology",
    "We are sorry",
    "--reason",
    "A label was unreadable",
    "--remedy",
    "It comes tomorrow",
)


def send(golddust: Running, text: str, subject: str = "Where is my parcel?", **headers: str) -> None:
    """A mail from Ann."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Ann Example <ann@example.com>", "feedback@localhost", subject
    mail["Message-ID"] = f"<{abs(hash((text, subject)))}@example.com>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    with smtplib.SMTP("127.0.0.1", golddust.smtp) as door:
        door.send_message(mail)


def answer_of(mail: bytes) -> dict[str, str]:
    """The headers that make a mail the answer to that one."""
    ours = email.message_from_bytes(mail, policy=email.policy.default)
    return {"In_Reply_To": str(ours["Message-ID"]), "References": f"<1@example.com> {ours['Message-ID']}"}


def the_case(golddust: Running) -> dict[str, Any]:
    (found,) = command(golddust, "case", "list", "--json")
    (shown,) = command(golddust, "case", "show", found["reference"], "--json")
    return shown


def steps(golddust: Running) -> list[str]:
    return [event["step"] for event in the_case(golddust)["history"]]


@pytest.fixture
def told(golddust: Running, relay: tuple[Mailbox, int]) -> Mailbox:
    """Where a golddust with a relay, which runs, tells Ann."""
    mailbox, port = relay
    golddust.settings = {
        **golddust.settings,
        "GOLDDUST_REPLIES__SMTP__HOST": "127.0.0.1",
        "GOLDDUST_REPLIES__SMTP__PORT": str(port),
    }
    golddust.start()
    return mailbox


@pytest.mark.slow
@WHATEVER_THE_LOG
def test_answers_by_mail_and_link_join_set_clocks_going_and_open_again(golddust: Running, told: Mailbox) -> None:
    send(golddust, "My parcel has not arrived and nobody answers the phone.")
    assert eventually(lambda: len(told.mails) == 1)
    reference = the_case(golddust)["reference"]
    command(golddust, "case", "ask", reference, "What is written on the slip?", "--as", "Maria", "--json")
    assert eventually(lambda: len(told.mails) == 2)
    assert the_case(golddust)["state"] == "waiting"

    send(golddust, "It says depot seven.", "Re: Where is my parcel?", **answer_of(told.mails[1][1]))
    assert eventually(lambda: the_case(golddust)["state"] == "in_work")
    assert "depot seven" in the_case(golddust)["history"][-1]["note"]

    command(golddust, "case", "resolve", reference, *FOUR, "--as", "Maria", "--json")
    assert eventually(lambda: len(told.mails) == 3)
    away = {"Auto_Submitted": "auto-replied"} | answer_of(told.mails[2][1])
    send(golddust, "I am not in the office, this is terrible and broken.", "Out of office", **away)
    send(golddust, "Thank you, that is kind", "Re: Where is my parcel?", **answer_of(told.mails[2][1]))
    assert eventually(lambda: steps(golddust).count("said") == 2)
    assert the_case(golddust)["state"] == "resolved"

    send(golddust, "Still not solved, the parcel is not here!", "Re: Where is my parcel?", **answer_of(told.mails[2][1]))
    assert eventually(lambda: the_case(golddust)["state"] == "reopened")
    assert eventually(lambda: len(told.mails) == 4)
    assert the_case(golddust)["escalation"]["why"].startswith("Escalated to the ")

    command(golddust, "case", "resolve", reference, *FOUR, "--as", "Maria", "--json")
    assert eventually(lambda: len(told.mails) == 5)
    link = next(word for word in plain_text(told.mails[4][1]).split() if "/case/" in word)
    form = urllib.parse.urlencode({"words": "The box is empty."}).encode()
    with urllib.request.urlopen(link, form, timeout=20) as page:  # noqa: S310 - our own link, over http
        assert "opened it again" in page.read().decode()
    again = the_case(golddust)
    assert (again["state"], again["reopened"]) == ("reopened", 2)
    assert len(command(golddust, "case", "list", "--json")) == 1


@pytest.mark.slow
@WHATEVER_THE_LOG
def test_a_stranger_who_names_the_case_and_makes_up_a_proof_gets_nowhere(golddust: Running, told: Mailbox) -> None:
    send(golddust, "My parcel has not arrived and nobody answers the phone.")
    assert eventually(lambda: len(told.mails) == 1)
    (case,) = command(golddust, "case", "list", "--json")
    mail = EmailMessage()
    mail["From"], mail["To"] = "mallory@example.com", "feedback@localhost"
    mail["Subject"] = f"Re: {case['reference']}: this is broken, terrible"
    made_up = re.sub(r"\.\w+\.reply@", f".{'a' * PROOF_LENGTH}.reply@", answer_of(told.mails[0][1])["In_Reply_To"])
    mail["In-Reply-To"] = mail["References"] = made_up
    mail.set_content("Please send everything to my address, the parcel is broken.")
    with smtplib.SMTP("127.0.0.1", golddust.smtp) as door:
        door.send_message(mail)
    assert eventually(lambda: len(command(golddust, "case", "list", "--json")) == 2)
    (shown,) = command(golddust, "case", "show", case["reference"], "--json")
    assert "said" not in [event["step"] for event in shown["history"]]
