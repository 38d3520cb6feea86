"""One suite for every sender: printing, SMTP to a real server, Twilio's client to its own API document.

Providers of texts are taken from their registry: a new one needs a line in `PLAYED` and in `WITHOUT_SETTINGS`.
"""

from collections.abc import Callable
from contextlib import suppress

import pytest

from golddust.clock import MovableClock
from golddust.errors import Misconfigured, Refused, Unavailable
from golddust.events import Address
from golddust.ports import Reply, Sender
from sinks.replies.printed import PrintedReplies
from sinks.replies.sms.registry import PROVIDERS, TextSender, text_sender
from sinks.replies.smtp.options import Options
from sinks.replies.smtp.sender import SmtpReplies
from tests.services.mailbox import Mailbox, free_port
from tests.services.texts import twilio
from tests.sinks.made import ANN_MAILS, BEN_TEXTS, KEYS, MONDAY, reply_to, said

Make = Callable[[], Sender]


def relay(port: int, host: str = "127.0.0.1") -> SmtpReplies:
    return SmtpReplies(Options(host=host, port=port, timeout=5.0), MovableClock(MONDAY), lambda: KEYS)


PLAYED: dict[str, Callable[[str], TextSender]] = {"twilio": twilio}
"""Each provider's sender, to a server that speaks for its own API document, or to a port where nobody is."""
WITHOUT_SETTINGS: dict[str, Make] = {"twilio": lambda: twilio("", account_sid="", auth_token="", from_number="")}


def printed(_: pytest.FixtureRequest) -> Sender:
    return PrintedReplies(lambda _: None)


def to_a_mail_server(request: pytest.FixtureRequest) -> Sender:
    mailbox: Mailbox = request.getfixturevalue("mailbox")
    return relay(mailbox.port)


def to_twilio(request: pytest.FixtureRequest) -> Sender:
    return PLAYED["twilio"](request.getfixturevalue("prism_url"))


ALL = [printed, to_a_mail_server, pytest.param(to_twilio, marks=pytest.mark.service)]
UNCONFIGURED = [lambda: relay(25, host=""), *WITHOUT_SETTINGS.values()]
NOBODY_THERE = [
    lambda: relay(free_port()),
    *(lambda name=name: PLAYED[name](f"http://127.0.0.1:{free_port()}") for name in PROVIDERS),
]


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


@pytest.mark.parametrize("sender", ALL, indirect=True)
def test_what_carries_an_answer_has_a_name_and_is_the_same_each_time(sender: Sender) -> None:
    lanes = {sender.lane(source) for source in ("+12025550100", "+12025550100", "shop", "")}
    assert all(lanes)


@pytest.mark.parametrize("sender", ALL, indirect=True)
def test_who_keeps_a_list_can_be_asked_and_who_keeps_none_says_so(sender: Sender) -> None:
    reply = for_it(sender)
    if sender.keeps_a_list:
        assert isinstance(sender.find(reply, MONDAY), list)
    else:
        with pytest.raises(Unavailable):
            sender.find(reply, MONDAY)


@pytest.mark.parametrize("make", NOBODY_THERE)
def test_a_carrier_that_is_away_says_nothing_of_what_it_took(make: Make) -> None:
    sender = make()
    with pytest.raises(Unavailable):
        sender.find(for_it(sender), MONDAY)


def test_every_provider_of_texts_is_held_to_this() -> None:
    assert set(PROVIDERS) == set(PLAYED) == set(WITHOUT_SETTINGS)


def test_a_provider_that_there_is_not_is_named_with_those_that_there_are() -> None:
    with pytest.raises(Misconfigured, match="twilio"):
        text_sender("pigeons", None, "")
