"""A register with cases, a clock, and mirrors that are kept in step."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from golddust import wire
from golddust.clock import MovableClock
from golddust.events import CaseEvent
from golddust.metrics import NoMetrics
from golddust.mirroring import ComplaintMirror, TellRegister
from golddust.records import Record
from sinks.complaints import rows
from sinks.complaints.mirroring import Mirroring, mirrors_step
from sinks.complaints.printed.mirror import PrintedMirror
from sinks.complaints.rows import Mirrored
from tests.sinks.complaints.made import MONDAY, KeptCases

SETTLES = 500
"""More rounds than anything here needs."""
SECOND = timedelta(seconds=1)


@dataclass(slots=True)
class Office:
    """One database with its clock, the cases that are in it, and the mirrors that are on."""

    engine: Engine
    clock: MovableClock
    cases: KeptCases
    mirrors: list[ComplaintMirror] = field(default_factory=list)
    poll_seconds: float = 5.0
    tell: TellRegister | None = None
    _working: dict[str, Mirroring] = field(default_factory=dict)
    _made: list[Mirroring] = field(default_factory=list)

    def printing(self, name: str = "printed") -> PrintedMirror:
        """A mirror in memory, switched on."""
        mirror = PrintedMirror(self.clock, lambda _: None, name)
        self.mirrors.append(mirror)
        return mirror

    def hear(self, *events: CaseEvent) -> None:
        """The stage reads these events."""
        entries = [wire.entry(event) for event in events]
        records = [Record(e.topic, 0, place, e.key, e.value, e.headers, MONDAY) for place, e in enumerate(entries)]
        mirrors_step(self.engine, [mirror.name for mirror in self.mirrors], self.clock)(records)

    def opened(self, **fields: object) -> CaseEvent:
        """A case is opened and heard of."""
        event = self.cases.opened(**fields)
        self.hear(event)
        return event

    def happened(self, case: str, step: str, note: str = "", **fields: str) -> CaseEvent:
        """A step is taken and heard of."""
        event = self.cases.happened(case, step, note, **fields)  # type: ignore[arg-type]
        self.hear(event)
        return event

    def working(self, mirror: ComplaintMirror) -> Mirroring:
        """A new worker for the mirror."""
        made = Mirroring(
            self.engine,
            mirror,
            self.cases.as_register(),
            self.tell or self.cases.tell,
            lambda reference: f"https://care.example.com/console/cases/{reference}",
            self.poll_seconds,
            self.clock,
            NoMetrics(),
        )
        self._made.append(made)
        return made

    def close(self) -> None:
        """Nobody works any more."""
        for made in self._made:
            made.close()

    def work(self, mirror: ComplaintMirror | None = None) -> int:
        """Each worker works until nothing is due any more; returns how much they did."""
        total = 0
        for one in [mirror] if mirror else self.mirrors:
            worker = self._working.setdefault(one.name, self.working(one))
            for _ in range(SETTLES):
                done = worker.work()
                total += done
                if not done:
                    break
        return total

    def later(self, seconds: float) -> int:
        """So much time goes by, second by second, with everybody at work."""
        total = 0
        for _ in range(int(seconds)):
            self.clock.move(SECOND)
            total += self.work()
        return total

    def row(self, case: str, mirror: str = "printed") -> Mirrored:
        (row,) = rows.listed(self.engine, mirror, case)
        return row


@pytest.fixture
def office(database: Engine) -> Iterator[Office]:
    clock = MovableClock(MONDAY)
    office = Office(database, clock, KeptCases(clock))
    yield office
    office.close()
