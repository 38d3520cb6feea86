"""Each answer goes by the account that owns the number its customer wrote to, and one account that fails holds up no other."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from pydantic import ValidationError
from sqlalchemy import Engine, select

from config.settings import SmsOptions
from golddust.clock import MovableClock
from golddust.database.engine import reading
from golddust.database.schema import replies
from golddust.errors import Refused, Unavailable
from golddust.events import Address
from golddust.metrics import PrometheusMetrics
from sinks.replies.addresses import Deferred, OptedOut, Unreachable
from sinks.replies.carriers import resting
from sinks.replies.dispatcher import Dispatcher
from sinks.replies.doubt import InDoubt
from sinks.replies.requests import requests_step
from sinks.replies.sms.twilio.codes import CODES, meaning_of, undelivered
from sinks.replies.sms.twilio.sender import TwilioReplies
from sinks.store.store import Store
from tests.services.texts import ACCOUNT, Texts, twilio
from tests.sinks.made import BEN_TEXTS, MONDAY, all_done, asked, later, records, reply_to, said

NORTH, SOUTH = "AC" + "1" * 32, "AC" + "2" * 32
SERVICE = "MG" + "3" * 32
PUBLIC_URL = "https://feedback.example.com/"
ACCOUNTS = {
    "north": {"account_sid": NORTH, "auth_token": "north", "from_number": "+12025550111"},
    "south": {"account_sid": SOUTH, "auth_token": "south", "messaging_service_sid": SERVICE},
}
NUMBERS = {
    "+12025550122": {"account": "north", "brand": "north"},
    "+12025550133": {"account": "south"},
    "+12025550144": {"brand": "x"},
}


def company(url: str, public_url: str = "") -> TwilioReplies:
    return twilio(url, public_url, accounts=ACCOUNTS, numbers=NUMBERS)


def send(sender: TwilioReplies, source: str, to: Address = BEN_TEXTS) -> None:
    sender.send(reply_to(said("a", address=to, source=source, channel="sms"), text="Hello"))


@pytest.mark.parametrize(
    ("source", "account", "token", "sent_from"),
    [
        ("+12025550199", ACCOUNT, "made-up", {"From": "+12025550199"}),
        ("+12025550111", NORTH, "north", {"From": "+12025550111"}),
        ("+12025550122", NORTH, "north", {"From": "+12025550122"}),
        ("+12025550133", SOUTH, "south", {"MessagingServiceSid": SERVICE, "From": "+12025550133"}),
        ("+12025550144", ACCOUNT, "made-up", {"From": "+12025550144"}),
        ("+12025550155", ACCOUNT, "made-up", {"From": "+12025550155"}),
        ("tell-us", ACCOUNT, "made-up", {"From": "+12025550199"}),
    ],
)
def test_the_account_that_owns_the_number_answers_from_it(
    texts: Texts, source: str, account: str, token: str, sent_from: dict[str, str]
) -> None:
    send(company(texts.url), source)
    assert texts.paths == [f"/2010-04-01/Accounts/{account}/Messages.json"]
    assert texts.users == ["Basic " + base64.b64encode(f"{account}:{token}".encode()).decode()]
    assert texts.forms == [{"To": "+12025550142", "Body": "Hello", **sent_from}]


def test_whatsapp_keeps_its_prefix_on_another_account(texts: Texts) -> None:
    send(company(texts.url), "whatsapp:+12025550122", Address(kind="whatsapp", value="+12025550142"))
    assert (texts.forms[0]["To"], texts.forms[0]["From"]) == ("whatsapp:+12025550142", "whatsapp:+12025550122")
    assert NORTH in texts.paths[0]


def test_a_service_chooses_the_number_where_the_customer_wrote_to_none_of_its_own(texts: Texts) -> None:
    sender = twilio(texts.url, messaging_service_sid=SERVICE)
    assert sender.waiting_for() is None
    send(sender, "tell-us")
    send(sender, "+12025550155")
    assert [{name: form[name] for name in form if name not in ("To", "Body")} for form in texts.forms] == [
        {"MessagingServiceSid": SERVICE}
    ] * 2


def test_an_account_that_is_not_whole_keeps_its_answers_waiting_and_no_others(texts: Texts) -> None:
    sender = twilio(texts.url, accounts={"north": {"account_sid": NORTH, "from_number": "+12025550111"}})
    assert sender.waiting_for() is None
    with pytest.raises(Unavailable, match=r"\[sms.twilio.accounts.north\] auth_token"):
        send(sender, "+12025550111")
    send(sender, "+12025550199")


def test_where_the_first_account_is_none_another_sends_for_its_own_numbers(texts: Texts) -> None:
    sender = twilio(texts.url, account_sid="", auth_token="", from_number="", accounts=ACCOUNTS, numbers=NUMBERS)
    assert sender.waiting_for() is None
    send(sender, "+12025550111")
    with pytest.raises(Unavailable, match=r"\[sms.twilio\] account_sid"):
        send(sender, "+12025550155")


def test_numbers_are_the_same_however_they_are_written(texts: Texts) -> None:
    sender = twilio(texts.url, accounts=ACCOUNTS, numbers={"+1 202-555-0122": {"account": "north"}})
    assert sender.lane("+12025550122") == sender.lane("whatsapp:+12025550122") == "twilio.north"


def test_a_number_of_an_account_stays_its_own_where_only_its_brand_is_said(texts: Texts) -> None:
    sender = twilio(texts.url, accounts=ACCOUNTS, numbers={"+12025550111": {"brand": "north"}})
    assert sender.lane("+12025550111") == "twilio.north"


def test_services_and_patterns_are_no_numbers_of_ours(texts: Texts) -> None:
    rows = {
        SERVICE: {"brand": "x"},
        "MG" + "49301234567" * 2: {"brand": "y"},
        "+44*": {"brand": "z"},
        "+442079460*": {"brand": "w"},
    }
    sender = twilio(texts.url, accounts=ACCOUNTS, numbers=NUMBERS | rows)
    assert set(sender.numbers()) == {*NUMBERS, "+12025550199", "+12025550111"}


def test_a_number_of_an_account_that_there_is_not_is_refused_at_the_start() -> None:
    with pytest.raises(ValidationError, match="west"):
        SmsOptions.model_validate({"twilio": {"numbers": {"+12025550122": {"account": "west"}}}})
    SmsOptions.model_validate({"twilio": {"accounts": ACCOUNTS, "numbers": NUMBERS}})
    with pytest.raises(ValidationError, match="pigeons"):
        SmsOptions.model_validate({"sending": {"provider": "pigeons"}})


@pytest.mark.parametrize("row", ["whatsapp:*", "+1202*", SERVICE, SERVICE.lower()])
def test_an_account_for_a_pattern_or_a_service_is_refused_at_the_start(row: str) -> None:
    with pytest.raises(ValidationError, match="only a single number can have one"):
        SmsOptions.model_validate({"twilio": {"accounts": ACCOUNTS, "numbers": {row: {"account": "north"}}}})
    SmsOptions.model_validate({"twilio": {"accounts": ACCOUNTS, "numbers": {row: {"brand": "north"}}}})


def test_twilio_is_told_where_to_say_what_became_of_it(texts: Texts) -> None:
    send(company(texts.url, PUBLIC_URL), "+12025550111")
    reply = asked(said("a", address=BEN_TEXTS)).id
    assert texts.forms[0]["StatusCallback"] == f"https://feedback.example.com/sms/twilio/status?reply={reply}"


@pytest.mark.parametrize(
    "public_url", ["", "http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080", "https://a_b.example.com"]
)
def test_an_address_that_twilio_would_refuse_is_not_given(public_url: str) -> None:
    assert twilio("", public_url).told_at == ""


def test_one_account_that_is_suspended_holds_up_no_other_and_is_seen(database: Engine, texts: Texts) -> None:
    clock, registry = MovableClock(MONDAY), CollectorRegistry()
    dispatcher = Dispatcher(database, (company(texts.url),), clock, PrometheusMetrics(registry))
    suspended = "/Accounts/" + NORTH

    def ask(number: int, source: str) -> str:
        one = said(f"{number}", address=Address(kind="phone", value=f"+1202555{number:04}"), source=source)
        assert all_done(Store(database).write(records([one])))
        assert all_done(requests_step(database, clock)(records([asked(one)])))
        return asked(one).id

    def answer(_: str) -> Any:
        return "429" if suspended in texts.paths[-1] else ""

    texts.script = answer
    north = {ask(number, "+12025550111") for number in range(8)}
    south = {ask(number + 10, "+12025550133") for number in range(8)}
    for _ in range(5):
        dispatcher.dispatch_due()
    assert _in(database, "sent") == south
    assert _in(database, "waiting") == north
    assert sum(suspended in path for path in texts.paths) == 3
    assert [(name, since) for name, since, _ in resting(database)] == [("twilio.north", MONDAY)]
    gauges = [registry.get_sample_value("golddust_carrier_open", {"carrier": f"twilio.{name}"}) for name in ("north", "south")]
    assert gauges == [1, 0]
    texts.script = lambda _: ""
    for _ in range(40):
        clock.move(timedelta(seconds=1))
        dispatcher.dispatch_due()
    assert _in(database, "sent") == north | south
    assert resting(database) == []
    assert registry.get_sample_value("golddust_carrier_open", {"carrier": "twilio.north"}) == 0


def test_after_its_rest_one_reply_tries_the_carrier_before_the_others_follow(database: Engine, texts: Texts) -> None:
    clock = MovableClock(MONDAY)
    dispatcher = Dispatcher(database, (company(texts.url),), clock, PrometheusMetrics(CollectorRegistry()))
    for number in range(6):
        one = said(f"{number}", address=Address(kind="phone", value=f"+1202555{number:04}"))
        assert all_done(Store(database).write(records([one])))
        assert all_done(requests_step(database, clock)(records([asked(one)])))
    texts.script = lambda _: "429"
    tries = []
    for _ in range(6):
        before = len(texts.paths)
        dispatcher.dispatch_due()
        tries.append(len(texts.paths) - before)
        clock.move(timedelta(seconds=70))
    assert tries == [3, 1, 1, 1, 1, 1]


def _in(engine: Engine, state: str) -> set[str]:
    with reading(engine) as connection:
        return set(connection.execute(select(replies.c.id).where(replies.c.state == state)).scalars())


# --- what Twilio's answers mean


@pytest.mark.parametrize(("given", "expected"), [("17", 17.0), ("99999", 3600.0), ("soon", 5.0), ("", 5.0), ("-1", 5.0)])
def test_how_long_twilio_asks_us_to_wait_is_how_long_we_wait(texts: Texts, given: str, expected: float) -> None:
    texts.refuse(429, 20429)
    texts.headers = {"Retry-After": given}
    with pytest.raises(Unavailable) as away:
        send(company(texts.url), "+12025550111")
    assert away.value.retry_after == expected


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (21610, OptedOut),
        (21211, Unreachable),
        (21614, Unreachable),
        (21635, Unreachable),
        (21408, Deferred),
        (21606, Deferred),
        (21660, Deferred),
        (21611, Deferred),
        (21612, Refused),
        (21214, Refused),
        (63016, Refused),
        (63003, Refused),
        (77777, Refused),
    ],
)
def test_each_error_of_twilios_means_what_the_table_says(texts: Texts, code: int, kind: type[Exception]) -> None:
    texts.refuse(400, code)
    with pytest.raises(kind) as raised:
        send(company(texts.url), "+12025550111")
    assert type(raised.value) is kind
    assert str(code) in str(raised.value)


def test_an_error_in_the_form_of_rfc_9457_is_read_too(texts: Texts) -> None:
    texts.status, texts.body = 400, '{"type": "x", "title": "no", "status": 400, "code": 21610}'
    with pytest.raises(OptedOut):
        send(company(texts.url), "+12025550111")


@pytest.mark.parametrize("status", [302, 403, 404, 405, 407])
def test_something_else_that_answers_in_twilios_place_fails_no_reply(texts: Texts, status: int) -> None:
    texts.status, texts.body = status, "<html>log in here</html>"
    with pytest.raises(Unavailable):
        send(company(texts.url), "+12025550111")


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_fault_of_the_server_leaves_in_doubt_whether_it_took_the_message(texts: Texts, status: int) -> None:
    texts.refuse(status, None)
    with pytest.raises(InDoubt):
        send(company(texts.url), "+12025550111")


def test_every_meaning_in_the_table_has_words_and_whatsapps_codes_never_say_that_a_number_is_dead() -> None:
    assert all(words for _, words in CODES.values())
    assert {meaning_of(code)[0] for code in CODES if code >= 63000} <= {"refused", "ours", "busy"}
    assert undelivered("30034").words.startswith("for us to mend")
    assert (undelivered("30003").against, undelivered("30005").against, undelivered("").against) == ("soft", "hard", "")


# --- asking


def test_twilio_is_asked_for_what_it_took_for_this_customer(texts: Texts) -> None:
    sender, texts.clock, texts.page_size = company(texts.url), MovableClock(MONDAY), 2
    mine = reply_to(said("a", address=BEN_TEXTS, source="+12025550111", channel="sms"), text="It's \u201chere\u201d")
    for body in ("It's \u201chere\u201d", "Something else", 'Sent from your Twilio trial account - It\'s "here"'):
        texts.take({"To": "+12025550142", "From": "+12025550111", "Body": body})
    texts.take({"To": "+12025550142", "From": "+12025550122", "Body": "It's \u201chere\u201d"})
    texts.take({"To": "+12025550143", "From": "+12025550111", "Body": "It's \u201chere\u201d"})
    assert sender.find(mine, MONDAY) == [texts.taken[2].sid, texts.taken[0].sid]
    assert sender.find(mine, later(10)) == []
    assert all("DateSent" not in path for path in texts.paths)
    assert sum("Page=1" in path for path in texts.paths) == 2


@pytest.mark.parametrize("body", ["", " ", "REDACTED", "[redacted]"])
def test_a_message_without_words_says_nothing_unless_it_is_not_from_this_number(texts: Texts, body: str) -> None:
    sender, texts.clock = company(texts.url), MovableClock(MONDAY)
    mine = reply_to(said("a", address=BEN_TEXTS, source="+12025550111", channel="sms"), text="Hello")
    texts.take({"To": "+12025550142", "From": "+12025550122", "Body": body})
    assert sender.find(mine, MONDAY) == []
    texts.take({"To": "+12025550142", "From": "+12025550111", "Body": body})
    assert sender.find(mine, later(10)) == []
    with pytest.raises(Refused, match="no longer shows"):
        sender.find(mine, MONDAY)


def test_a_reply_in_doubt_is_not_sent_again_while_its_words_are_redacted_and_holds_up_no_other(
    database: Engine, texts: Texts
) -> None:
    clock = texts.clock = MovableClock(MONDAY)
    dispatcher = Dispatcher(database, (company(texts.url),), clock, PrometheusMetrics(CollectorRegistry()))

    def ask(name: str) -> str:
        one = said(name, address=BEN_TEXTS, source="+12025550111")
        assert all_done(Store(database).write(records([one])))
        assert all_done(requests_step(database, clock)(records([asked(one, requested_at=clock.now())])))
        return asked(one).id

    texts.script = lambda _: "lost"
    ask("a")
    dispatcher.dispatch_due()
    assert [taken.form["Body"] for taken in texts.taken] != []
    texts.script = lambda _: ""
    texts.taken[0].form["Body"] = ""
    for _ in range(30):
        clock.move(timedelta(hours=1))
        dispatcher.dispatch_due()
    assert resting(database) == []
    assert len(texts.taken) == 1
    assert len(_in(database, "uncertain")) == 1


def test_a_list_without_end_says_nothing(texts: Texts) -> None:
    texts.page_size = 1
    for _ in range(8):
        texts.take({"To": "+12025550142", "From": "+12025550111", "Body": "x"})
    with pytest.raises(Unavailable, match="more than"):
        company(texts.url).find(reply_to(said("a", address=BEN_TEXTS, source="+12025550111")), MONDAY)


@pytest.mark.parametrize("fault", ["503", "500", "429", "lost", "garbage"])
def test_while_twilio_cannot_say_it_is_away(texts: Texts, fault: Any) -> None:
    texts.script = lambda _: fault
    with pytest.raises(Unavailable):
        company(texts.url).find(reply_to(said("a", address=BEN_TEXTS, source="+12025550111")), MONDAY)
