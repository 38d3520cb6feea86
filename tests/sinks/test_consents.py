"""Consent is kept by customer, by sender number of ours and by channel, with its proof, and every reply obeys it."""

import itertools
import random
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine, select, update

from golddust import topics
from golddust.clock import MovableClock
from golddust.database.engine import reading, writing
from golddust.database.schema import consent_statements, consents, feedback, outbox, replies
from golddust.events import ConsentChanged, Feedback, ReplyRequest
from golddust.identity import derived_id
from golddust.metrics import NoMetrics
from golddust.ports import Reply
from sinks.replies.dispatcher import Dispatcher
from sinks.replies.requests import requests_step
from sinks.store.consents import refused
from sinks.store.store import Store
from tests.sinks.made import ANN_MAILS, BEN_TEXTS, all_done, asked, customer_of, later, records, said

ONE, TWO, WHATSAPP = "+12025550100", "+12025550101", "whatsapp:+12025550100"
BEN = customer_of(BEN_TEXTS)
_numbers = itertools.count()


def text(name: str, command: str | None = None, minute: float = 0, **fields: Any) -> Feedback:
    word = fields.pop("command_word", command.upper() if command else "")
    given = {
        "address": BEN_TEXTS,
        "command": command,
        "command_word": word,
        "received_at": later(minute),
        "text": word or "Hello",
    }
    return said(name, **(given | fields))


@dataclass(slots=True)
class Desk:
    """A database, and a carrier that keeps what it is given; `before_sending` happens when a reply was chosen to be sent."""

    engine: Engine
    given: list[Reply] = field(default_factory=list)
    clock: MovableClock = field(default_factory=lambda: MovableClock(later(600)))
    channels: frozenset[str] = frozenset(("email", "phone", "whatsapp"))
    keeps_a_list: bool = False
    before_claim: Sequence[Feedback] = ()

    def waiting_for(self) -> str | None:
        stored, self.before_claim = self.before_claim, ()
        self.store(*stored)
        return None

    def together(self) -> AbstractContextManager[None]:
        return nullcontext()

    def lane(self, _: str) -> str:
        return "desk"

    def send(self, reply: Reply) -> str:
        self.given.append(reply)
        return "id"

    def store(self, *events: Feedback) -> None:
        assert all_done(Store(self.engine).write(records(events)))

    def request(self, *requests: ReplyRequest) -> None:
        assert all_done(requests_step(self.engine, self.clock)(records(requests)))

    def dispatch(self) -> None:
        dispatcher = Dispatcher(self.engine, (self,), self.clock, NoMetrics())
        while dispatcher.dispatch_due() or dispatcher.dispatch_due():  # one that could not be claimed is looked at once more
            pass

    def answer(self, one: Feedback, **fields: Any) -> str:
        """How an answer to that message ended, and why."""
        request = asked(one, **({"id": derived_id("reply", str(next(_numbers)))} | fields))
        self.request(request)
        self.dispatch()
        with reading(self.engine) as connection:
            return str(connection.execute(select(replies.c.state).where(replies.c.id == request.id)).scalar_one())

    def holds(self) -> dict[tuple[str, str], tuple[str, Any, str]]:
        query = select(consents).where(consents.c.customer == BEN)
        with reading(self.engine) as connection:
            return {(r.channel, r.sender): (r.state, r.since, r.feedback) for r in connection.execute(query)}

    def events(self) -> list[ConsentChanged]:
        query = select(outbox.c.value, outbox.c.key).where(outbox.c.topic == topics.CONSENTS).order_by(outbox.c.number)
        with reading(self.engine) as connection:
            found = connection.execute(query).all()
        events = [msgspec.json.decode(row.value, type=ConsentChanged) for row in found]
        assert [row.key for row in found] == [event.customer for event in events]
        return events

    def statements(self) -> list[Any]:
        with reading(self.engine) as connection:
            return list(connection.execute(select(consent_statements).order_by(consent_statements.c.at)).all())


@pytest.fixture
def desk(database: Engine) -> Desk:
    return Desk(database)


