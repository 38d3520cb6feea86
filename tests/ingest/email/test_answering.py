"""Which reply of ours a mail provably answers, by the tokens in its addresses and its thread."""

import pytest

from golddust.events import Feedback
from golddust.identity import Keys, derived_id
from golddust.threads import answer_address, bounce_address, message_id
from ingest.email.read import read
from tests.ingest.email.test_read import delivered

KEYS = Keys(b"p" * 32, b"l" * 32, b"o" * 32)
OTHERS = Keys(b"p" * 32, b"x" * 32, b"o" * 32)
FIRST, SECOND, THIRD = (derived_id(name) for name in ("first", "second", "third"))
OURS = "feedback@example.com"


def address(reply: str, keys: Keys = KEYS) -> str:
    return answer_address(keys, reply, OURS)


def sent(reply: str, keys: Keys = KEYS) -> str:
    return message_id(keys, reply, "example.com")


def feedback(*fields: str, recipient: str = OURS) -> Feedback:
    head = "".join(f"{field}\r\n" for field in ("From: Ann <ann@example.com>", "Message-ID: <1@example.com>", *fields))
    return read(delivered(f"{head}\r\nStill nothing.\r\n", recipient=recipient), KEYS)


def test_the_address_that_the_mail_reached_proves_which_reply_it_answers() -> None:
    got = feedback(f"To: {OURS}", recipient=address(FIRST))
    assert got.answers == FIRST


def test_the_secret_in_the_address_stays_out_of_what_is_counted_and_shown() -> None:
    got = feedback(recipient=address(FIRST))
    assert got.source == OURS
    assert feedback(recipient="shop+north@example.com").source == "shop+north@example.com"


@pytest.mark.parametrize("field", ["To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "Resent-To"])
def test_a_forwarder_of_ours_may_have_put_another_address_on_the_envelope(field: str) -> None:
    assert feedback(f"{field}: Support <{address(FIRST).upper()}>").answers == FIRST


def test_one_of_many_addresses_is_enough() -> None:
    assert feedback(f"To: bob@example.net, shop@example.com, {address(FIRST)}").answers == FIRST


def test_our_message_id_proves_it_where_the_address_does_not() -> None:
    assert feedback(f"In-Reply-To: {sent(FIRST)}").answers == FIRST
    assert feedback(f"References: <a@example.net> {sent(FIRST)} <b@example.net>").answers == FIRST


def test_the_address_counts_more_than_in_reply_to_and_that_more_than_the_latest_reference() -> None:
    thread = (f"In-Reply-To: {sent(SECOND)}", f"References: {sent(SECOND)} {sent(THIRD)}")
    assert feedback(*thread, recipient=address(FIRST)).answers == FIRST
    assert feedback(*thread).answers == SECOND
    assert feedback(f"References: {sent(SECOND)} {sent(THIRD)}").answers == THIRD


def test_the_envelope_counts_more_than_what_the_writer_put_into_to() -> None:
    assert feedback(f"To: {address(SECOND)}", recipient=address(FIRST)).answers == FIRST


def test_a_token_that_somebody_made_up_is_passed_by() -> None:
    assert feedback(recipient=address(FIRST, OTHERS)).answers == ""
    assert feedback(f"In-Reply-To: {sent(FIRST, OTHERS)}", f"References: {sent(SECOND)}").answers == SECOND


def test_the_address_for_returned_mail_proves_no_answer() -> None:
    assert feedback(recipient=bounce_address(KEYS, FIRST, "example.com")).answers == ""


def test_ids_of_mails_from_before_there_were_proofs_prove_nothing() -> None:
    assert feedback(f"In-Reply-To: <{FIRST}.reply@example.com>").answers == ""


def test_references_broken_into_lines_or_written_without_brackets_are_read() -> None:
    assert feedback(f"References: <a@example.net>\r\n\t{sent(FIRST)}").answers == FIRST
    assert feedback(f"In-Reply-To: {sent(FIRST).strip('<>')}").answers == FIRST


def test_what_the_door_found_out_about_the_sender_travels_with_the_words() -> None:
    delivery = delivered("From: ann@example.com\r\n\r\nHi\r\n")
    delivery.facts.update(authentication="dmarc=fail policy.dmarc=reject", suspect="yes")
    got = read(delivery, KEYS)
    assert (got.authentication, got.suspect) == ("dmarc=fail policy.dmarc=reject", True)
    assert read(delivered("From: ann@example.com\r\n\r\nHi\r\n"), KEYS).suspect is False
