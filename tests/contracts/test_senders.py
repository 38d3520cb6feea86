"""One suite for every sender: printing, SMTP to a real server, Twilio's client to its own API document."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from golddust.clock import MovableClock
from golddust.errors import Refused, Unavailable
from golddust.events import Address
from golddust.ports import Reply, Sender
from sinks.replies.printed import PrintedReplies
from sinks.replies.sms.twilio.sender import TwilioReplies
from sinks.replies.smtp.options import Options
from sinks.replies.smtp.sender import SmtpReplies
from tests.services.mailbox import Mailbox, free_port
from tests.sinks.made import ANN_MAILS, BEN_TEXTS, KEYS, MONDAY, reply_to, said

ACCOUNT = "AC" + "0" * 32
Make = Callable[[], Sender]


def relay(port: int, host: str = "127.0.0.1") -> SmtpReplies:
    return SmtpReplies(Options(host=host, port=port, timeout=5.0), MovableClock(MONDAY), lambda: KEYS)


def account(url: str) -> TwilioReplies:
    return TwilioReplies(ACCOUNT, "made-up", "+12025550100", url)


def printed(_: pytest.FixtureRequest) -> Sender:
    return PrintedReplies(lambda _: None)


def to_a_mail_server(request: pytest.FixtureRequest) -> Sender:
    mailbox: Mailbox = request.getfixturevalue("mailbox")
    return relay(mailbox.port)


def to_twilio(request: pytest.FixtureRequest) -> Sender:
    return account(request.getfixturevalue("prism_url"))


ALL = [printed, to_a_mail_server, pytest.param(to_twilio, marks=pytest.mark.service)]
UNCONFIGURED = [lambda: relay(25, host=""), lambda: TwilioReplies("", "", "")]
NOBODY_THERE = [lambda: relay(free_port()), lambda: account(f"http://127.0.0.1:{free_port()}")]


@pytest.fixture
def sender(request: pytest.FixtureRequest) -> Sender:
    made: Sender = request.param(request)
    return made


def for_it(sender: Sender, text: str = "Your message is here.") -> Reply:
    return reply_to(said("a", address=ANN_MAILS if "email" in sender.channels else BEN_TEXTS), text=text)


@pytest.mark.parametrize("sender", ALL, indirect=True)
def test_a_reply_is_handed_over_and_has_the_carriers_id(sender: Sender) -> None:
    assert sender.channels
    assert sender.waiting_for() is None
    assert sender.send(for_it(sender))


@pytest.mark.parametrize("sender", ALL, indirect=True)
@pytest.mark.parametrize("text", ["x" * 5000, "Größe ☕ \U0001f600 \u2028", "line\r\n.\r\nline\n\n", "a\x00b", ""], ids=range(5))
def test_any_words_are_taken_or_refused_and_nothing_else(sender: Sender, text: str) -> None:
    with suppress(Refused):
        assert sender.send(for_it(sender, text))


@pytest.mark.parametrize("sender", [to_a_mail_server], indirect=True)  # what a telephone number is, Twilio knows
@pytest.mark.parametrize(
    "value",
    [
        "",
        "nonsense",
        "ann@",
        "@example.com",
        "ann@ex ample.com",
        "a\r\nBcc: ben@example.com",
        "ü ü@example.com",
        ".ü@example.com",
    ],
)
def test_an_address_that_is_none_is_refused_in_words_that_do_not_hold_it(sender: Sender, value: str) -> None:
    reply = reply_to(said("a", address=Address(kind="email", value=value)))
    with pytest.raises(Refused) as refused:
        sender.send(reply)
    assert "example" not in refused.value.reason


@pytest.mark.parametrize("make", UNCONFIGURED)
def test_without_a_carrier_it_says_which_setting_it_waits_for(make: Make) -> None:
    sender = make()
    assert "[" in (sender.waiting_for() or "")
    with pytest.raises(Unavailable):
        sender.send(for_it(sender))


@pytest.mark.parametrize("make", NOBODY_THERE)
def test_a_carrier_that_is_away_is_tried_again(make: Make) -> None:
    sender = make()
    with pytest.raises(Unavailable, match="away"):
        sender.send(for_it(sender))
