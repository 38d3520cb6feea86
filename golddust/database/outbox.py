"""The outbox: what a database transaction wants to say on the log, written in that transaction and copied over afterwards."""

import secrets
from collections.abc import Sequence

import structlog
from sqlalchemy import Connection, Engine, delete, select, update

from golddust.database.engine import insert_ignoring, reading, writing
from golddust.database.places import Place
from golddust.database.schema import counters, outbox
from golddust.errors import Unavailable
from golddust.ports import Copier, Log
from golddust.records import Entry
from golddust.traces import NoTraces, Traces

log = structlog.get_logger()
NAME = "outbox"
IDENTITY = "outbox identity"
"""The counter that names this very database: what the log notes about another one's outbox must not be taken for ours."""


def put(connection: Connection, entries: Sequence[Entry]) -> None:
    """Write the entries into the outbox, as part of the caller's transaction.

    Numbers come from a counter row that stays locked until the transaction ends, so their order is the order of commits and
    the copier can trust that nothing appears later below its position.
    """
    if not entries:
        return
    last = _take(connection, len(entries))
    rows = [
        {"number": number, "topic": e.topic, "key": e.key, "headers": dict(e.headers), "value": e.value}
        for number, e in enumerate(entries, start=last - len(entries) + 1)
    ]
    connection.execute(outbox.insert(), rows)


def _take(connection: Connection, count: int) -> int:
    bump = update(counters).where(counters.c.name == NAME).values(value=counters.c.value + count)
    taken = connection.execute(bump.returning(counters.c.value)).scalar()
    if taken is None:
        connection.execute(insert_ignoring(connection, counters), [{"name": NAME, "value": 0}])
        taken = connection.execute(bump.returning(counters.c.value)).scalar_one()
    return int(taken)


class OutboxCopying:
    """Copies the outbox onto the log, exactly once: how far it came is noted in the log's own transaction.

    Rows are deleted afterwards, so a crash in between deletes them later. Of several processes one copies at a time; the others
    wait for its place. A database that was made anew, or set back to an earlier state, is copied under a new name: its numbers
    begin again, and the old name's position would hide them.
    """

    def __init__(self, engine: Engine, log: Log, traces: Traces | None = None) -> None:
        self._traces = traces or NoTraces()
        self._place = Place(engine, NAME)
        self._engine = engine
        self._log = log
        self._copier: Copier | None = None
        self._position: int | None = None

    def copy(self, limit: int = 500) -> int:
        """Append the next entries to the log, and return how many. Raises Unavailable."""
        if not self._place.take():
            self._let_go()
            return 0
        try:
            return self._copy_next(limit)
        except Unavailable:
            self._position = None  # what came of it is asked of the log
            raise

    def close(self) -> None:
        """Give the place to another process."""
        self._let_go()
        self._place.give_back()

    def _let_go(self) -> None:
        if self._copier is not None:
            self._copier.close()
        self._copier = self._position = None

    def _copy_next(self, limit: int) -> int:
        if self._copier is None or self._position is None:
            self._copier, self._position = self._get_in_step()
        with reading(self._engine) as connection:
            newer = select(outbox).where(outbox.c.number > self._position)
            rows = connection.execute(newer.order_by(outbox.c.number).limit(limit)).all()
        if rows:
            through = rows[-1].number
            entries = [self._traces.joined(Entry(r.topic, r.key, r.value, r.headers)) for r in rows]
            self._copier.append(entries, {0: through})
            self._position = through
            with writing(self._engine) as connection:
                connection.execute(delete(outbox).where(outbox.c.number <= through))
        return len(rows)

    def _get_in_step(self) -> tuple[Copier, int]:
        """Begin where the log says, which alone knows what arrived there."""
        self._let_go()
        copier = self._log.copier(f"{NAME}.{_identity(self._engine):016x}")
        position = copier.positions().get(0, 0)
        if position <= _last(self._engine):
            return copier, position
        log.warning("the database was set back to an earlier state; its outbox is copied under a new name")
        copier.close()
        with writing(self._engine) as connection:
            connection.execute(delete(counters).where(counters.c.name == IDENTITY))
        return self._get_in_step()


def _identity(engine: Engine) -> int:
    """The number that no other database has, made where missing."""
    wanted = select(counters.c.value).where(counters.c.name == IDENTITY)
    with writing(engine) as connection:
        connection.execute(insert_ignoring(connection, counters), [{"name": IDENTITY, "value": secrets.randbits(62)}])
        return int(connection.execute(wanted).scalar_one())


def _last(engine: Engine) -> int:
    """The number given last."""
    with reading(engine) as connection:
        return int(connection.execute(select(counters.c.value).where(counters.c.name == NAME)).scalar() or 0)
