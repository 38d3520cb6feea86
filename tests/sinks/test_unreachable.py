"""Nothing is sent to an address that does not work, or whose owner told the carrier to stop, until they write again."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine, select

from golddust import topics
from golddust.clock import MovableClock
from golddust.database.engine import reading
from golddust.database.schema import consent_statements, consents, contacts, outbox
from golddust.errors import Refused, Unavailable
from golddust.events import Address, ReplyOutcome
from golddust.metrics import NoMetrics
from golddust.ports import Reply
from sinks.replies.addresses import OptedOut, Unreachable
from sinks.replies.dispatcher import Dispatcher
from sinks.replies.requests import requests_step
from sinks.replies.smtp.options import Options
from sinks.replies.smtp.sender import SmtpReplies
from sinks.store.store import Store
from tests.services.mailbox import Mailbox
from tests.services.texts import Texts, twilio
from tests.sinks.made import ANN_MAILS, BEN_TEXTS, KEYS, MONDAY, all_done, asked, customer_of, later, records, reply_to, said

GONE = Unreachable("the relay answered 550 5.1.1")
STOPPED = OptedOut("the customer opted out at Twilio (error 21610, HTTP 400)")


@dataclass(slots=True)
class Desk:
    """A database and a carrier that answers with the next of these, then takes everything."""

    engine: Engine
    clock: MovableClock
    answers: list[Exception] = field(default_factory=list)
    given: list[Reply] = field(default_factory=list)
    channels: frozenset[str] = frozenset(("email", "phone", "whatsapp"))
    keeps_a_list: bool = False

    def waiting_for(self) -> str | None:
        return None

    def together(self) -> AbstractContextManager[None]:
        return nullcontext()

    def lane(self, _: str) -> str:
        return "desk"

    def find(self, *_: object) -> list[str]:
        raise Unavailable("it keeps no list", 1)

    def send(self, reply: Reply) -> str:
        self.given.append(reply)
        if self.answers:
            raise self.answers.pop(0)
        return "id"

    def store(self, name: str, **fields: Any) -> None:
        assert all_done(Store(self.engine).write(records([said(name, **fields)])))

    def answer(self, name: str, **fields: Any) -> tuple[str, str]:
        """Answer that message, which is stored already; how that ended."""
        return self._ask(asked(said(name, **fields)))

    def _ask(self, request: Any) -> tuple[str, str]:
        assert all_done(requests_step(self.engine, self.clock)(records([request])))
        dispatcher = Dispatcher(self.engine, (self,), self.clock, NoMetrics())
        while dispatcher.dispatch_due():
            pass
        with reading(self.engine) as connection:
            about_replies = select(outbox.c.value).where(outbox.c.topic == topics.REPLIES_OUTCOMES)
            values = connection.execute(about_replies).scalars().all()
        (outcome,) = [o for o in (msgspec.json.decode(v, type=ReplyOutcome) for v in values) if o.request == request.id]
        return outcome.state, outcome.why

    def contact(self, address: Address) -> Any:
        with reading(self.engine) as connection:
            return connection.execute(select(contacts).where(contacts.c.customer == customer_of(address))).one()

    def consents(self, address: Address = BEN_TEXTS) -> list[tuple[Any, ...]]:
        """What holds: sender, state, since, by, feedback."""
        query = select(consents.c.sender, consents.c.state, consents.c.since, consent_statements.c.by, consents.c.feedback)
        theirs = query.join(consent_statements, consent_statements.c.id == consents.c.statement)
        with reading(self.engine) as connection:
            return [tuple(r) for r in connection.execute(theirs.where(consents.c.customer == customer_of(address)))]


@pytest.fixture
def desk(database: Engine) -> Desk:
    return Desk(database, MovableClock(later(10)))


def test_after_a_hard_failure_nothing_more_is_sent_there(desk: Desk) -> None:
    desk.store("a")
    desk.store("b")
    desk.answers = [GONE]
    assert desk.answer("a") == ("failed", "the relay answered 550 5.1.1")
    assert (desk.contact(ANN_MAILS).unreachable_at, desk.contact(ANN_MAILS).unreachable_why) == (later(10), GONE.reason)
    assert desk.answer("b") == ("suppressed", "the customer's address does not work: the relay answered 550 5.1.1")
    assert len(desk.given) == 1


def test_other_refusals_say_nothing_of_the_address(desk: Desk) -> None:
    desk.store("a")
    desk.store("b")
    desk.answers = [Refused("the relay answered 554 5.7.1")]
    assert desk.answer("a")[0] == "failed"
    assert desk.answer("b")[0] == "sent"


def test_other_customers_are_answered_all_the_same(desk: Desk) -> None:
    desk.store("a")
    desk.store("b", address=BEN_TEXTS)
    desk.answers = [GONE]
    desk.answer("a")
    assert desk.answer("b", address=BEN_TEXTS)[0] == "sent"


def test_who_writes_again_is_answered_again(desk: Desk) -> None:
    desk.store("a")
    desk.answers = [GONE]
    desk.answer("a")
    desk.store("c", received_at=later(11))
    assert (desk.contact(ANN_MAILS).unreachable_at, desk.contact(ANN_MAILS).unreachable_why) == (None, "")
    assert desk.answer("c", received_at=later(11))[0] == "sent"


@pytest.mark.parametrize(
    "fields",
    [
        {"received_at": later(9)},
        {"received_at": later(11), "automatic": "auto_reply"},
        {"received_at": later(11), "suspect": True},
    ],
)
def test_an_older_message_or_a_machines_or_a_forged_one_proves_nothing(desk: Desk, fields: dict[str, Any]) -> None:
    desk.store("a")
    desk.answers = [GONE]
    desk.answer("a")
    desk.store("c", **fields)
    assert desk.contact(ANN_MAILS).unreachable_at == later(10)


def test_messages_of_one_batch_count_by_their_time(desk: Desk) -> None:
    desk.store("a")
    desk.answers = [GONE]
    desk.answer("a")
    batch = [said("c", received_at=later(12)), said("d", received_at=later(1))]
    assert all_done(Store(desk.engine).write(records(batch)))
    assert desk.contact(ANN_MAILS).unreachable_at is None


def test_a_stop_told_to_the_carrier_is_a_stop(desk: Desk) -> None:
    desk.store("a", address=BEN_TEXTS)
    desk.store("b", address=BEN_TEXTS)
    desk.answers = [STOPPED]
    assert desk.answer("a", address=BEN_TEXTS) == ("suppressed", STOPPED.reason)
    assert desk.consents() == [("+12025550100", "stopped", later(10), "carrier", "")]
    assert desk.answer("b", address=BEN_TEXTS) == ("suppressed", "the customer said STOP")


def test_it_lasts_until_they_say_start(desk: Desk) -> None:
    desk.store("a", address=BEN_TEXTS)
    desk.answers = [STOPPED]
    desk.answer("a", address=BEN_TEXTS)
    desk.store("c", address=BEN_TEXTS, received_at=later(11))
    desk.store("a", address=BEN_TEXTS, revision=1)  # read again: that recounts what they said
    desk.store("s", address=BEN_TEXTS, command="start", received_at=later(5))
    assert desk.consents() == [("+12025550100", "stopped", later(10), "carrier", "")]
    desk.store("t", address=BEN_TEXTS, command="start", received_at=later(12))
    assert desk.consents() == [("+12025550100", "given", later(12), "customer", said("t").id)]
    assert desk.answer("c", address=BEN_TEXTS, received_at=later(11))[0] == "sent"


def test_their_own_stop_stays_the_proof(desk: Desk) -> None:
    desk.store("a", address=BEN_TEXTS)

    def stops(_: Reply) -> str:
        desk.store("stop", address=BEN_TEXTS, command="stop", received_at=later(8))
        raise STOPPED

    carrier = Carrier(stops)
    assert all_done(requests_step(desk.engine, desk.clock)(records([asked(said("a", address=BEN_TEXTS))])))
    Dispatcher(desk.engine, (carrier,), desk.clock, NoMetrics()).dispatch_due()
    assert desk.consents() == [("+12025550100", "stopped", later(8), "customer", said("stop").id)]


def test_a_stop_told_to_the_carrier_blocks_the_number_that_it_refused_alone(desk: Desk) -> None:
    desk.store("a", address=BEN_TEXTS)
    desk.store("b", address=BEN_TEXTS, source="+12025550101")
    desk.store("w", address=BEN_TEXTS, source="whatsapp:+12025550100")
    desk.answers = [STOPPED]
    assert desk.answer("a", address=BEN_TEXTS)[0] == "suppressed"
    assert desk.answer("b", address=BEN_TEXTS)[0] == "sent"
    assert desk.answer("w", address=BEN_TEXTS)[0] == "sent"


@dataclass(slots=True)
class Carrier:
    send: Callable[[Reply], str]
    channels: frozenset[str] = frozenset(("phone",))
    keeps_a_list: bool = False

    def lane(self, _: str) -> str:
        return "carrier"

    def find(self, *_: object) -> list[str]:
        raise Unavailable("it keeps no list", 1)

    def waiting_for(self) -> str | None:
        return None

    def together(self) -> AbstractContextManager[None]:
        return nullcontext()


def test_an_address_found_dead_at_the_last_moment_still_counts(desk: Desk) -> None:
    """Two answers are due at once: what the first teaches counts for the second, which was looked at before."""
    desk.store("a")
    desk.store("b")
    desk.answers = [GONE]
    requests = [asked(said("a")), asked(said("b"))]
    assert all_done(requests_step(desk.engine, desk.clock)(records(requests)))
    dispatcher = Dispatcher(desk.engine, (desk,), desk.clock, NoMetrics())
    while dispatcher.dispatch_due():
        pass
    assert len(desk.given) == 1


# --- what carriers say


def mail_to(mailbox: Mailbox) -> None:
    options = Options(host="127.0.0.1", port=mailbox.port, timeout=5.0, sender="feedback@example.com")
    SmtpReplies(options, MovableClock(MONDAY), lambda: KEYS).send(reply_to(said("a")))


@pytest.mark.parametrize("step", ["at_rcpt", "at_end"])
@pytest.mark.parametrize(
    "answer",
    [
        "550 5.1.1 <ann@example.com>: Recipient address rejected",
        "550 5.1.2 no such domain",
        "501 5.1.3 bad address",
        "551 5.1.6 moved",
        "556 5.1.10 null MX",
        "550 5.2.1 mailbox disabled",
        "550 User unknown",
        "550 No such user here",
        "550 <ann@example.com>: unknown recipient",
        "550 Mailbox not found",
    ],
)
def test_these_answers_of_a_relay_mean_that_the_address_does_not_work(mailbox: Mailbox, step: str, answer: str) -> None:
    setattr(mailbox, step, answer)
    with pytest.raises(Unreachable) as raised:
        mail_to(mailbox)
    assert "ann" not in raised.value.reason


@pytest.mark.parametrize(
    "answer",
    [
        "550 5.7.1 user unknown to our policy",
        "552 5.2.2 mailbox full",
        "550 5.7.26 unauthenticated",
        "550 5.1.11 new meaning",
        "550 mailbox unavailable",
        "554 user unknown",
        "550 Rejected for policy reasons",
        "553 5.1.8 your sender's domain",
    ],
)
def test_these_say_nothing_of_the_address(mailbox: Mailbox, answer: str) -> None:
    mailbox.at_rcpt = answer
    with pytest.raises(Refused) as raised:
        mail_to(mailbox)
    assert not isinstance(raised.value, Unreachable)


@pytest.mark.parametrize(("code", "meaning"), [(21211, Unreachable), (21614, Unreachable), (21610, OptedOut), (21612, Refused)])
def test_what_twilio_says_of_a_number(texts: Texts, code: int, meaning: type[Exception]) -> None:
    texts.refuse(400, code, "The number +12025550142 is no number")
    with pytest.raises(Refused) as raised:
        twilio(texts.url).send(reply_to(said("a", address=BEN_TEXTS)))
    assert type(raised.value) is meaning
    assert str(code) in raised.value.reason


# --- what comes back


def bounce(desk: Desk, *ids: str, at: float = 20) -> None:
    postmaster = Address(kind="none", value="mailer-daemon@example.net")
    desk.store("bounce", address=postmaster, automatic="bounce", bounced=ids, received_at=later(at))


def test_a_reply_that_came_back_makes_its_address_one_that_does_not_work(desk: Desk) -> None:
    desk.store("a")
    desk.store("b", address=BEN_TEXTS)
    assert desk.answer("a")[0] == desk.answer("b", address=BEN_TEXTS)[0] == "sent"
    bounce(desk, asked(said("a")).id)
    assert desk.contact(ANN_MAILS).unreachable_why == "what was sent there came back"
    assert desk.contact(BEN_TEXTS).unreachable_at is None
    again = msgspec.structs.replace(asked(said("a")), id="another")
    assert desk._ask(again) == ("suppressed", "the customer's address does not work: what was sent there came back")


def test_who_wrote_after_that_reply_is_there(desk: Desk) -> None:
    desk.store("a")
    desk.answer("a")
    desk.store("c", received_at=later(15))
    bounce(desk, asked(said("a")).id)
    assert desk.contact(ANN_MAILS).unreachable_at is None


def test_who_wrote_after_that_reply_is_there_also_when_it_is_stored_later(desk: Desk) -> None:
    desk.store("a")
    desk.answer("a")
    bounce(desk, asked(said("a")).id)
    assert desk.contact(ANN_MAILS).unreachable_at == later(10)
    desk.store("c", received_at=later(15))
    assert desk.contact(ANN_MAILS).unreachable_at is None


def test_a_report_about_nothing_of_ours_changes_nothing(desk: Desk) -> None:
    desk.store("a")
    assert all_done(requests_step(desk.engine, desk.clock)(records([asked(said("a"))])))
    bounce(desk, "no such reply", asked(said("a")).id)  # it was not sent yet, so it cannot have come back
    assert desk.contact(ANN_MAILS).unreachable_at is None