def test_stop_to_one_number_leaves_the_others_speaking(desk: Desk) -> None:
    one, two, chat = text("one", source=ONE), text("two", source=TWO), text("chat", source=WHATSAPP)
    desk.store(one, two, chat, text("stop", "stop", 1, source=ONE))
    assert [desk.answer(each) for each in (one, two, chat)] == ["suppressed", "sent", "sent"]
    assert desk.holds() == {("sms", ONE): ("stopped", later(1), text("stop").id)}


def test_stopall_and_a_stop_by_mail_act_for_all(desk: Desk) -> None:
    one, two, chat = text("one", source=ONE), text("two", source=TWO), text("chat", source=WHATSAPP)
    desk.store(one, two, chat, text("stop", "stop", 1, source=ONE, command_word="STOPALL"))
    assert [desk.answer(each) for each in (one, two, chat)] == ["suppressed"] * 3
    desk.store(text("start", "start", 2, source=TWO))
    assert [desk.answer(each) for each in (one, two, chat)] == ["suppressed", "sent", "suppressed"]
    mail = said("mail", address=ANN_MAILS)
    desk.store(mail, said("unsubscribe", address=ANN_MAILS, command="stop", received_at=later(1), source="other@localhost"))
    assert desk.answer(mail, purpose="late_warning") == "suppressed"
    assert desk.answer(mail, purpose="answer") == "sent", "who unsubscribed from machines is answered by people"


def test_a_pool_of_numbers_is_one_sender(desk: Desk) -> None:
    pool = {"service": "MG1"}
    one, two, alone = text("one", source=ONE, **pool), text("two", source=TWO, **pool), text("alone", source="+12025550102")
    desk.store(one, two, alone, text("stop", "stop", 1, source=ONE, **pool))
    assert [desk.answer(each) for each in (one, two, alone)] == ["suppressed", "suppressed", "sent"]


@pytest.mark.parametrize(("stopped_in", "asked_in"), [("MG1", ""), ("MG1", "MG2"), ("", "MG1")])
def test_a_stop_holds_for_the_number_whether_or_not_it_is_in_a_pool_then(desk: Desk, stopped_in: str, asked_in: str) -> None:
    one = text("one", service=asked_in)
    desk.store(one, text("stop", "stop", 1, service=stopped_in))
    assert desk.answer(one) == "suppressed"


@pytest.mark.parametrize("started_in", ["MG1", ""])
def test_a_start_lets_the_number_speak_whether_or_not_it_is_in_a_pool_then(desk: Desk, started_in: str) -> None:
    alone, pooled = text("alone"), text("pooled", service="MG1")
    desk.store(alone, pooled, text("stop", "stop", 1), text("start", "start", 2, service=started_in))
    assert [desk.answer(alone), desk.answer(pooled)] == ["sent", "sent"]


def test_each_scope_has_the_message_as_its_proof_and_both_are_taken_back_together(desk: Desk) -> None:
    stop = text("stop", "stop", 1, service="MG1")
    desk.store(stop, stop)
    assert desk.holds() == {("sms", number): ("stopped", later(1), stop.id) for number in ("MG1", ONE)}
    desk.store(text("stop", None, 1, service="MG1", revision=1, text="Stop the noise"))
    assert desk.holds() == {}
    assert sorted((event.sender, event.state) for event in desk.events()) == [
        (ONE, "given"),
        (ONE, "stopped"),
        ("MG1", "given"),
        ("MG1", "stopped"),
    ]


@pytest.mark.parametrize("reached", [{"channel": "form", "source": "tell-us"}, {"channel": "hook", "source": "shop"}])
@pytest.mark.parametrize("stop", [{}, {"service": "MG1"}, {"command_word": "STOPALL"}])
def test_a_stop_by_text_covers_texts_that_answer_a_form_or_a_hook(
    desk: Desk, reached: dict[str, Any], stop: dict[str, Any]
) -> None:
    one = text("one", **reached)
    desk.store(one, text("stop", "stop", 1, **stop))
    assert desk.answer(one) == "suppressed"
    desk.store(text("start", "start", 2, service=stop.get("service", "")))
    assert desk.answer(one) == "sent"


