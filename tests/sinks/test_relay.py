"""How mails are handed to a relay: what is said beside the mail, and one connection for several."""

import ssl
from pathlib import Path

import pytest

from golddust.clock import MovableClock
from golddust.errors import Refused, Unavailable
from golddust.events import Address
from sinks.replies.addresses import Deferred, Unreachable
from sinks.replies.doubt import InDoubt
from sinks.replies.smtp.options import Options
from sinks.replies.smtp.relay import MOST_ON_ONE_CONNECTION, Relay
from sinks.replies.smtp.sender import SmtpReplies
from tests.services.mailbox import Mailbox, listening
from tests.services.relays import ScriptedRelay
from tests.sinks.made import KEYS, MONDAY, reply_to, said

ONE_MAIL = ["mail", "rcpt", "data"]


def replies(relay: ScriptedRelay | Mailbox, **options: object) -> SmtpReplies:
    given = {"host": "127.0.0.1", "port": relay.port, "timeout": 5.0, "sender": "feedback@example.com", **options}
    return SmtpReplies(Options(**given), MovableClock(MONDAY), lambda: KEYS, ["example.com"])


def test_what_is_sent_together_goes_by_one_connection(scripted_relay: ScriptedRelay) -> None:
    sender = replies(scripted_relay)
    with sender.together():
        for name in "abc":
            sender.send(reply_to(said(name)))
    assert scripted_relay.verbs == [["ehlo", *ONE_MAIL, "rset", *ONE_MAIL, "rset", *ONE_MAIL, "quit"]]
    sender.send(reply_to(said("d")))
    sender.send(reply_to(said("e")))
    assert scripted_relay.verbs[1:] == [["ehlo", *ONE_MAIL, "quit"]] * 2


def test_nothing_is_opened_until_something_is_sent(scripted_relay: ScriptedRelay) -> None:
    with replies(scripted_relay).together():
        pass
    assert scripted_relay.sessions == []


@pytest.mark.parametrize(
    ("verb", "answer", "meaning"),
    [
        ("rcpt", "550 5.1.1 unknown", Unreachable),
        ("rcpt", "450 4.2.1 greylisted", Deferred),
        ("dot", "554 5.7.1 spam", Refused),
        ("dot", "451 4.3.0 later", Deferred),
    ],
)
def test_one_that_is_refused_does_not_end_the_connection(
    scripted_relay: ScriptedRelay, verb: str, answer: str, meaning: type[Exception]
) -> None:
    sender = replies(scripted_relay)
    scripted_relay.says.append((verb, answer))
    with sender.together():
        with pytest.raises(meaning):
            sender.send(reply_to(said("a")))
        sender.send(reply_to(said("b")))
    assert len(scripted_relay.sessions) == 1
    assert "rset" in scripted_relay.verbs[0]


@pytest.mark.parametrize(
    ("verb", "answer"),
    [("rset", ""), ("rset", "421 4.4.2 idle"), ("mail", "421 4.7.0 enough"), ("mail", ""), ("rcpt", ""), ("data", "")],
)
def test_a_connection_that_has_gone_stale_is_made_anew_and_each_mail_goes_once(
    scripted_relay: ScriptedRelay, verb: str, answer: str
) -> None:
    sender = replies(scripted_relay)
    with sender.together():
        sender.send(reply_to(said("a")))
        scripted_relay.says.append((verb, answer))
        sender.send(reply_to(said("b")))
    assert len(scripted_relay.mails) == 2
    assert len(scripted_relay.sessions) == 2


def test_a_connection_that_breaks_after_the_last_line_leaves_the_mail_in_doubt_however_old_it_is(
    scripted_relay: ScriptedRelay,
) -> None:
    sender = replies(scripted_relay)
    with sender.together():
        sender.send(reply_to(said("a")))
        scripted_relay.says.append(("dot", ""))
        with pytest.raises(InDoubt):
            sender.send(reply_to(said("b")))
        sender.send(reply_to(said("c")))
    assert len(scripted_relay.mails) == 3


@pytest.mark.parametrize("answer", ["yes", "354 go on", "250" + "x" * 9000], ids=["no code", "no end", "endless"])
def test_an_answer_to_the_last_line_that_is_none_leaves_the_mail_in_doubt(scripted_relay: ScriptedRelay, answer: str) -> None:
    sender = replies(scripted_relay)
    with sender.together():
        sender.send(reply_to(said("a")))
        scripted_relay.says.append(("dot", answer))
        with pytest.raises(InDoubt):
            sender.send(reply_to(said("b")))
    assert len(scripted_relay.mails) == 2


def test_a_yes_of_another_kind_is_a_yes(scripted_relay: ScriptedRelay) -> None:
    scripted_relay.says += [("rcpt", "252 2.1.5 will try"), ("dot", "259 2.0.0 taken")]
    replies(scripted_relay).send(reply_to(said("a")))
    assert len(scripted_relay.mails) == 1


@pytest.mark.parametrize("verb", ["ehlo", "mail", "rcpt", "data"])
def test_a_first_connection_that_breaks_is_tried_again_later(scripted_relay: ScriptedRelay, verb: str) -> None:
    scripted_relay.says += [(verb, "")] * 2
    with pytest.raises(Unavailable):
        replies(scripted_relay).send(reply_to(said("a")))
    assert scripted_relay.mails == []


