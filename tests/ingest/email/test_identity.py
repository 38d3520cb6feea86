"""Which mail is which, told from its bytes at the door."""

import pytest

from ingest.email.identity import fingerprint

MAIL = (
    b"From: Ann <ann@example.com>\r\nTo: feedback@localhost\r\nSubject: My\r\n order\r\nDate: Mon, 23 Nov 2026 09:30:00 +0100\r\n"
    b"Message-ID: <1@example.com>\r\nContent-Type: text/plain\r\n\r\nWhere is it?\r\n"
)


@pytest.mark.parametrize(
    "again",
    [
        b"Return-Path: <ann@example.com>\r\nReceived: from a\r\n by b\r\n" + MAIL,
        MAIL.replace(b"To:", b"X-Spam: no\r\nDKIM-Signature: v=1; from=x\r\nARC-Seal: i=1\r\nTo:"),
        MAIL.replace(b"\r\n", b"\n"),
        MAIL.replace(b"My\r\n order", b"My order"),
        MAIL.replace(b"Subject:", b"SUBJECT:  "),
        MAIL + b"\r\n\r\n",
    ],
)
def test_what_carriers_do_to_a_mail_does_not_make_it_another(again: bytes) -> None:
    assert fingerprint(again) == fingerprint(MAIL)


@pytest.mark.parametrize(
    "other",
    [
        MAIL.replace(b"Where", b"Here"),
        MAIL.replace(b"Ann", b"Bob"),
        MAIL.replace(b"order", b"chair"),
        MAIL.replace(b"09:30", b"09:31"),
        MAIL.replace(b"text/plain", b"text/html"),
        MAIL.replace(b"<1@", b"<2@"),
    ],
)
def test_a_mail_that_says_something_else_is_another(other: bytes) -> None:
    assert fingerprint(other).said != fingerprint(MAIL).said


def test_a_reused_message_id_with_other_words_has_the_same_external_id_and_other_words() -> None:
    forged = fingerprint(MAIL.replace(b"Where is it?", b"Cancel it all."))
    real = fingerprint(MAIL)
    assert forged.external_id("a@localhost") == real.external_id("a@localhost")
    assert forged.said != real.said


def test_a_mail_without_a_message_id_sent_twice_is_one() -> None:
    without = MAIL.replace(b"Message-ID: <1@example.com>\r\n", b"")
    assert fingerprint(without) == fingerprint(b"Received: by b\r\n" + without)
    assert fingerprint(without).message_id == ""


def test_two_mails_without_a_message_id_are_not_taken_for_one() -> None:
    without = MAIL.replace(b"Message-ID: <1@example.com>\r\n", b"")
    other = without.replace(b"Where", b"Here")
    assert fingerprint(without).external_id("a@localhost") != fingerprint(other).external_id("a@localhost")


def test_the_same_mail_to_two_addresses_of_ours_has_two_names() -> None:
    assert fingerprint(MAIL).external_id("a@localhost") != fingerprint(MAIL).external_id("b@localhost")


@pytest.mark.parametrize(
    ("field", "found"),
    [
        (b"Message-ID: <a@b>", "a@b"),
        (b"message-id:\r\n <a@b>", "a@b"),
        (b"Message-Id: a@b", "a@b"),
        (b"Message-ID: <a@b", "a@b"),
        (b"Message-ID: junk <a@b> (x)", "a@b"),
        (b"Message-ID:", ""),
        (b"X-Message-ID: <a@b>", ""),
        (b"Subject: Message-ID: <a@b>", ""),
    ],
)
def test_the_message_id_is_found_however_it_is_written(field: bytes, found: str) -> None:
    assert fingerprint(field + b"\r\n\r\nMessage-ID: <body@example.com>\r\n").message_id == found


def test_mails_without_headers_are_told_apart_by_their_words() -> None:
    mails = (b"", b"no headers at all", b"other words", b"one\r\n\r\nsame", b"two\r\n\r\nsame", b"\x00\xff\xfe")
    assert len({fingerprint(mail).said for mail in mails}) == len(mails)
