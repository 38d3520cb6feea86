"""One mirror at work: cases go there, what is done there comes back, in one thread of each process."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import Engine

from golddust import wire
from golddust.database.places import Place
from golddust.events import CaseEvent
from golddust.mirroring import ComplaintMirror, TellRegister
from golddust.outcomes import Done, Outcome, Reject
from golddust.ports import Clock, Metrics, Register, Step
from golddust.records import Record
from sinks.complaints import rows
from sinks.complaints.asking import Asking
from sinks.complaints.bringing import Bringing
from sinks.complaints.carrying import Carrying
from sinks.complaints.erasing import TicketErasing

AT_ONCE = 5
"""Cases carried before it is asked again what changed there."""
GAUGE_PAUSE = 15.0


def mirrors_step(engine: Engine, names: Sequence[str], clock: Clock) -> Step:
    """A step that notes for each of these mirrors which cases have something to be carried there; without any, nothing."""

    def step(records: Sequence[Record]) -> list[Outcome]:
        read = [wire.read(record, CaseEvent) for record in records]
        rows.hear(engine, names, [event for event in read if isinstance(event, CaseEvent)], clock.now())
        return [event if isinstance(event, Reject) else Done() for event in read]

    return step


class Mirroring:
    """Keeps one mirror and the register in step. Used by one thread; of several processes one at a time brings back."""

    def __init__(
        self,
        engine: Engine,
        mirror: ComplaintMirror,
        register: Register,
        tell: TellRegister,
        link_of: Callable[[str], str],
        poll_seconds: float,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._engine = engine
        self._mirror = mirror
        self._clock = clock
        self._metrics = metrics
        self._polls, self._gauges = _Every(poll_seconds, clock), _Every(GAUGE_PAUSE, clock)
        asking = Asking(mirror, clock, metrics, lambda: rows.wake(engine, mirror.name, clock.now()))
        self._carrying = Carrying(engine, asking, register, link_of, clock)
        self._erasing = TicketErasing(engine, asking, clock)
        self._place = Place(engine, f"mirror-{mirror.name}")
        self._bringing = Bringing(engine, asking, tell, self._place.take, clock)

    def work(self) -> int:
        """Carry some cases, and bring back what is new when it is time; returns how much was done. Raises Unavailable."""
        if self._gauges.is_time():
            self._gauge()
        done = self._erasing.erase_due(AT_ONCE) + self._carrying.carry_due(AT_ONCE)
        if self._polls.is_time():
            done += self._bringing.bring_back()
        return done

    def take_over(self) -> int:
        """Call at the start of the only process of a database: whoever worked on a case before is gone."""
        return rows.take_over(self._engine, self._mirror.name, timedelta(seconds=self._mirror.settles_within))

    def close(self) -> None:
        """Let another process bring back."""
        self._place.give_back()

    def _gauge(self) -> None:
        waiting, parked = rows.counts(self._engine).get(self._mirror.name, (0, 0))
        self._metrics.gauge("golddust_mirror_waiting", waiting, mirror=self._mirror.name)
        self._metrics.gauge("golddust_mirror_parked", parked, mirror=self._mirror.name)


class _Every:
    """Says when so many seconds have gone by, and at once the first time."""

    def __init__(self, seconds: float, clock: Clock) -> None:
        self._seconds = seconds
        self._clock = clock
        self._next: float | None = None

    def is_time(self) -> bool:
        """Whether it is time again."""
        now = self._clock.monotonic()
        if self._next is not None and now < self._next:
            return False
        self._next = now + self._seconds
        return True