def test_a_relay_that_is_closing_says_nothing_about_the_recipient(scripted_relay: ScriptedRelay) -> None:
    scripted_relay.says.append(("rcpt", "421 4.3.2 closing"))
    with pytest.raises(Unavailable) as away:
        replies(scripted_relay).send(reply_to(said("a")))
    assert not isinstance(away.value, Deferred)


@pytest.mark.parametrize(
    "answer",
    [
        "554 5.7.1 <ann@example.com>: Relay access denied",
        "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
        "550 5.7.1 Relaying denied. Proper authentication required.",
        "550 relay not permitted",
        "454 4.7.1 <ann@example.com>: Relay access denied",
        "530 5.7.0 Must issue a STARTTLS command first",
        "550 5.7.1 Authentication is required",
    ],
)
def test_a_relay_that_carries_nothing_for_us_ends_no_reply(scripted_relay: ScriptedRelay, answer: str) -> None:
    scripted_relay.says.append(("rcpt", answer))
    with pytest.raises(Unavailable) as away:
        replies(scripted_relay).send(reply_to(said("a")))
    assert not isinstance(away.value, Deferred)


def test_after_many_mails_a_new_connection_is_made(scripted_relay: ScriptedRelay) -> None:
    sender = replies(scripted_relay)
    with sender.together():
        for number in range(MOST_ON_ONE_CONNECTION + 1):
            sender.send(reply_to(said(str(number))))
    assert [verbs.count("mail") for verbs in scripted_relay.verbs] == [MOST_ON_ONE_CONNECTION, 1]


def test_reports_are_asked_for_of_failures_alone_and_without_the_whole_mail(scripted_relay: ScriptedRelay) -> None:
    reply = reply_to(said("a"))
    replies(scripted_relay).send(reply)
    _, mail, rcpt, *_ = scripted_relay.sessions[0]
    assert mail.split()[1].startswith("FROM:<bounces+")
    assert {"RET=HDRS", f"ENVID={reply.request.id}"} < set(mail.split())
    assert rcpt.split()[1:] == ["TO:<ann@example.com>", "NOTIFY=FAILURE"]


def test_with_the_null_sender_there_is_nobody_to_report_to(scripted_relay: ScriptedRelay) -> None:
    replies(scripted_relay, bounces_to="<>").send(reply_to(said("a")))
    _, mail, rcpt, *_ = scripted_relay.sessions[0]
    assert mail.split()[1] == "FROM:<>"
    assert "RET" not in mail
    assert "NOTIFY" not in rcpt


def test_a_relay_that_knows_no_extension_is_told_none(scripted_relay: ScriptedRelay) -> None:
    scripted_relay.extensions = ("scripted.example",)
    replies(scripted_relay).send(reply_to(said("a")))
    _, mail, rcpt, *_ = scripted_relay.sessions[0]
    assert (len(mail.split()), len(rcpt.split())) == (2, 2)


def test_a_mail_that_is_too_large_for_the_relay_is_not_begun(scripted_relay: ScriptedRelay) -> None:
    sender = replies(scripted_relay)
    with pytest.raises(Refused, match="10,000"):
        sender.send(reply_to(said("a"), text="x" * 6000))
    assert scripted_relay.verbs == [["ehlo", "quit"]]
    scripted_relay.extensions = ("scripted.example", "SIZE")
    assert sender.send(reply_to(said("a"), text="x" * 6000))


def test_letters_outside_of_ascii_in_an_address_are_announced(scripted_relay: ScriptedRelay) -> None:
    replies(scripted_relay).send(reply_to(said("a", address=Address(kind="email", value="zoë@bücher.example"))))
    _, mail, rcpt, *_ = scripted_relay.sessions[0]
    assert {"SMTPUTF8", "BODY=8BITMIME"} < set(mail.split())
    assert rcpt.split()[1] == "TO:<zoë@xn--bcher-kva.example>"
    assert "zoë@xn--bcher-kva.example".encode() in scripted_relay.mails[0]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_relay_of_a_private_authority_is_trusted_by_its_certificate(certificate: tuple[Path, Path], security: str) -> None:
    mailbox, context = Mailbox(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    relay = listening(mailbox, **{"ssl_context" if security == "tls" else "tls_context": context})
    trusting = {"host": "localhost", "port": relay.port, "security": security, "ca_file": certificate[0], "timeout": 5.0}
    sender = replies(mailbox, **trusting)
    with sender.together():
        for name in "ab":
            sender.send(reply_to(said(name)))
    assert "TLSv1" in Relay(Options(**trusting)).check()
    for stranger in ({"ca_file": None}, {"host": "127.0.0.1"}):
        with pytest.raises(Unavailable, match="certificate"):
            replies(mailbox, **trusting | stranger).send(reply_to(said("c")))
    relay.stop()
    assert len(mailbox.envelopes) == 2


def test_how_the_relay_stands_is_found_without_sending(scripted_relay: ScriptedRelay) -> None:
    options = Options(host="127.0.0.1", port=scripted_relay.port, timeout=5.0)
    assert Relay(options).check() == "unencrypted"
    assert scripted_relay.verbs == [["ehlo", "noop", "quit"]]
    scripted_relay.says.append(("noop", "421 no"))
    with pytest.raises(Unavailable):
        Relay(options).check()
    with pytest.raises(Unavailable, match="no relay"):
        Relay(Options()).check()
