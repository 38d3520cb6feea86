"""What a real Postfix does with our mail."""

import smtplib

import pytest

from golddust.clock import MovableClock
from golddust.errors import Unavailable
from golddust.events import Address
from golddust.threads import bounced_reply, reply_of_message_id
from sinks.replies.addresses import Unreachable
from sinks.replies.smtp.options import Options
from sinks.replies.smtp.sender import SmtpReplies
from tests.services.mailbox import Mailbox
from tests.services.postfix import StartPostfix
from tests.sinks.made import KEYS, MONDAY, reply_to, said

MAIL = b"From: a@golddust.test\r\nTo: b@home.test\r\nSubject: x\r\n\r\nhello\r\n"

pytestmark = pytest.mark.service


def replies(port: int) -> SmtpReplies:
    options = Options(host="127.0.0.1", port=port, timeout=30.0, sender="feedback@golddust.test")
    return SmtpReplies(options, MovableClock(MONDAY), lambda: KEYS, ["golddust.test"])


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


def test_its_report_has_three_ways_to_our_reply_and_the_headers_alone(postfix: StartPostfix, mailbox: Mailbox) -> None:
    """The address it comes to, the envelope's id, and the Message-ID of what is returned."""
    one = postfix({"golddust.test": mailbox.port}, mailboxes=["ann@home.test", "zo\u00eb@home.test"])
    names = ("nobody", "ann", "zo\u00eb")
    sent = [reply_to(said(name, address=Address(kind="email", value=f"{name}@home.test"))) for name in names]
    strict, trusting = replies(one.port), replies(one.trusting_port)
    with trusting.together():
        for reply in sent:
            trusting.send(reply)
    with pytest.raises(Unreachable, match=r"550 5\.1\.1"):
        strict.send(sent[0])
    assert one.settled(), one.log()
    assert [len(one.mails(f"{name}@home.test")) for name in names[1:]] == [1, 1]

    (envelope,), wanted = mailbox.envelopes, sent[0].request.id
    assert bounced_reply(KEYS, envelope.rcpt_tos[0]) == wanted
    _words, report, headers = mailbox.mail().iter_parts()
    assert f"Original-Envelope-Id: {wanted}" in str(report)
    assert headers.get_content_type() == "text/rfc822-headers"
    message_id = next(line for line in headers.get_content().splitlines() if line.startswith("Message-ID: "))
    assert reply_of_message_id(KEYS, message_id.partition(": ")[2]) == wanted


def test_a_postfix_that_does_not_know_us_ends_no_reply(postfix: StartPostfix) -> None:
    one = postfix(mailboxes=["ann@home.test"], settings={"mynetworks": "192.0.2.0/24"})
    with pytest.raises(Unavailable, match="554"):
        replies(one.port).send(reply_to(said("a", address=Address(kind="email", value="ben@elsewhere.test"))))
