"""However many reasons a machine finds to write to one address, it gets no more than that; what people write always goes."""

from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry
from pydantic import ValidationError
from sqlalchemy import Engine

from config.settings import ReplyOptions
from golddust.clock import MovableClock
from golddust.events import Address, ReplyPurpose
from golddust.metrics import PrometheusMetrics
from sinks.replies.caps import USUAL, Cap, caps_of
from sinks.replies.dispatcher import Dispatcher
from sinks.replies.printed import PrintedReplies
from sinks.replies.requests import requests_step
from sinks.store.archive import StoredArchive
from sinks.store.store import Store
from tests.sinks.made import ANN_MAILS, MONDAY, all_done, asked, records, said

BEN_MAILS = Address(kind="email", value="ben@example.com")


class Office:
    """A dispatcher with caps, and a carrier that takes everything."""

    def __init__(self, engine: Engine, *caps: str) -> None:
        self.engine = engine
        self.clock = MovableClock(MONDAY)
        self.registry = CollectorRegistry()
        self.carrier = PrintedReplies(lambda _: None)
        self.dispatcher = Dispatcher(engine, [self.carrier], self.clock, PrometheusMetrics(self.registry), caps_of(caps))

    def hear(self, name: str, address: Address = ANN_MAILS, purpose: ReplyPurpose = "acknowledgement") -> dict:
        """Somebody writes, and is answered; how that ended."""
        one = said(name, address=address)
        assert all_done(Store(self.engine).write(records([one])))
        assert all_done(requests_step(self.engine, self.clock)(records([asked(one, purpose=purpose)])))
        while self.dispatcher.dispatch_due():
            pass
        (row,) = StoredArchive(self.engine).replies(asked(one).case)
        return dict(row)

    @property
    def capped(self) -> float | None:
        return self.registry.get_sample_value("golddust_replies_capped_total", {"channel": "email"})


def test_what_is_over_the_cap_is_not_sent_and_says_so(database: Engine) -> None:
    office = Office(database, "3 in 10 min")
    states = [office.hear(str(number)) for number in range(5)]
    assert [row["state"] for row in states] == ["sent"] * 3 + ["suppressed"] * 2
    assert states[-1]["why"] == "a machine said enough to this address: 3 in 10 min"
    assert len(office.carrier.sent) == 3
    assert office.capped == 2


def test_a_loop_of_two_machines_that_nothing_tells_comes_to_rest(database: Engine) -> None:
    """The other side answers each answer within five minutes, in mails that no rule knows for a machine's, for ten hours."""
    office = Office(database, *USUAL)
    for number in range(120):
        office.hear(str(number))
        office.clock.move(timedelta(minutes=5))
    assert len(office.carrier.sent) == 100


def test_each_address_has_a_cap_of_its_own(database: Engine) -> None:
    office = Office(database, "1 in 10 min")
    assert office.hear("a")["state"] == "sent"
    assert office.hear("b", BEN_MAILS)["state"] == "sent"
    assert office.hear("c")["state"] == "suppressed"


@pytest.mark.parametrize("purpose", ["answer", "resolution", "update", "question"])
def test_what_a_person_wrote_is_neither_held_back_nor_counted(database: Engine, purpose: ReplyPurpose) -> None:
    office = Office(database, "2 in 10 min")
    for number in range(4):
        assert office.hear(f"person {number}", purpose=purpose)["state"] == "sent"
    assert [office.hear(f"machine {number}")["state"] for number in range(3)] == ["sent", "sent", "suppressed"]
    assert office.hear("person again", purpose=purpose)["state"] == "sent"


def test_when_the_time_is_over_it_goes_on(database: Engine) -> None:
    office = Office(database, "2 in 10 min", "3 in 60 min")
    assert [office.hear(name)["state"] for name in "abc"] == ["sent", "sent", "suppressed"]
    office.clock.move(timedelta(minutes=10))
    assert [office.hear(name)["state"] for name in "de"] == ["sent", "suppressed"]
    office.clock.move(timedelta(minutes=10))
    row = office.hear("f")
    assert (row["state"], row["why"][-12:]) == ("suppressed", ": 3 in 60 min"[-12:])
    office.clock.move(timedelta(minutes=40))
    assert office.hear("g")["state"] == "sent"


def test_without_caps_nothing_is_held_back(database: Engine) -> None:
    office = Office(database)
    assert {office.hear(str(number))["state"] for number in range(30)} == {"sent"}


def test_caps_are_written_as_the_settings_say() -> None:
    assert caps_of(["10 in 10 min", "9999 in 14400 min"]) == (
        Cap(10, timedelta(minutes=10)),
        Cap(9999, timedelta(days=10)),
    )
    assert [str(cap) for cap in caps_of(USUAL)] == list(ReplyOptions.model_validate({}).caps)
    assert ReplyOptions.model_validate({"caps": []}).caps == ()


@pytest.mark.parametrize("written", ["", "0 in 10 min", "10 in 0 min", "ten in 10 min", "10 in 10 h", "10 in 10 min, 5 in 5 min"])
def test_a_cap_that_is_none_is_refused_at_the_start(written: str) -> None:
    with pytest.raises(ValidationError):
        ReplyOptions.model_validate({"caps": [written]})
