"""Who follows List-Unsubscribe gets no more news; nobody else can silence them, and no words are lost."""

from datetime import UTC, datetime

import pytest

from golddust.events import Address, Delivery
from golddust.identity import Keys
from golddust.threads import answer_address, unsubscribing_subject
from ingest.email.read import read
from ingest.email.unsubscribing import LONGEST_TEXT

KEYS = Keys(pseudonym=b"1" * 32, links=b"2" * 32, originals=b"3" * 32)
TO = answer_address(KEYS, "a" * 26, "feedback@example.com")


def subject_for(address: str, keys: Keys = KEYS) -> str:
    return unsubscribing_subject(keys, keys.pseudonym_of(Address(kind="email", value=address), ""))


OURS = subject_for("ann@example.net")


def command(subject: str, text: str = "", who: str = "Ann <ann@example.net>", to: str = TO) -> str | None:
    mail = f"From: {who}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <1@example.net>\r\n\r\n{text}\r\n"
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


@pytest.mark.parametrize(
    ("subject", "expected"), [(OURS, "stop"), (f" {OURS.upper()} ", "stop"), (OURS.removeprefix("un"), "start")]
)
@pytest.mark.parametrize("text", ["", "unsubscribe", "This message was made by the mail program."])
def test_the_subject_that_the_link_has_is_obeyed(subject: str, expected: str, text: str) -> None:
    assert command(subject, text) == expected


@pytest.mark.parametrize("to", ["feedback@example.com", TO])
def test_it_counts_wherever_it_comes_in(to: str) -> None:
    assert command(OURS, to=to) == "stop"


@pytest.mark.parametrize("subject", [f"Re: {OURS}", f"{OURS} me or I sue", "unsubscribe", "stop", "STOP", ""])
def test_any_other_subject_is_words(subject: str) -> None:
    assert command(subject) is None


def test_who_has_something_to_say_is_heard() -> None:
    assert command(OURS, "Where is my parcel? " * LONGEST_TEXT) is None


def test_a_token_of_ones_own_silences_nobody_else() -> None:
    assert command(subject_for("mallory@example.org")) is None
    assert command(OURS, who="Mallory <mallory@example.org>") is None


def test_nobody_can_make_a_token_up() -> None:
    other = Keys(b"1" * 32, b"5" * 32, b"6" * 32)
    assert command(subject_for("ann@example.net", other)) is None
    assert command(f"unsubscribe-{'a' * 16}") is None
