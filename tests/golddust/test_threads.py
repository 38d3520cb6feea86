"""Tokens that tie a mail to a reply: made here, read in whatever shape they come back, and made by nobody else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golddust.identity import Keys, derived_id
from golddust.threads import (
    LONGEST_LOCAL_PART,
    answer_address,
    bounce_address,
    bounced_reply,
    message_id,
    reply_of,
    reply_of_message_id,
    thread_token,
    without_token,
)

OURS = Keys(b"p" * 32, b"l" * 32, b"o" * 32)
THEIRS = Keys(b"p" * 32, b"x" * 32, b"o" * 32)
REPLY = derived_id("a reply")
ids = st.binary(max_size=8).map(derived_id)
shapes = pytest.mark.parametrize(
    "shape",
    [
        "{}",
        "feedback+{}",
        "feedback-{}",
        "feedback={}",
        "feedback%2B{}",
        "FEEDBACK+{}",
        "prvs=1234567890=feedback+{}",
        "SRS0=hash=tt=example.com=feedback+{}",
        "owner-list+feedback+{}=example.com",
        '"feedback+{}"',
    ],
)


@given(ids)
def test_a_token_leads_back_to_its_reply_in_any_case_of_letters(reply: str) -> None:
    token = thread_token(OURS, reply)
    assert reply_of(OURS, f"feedback+{token}") == reply
    assert reply_of(OURS, f"Feedback+{token.upper()}@Example.COM") == reply
    assert reply_of_message_id(OURS, message_id(OURS, reply, "example.com").upper()) == reply
    assert bounced_reply(OURS, bounce_address(OURS, reply, "example.com").upper()) == reply


@shapes
def test_a_token_is_read_whatever_carriers_write_around_it(shape: str) -> None:
    local = shape.format(thread_token(OURS, REPLY))
    assert reply_of(OURS, local) == REPLY
    assert reply_of(OURS, f"{local}@mail.example.com") == REPLY


def test_a_token_is_read_behind_something_of_the_same_look() -> None:
    assert reply_of(OURS, f"{'a' * 42}+{thread_token(OURS, REPLY)}") == REPLY


@given(ids, st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=16, max_size=16))
def test_nobody_without_the_key_makes_a_token_that_passes(reply: str, proof: str) -> None:
    assert reply_of(OURS, f"feedback+{thread_token(THEIRS, reply)}") is None
    assert reply_of(OURS, f"feedback+{reply}{proof}") is None
    assert reply_of_message_id(OURS, message_id(THEIRS, reply, "example.com")) is None
    assert reply_of_message_id(OURS, f"<{reply}.{proof}.reply@example.com>") is None
    assert bounced_reply(OURS, bounce_address(THEIRS, reply, "example.com")) is None


@given(ids, ids)
def test_a_token_of_one_reply_is_none_of_another(reply: str, other: str) -> None:
    proof = thread_token(OURS, reply)[-16:]
    assert (reply_of(OURS, f"feedback+{other}{proof}") is None) == (reply != other)


@given(ids)
def test_a_token_is_good_for_its_purpose_only(reply: str) -> None:
    answer, bounce = thread_token(OURS, reply), bounce_address(OURS, reply, "example.com")
    proof = message_id(OURS, reply, "example.com").split(".")[1]
    assert bounced_reply(OURS, f"bounces+{answer}@example.com") is None
    assert reply_of(OURS, bounce) is None
    assert reply_of(OURS, reply + proof) is bounced_reply(OURS, reply + proof) is None
    assert reply_of_message_id(OURS, f"<{reply}.{answer[-16:]}.reply@example.com>") is None


@given(st.text())
def test_no_text_is_a_token_and_none_raises(text: str) -> None:
    assert reply_of(OURS, text) is bounced_reply(OURS, text) is reply_of_message_id(OURS, text) is None


@given(st.binary())
def test_any_bytes_are_read_without_raising(raw: bytes) -> None:
    text = raw.decode("utf-8", "surrogateescape")
    assert reply_of(OURS, text) is reply_of_message_id(OURS, f"<{text}") is None


def test_a_long_address_is_looked_at_for_a_bounded_time() -> None:
    assert reply_of(OURS, "a" * 1_000_000 + "@example.com") is None


def test_old_message_ids_prove_nothing() -> None:
    assert reply_of_message_id(OURS, f"<{REPLY}.reply@example.com>") is None


def test_addresses_with_a_token_are_ones_that_every_carrier_takes() -> None:
    for address in (answer_address(OURS, REPLY, "feedback@example.com"), bounce_address(OURS, REPLY, "example.com")):
        local, _, domain = address.partition("@")
        assert re.fullmatch(r"[a-z]+\+[a-z2-7]{42}", local)
        assert len(local) <= LONGEST_LOCAL_PART
        assert domain == "example.com"


def test_the_separator_can_be_another() -> None:
    address = answer_address(OURS, REPLY, "feedback@example.com", "-")
    assert address == f"feedback-{thread_token(OURS, REPLY)}@example.com"
    assert reply_of(OURS, address) == REPLY


@pytest.mark.parametrize("address", ["everything.you.want.to.tell.us@example.com", "feedback", ""])
def test_an_address_without_room_for_a_token_stays_as_it_is(address: str) -> None:
    assert answer_address(OURS, REPLY, address) == address


def test_the_address_that_a_token_was_added_to_is_told() -> None:
    for separator in "+-":
        assert without_token(answer_address(OURS, REPLY, "feedback@example.com", separator)) == "feedback@example.com"
    assert without_token(bounce_address(OURS, REPLY, "example.com").upper()) == "bounces@EXAMPLE.COM"


@pytest.mark.parametrize("address", ["feedback+shop@example.com", "feedback@example.com", "a" * 42 + "@example.com", "+1202", ""])
def test_an_address_without_a_token_is_left_as_it_is(address: str) -> None:
    assert without_token(address) == address
