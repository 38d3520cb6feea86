"""Replies are sent when due, at most once, and how each ended is on the log."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import Engine, select, update

from golddust.clock import MovableClock
from golddust.database.engine import open_database, reading, writing
from golddust.database.schema import outbox, replies
from golddust.errors import Refused, Unavailable
from golddust.events import Address, Feedback, ReplyOutcome, ReplyPurpose, ReplyRequest, Thread
from golddust.metrics import NoMetrics
from golddust.ports import Reply, Sender
from sinks.breaker import STRIKES
from sinks.replies.addresses import Deferred
from sinks.replies.dispatcher import CLAIM_LASTS, MOST_TRIES, NOTHING_CONFIGURED_PAUSE, Dispatcher
from sinks.replies.doubt import InDoubt
from sinks.replies.requests import requests_step
from sinks.replies.rows import MOOT_ONCE_RESOLVED
from sinks.store.archive import StoredArchive
from sinks.store.store import Store
from tests.sinks.made import ANN_MAILS, BEN_TEXTS, MONDAY, NOBODY, all_done, asked, later, records, said

SETTLES = 100
"""More rounds than anything here needs."""


class PowerCut(BaseException):
    """The process ends here."""


@dataclass(slots=True)
class Carrier:
    """A sender that does what `answer` does, and keeps what it was given."""

    answer: Callable[[Reply], str] = lambda reply: "provider-" + reply.request.id[:4]
    needed: str | None = None
    channels: frozenset[str] = frozenset(("email", "phone", "whatsapp"))
    keeps_a_list: bool = False
    lanes: dict[str, str] = field(default_factory=dict)
    given: list[Reply] = field(default_factory=list)

    def waiting_for(self) -> str | None:
        return self.needed

    def together(self) -> AbstractContextManager[None]:
        return nullcontext()

    def lane(self, source: str) -> str:
        return self.lanes.get(source, ",".join(sorted(self.channels)))

    def find(self, *_: object) -> list[str]:
        raise Unavailable("it keeps no list", 1)

    def send(self, reply: Reply) -> str:
        self.given.append(reply)
        return self.answer(reply)


def raising(error: BaseException) -> Callable[[Reply], str]:
    def answer(_: Reply) -> str:
        raise error

    return answer


@dataclass(slots=True)
class Office:
    """One database with its clock, a carrier and a dispatcher."""

    engine: Engine
    clock: MovableClock
    carrier: Carrier

    def dispatcher(self, *senders: Sender) -> Dispatcher:
        return Dispatcher(self.engine, senders or (self.carrier,), self.clock, NoMetrics())

    def store(self, *events: Feedback) -> None:
        assert all_done(Store(self.engine).write(records(events)))

    def ask(self, *requests: ReplyRequest) -> None:
        assert all_done(requests_step(self.engine, self.clock)(records(requests)))

    def row(self, one: Feedback) -> dict:
        (row,) = StoredArchive(self.engine).replies(asked(one).case)
        return dict(row)

    def outcomes(self) -> list[ReplyOutcome]:
        with reading(self.engine) as connection:
            values = connection.execute(select(outbox.c.value).order_by(outbox.c.number)).scalars().all()
        return [msgspec.json.decode(value, type=ReplyOutcome) for value in values]


@pytest.fixture
def office(database: Engine) -> Office:
    return Office(database, MovableClock(MONDAY), Carrier())


def given_one(office: Office, name: str = "a", **fields: object) -> Feedback:
    one = said(name, **fields)
    office.store(one)
    office.ask(asked(one))
    return one


def test_a_reply_that_is_due_is_sent_once_and_said_to_be(office: Office) -> None:
    one = given_one(office)
    dispatcher = office.dispatcher()
    assert [dispatcher.dispatch_due(), dispatcher.dispatch_due()] == [1, 0]
    assert [reply.request for reply in office.carrier.given] == [asked(one)]
    row, (outcome,) = office.row(one), office.outcomes()
    assert (row["state"], row["tries"], row["provider_id"]) == ("sent", 1, outcome.provider_id)
    assert (outcome.state, outcome.request, outcome.case, outcome.at) == ("sent", asked(one).id, asked(one).case, MONDAY)


def test_the_carrier_is_told_whom_it_goes_to_and_what_it_answers(office: Office) -> None:
    thread = Thread(message_id="<2@example.com>", references=("<1@example.com>",))
    given_one(office, thread=thread)
    office.dispatcher().dispatch_due()
    (reply,) = office.carrier.given
    assert (reply.to, reply.source, reply.subject) == (ANN_MAILS, "feedback@localhost", "My parcel")
    assert (reply.message_id, reply.references) == ("<2@example.com>", ("<1@example.com>", "<2@example.com>"))


def test_a_mail_without_references_hands_on_the_one_it_answered(office: Office) -> None:
    given_one(office, thread=Thread(message_id="<2@example.com>", in_reply_to=("<1@example.com>",)))
    office.dispatcher().dispatch_due()
    assert office.carrier.given[0].references == ("<1@example.com>", "<2@example.com>")


def test_who_did_not_write_by_mail_finds_all_answers_in_one_conversation(office: Office) -> None:
    one = given_one(office, channel="form", thread=Thread(), subject="")
    office.carrier.answer = lambda reply: f"<{reply.request.id[:5]}@example.com>"
    office.dispatcher().dispatch_due()
    for number, purpose in enumerate(("update", "resolution")):
        office.ask(asked(one, id=purpose, purpose=purpose, requested_at=later(number + 1)))
        office.dispatcher().dispatch_due()
    first, *others = office.carrier.given
    assert (first.message_id, first.references) == ("", ())
    assert [reply.references for reply in others] == [(f"<{asked(one).id[:5]}@example.com>",)] * 2


def test_what_is_sent_in_vain_is_tried_again_later_and_later(office: Office) -> None:
    one = given_one(office)
    office.carrier.answer = raising(Unavailable("the relay is away", retry_after=0))
    dispatcher, pauses = office.dispatcher(), []
    for _ in range(12):
        before = office.clock.now()
        assert dispatcher.dispatch_due() == 0
        assert dispatcher.dispatch_due() == 0  # not before its time
        pauses.append((office.row(one)["next_try_at"] - before).total_seconds())
        office.clock.move(office.row(one)["next_try_at"] - office.clock.now())
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    assert (office.row(one)["state"], office.row(one)["why"]) == ("waiting", "the relay is away")
    office.carrier.answer = lambda _: "ok"
    assert dispatcher.dispatch_due() == 1
    assert len(office.carrier.given) == 13


def test_a_carrier_that_says_when_to_come_back_is_not_asked_before(office: Office) -> None:
    one = given_one(office)
    office.carrier.answer = raising(Unavailable("too many", retry_after=600))
    office.dispatcher().dispatch_due()
    assert office.row(one)["next_try_at"] == later(10)


def test_what_is_deferred_for_some_addresses_holds_up_no_other(office: Office) -> None:
    """Greylisting puts off three first mails in a row; the relay itself works."""
    ones = [given_one(office, str(number)) for number in range(STRIKES + 2)]
    answers = iter([Deferred("the relay answered 450 4.7.1", retry_after=60)] * STRIKES)

    def answer(_: Reply) -> str:
        if deferred := next(answers, None):
            raise deferred
        return "ok"

    office.carrier.answer = answer
    assert office.dispatcher().dispatch_due() == 2
    assert sorted(office.row(one)["state"] for one in ones) == ["sent"] * 2 + ["waiting"] * STRIKES
    assert {office.row(one)["next_try_at"] for one in ones} == {MONDAY, later(1)}


def test_after_days_of_trying_it_is_given_up(office: Office) -> None:
    one = given_one(office)
    office.carrier.answer = raising(Unavailable("mailbox full", retry_after=0))
    dispatcher = office.dispatcher()
    with writing(office.engine) as connection:
        connection.execute(update(replies).values(tries=MOST_TRIES - 1))
    assert dispatcher.dispatch_due() == 1
    assert "mailbox full" in office.row(one)["why"]
    assert [outcome.state for outcome in office.outcomes()] == ["failed"]


def test_what_the_carrier_refuses_has_failed(office: Office) -> None:
    one = given_one(office)
    office.carrier.answer = raising(Refused("the relay answered 550 5.1.1"))
    assert office.dispatcher().dispatch_due() == 1
    assert (office.row(one)["state"], office.row(one)["why"]) == ("failed", "the relay answered 550 5.1.1")


def test_what_is_in_doubt_is_uncertain_and_never_sent_again(office: Office) -> None:
    one = given_one(office)
    office.carrier.answer = raising(InDoubt("the relay said nothing"))
    assert office.dispatcher().dispatch_due() == 1
    office.clock.move(timedelta(days=9))
    assert office.dispatcher().dispatch_due() == 0
    assert office.row(one)["state"] == "uncertain"
    assert len(office.carrier.given) == 1


def test_a_process_that_dies_while_sending_leaves_it_uncertain(office: Office) -> None:
    one, other = given_one(office), given_one(office, "b")
    office.carrier.answer = raising(PowerCut())
    with pytest.raises(PowerCut):
        office.dispatcher().dispatch_due()
    office.carrier.answer = lambda _: "ok"
    successor = office.dispatcher()
    assert successor.take_over() == 1
    while successor.dispatch_due():
        pass
    assert sorted([office.row(one)["state"], office.row(other)["state"]]) == ["sent", "uncertain"]
    assert len(office.carrier.given) == 2
    assert sorted(outcome.state for outcome in office.outcomes()) == ["sent", "uncertain"]


def test_without_taking_over_a_claim_is_given_up_when_it_has_lasted_too_long(office: Office) -> None:
    one = given_one(office)
    office.carrier.answer = raising(PowerCut())
    with pytest.raises(PowerCut):
        office.dispatcher().dispatch_due()
    office.clock.move(CLAIM_LASTS - timedelta(seconds=1))
    assert office.dispatcher().dispatch_due() == 0
    assert office.row(one)["state"] == "sending"
    office.clock.move(timedelta(seconds=1))
    assert office.dispatcher().dispatch_due() == 1
    assert office.row(one)["state"] == "uncertain"


@pytest.mark.parametrize("late", [Unavailable("late"), Refused("late"), None])
def test_who_comes_back_after_its_claim_was_given_up_changes_nothing(office: Office, late: Exception | None) -> None:
    one = given_one(office)

    def slow(_: Reply) -> str:
        office.clock.move(CLAIM_LASTS)
        office.dispatcher().dispatch_due()
        if late:
            raise late
        return "late"

    office.carrier.answer = slow
    assert office.dispatcher().dispatch_due() == 0
    assert office.row(one)["state"] == "uncertain"
    assert [outcome.state for outcome in office.outcomes()] == ["uncertain"]


def test_a_customer_who_is_not_stored_yet_is_waited_for(office: Office) -> None:
    one = said("a")
    office.ask(asked(one))
    dispatcher = office.dispatcher()
    assert dispatcher.dispatch_due() == 0
    assert "being stored" in office.row(one)["why"]
    assert office.row(one)["next_try_at"] == MONDAY + timedelta(seconds=0.5)
    office.clock.move(timedelta(hours=4))
    dispatcher.dispatch_due()
    assert office.row(one)["next_try_at"] == MONDAY + timedelta(hours=4, minutes=5)
    office.store(one)
    office.clock.move(timedelta(minutes=5))
    assert dispatcher.dispatch_due() == 1
    assert office.row(one)["state"] == "sent"


def test_who_said_stop_is_not_answered_until_they_say_start(office: Office) -> None:
    one = given_one(office, address=BEN_TEXTS)
    office.store(said("stop", address=BEN_TEXTS, command="stop", received_at=later(1)))
    assert office.dispatcher().dispatch_due() == 1
    assert (office.row(one)["state"], office.row(one)["why"]) == ("suppressed", "the customer said STOP")
    assert office.carrier.given == []
    office.store(said("start", address=BEN_TEXTS, command="start", received_at=later(2)))
    given_one(office, "b", address=BEN_TEXTS)
    office.dispatcher().dispatch_due()
    assert len(office.carrier.given) == 1


@pytest.mark.parametrize(
    ("purpose", "state"),
    [
        *((purpose, "suppressed") for purpose in ("check", "mended", "late_warning", "late_apology", "notice")),
        *((purpose, "sent") for purpose in ("acknowledgement", "follow_up", "reopened", "idea")),
        *((purpose, "sent") for purpose in ("answer", "resolution", "update", "question")),
    ],
)
def test_a_stop_by_mail_ends_news_and_no_answers(office: Office, purpose: ReplyPurpose, state: str) -> None:
    office.store(said("stop", command="stop", received_at=later(1)), said("a"))
    office.ask(asked(said("a"), purpose=purpose))
    office.carrier.needed = "no relay is configured"
    office.dispatcher().dispatch_due()
    office.carrier.needed = None
    office.clock.move(timedelta(seconds=NOTHING_CONFIGURED_PAUSE))
    office.dispatcher().dispatch_due()
    assert office.row(said("a"))["state"] == state


def test_a_stop_that_is_stored_at_the_last_moment_still_counts(office: Office) -> None:
    first, second = given_one(office, "a", address=BEN_TEXTS), given_one(office, "b", address=BEN_TEXTS)

    def stop_meanwhile(_: Reply) -> str:
        office.store(said("stop", address=BEN_TEXTS, command="stop", received_at=later(1)))
        return "ok"

    office.carrier.answer = stop_meanwhile
    dispatcher = office.dispatcher()
    while dispatcher.dispatch_due():
        pass
    assert sorted([office.row(first)["state"], office.row(second)["state"]]) == ["sent", "suppressed"]


@pytest.mark.parametrize(
    ("address", "words"),
    [(NOBODY, "no address"), (Address(kind="handle", value="ann_1"), "no way to answer an address of kind handle")],
)
def test_who_cannot_be_reached_is_said_to_be(office: Office, address: Address, words: str) -> None:
    one = given_one(office, address=address, channel="form")
    assert office.dispatcher().dispatch_due() == 1
    assert office.row(one)["state"] == "suppressed"
    assert words in office.row(one)["why"]


def test_a_machine_is_not_answered_by_a_machine_but_a_person_may_write_to_it(office: Office) -> None:
    one = given_one(office, automatic="auto_reply")
    office.ask(asked(one, id="by a person", purpose="resolution"))
    office.dispatcher().dispatch_due()
    assert sorted(outcome.state for outcome in office.outcomes()) == ["sent", "suppressed"]


def test_whom_a_mail_was_not_sent_by_is_not_answered_by_a_machine_but_a_person_may_write_to_them(office: Office) -> None:
    one = given_one(office, suspect=True)
    office.ask(asked(one, id="by a person", purpose="question"))
    office.dispatcher().dispatch_due()
    assert sorted(outcome.state for outcome in office.outcomes()) == ["sent", "suppressed"]
    assert "in doubt" in next(outcome.why for outcome in office.outcomes() if outcome.state == "suppressed")


def test_without_a_carrier_replies_wait_visibly_and_quietly(office: Office) -> None:
    office.carrier.needed = "no relay is configured ([replies.smtp] host)"
    for number in range(60):
        given_one(office, str(number))
    dispatcher = office.dispatcher()
    assert dispatcher.dispatch_due(20) == 0
    expected = [{"channel": "email", "state": "waiting", "why": office.carrier.needed, "number": 60}]
    assert StoredArchive(office.engine).waiting_replies() == expected
    assert office.row(said("59"))["next_try_at"] == MONDAY + timedelta(seconds=15)
    office.carrier.needed = None
    office.clock.move(timedelta(seconds=15))
    assert [dispatcher.dispatch_due(20) for _ in range(4)] == [20, 20, 20, 0]


def test_one_carrier_that_is_missing_or_away_does_not_hold_up_the_other(office: Office) -> None:
    texts = Carrier(channels=frozenset(("phone",)))
    mails = Carrier(channels=frozenset(("email",)), answer=raising(Unavailable("away", retry_after=0)))
    for number in range(30):
        given_one(office, f"mail {number}")
    text = given_one(office, "text", address=BEN_TEXTS)
    dispatcher = office.dispatcher(mails, texts)
    for _ in range(5):
        dispatcher.dispatch_due(5)
    assert office.row(text)["state"] == "sent"
    assert len(mails.given) == STRIKES
    mails.answer = lambda _: "ok"
    for _ in range(SETTLES):
        dispatcher.dispatch_due(5)
        office.clock.move(timedelta(seconds=1))
    assert {outcome.state for outcome in office.outcomes()} == {"sent"}
    assert len(office.outcomes()) == 31


@pytest.mark.parametrize(("source", "kind"), [("whatsapp:+12025550100", "whatsapp"), ("+12025550100", "phone")])
def test_the_answer_goes_where_this_message_came_from(office: Office, source: str, kind: str) -> None:
    office.store(said("before", address=BEN_TEXTS, source="+12025550100"))
    given_one(office, "now", address=BEN_TEXTS, source=source)
    office.dispatcher().dispatch_due()
    assert office.carrier.given[0].to.kind == kind


def test_the_oldest_that_are_due_come_first_and_no_more_than_asked_for(office: Office) -> None:
    for number in range(7):
        given_one(office, str(number))
        office.clock.move(timedelta(seconds=1))
    dispatcher = office.dispatcher()
    assert [dispatcher.dispatch_due(3) for _ in range(4)] == [3, 3, 1, 0]
    assert [reply.request.feedback for reply in office.carrier.given] == [said(str(number)).id for number in range(7)]


def test_after_an_outage_replies_go_in_the_order_in_which_they_were_asked_for(office: Office) -> None:
    office.carrier.needed = "no relay is configured"
    for number in range(12):
        one = said(str(number))
        office.store(one)
        office.ask(asked(one, requested_at=later(number)))
    dispatcher = office.dispatcher()
    dispatcher.dispatch_due(5)
    office.carrier.needed = None
    office.clock.move(timedelta(seconds=NOTHING_CONFIGURED_PAUSE))
    while dispatcher.dispatch_due(5):
        pass
    assert [reply.request.requested_at for reply in office.carrier.given] == [later(number) for number in range(12)]


@pytest.mark.parametrize("purpose", MOOT_ONCE_RESOLVED)
def test_what_a_later_resolution_has_overtaken_is_not_said(office: Office, purpose: ReplyPurpose) -> None:
    one = given_one(office)
    office.ask(asked(one, id="before", purpose=purpose, requested_at=later(1)))
    office.ask(asked(one, id="resolved", purpose="resolution", requested_at=later(2)))
    office.ask(asked(one, id="after", purpose=purpose, requested_at=later(3)))
    office.ask(asked(one, id="elsewhere", case="another", purpose=purpose, requested_at=later(1)))
    while office.dispatcher().dispatch_due():
        pass
    states = {outcome.request: (outcome.state, outcome.why) for outcome in office.outcomes()}
    assert states.pop("before") == ("suppressed", "the case was resolved meanwhile")
    assert set(states) == {asked(one).id, "resolved", "after", "elsewhere"}
    assert set(states.values()) == {("sent", "")}


def test_dispatchers_side_by_side_send_each_reply_once(office: Office, database_url: str) -> None:
    for number in range(25):
        given_one(office, str(number))
    together = threading.Barrier(3)

    def work() -> None:
        engine = open_database(database_url)
        dispatcher = Dispatcher(engine, [office.carrier], office.clock, NoMetrics())
        together.wait()
        for _ in range(6):
            dispatcher.dispatch_due(10)
        engine.dispose()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(office.carrier.given) == 25
    assert len({reply.request.id for reply in office.carrier.given}) == 25
    assert [outcome.state for outcome in office.outcomes()] == ["sent"] * 25
