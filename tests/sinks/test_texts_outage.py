"""An hour in which Twilio fails in every way loses no answer, and each is sent once; also by a process that dies on and on."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, get_args

import pytest
from sqlalchemy import Engine, event, select

from golddust.clock import MovableClock
from golddust.database.engine import reading
from golddust.database.schema import replies
from golddust.events import Address
from golddust.metrics import NoMetrics
from golddust.ports import Reply, Sender
from sinks.replies.dispatcher import Dispatcher
from sinks.replies.requests import requests_step
from sinks.store.store import Store
from tests.services.texts import Fault, Texts, twilio
from tests.sinks.made import MONDAY, all_done, asked, customer_of, records, said

PUBLIC_URL = "https://golddust.example.com"
FAULTS = get_args(Fault)
HANGS = ("hangs_after", "hangs_before")
REPLIES, CUSTOMERS = 24, 8
OUTAGE = timedelta(hours=1)
SETTLED = OUTAGE + timedelta(hours=3)


class PowerCut(BaseException):
    """The process ends here."""


@dataclass(slots=True)
class Mortal:
    """A sender in a process that may end before it has handed something over, or right after."""

    sender: Sender
    dies: random.Random
    often: float
    at_work: bool = False

    @property
    def channels(self) -> frozenset[str]:
        return self.sender.channels

    @property
    def keeps_a_list(self) -> bool:
        return self.sender.keeps_a_list

    def waiting_for(self) -> str | None:
        return self.sender.waiting_for()

    def together(self) -> AbstractContextManager[None]:
        return self.sender.together()

    def lane(self, source: str) -> str:
        return self.sender.lane(source)

    def find(self, reply: Reply, since: datetime) -> Sequence[str]:
        self.perhaps_end()
        return self.sender.find(reply, since)

    def send(self, reply: Reply) -> str:
        self.perhaps_end()
        sid = self.sender.send(reply)
        self.perhaps_end()
        return sid

    def perhaps_end(self) -> None:
        if self.at_work and self.dies.random() < self.often:
            raise PowerCut


@dataclass(slots=True)
class House:
    """One installation, its Twilio, and chance."""

    engine: Engine
    texts: Texts
    clock: MovableClock
    chance: random.Random
    sender: Mortal
    asked_for: int = 0

    def ask(self) -> None:
        """One more reply: some customers get the same words several times."""
        name, self.asked_for = str(self.asked_for), self.asked_for + 1
        one = said(name, address=Address(kind="phone", value=f"+1202555{100 + self.asked_for % CUSTOMERS:04}"))
        assert all_done(Store(self.engine).write(records([one])))
        words = {} if self.asked_for % 3 else {"text": f"Your message {name} is here."}
        assert all_done(requests_step(self.engine, self.clock)(records([asked(one, requested_at=self.clock.now(), **words)])))

    def dispatcher(self) -> Dispatcher:
        return Dispatcher(self.engine, (self.sender,), self.clock, NoMetrics())

    def rows(self) -> Sequence[Any]:
        with reading(self.engine) as connection:
            return connection.execute(select(replies)).all()

    def got(self) -> Counter[tuple[str, str]]:
        """How often each customer got which words, whatever Twilio answered."""
        return Counter((customer_of(Address(kind="phone", value=one.form["To"])), one.form["Body"]) for one in self.texts.taken)

    def dispatch(self, dispatcher: Dispatcher) -> Dispatcher:
        """A few rounds, in a new process where this one ends."""
        self.sender.at_work = True
        try:
            for _ in range(4):
                if not dispatcher.dispatch_due():
                    break
        except PowerCut:
            dispatcher = self.dispatcher()
            with suppress(PowerCut):
                dispatcher.take_over()
        self.sender.at_work = False
        return dispatcher

    def fault(self, _: str) -> Fault:
        chosen: Fault = self.chance.choice(FAULTS)
        return self.chance.choice(FAULTS) if chosen in HANGS else chosen  # each costs real time

    def an_hour_of_outage(self) -> None:
        self.texts.script = self.fault
        dispatcher, begun = self.dispatcher(), self.clock.now()
        while self.clock.now() < begun + OUTAGE:
            if self.asked_for < REPLIES and self.chance.random() < 0.5:
                self.ask()
            self._perhaps_refuse_connections()
            dispatcher = self.dispatch(dispatcher)
            self.clock.move(timedelta(seconds=self.chance.choice((1, 20, 90))))
        while self.asked_for < REPLIES:
            self.ask()

    def _perhaps_refuse_connections(self) -> None:
        if self.chance.random() < 0.1:
            self.texts.down()
        elif self.texts.is_down:
            self.texts.up()

    def settle(self) -> None:
        """All is well again."""
        if self.texts.is_down:
            self.texts.up()
        self.texts.script = lambda _: ""
        dispatcher, begun = self.dispatcher(), self.clock.now()
        while self.clock.now() < begun + SETTLED and any(row.state in ("waiting", "sending") for row in self.rows()):
            dispatcher = self.dispatch(dispatcher)
            self.clock.move(timedelta(seconds=60))


@contextmanager
def commits_that_fail(engine: Engine, mortal: Mortal) -> Iterator[None]:
    """The process ends before something is committed, now and then."""

    def before(_: Any) -> None:
        mortal.perhaps_end()

    event.listen(engine, "commit", before)
    try:
        yield
    finally:
        event.remove(engine, "commit", before)


def house(engine: Engine, texts: Texts, seed: int, often: float = 0.0) -> House:
    clock, chance = MovableClock(MONDAY), random.Random(seed)  # noqa: S311 - chance, not secrets
    texts.clock, texts.lag, texts.page_size = clock, timedelta(seconds=chance.choice((0, 30, 90))), chance.choice((0, 2))
    mortal = Mortal(twilio(texts.url, PUBLIC_URL, timeout=0.3), random.Random(seed + 1), often)  # noqa: S311
    return House(engine, texts, clock, chance, mortal)


def assert_each_once(one: House) -> None:
    assert {row.state for row in one.rows()} == {"sent"}, [(row.state, row.why) for row in one.rows() if row.state != "sent"]
    assert one.got() == Counter((row.customer, row.text) for row in one.rows())
    assert {row.provider_id for row in one.rows()} == {taken.sid for taken in one.texts.taken}


@pytest.mark.parametrize("seed", range(2))
def test_an_hour_of_outage_loses_nothing_and_sends_each_answer_once(database: Engine, texts: Texts, seed: int) -> None:
    one = house(database, texts, seed)
    one.an_hour_of_outage()
    one.settle()
    assert one.asked_for == REPLIES
    assert_each_once(one)


@pytest.mark.parametrize("seed", range(10, 12))
def test_so_does_an_outage_in_which_the_process_dies_again_and_again(database: Engine, texts: Texts, seed: int) -> None:
    one = house(database, texts, seed, often=0.1)
    with commits_that_fail(database, one.sender):
        one.an_hour_of_outage()
        one.settle()
    assert one.asked_for == REPLIES
    assert_each_once(one)
