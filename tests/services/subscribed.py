"""Subscriptions on made-up events: what tests of web hooks out share."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Engine, func, select

from golddust import topics, wire
from golddust.bus.memory import MemoryLog
from golddust.clock import MovableClock
from golddust.database.engine import reading
from golddust.database.erasing.register import Hashing
from golddust.database.schema import subscriptions as tables
from golddust.events import CaseEvent, Issue, Tagged, TopicTag
from golddust.metrics import NoMetrics
from golddust.ports import Clock, Log
from golddust.specimens import SPECIMENS
from golddust.subscribing import Filter, Wish
from sinks.subscriptions import claims
from sinks.subscriptions.delivering import Delivering
from sinks.subscriptions.house import House
from sinks.subscriptions.keeping import StoredSubscriptions
from sinks.subscriptions.options import Options
from sinks.subscriptions.sealing import Seal
from sinks.subscriptions.wishes import offered_of
from tests.services.receiver import Receiver

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HERE = Options(http=True, private_networks=("127.0.0.0/8",), time_limit=20.0)
OFFERED = offered_of(("delivery", "billing"))
TAGGED = next(one for one in SPECIMENS if isinstance(one, Tagged))
ISSUE = next(one for one in SPECIMENS if isinstance(one, Issue))
CASE = next(one for one in SPECIMENS if isinstance(one, CaseEvent))


def tagged(number: int, customer: str = "", names: Sequence[str] = (), **more: Any) -> Tagged:
    """A tagged message; each of a customer of its own, unless one is given."""
    about = tuple(TopicTag(name=name, confidence=0.9) for name in names)
    return replace(TAGGED, id=f"tag-{number}", customer=customer or f"cust_{number}", topics=about, **more)


def kept_by(engine: Engine, clock: Clock, options: Options = HERE) -> StoredSubscriptions:
    """Subscriptions as the console and the API keep them."""
    return StoredSubscriptions(engine, clock, Seal(b"1" * 32), options, lambda: OFFERED)


class Desk:
    """An installation's log, database and subscriptions, worked for by hand."""

    def __init__(self, engine: Engine, log: Log | None = None, clock: Clock | None = None, options: Options = HERE) -> None:
        self.clock = clock or MovableClock(AT)
        self.log = log or MemoryLog(self.clock)
        seal = Seal(b"1" * 32)
        self.hashing = Hashing(b"2" * 32)
        self.house = House(engine, self.log, self.clock, NoMetrics(), options, seal, self.hashing)
        self.kept = kept_by(engine, self.clock, options)
        self.engine = engine

    def subscribe(self, url: str, *names: str, name: str = "shop", conditions: Filter | None = None) -> str:
        """Make one; returns its secret."""
        return self.kept.add(name, Wish(url=url, topics=names or (topics.TAGGED,), filter=conditions or Filter()))

    def write(self, *events: Any, topic: str = "") -> None:
        """Put these on the log."""
        self.log.append([wire.entry(event, topic) for event in events])

    def work(self, name: str = "shop") -> Delivering:
        """The work for it, as after a start. The one before must be closed, or its claim be old."""
        row = claims.take(self.engine, name, self.clock.now())
        assert row is not None
        return Delivering(self.house, row)


def until_idle(work: Delivering) -> None:
    """Round after round, while there is something to do now."""
    for _ in range(1000):
        if not work.turn():
            return
    raise AssertionError("it never came to rest")


def move(desk: Desk, seconds: float) -> None:
    """So much later."""
    assert isinstance(desk.clock, MovableClock)
    desk.clock.move(timedelta(seconds=seconds))


def waiting(desk: Desk) -> int:
    """How many events wait to be tried again, or for room."""
    with reading(desk.engine) as connection:
        return int(connection.execute(select(func.count()).select_from(tables.waiting)).scalar_one())


def ids(receiver: Receiver, path: str = "/in") -> list[str]:
    """Of the events that came there, in order."""
    return [one.id for one in receiver.at(path)]
