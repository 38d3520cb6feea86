"""Leaves carriers alone that do not work, each for itself, and notes it where operators look: a gauge, and the table `carriers`.

Closed: it works. Open: it is left alone, and what it should carry waits together. Half-open: its rest is over, and one reply
shows whether it works again, before the others follow.
"""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import Engine, delete, select, update

from golddust.database.engine import insert_ignoring, reading, writing
from golddust.database.schema import carriers
from golddust.ports import Clock, Metrics
from sinks.breaker import Breaker

log = structlog.get_logger()
SHORTEST_REST, LONGEST_REST = 1.0, 60.0
CLOSED, HALF_OPEN, OPEN = 0.0, 0.5, 1.0


class Carriers:
    """The breakers of one dispatcher's lanes. Each process finds out for itself; the table shows what the latest one found."""

    def __init__(self, engine: Engine, clock: Clock, metrics: Metrics) -> None:
        self._engine = engine
        self._clock = clock
        self._metrics = metrics
        self._breakers: dict[str, Breaker] = {}

    def rest(self, lane: str) -> timedelta:
        """For how long it is left alone from now on; nothing while it is not."""
        breaker = self._breaker(lane)
        rest = breaker.rests_for(self._clock.monotonic())
        if not rest and breaker.gently:
            self._gauge(lane, HALF_OPEN)
        return timedelta(seconds=rest)

    def works(self, lane: str) -> bool:
        """It took or refused a reply, or said something of one address alone. Always true."""
        if self._breaker(lane).worked():
            log.info("a carrier works again", carrier=lane)
            with writing(self._engine) as connection:
                connection.execute(delete(carriers).where(carriers.c.name == lane))
            self._gauge(lane, CLOSED)
        return True

    def fails(self, lane: str, why: str) -> timedelta | None:
        """It did not answer, or would take nothing. Returns for how long it is left alone now; None while it is not."""
        rest = self._breaker(lane).failed(self._clock.monotonic())
        if not rest:
            return None
        now = self._clock.now()
        self._note(lane, now, now + timedelta(seconds=rest), why)
        self._gauge(lane, OPEN)
        return timedelta(seconds=rest)

    def _breaker(self, lane: str) -> Breaker:
        if lane not in self._breakers:
            self._breakers[lane] = Breaker(SHORTEST_REST, LONGEST_REST)
            self._gauge(lane, CLOSED)
        return self._breakers[lane]

    def _note(self, lane: str, now: datetime, until: datetime, why: str) -> None:
        row = {"name": lane, "failing_since": now, "rests_until": until, "why": why}
        with writing(self._engine) as connection:
            connection.execute(insert_ignoring(connection, carriers), [row])
            connection.execute(update(carriers).where(carriers.c.name == lane).values(rests_until=until, why=why))

    def _gauge(self, lane: str, value: float) -> None:
        self._metrics.gauge("golddust_carrier_open", value, carrier=lane)


def resting(engine: Engine) -> list[tuple[str, datetime, str]]:
    """The carriers that do not work as far as is known: name, since when, and why. Raises Unavailable."""
    query = select(carriers.c.name, carriers.c.failing_since, carriers.c.why).order_by(carriers.c.name)
    with reading(engine) as connection:
        return [(row.name, row.failing_since, row.why) for row in connection.execute(query)]