def test_a_start_to_another_number_does_not_undo_a_stop_for_answers_to_a_form(desk: Desk) -> None:
    one = text("one", channel="form", source="tell-us")
    desk.store(one, text("stop", "stop", 1, source=ONE), text("start", "start", 2, source=TWO))
    assert desk.answer(one) == "suppressed"


def test_a_stop_that_the_carrier_tells_of_is_for_what_the_answer_to_a_form_was_sent_from(desk: Desk) -> None:
    form, unsent = text("form", channel="form", source="tell-us"), text("unsent", channel="form", source="tell-us")
    desk.store(form, unsent)
    request = asked(form)
    desk.request(request)
    with writing(desk.engine) as connection:
        connection.execute(update(replies).where(replies.c.id == request.id).values(sent_from=TWO))
        refused(connection, BEN, form.id, request.id, later(1))
    assert desk.holds() == {("sms", TWO): ("stopped", later(1), "")}
    with writing(desk.engine) as connection:
        refused(connection, BEN, unsent.id, asked(unsent).id, later(2))
    assert ("", "") in desk.holds(), "nobody noted what it was sent from"


def test_every_reply_obeys_a_stop_by_text_staffs_own_words_included(desk: Desk) -> None:
    one = text("one")
    desk.store(one, text("stop", "stop", 1))
    purposes = ("answer", "resolution", "update", "question", "acknowledgement", "check", "status", "help", "stopped", "mended")
    assert {desk.answer(one, purpose=purpose) for purpose in purposes} == {"suppressed"}
    desk.store(text("start", "start", 2))
    assert desk.answer(one, purpose="answer") == "sent"


def test_stop_between_being_chosen_and_being_claimed_wins(desk: Desk) -> None:
    """The dispatcher has read the row as one that may be sent; the claim looks again, in the statement that makes it ours."""
    one = text("one")
    desk.store(one)
    desk.before_claim = (text("stop", "stop", 1),)
    assert desk.answer(one) == "suppressed"
    assert desk.given == []


def test_start_between_lets_it_go(desk: Desk) -> None:
    one = text("one")
    desk.store(one, text("stop", "stop", 1), text("start", "start", 2))
    assert desk.answer(one) == "sent"


def test_one_last_word_is_allowed_and_another_stop_gets_none(desk: Desk) -> None:
    stop, again = text("stop", "stop", 1, source=WHATSAPP), text("again", "stop", 2, source=WHATSAPP)
    desk.store(text("one", source=WHATSAPP), stop, again)
    assert desk.answer(stop, purpose="stopped", case="") == "sent"
    assert desk.answer(again, purpose="stopped", case="") == "suppressed"
    assert desk.answer(stop, purpose="acknowledgement") == "suppressed"
    third = text("third", "stop", 4, source=WHATSAPP)
    desk.store(text("start", "start", 3, source=WHATSAPP), third)
    assert desk.answer(third, purpose="stopped", case="") == "sent", "a new STOP after a START is told once as well"


def test_who_is_in_doubt_changes_nobodys_consent(desk: Desk) -> None:
    one = text("one")
    desk.store(one, text("stop", "stop", 1, suspect=True))
    assert desk.holds() == {}
    assert desk.answer(one) == "sent"


def test_proof_is_kept_and_history_is_only_added_to(desk: Desk) -> None:
    desk.store(text("a", "stop", 1, command_word="STOP TEXTING ME", text="please stop texting me!"))
    desk.store(text("b", "start", 2), text("c", "stop", 3))
    kept = [(row.state, row.at, row.by, row.word, row.words, row.feedback) for row in desk.statements()]
    assert kept[0] == ("stopped", later(1), "customer", "STOP TEXTING ME", "please stop texting me!", text("a").id)
    assert [row[0] for row in kept] == ["stopped", "given", "stopped"]


def test_each_change_is_an_event_without_the_customers_own_words(desk: Desk) -> None:
    desk.store(text("a", "stop", 1, text="Stop! I am Ben Example"), text("b", "stop", 2))
    desk.store(text("c", "start", 3))
    desk.store(text("a", "stop", 1, text="Stop! I am Ben Example"), text("c", "start", 3))
    assert [(e.state, e.since, e.word, e.by, e.sender, e.feedback) for e in desk.events()] == [
        ("stopped", later(1), "STOP", "customer", ONE, text("a").id),
        ("given", later(3), "START", "customer", ONE, text("c").id),
    ]
    assert len({event.id for event in desk.events()}) == 2
    assert b"Example" not in msgspec.json.encode(desk.events())


