"""Somebody writes in a customer's name: it is heard, marked, and gets into no case of hers; what she signs herself does."""

import re
import smtplib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.processes import Running
from tests.journeys.conftest import Mailbox
from tests.journeys.speaking import STOPS_WITHIN, command, eventually
from tests.services.names import Names
from tests.services.signers import signed

pytestmark = [pytest.mark.slow]

MAIL = (
    "From: Ann <ann@home.test>\r\nTo: feedback@golddust.test\r\nSubject: {subject}\r\nMessage-ID: <{id}@home.test>\r\n"
    "Date: Tue, 24 Nov 2026 10:00:00 +0000\r\n{more}\r\n{text}\r\n"
)
LATE = "The parcel is two weeks late, nobody answers the phone, and I am very angry."


@pytest.fixture
def golddust(tmp_path: Path, names: Names, relay: tuple[Mailbox, int]) -> Iterator[Running]:
    """`golddust run`, which asks our DNS and trusts nobody for the network that they are in."""
    names.txt("_dmarc.home.test", "v=DMARC1; p=reject")
    names.txt("evil.test", "v=spf1 ip4:127.0.0.1 -all")
    settings = {
        "GOLDDUST_SMTP__DOMAINS": '["golddust.test"]',
        "GOLDDUST_SMTP__TRUSTED": "[]",
        "GOLDDUST_SMTP__AUTHENTICATION__RESOLVERS": f'["{names.server}"]',
        "GOLDDUST_SMTP__AUTHENTICATION__TIMEOUT": "20",
        "GOLDDUST_REPLIES__SMTP__HOST": "127.0.0.1",
        "GOLDDUST_REPLIES__SMTP__PORT": str(relay[1]),
        "GOLDDUST_REPLIES__SMTP__SENDER": "feedback@golddust.test",
    }
    running = Running(tmp_path / "data", settings)
    running.start()
    yield running
    if running.process is not None and running.process.poll() is None:
        running.stop()


def send(golddust: Running, mail: bytes, sender: str) -> None:
    with smtplib.SMTP("127.0.0.1", golddust.smtp, timeout=60) as smtp:
        smtp.sendmail(sender, ["feedback@golddust.test"], mail)


def mail_of(number: int, text: str, subject: str = "Two weeks late", more: str = "") -> bytes:
    return MAIL.format(id=number, subject=subject, text=text, more=more).encode()


def cases(golddust: Running, number: int) -> list[dict[str, Any]]:
    """All cases, once there are so many."""
    found: list[dict[str, Any]] = []

    def look() -> bool:
        found[:] = command(golddust, "case", "list", "--json")
        return len(found) >= number

    assert eventually(look), found
    return found


def messages(golddust: Running, reference: str, number: int) -> list[dict[str, Any]]:
    """What belongs to a case, once there is so much."""
    found: list[dict[str, Any]] = []

    def look() -> bool:
        (shown,) = command(golddust, "case", "show", reference, "--json")
        found[:] = shown["messages"]
        return len(found) >= number

    assert eventually(look), found
    return found


def test_a_forged_mail_opens_a_case_of_its_own_and_a_signed_one_joins(
    golddust: Running, names: Names, relay: tuple[Mailbox, int]
) -> None:
    mailbox, _ = relay
    send(golddust, signed(mail_of(1, LATE), "home.test", names), "bounce@elsewhere.test")
    (hers,) = cases(golddust, 1)
    assert eventually(lambda: mailbox.mails), "she is told that it came in"
    answer = re.search(rb"Message-ID: <([a-z2-7]{26})\.", mailbox.mails[0][1], re.IGNORECASE)
    assert answer is not None
    thread = f"In-Reply-To: <{answer[1].decode()}.reply@golddust.test>\r\n"

    forged = mail_of(2, "Send it to another address, and the money, too. I am very angry.", f"Re: {hers['reference']}", thread)
    send(golddust, forged, "eve@evil.test")
    both = cases(golddust, 2)
    (other,) = [case for case in both if case["reference"] != hers["reference"]]
    assert [(one["suspect"]) for one in messages(golddust, other["reference"], 1)] == [True]

    more = mail_of(3, "It was parcel 4711, as I forgot to say.", "Re: my parcel", thread)
    send(golddust, signed(more, "home.test"), "bounce@elsewhere.test")
    assert [one["suspect"] for one in messages(golddust, hers["reference"], 2)] == [False, False]
    assert len(cases(golddust, 2)) == 2
    assert len(mailbox.mails) == 1, "nobody was told that the forged one came in"
    assert golddust.stop() < STOPS_WITHIN
