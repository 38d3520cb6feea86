"""Which cases will be late at the speed at which their queue moves, although their time is not nearly used up.

A queue is what one business function has open; it works off what is due first. Its speed is what it resolved in the last two
weeks, per hour as it passes, so nights and weekends are in it. Source: Little's law, L = λW, with the queue before a case as L.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, func, select

from complaints.cases.lifecycle import WAITING_FOR_US
from golddust.database.engine import reading
from golddust.database.schema import cases, promises

LOOKING_BACK = timedelta(days=14)
FEWEST = 10
"""With fewer resolutions than this in that time, a queue's speed is a guess and warns nobody."""


@dataclass(frozen=True, slots=True)
class Behind:
    """A promise that will be missed: at the queue's speed the case is reached at `expected` only."""

    case: str
    standard: str
    expected: datetime
    why: str


def behind(engine: Engine, now: datetime) -> list[Behind]:
    """The promises to resolve that the speed of their queues will break, and that nobody was warned of. Raises Unavailable."""
    with reading(engine) as connection:
        resolved = _resolved(connection, now)
        return list(_behind(connection, resolved, now)) if resolved else []


def _resolved(connection: Connection, now: datetime) -> dict[str, int]:
    """How many cases each function resolved lately; those with enough to tell a speed."""
    kept = (promises.c.standard == "resolve") & (promises.c.kept_at >= now - LOOKING_BACK)
    query = select(cases.c.owner, func.count().label("number")).join(promises, promises.c.case == cases.c.id).where(kept)
    return {row.owner: row.number for row in connection.execute(query.group_by(cases.c.owner)) if row.number >= FEWEST}


def _behind(connection: Connection, resolved: dict[str, int], now: datetime) -> Iterator[Behind]:
    running = (promises.c.standard == "resolve") & promises.c.kept_at.is_(None)
    waiting = cases.c.state.in_(WAITING_FOR_US) & cases.c.owner.in_(resolved)
    query = (
        select(cases.c.id, cases.c.owner, promises.c.due, promises.c.at_risk_at)
        .join(promises, promises.c.case == cases.c.id)
        .where(running, waiting)
        .order_by(promises.c.due, cases.c.id)
    )
    ahead: Counter[str] = Counter()
    for row in connection.execute(query):
        ahead[row.owner] += 1
        expected = now + LOOKING_BACK * ahead[row.owner] / resolved[row.owner]
        if now < row.due < expected and row.at_risk_at is None:
            a_day = resolved[row.owner] / LOOKING_BACK.days
            why = f"{ahead[row.owner]} cases are due no later, and {row.owner} resolves {a_day:.1f} a day"
            yield Behind(row.id, "resolve", expected, why)