@pytest.mark.parametrize("seed", range(6))
def test_what_holds_in_the_end_does_not_depend_on_the_order_of_storing(desk: Desk, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - an order, not a secret
    words = [("stop", "STOP"), ("start", "START"), ("stop", "STOPALL"), ("start", "YES"), ("stop", "STOP"), ("start", "START")]
    events = [
        text(f"{n}", command, minute=chance.randint(0, 4), source=chance.choice((ONE, TWO)), command_word=word)
        for n, (command, word) in enumerate(words * 2)
    ]
    desk.store(*events)
    expected = desk.holds()
    with writing(desk.engine) as connection:
        for table in (consents, consent_statements, feedback):
            connection.execute(table.delete())
    shuffled = chance.sample(events * 2, k=len(events) * 2)
    for start in range(0, len(shuffled), 3):
        desk.store(*shuffled[start : start + 3])
    assert desk.holds() == expected


def test_of_two_at_the_same_instant_stop_wins(desk: Desk) -> None:
    one = text("one")
    desk.store(one, text("stop", "stop", 1), text("start", "start", 1))
    assert desk.answer(one) == "suppressed"
    assert desk.holds()[("sms", ONE)][0] == "stopped"


def test_of_two_for_different_scopes_at_the_same_instant_stop_wins(desk: Desk) -> None:
    one = text("one")
    desk.store(one, text("stop", "stop", 1, command_word="STOPALL", source=TWO), text("start", "start", 1, source=ONE))
    assert desk.answer(one) == "suppressed"


# --- YES


def ask(desk: Desk, one: Feedback, minute: float) -> None:
    """A question of ours that was sent at that minute."""
    request = asked(one, id=derived_id("question", str(minute)), purpose="check")
    desk.request(request)
    with writing(desk.engine) as connection:
        this = update(replies).where(replies.c.id == request.id)
        connection.execute(this.values(state="sent", changed_at=later(minute)))


def yes(minute: float) -> Feedback:
    return text(f"yes {minute}", "start", minute, command_word="YES")


def test_a_yes_that_answers_a_question_changes_nothing(desk: Desk) -> None:
    one = text("one")
    desk.store(one)
    ask(desk, one, 5)
    desk.store(yes(6))
    assert desk.holds() == {}
    assert desk.events() == []


def test_a_yes_with_no_question_open_is_consent(desk: Desk) -> None:
    desk.store(text("one"), yes(6))
    assert desk.holds() == {("sms", ONE): ("given", later(6), yes(6).id)}


def test_a_yes_after_stop_is_consent_even_while_a_question_is_open(desk: Desk) -> None:
    one = text("one")
    desk.store(one)
    ask(desk, one, 5)
    desk.store(yes(7))
    desk.store(text("stop", "stop", 6))  # which comes late
    assert desk.holds() == {("sms", ONE): ("given", later(7), yes(7).id)}
    assert desk.answer(one) == "sent"


def test_a_stop_after_an_answered_question_stays(desk: Desk) -> None:
    one = text("one")
    desk.store(one)
    ask(desk, one, 5)
    desk.store(yes(6), text("stop", "stop", 7))
    assert desk.answer(one) == "suppressed"


# --- read again


def test_a_stop_that_a_later_reading_does_not_find_holds_no_longer_and_stays_in_history(desk: Desk) -> None:
    desk.store(text("a", "stop", 1))
    desk.store(text("a", None, 1, revision=1, text="Stop the noise"))
    assert desk.holds() == {}
    assert [event.state for event in desk.events()] == ["stopped", "given"]
    assert [row.holds for row in desk.statements()] == [False]
    desk.store(text("a", "stop", 1, revision=2))
    assert desk.holds()[("sms", ONE)][0] == "stopped"


def test_an_older_reading_that_comes_late_says_nothing(desk: Desk) -> None:
    desk.store(text("a", None, 1, revision=1))
    desk.store(text("a", "stop", 1))
    assert desk.holds() == {}
