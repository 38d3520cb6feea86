"""What a message says that it belongs to."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from golddust.events import Address, Feedback, Thread
from processors.referring import MOST, message_of, refers_to

OURS = "a2b3c4d5e6f7a2b3c4d5e6f7ab"
OTHER = "b2b3c4d5e6f7a2b3c4d5e6f7ab"


def said(text: str = "", **changes: Any) -> Feedback:
    given: dict[str, Any] = {
        "id": "f" * 26,
        "channel": "email",
        "source": "feedback@example.com",
        "external_id": "1",
        "received_at": datetime(2026, 11, 24, tzinfo=UTC),
        "address": Address(kind="email", value="ann@example.com"),
        "text": text,
    }
    return Feedback(**(given | changes))


def test_a_mail_refers_to_the_replies_of_ours_that_it_answers_the_latest_first() -> None:
    thread = Thread(in_reply_to=(f"<{OTHER}.reply@example.com>",), references=(f"<{OURS}.reply@example.com>", "<x@example.com>"))
    assert refers_to(said(thread=thread)) == (OTHER, OURS)


def test_other_mails_ids_are_none_of_ours() -> None:
    ids = (
        "<1@example.com>",
        f"<{OURS}@example.com>",
        f"<{OURS.upper()}.reply@example.com>",
        f"{OURS}.reply@example.com",
        "",
        "<>",
    )
    assert refers_to(said(thread=Thread(in_reply_to=ids, references=ids))) == ()


def test_a_case_may_be_named_in_any_spelling_in_subject_or_text() -> None:
    assert refers_to(said("what about gd 7k3m q2xw?", subject="Re: GD-AAAA-BBBB")) == ("GD-AAAA-BBBB", "GD-7K3M-Q2XW")
    assert refers_to(said("GD7K3MQ2XW and gd-7k3m-q2xw")) == ("GD-7K3M-Q2XW",)
    assert refers_to(said("GD-7K3M is no case, nor is AGD-7K3M-Q2XW")) == ()


def test_hostile_texts_cost_no_more_than_others() -> None:
    many = " ".join(f"GD-{n:04}-{n:04}" for n in range(5000))
    assert len(refers_to(said(many))) == MOST
    assert refers_to(said("GD-" * 100_000 + "x" * 100_000)) == ()
    long = f"<{OURS}.reply@{'x' * 100_000}"
    assert refers_to(said(thread=Thread(in_reply_to=(long,)))) == ()


def test_our_ids_are_known_with_and_without_the_proof_in_them() -> None:
    thread = Thread(in_reply_to=(f"<{OTHER}.{'a' * 16}.reply@example.com>",), references=(f"<{OURS}.reply@example.com>",))
    assert refers_to(said(thread=thread)) == (OTHER, OURS)


def test_copies_of_one_mail_at_two_addresses_have_the_same_name_and_nothing_else_has() -> None:
    first = said("Where is it?", external_id="<1@example.net> feedback@example.com", customer="cust_a")
    copy = said("Where is it?", external_id="<1@example.net> shop@example.com", customer="cust_a")
    assert message_of(first) == message_of(copy)
    assert len(message_of(first)) == 26
    different: list[dict[str, Any]] = [
        {"external_id": "<2@example.net> shop@example.com"},
        {"customer": "cust_b"},
        {"text": "Where are they?"},
        {"subject": "Lamp"},
        {"suspect": True},
    ]
    for changes in different:
        assert message_of(msgspec.structs.replace(copy, **changes)) != message_of(first)
    assert message_of(said("hello", channel="sms")) == ""
