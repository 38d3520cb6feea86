"""What a carrier says later of a reply is noted once, in whatever order it comes, and counts for the customer's address."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import Engine, select, update
from structlog.testing import capture_logs

from golddust import topics
from golddust.clock import MovableClock
from golddust.database.engine import reading, writing
from golddust.database.schema import consents, contacts, outbox, replies
from golddust.events import Feedback, ReplyOutcome, ReplyStatus
from golddust.identity import derived_id
from golddust.metrics import PrometheusMetrics
from golddust.ports import Reply
from sinks.replies.dispatcher import Dispatcher
from sinks.replies.doubt import InDoubt
from sinks.replies.printed import PrintedReplies
from sinks.replies.requests import requests_step
from sinks.replies.statuses import statuses_step
from sinks.store.store import Store
from tests.sinks.made import BEN_TEXTS, MONDAY, all_done, asked, customer_of, later, records, said

SID = "SM" + "1" * 32
LATER = later(2)


@dataclass(slots=True)
class Silent(PrintedReplies):
    """It leaves in doubt whether it took something."""

    answers: bool = True

    def send(self, reply: Reply) -> str:
        PrintedReplies.send(self, reply)  # super() knows no class that was made again with slots
        if not self.answers:
            raise InDoubt("it said nothing")
        return SID


@dataclass(slots=True)
class Desk:
    engine: Engine
    clock: MovableClock = field(default_factory=lambda: MovableClock(later(1)))
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    carrier: Silent = field(default_factory=lambda: Silent(lambda _: None))
    dispatcher: Any = None
    step: Any = None

    def __post_init__(self) -> None:
        metrics = PrometheusMetrics(self.registry)
        self.dispatcher = Dispatcher(self.engine, (self.carrier,), self.clock, metrics)
        self.step = statuses_step(self.engine, metrics)

    def ask(self, name: str = "a", **fields: Any) -> Feedback:
        one = said(name, address=BEN_TEXTS, **fields)
        assert all_done(Store(self.engine).write(records([one])))
        assert all_done(requests_step(self.engine, self.clock)(records([asked(one)])))
        return one

    def send(self, name: str = "a", **fields: Any) -> None:
        self.ask(name, **fields)
        self.dispatcher.dispatch_due()

    def hear(self, *statuses: ReplyStatus) -> None:
        assert all_done(self.step(records(statuses)))

    def row(self, name: str = "a") -> Any:
        with reading(self.engine) as connection:
            return connection.execute(select(replies).where(replies.c.id == asked(said(name)).id)).one()

    def outcomes(self) -> list[ReplyOutcome]:
        with reading(self.engine) as connection:
            told = select(outbox.c.value).where(outbox.c.topic == topics.REPLIES_OUTCOMES).order_by(outbox.c.number)
            values = connection.execute(told).scalars().all()
        return [msgspec.json.decode(value, type=ReplyOutcome) for value in values]

    def consents(self) -> list[tuple[Any, ...]]:
        with reading(self.engine) as connection:
            query = select(consents.c.sender, consents.c.state, consents.c.since)
            return [tuple(row) for row in connection.execute(query.where(consents.c.customer == customer_of(BEN_TEXTS)))]

    @property
    def contact(self) -> Any:
        with reading(self.engine) as connection:
            return connection.execute(select(contacts).where(contacts.c.customer == customer_of(BEN_TEXTS))).one()

    def counted(self, result: str) -> float:
        return self.registry.get_sample_value("golddust_reply_statuses_total", {"result": result}) or 0.0


@pytest.fixture
def desk(database: Engine) -> Desk:
    return Desk(database)


def status(said_: Any = "delivered", code: str = "", name: str = "a", sid: str = SID, at: datetime = LATER) -> ReplyStatus:
    reply = asked(said(name)).id
    identity = derived_id(reply, sid, said_, code, at.isoformat())
    return ReplyStatus(id=identity, reply=reply, provider="twilio", provider_id=sid, status=said_, at=at, code=code)


def test_a_reply_that_was_delivered_is_said_to_be_once(desk: Desk) -> None:
    desk.send()
    desk.hear(status(), status())
    desk.hear(status(at=later(9)))
    sent, delivered = desk.outcomes()
    assert (sent.state, sent.carrier, sent.provider_id) == ("sent", "", SID)
    assert (delivered.state, delivered.carrier, delivered.request, delivered.at) == ("sent", "delivered", sent.request, later(2))
    assert (desk.row().carrier, desk.row().state) == ("delivered", "sent")
    assert (desk.counted("delivered"), desk.counted("repeated")) == (1, 2)


@pytest.mark.parametrize("order", list(itertools.permutations(["delivered", "read", "undelivered"])))
def test_in_whatever_order_statuses_come_what_is_worth_most_stands(desk: Desk, order: Any) -> None:
    desk.send()
    desk.hear(*(status(one, "30008" if one == "undelivered" else "") for one in order))
    assert desk.row().carrier == "read"
    assert [one.carrier for one in desk.outcomes()][1:] == _rising(order)


def _rising(order: Any) -> list[str]:
    worth = ["undelivered", "delivered", "read"]
    return [one for at, one in enumerate(order) if all(worth.index(one) > worth.index(earlier) for earlier in order[:at])]


def test_what_was_not_delivered_says_why(desk: Desk) -> None:
    desk.send()
    desk.hear(status("undelivered", "30007"))
    outcome = desk.outcomes()[-1]
    assert (outcome.state, outcome.carrier) == ("failed", "undelivered")
    assert outcome.why == desk.row().why == "a carrier filtered it as unwanted (error 30007)"
    assert (desk.consents(), desk.contact.unreachable_at) == ([], None)


def test_a_status_before_the_sender_wrote_it_down_ends_the_doubt(desk: Desk) -> None:
    desk.carrier.answers = False
    desk.send()
    assert desk.row().state == "sending"
    desk.hear(status())
    assert (desk.row().state, desk.row().provider_id) == ("sent", SID)
    assert [(one.state, one.carrier) for one in desk.outcomes()] == [("sent", ""), ("sent", "delivered")]
    assert desk.dispatcher.take_over() == 0
    assert len(desk.carrier.sent) == 1


def test_a_status_of_what_waits_to_be_sent_again_keeps_it_from_being_sent_twice(desk: Desk) -> None:
    desk.ask()
    desk.hear(status())
    assert desk.dispatcher.dispatch_due() == 0
    assert desk.carrier.sent == []
    assert desk.row().state == "sent"


def test_who_comes_back_after_the_status_changes_nothing(desk: Desk) -> None:
    class Late(Silent):
        def send(self, _: Reply) -> str:
            desk.hear(status())
            return SID

    desk.dispatcher = Dispatcher(desk.engine, (Late(lambda _: None),), desk.clock, PrometheusMetrics(CollectorRegistry()))
    with capture_logs() as logged:
        desk.send()
    assert [one.carrier for one in desk.outcomes()] == ["", "delivered"]
    assert desk.row().provider_id == SID
    assert [line for line in logged if line["log_level"] != "info"] == [], "it is nothing to look into"


@pytest.mark.parametrize("early", [True, False])
def test_a_reply_is_counted_once_whoever_finds_that_it_was_sent(desk: Desk, *, early: bool) -> None:
    desk.ask() if early else desk.send()
    desk.hear(status(), status("read"))
    desk.dispatcher.dispatch_due()
    sent = {"channel": "sms", "state": "sent"}
    assert desk.registry.get_sample_value("golddust_replies_total", sent) == 1


def test_a_reply_that_ended_in_doubt_is_not_counted_as_another_when_the_doubt_ends(desk: Desk) -> None:
    desk.send()
    with writing(desk.engine) as connection:
        connection.execute(update(replies).values(state="uncertain"))
    desk.hear(status())
    assert desk.row().state == "sent"
    assert desk.registry.get_sample_value("golddust_replies_total", {"channel": "sms", "state": "sent"}) == 1


@pytest.mark.parametrize("other", [{"name": "never asked for"}, {"sid": "SM" + "2" * 32}])
def test_a_status_of_an_unknown_reply_or_message_changes_nothing_and_is_counted(desk: Desk, other: Any) -> None:
    desk.send()
    desk.hear(status(**other))
    assert (desk.counted("unknown"), desk.row().carrier, len(desk.outcomes())) == (1, "", 1)


def test_of_two_with_the_same_words_that_were_taken_for_each_other_the_one_with_the_sid_is_meant(desk: Desk) -> None:
    desk.ask("b")
    desk.send()
    with reading(desk.engine) as connection:
        found = {row.id: row.provider_id for row in connection.execute(select(replies))}
    assert set(found.values()) == {SID}
    desk.hear(status(name="b"))
    assert desk.row("b").carrier == "delivered"


def test_21610_said_later_counts_as_a_stop(desk: Desk) -> None:
    desk.send()
    desk.hear(status("undelivered", "21610"))
    assert desk.consents() == [("+12025550100", "stopped", later(2))]


def test_21610_said_late_does_not_undo_a_start(desk: Desk) -> None:
    desk.send()
    assert all_done(Store(desk.engine).write(records([said("s", address=BEN_TEXTS, command="start", received_at=later(3))])))
    desk.hear(status("undelivered", "21610", at=later(4)))
    assert "stopped" not in [state for _, state, _ in desk.consents()]


@pytest.mark.parametrize("code", ["30005", "30006", "21614"])
def test_a_number_that_is_dead_gets_nothing_more_until_its_owner_writes(desk: Desk, code: str) -> None:
    desk.send()
    desk.hear(status("undelivered", code))
    assert code in desk.contact.unreachable_why
    desk.send("b")
    assert desk.row("b").state == "suppressed"
    desk.clock.move(later(60) - desk.clock.now())
    desk.send("c", received_at=later(50))
    assert desk.row("c").state == "sent"


def test_a_handset_that_is_off_on_three_days_counts_as_dead_and_once_does_not(desk: Desk) -> None:
    for day in range(3):
        name = f"day {day}"
        desk.carrier.answers = True
        one = said("a", address=BEN_TEXTS)
        if not day:
            assert all_done(Store(desk.engine).write(records([one])))
        request = asked(one, id=derived_id(name))
        assert all_done(requests_step(desk.engine, desk.clock)(records([request])))
        desk.dispatcher.dispatch_due()
        when = desk.clock.now()
        told = ReplyStatus(
            id=derived_id("s", name),
            reply=request.id,
            provider="twilio",
            provider_id=SID,
            status="undelivered",
            at=when,
            code="30003",
        )
        desk.hear(told, told)
        assert (desk.contact.unreachable_at is not None) is (day == 2)
        desk.clock.move(later(24 * 60) - MONDAY)


@pytest.mark.parametrize("code", ["63016", "63003", "30034", "30002", "99999", ""])
def test_what_says_nothing_of_the_number_leaves_it_as_it_is(desk: Desk, code: str) -> None:
    desk.send()
    desk.hear(status("failed", code))
    assert desk.row().carrier == "undelivered"
    assert (desk.consents(), desk.contact.unreachable_at) == ([], None)


def test_statuses_of_a_provider_that_is_gone_are_still_understood(desk: Desk) -> None:
    desk.send()
    desk.hear(msgspec.structs.replace(status("failed", "7"), provider="pigeons"))
    assert desk.row().why == "it was not delivered (7)"
