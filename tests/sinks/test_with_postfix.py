"""What a real Postfix does with our mail."""

import smtplib

import pytest

from tests.services.mailbox import Mailbox
from tests.services.postfix import StartPostfix

MAIL = b"From: a@golddust.test\r\nTo: b@home.test\r\nSubject: x\r\n\r\nhello\r\n"

pytestmark = pytest.mark.service


def test_postfix_relays_keeps_refuses_and_bounces(postfix: StartPostfix, mailbox: Mailbox) -> None:
    one = postfix({"golddust.test": mailbox.port}, mailboxes=["ann@home.test"])
    one.send("bounces+1@golddust.test", "ann@home.test", MAIL)
    one.send("bounces+1@golddust.test", "nobody@home.test", MAIL, trusting=True)
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        one.send("bounces+1@golddust.test", "nobody@home.test", MAIL)
    assert one.settled(), one.log()
    assert len(one.mails("ann@home.test")) == 1
    assert mailbox.envelopes[-1].rcpt_tos == ["bounces+1@golddust.test"]
    assert b"Status: 5.1.1" in mailbox.raw()
