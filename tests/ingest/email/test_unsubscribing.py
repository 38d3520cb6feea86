"""Who follows List-Unsubscribe gets no more news; nobody else can silence them, and no words are lost."""

from datetime import UTC, datetime

import pytest

from golddust.events import Delivery
from golddust.identity import Keys
from golddust.threads import answer_address, message_id
from ingest.email.read import read
from ingest.email.unsubscribing import LONGEST_TEXT

KEYS = Keys(pseudonym=b"1" * 32, links=b"2" * 32, originals=b"3" * 32)
REPLY = "a" * 26
TO = answer_address(KEYS, REPLY, "feedback@example.com")


def command(subject: str, text: str = "", to: str = TO, more: str = "") -> str | None:
    mail = f"From: Ann <ann@example.net>\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <1@example.net>\r\n{more}\r\n{text}\r\n"
    delivery = Delivery(
        id="1",
        channel="email",
        source=to,
        external_id="<1@example.net>",
        received_at=datetime(2026, 3, 2, tzinfo=UTC),
        sender="ann@example.net",
        original=mail.encode(),
        facts={"envelope_sender": "ann@example.net", "recipient": to},
    )
    return read(delivery, KEYS).command


@pytest.mark.parametrize(("subject", "expected"), [("unsubscribe", "stop"), (" Unsubscribe ", "stop"), ("subscribe", "start")])
@pytest.mark.parametrize("text", ["", "unsubscribe", "This message was made by the mail program."])
def test_the_subject_that_the_link_has_is_obeyed(subject: str, expected: str, text: str) -> None:
    assert command(subject, text) == expected


@pytest.mark.parametrize("subject", ["Re: unsubscribe", "unsubscribe me or I sue", "stop", "STOP", ""])
def test_any_other_subject_is_words(subject: str) -> None:
    assert command(subject) is None


def test_who_has_something_to_say_is_heard() -> None:
    assert command("unsubscribe", "Where is my parcel? " * LONGEST_TEXT) is None


@pytest.mark.parametrize(
    "to",
    [
        "feedback@example.com",
        f"feedback+{REPLY}{'a' * 16}@example.com",
        answer_address(Keys(b"4" * 32, b"5" * 32, b"6" * 32), REPLY, "feedback@example.com"),
    ],
)
def test_without_the_token_nobody_is_silenced(to: str) -> None:
    assert command("unsubscribe", to=to) is None


def test_the_message_id_of_our_mail_is_proof_as_well() -> None:
    ours = message_id(KEYS, REPLY, "example.com")
    assert command("unsubscribe", to="feedback@example.com", more=f"In-Reply-To: {ours}\r\n") == "stop"
