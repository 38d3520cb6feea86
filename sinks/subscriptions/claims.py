"""Who works for a subscription now, and what came of a round: written together, on the condition that the claim still stands."""

import secrets
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import Connection, Engine, Row, and_, delete, func, insert, or_, select, update

from golddust.database.engine import reading, writing
from golddust.database.schema.subscriptions import positions, subscriptions, tries, waiting
from golddust.errors import Unavailable
from golddust.ports import Clock
from golddust.records import Partition, Place
from golddust.subscribing import Attempt

CLAIM_LASTS = timedelta(minutes=2)
RENEW_AFTER = 15.0
"""Seconds; it is renewed while a round goes on, too."""
TRUSTED_FOR = 30.0
"""Seconds after which nothing is sent under a claim that could not be renewed: a try has ended before it is another's."""


class Lost(Exception):
    """The claim does not stand any more; nothing was written."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event that waits to be tried again, or for one of the same key before it; `number` 0: in no row yet."""

    number: int
    place: Place
    key: str
    tries: int
    first_try_at: datetime | None
    next_try_at: datetime


@dataclass(slots=True)
class Came:
    """What came of a round; `values` are of the subscription."""

    positions: dict[Partition, int] = field(default_factory=dict)
    ended: list[int] = field(default_factory=list)
    waits: list[Waiting] = field(default_factory=list)
    tries: list[Attempt] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)


def take(engine: Engine, name: str, now: datetime) -> Row[Any] | None:
    """Make an active subscription ours; None when it is another's, or none."""
    free = or_(subscriptions.c.claim == "", subscriptions.c.claimed_at <= now - CLAIM_LASTS)
    where = and_(subscriptions.c.name == name, subscriptions.c.state == "active", free)
    values = {"claim": secrets.token_hex(13), "claimed_at": now}
    with writing(engine) as connection:
        return connection.execute(update(subscriptions).where(where).values(values).returning(subscriptions)).one_or_none()


def give_back(engine: Engine, name: str, claim: str) -> None:
    """Let another have it at once, whatever became of it meanwhile."""
    mine = and_(subscriptions.c.name == name, subscriptions.c.claim == claim)
    with writing(engine) as connection:
        connection.execute(update(subscriptions).where(mine).values(claim=""))


class Hold:
    """Our claim on a subscription as it was when we took it. Threads may share it."""

    def __init__(self, engine: Engine, clock: Clock, row: Row[Any]) -> None:
        self._engine = engine
        self._clock = clock
        self.name = str(row.name)
        self._claim = str(row.claim)
        self._version = int(row.version)
        self._renewed_at = clock.monotonic()
        self._lock = threading.Lock()

    def stands(self) -> bool:
        """Whether it is ours still and nobody changed it, as far as was looked lately; renewed on the way."""
        with self._lock:
            age = self._clock.monotonic() - self._renewed_at
            if age < RENEW_AFTER:
                return True
            try:
                self._write(Came())
            except Lost:
                return False
            except Unavailable:
                return age < TRUSTED_FOR
            return True

    def write(self, came: Came) -> list[Waiting]:
        """Write what came of a round, all or nothing; returns what is new among what waits, with its number. Raises Lost."""
        with self._lock:
            return self._write(came)

    def give_back(self) -> None:
        """Let another have it at once."""
        give_back(self._engine, self.name, self._claim)

    def _write(self, came: Came) -> list[Waiting]:
        at = self._clock.monotonic()
        new = _written(self._engine, (self.name, self._claim, self._version), self._clock.now(), came)
        self._renewed_at = at
        return new


def take_over(engine: Engine) -> None:
    """Free what is claimed, at the start of the only process of a database: whoever claimed it is gone."""
    with writing(engine) as connection:
        connection.execute(update(subscriptions).where(subscriptions.c.claim != "").values(claim=""))


def standing(engine: Engine, name: str) -> tuple[dict[Partition, int], list[Waiting]]:
    """Where it stands on the log, and what waits, oldest first."""
    with reading(engine) as connection:
        stands = connection.execute(select(positions).where(positions.c.subscription == name)).all()
        rows = connection.execute(select(waiting).where(waiting.c.subscription == name).order_by(waiting.c.number)).all()
    return {(row.topic, row.partition): row.next for row in stands}, [_waiting(row) for row in rows]


def _written(engine: Engine, ours: tuple[str, str, int], now: datetime, came: Came) -> list[Waiting]:
    name, claim, version = ours
    stands = (subscriptions.c.claim == claim, subscriptions.c.version == version, subscriptions.c.state == "active")
    with writing(engine) as connection:
        values = {"claimed_at": now, **came.values}
        if not connection.execute(update(subscriptions).where(subscriptions.c.name == name, *stands).values(values)).rowcount:
            raise Lost
        _move(connection, name, came.positions)
        if came.ended:
            connection.execute(delete(waiting).where(waiting.c.number.in_(came.ended)))
        new = [_put(connection, name, one) for one in came.waits]
        if came.tries:
            connection.execute(insert(tries), [{"subscription": name, **asdict(one)} for one in came.tries])
    return new


def _move(connection: Connection, name: str, to: Mapping[Partition, int]) -> None:
    for (topic, partition), at in to.items():
        mine = (positions.c.subscription == name, positions.c.topic == topic, positions.c.partition == partition)
        if not connection.execute(update(positions).where(*mine).values(next=at)).rowcount:
            row = {"subscription": name, "topic": topic, "partition": partition, "next": at}
            connection.execute(insert(positions).values(row))


def _put(connection: Connection, name: str, one: Waiting) -> Waiting:
    values = {"tries": one.tries, "first_try_at": one.first_try_at, "next_try_at": one.next_try_at}
    if one.number:
        connection.execute(update(waiting).where(waiting.c.number == one.number).values(values))
        return one
    at = {"topic": one.place.topic, "partition": one.place.partition, "position": one.place.position}
    row = {"subscription": name, "key": one.key, **at, **values}
    number = connection.execute(insert(waiting).values(row).returning(waiting.c.number)).scalar_one()
    return Waiting(number, one.place, one.key, one.tries, one.first_try_at, one.next_try_at)


def sums(connection: Connection) -> Sequence[Row[Any]]:
    """How many events of each subscription wait: (name, number)."""
    return connection.execute(select(waiting.c.subscription, func.count()).group_by(waiting.c.subscription)).all()


def _waiting(row: Row[Any]) -> Waiting:
    place = Place(row.topic, row.partition, row.position)
    return Waiting(row.number, place, row.key, row.tries, row.first_try_at, row.next_try_at)
