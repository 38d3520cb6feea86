"""A made-up staff and an office that tells it things, with a clock that tests move."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select

from golddust import wire
from golddust.clock import MovableClock
from golddust.database.engine import reading
from golddust.database.schema.staff import staff_notices
from golddust.events import StaffNotice
from golddust.identity import derived_id
from golddust.metrics import NoMetrics
from golddust.outcomes import Outcome
from golddust.ports import Colleague
from golddust.records import Record
from sinks.staff.dispatcher import StaffDispatcher
from sinks.staff.rows import Waiting
from sinks.staff.step import staff_step
from sinks.staff.ways import Way
from tests.sinks.made import MONDAY

LINK = "https://console.example.com/console/cases/GD-7KQ2"
KIM = Colleague("kim", "Kim Example", mail="kim@example.com", phone="+12025550101")
SAM = Colleague("sam", "Sam Example", mail="sam@example.com")
LEE = Colleague("lee", "Lee Example", phone="+12025550103")
_positions = itertools.count()


@dataclass(slots=True)
class Directory:
    """Who is who, who holds which role, and when they begin to work; roles are in the order in which they are told."""

    people: dict[str, Colleague] = field(default_factory=lambda: {one.name: one for one in (KIM, SAM, LEE)})
    roles: dict[str, str] = field(default_factory=lambda: {"on call": "kim", "team lead": "sam", "director": "lee"})
    begins: dict[str, datetime] = field(default_factory=dict)

    def colleague(self, person: str) -> Colleague | None:
        return self.people.get(person)

    def holder_of(self, role: str, now: datetime) -> str:  # noqa: ARG002 - nobody goes on leave here
        return self.roles.get(role, "")

    def at_work_from(self, person: str, now: datetime) -> datetime:
        return self.begins.get(person, now)

    def above(self, role: str) -> str:
        names = list(self.roles)
        following = names[names.index(role) + 1 :] if role in names else names
        return following[0] if following else ""


@dataclass(slots=True)
class Told:
    """A way that does what `answer` does, and keeps what it was given."""

    name: str
    repeats: bool = False
    answer: Callable[[Waiting, Colleague], str] = lambda row, to: f"{row.way} to {to.name}"
    needed: str | None = None
    given: list[tuple[str, str]] = field(default_factory=list)

    def waiting_for(self) -> str | None:
        return self.needed

    def send(self, row: Waiting, to: Colleague) -> str:
        self.given.append((row.notice.id, to.name))
        return self.answer(row, to)


def raising(error: BaseException) -> Callable[[Waiting, Colleague], str]:
    def answer(_row: Waiting, _to: Colleague) -> str:
        raise error

    return answer


def notice(name: str = "n", **fields: Any) -> StaffNotice:
    given: dict[str, Any] = {
        "id": derived_id("notice", name),
        "case": derived_id("case", name),
        "reference": "GD-7KQ2",
        "role": "team lead",
        "person": "sam",
        "purpose": "escalation",
        "subject": "Escalated to you: GD-7KQ2, My parcel",
        "text": f"Escalated to the team lead because the customer feels anger.\n\n> It never came\n\n{LINK}",
        "requested_at": MONDAY,
    }
    return StaffNotice(**(given | fields))


def page(name: str = "p", **fields: Any) -> StaffNotice:
    return notice(name, **({"role": "on call", "person": "kim", "purpose": "page", "urgent": True} | fields))


def record(event: StaffNotice) -> Record:
    entry = wire.entry(event)
    return Record(entry.topic, 0, next(_positions), entry.key, entry.value, entry.headers, MONDAY)


@dataclass(slots=True)
class Office:
    """One database with its clock, a directory, and three ways."""

    engine: Engine
    clock: MovableClock
    directory: Directory = field(default_factory=Directory)
    mail: Told = field(default_factory=lambda: Told("mail"))
    texts: Told = field(default_factory=lambda: Told("sms"))
    hooks: Told = field(default_factory=lambda: Told("hook", repeats=True))

    def take(self, *notices: StaffNotice) -> list[Outcome]:
        step = staff_step(self.engine, self.directory, self.clock, NoMetrics())
        return list(step([record(one) for one in notices]))

    def dispatcher(self, *ways: Way) -> StaffDispatcher:
        return StaffDispatcher(self.engine, self.directory, ways or (self.mail, self.texts, self.hooks), self.clock, NoMetrics())

    def dispatch(self) -> int:
        """Until nothing is due any more."""
        dispatcher, ended = self.dispatcher(), 0
        while did := dispatcher.dispatch_due():
            ended += did
        return ended

    def dispatch_for(self, time: timedelta, stride: timedelta = timedelta(seconds=30)) -> None:
        end = self.clock.now() + time
        while self.clock.now() < end:
            self.dispatch()
            self.clock.move(stride)

    def rows(self, one: StaffNotice) -> list[Mapping[str, Any]]:
        query = (
            select(staff_notices).where(staff_notices.c.notice == one.id).order_by(staff_notices.c.person, staff_notices.c.way)
        )
        with reading(self.engine) as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def states(self, one: StaffNotice) -> list[tuple[str, str, str]]:
        return [(row["person"], row["way"], row["state"]) for row in self.rows(one)]


def given(*ways: Told) -> Sequence[tuple[str, str]]:
    return [(way.name, person) for way in ways for _, person in way.given]
