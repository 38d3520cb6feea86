"""Who looks at a case just now: a row for each person and case, for as long as their page says that it is open."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, bindparam, delete, select, update

from golddust.database import engine as database
from golddust.database.engine import insert_ignoring, reading
from golddust.database.schema import case_watchers, cases
from golddust.errors import NotFound
from golddust.ports import Clock, Watched

STAYS = timedelta(seconds=45)
"""So long somebody is there after their page said so; pages say it every twenty seconds, and one word may get lost."""
_CASE = select(cases.c.id, cases.c.version).where(cases.c.reference == bindparam("reference"))
_MINE = (case_watchers.c.case == bindparam("mine")) & (case_watchers.c.user == bindparam("who"))
_SEEN = update(case_watchers).where(_MINE).values(seen_at=bindparam("now"), wrote_at=bindparam("wrote"))
_LEFT = delete(case_watchers).where(_MINE)
_OLD = delete(case_watchers).where(case_watchers.c.seen_at < bindparam("before"))
_OTHERS = (
    select(case_watchers.c.user, case_watchers.c.wrote_at)
    .where(
        case_watchers.c.case == bindparam("case"),
        case_watchers.c.user != bindparam("user"),
        case_watchers.c.seen_at >= bindparam("since"),
    )
    .order_by(case_watchers.c.user)
)
"""Made once: they are asked for by every open page every few seconds."""


class StoredPresence:
    """`Presence` in the database."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def here(self, case: str, user: str, *, writing: bool) -> Watched:
        """They look at it, or write about it; whoever has just come sweeps away what is old. Raises NotFound."""
        now = self._clock.now()
        with database.writing(self._engine) as connection:
            found = _case(connection, case)
            told = {"mine": found[0], "who": user, "now": now, "wrote": now if writing else None}
            if not connection.execute(_SEEN, told).rowcount:
                row = {"case": found[0], "user": user, "seen_at": now, "wrote_at": told["wrote"]}
                connection.execute(insert_ignoring(connection, case_watchers), [row])
                connection.execute(_OLD, {"before": now - STAYS})
            return _watched(connection, found, user, now)

    def left(self, case: str, user: str) -> None:
        """They look at it no more. Leaving what there is not is harmless."""
        with database.writing(self._engine) as connection:
            row = connection.execute(_CASE, {"reference": case}).one_or_none()
            if row is not None:
                connection.execute(_LEFT, {"mine": row.id, "who": user})

    def others(self, case: str, user: str) -> Watched:
        """Who else is there, for somebody of whom nothing is to be known. Raises NotFound."""
        with reading(self._engine) as connection:
            return _watched(connection, _case(connection, case), user, self._clock.now())


def _case(connection: Connection, reference: str) -> tuple[str, int]:
    """Its id and its version."""
    found = connection.execute(_CASE, {"reference": reference}).one_or_none()
    if found is None:
        raise NotFound(f"there is no case {reference[:40]}")
    return found.id, found.version


def _watched(connection: Connection, case: tuple[str, int], user: str, now: datetime) -> Watched:
    there = connection.execute(_OTHERS, {"case": case[0], "user": user, "since": now - STAYS}).all()
    writing = [row.user for row in there if row.wrote_at is not None and row.wrote_at >= now - STAYS]
    return Watched(case[1], writing, [row.user for row in there if row.user not in writing])
