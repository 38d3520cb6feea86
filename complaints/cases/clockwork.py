"""Promises that were broken: found once, by whichever process looks first."""

from sqlalchemy import ColumnElement, Engine, and_, select

from complaints.cases import lifecycle, rows
from golddust.database.engine import reading, writing
from golddust.database.schema import cases, promises
from golddust.ports import Clock


def mark_late(engine: Engine, clock: Clock, limit: int = 200) -> int:
    """Mark promises of at most `limit` cases whose time has passed, and return how many were marked.

    Each gets its time and one event "late" in the history, exactly once: the case is locked first, and cases that another
    process works on are left to it. Raises Unavailable.
    """
    now = clock.now()
    overdue = and_(promises.c.kept_at.is_(None), promises.c.late_at.is_(None), promises.c.due <= now)
    found = _cases_with(engine, overdue, limit)
    if not found:
        return 0
    with writing(engine) as connection:
        files = rows.lock(connection, cases.c.id.in_(found), skip_locked=True)
        taken = [(file, steps) for file in files if (steps := lifecycle.late(file, now))]
        changes = [change for _, steps in taken for change in steps]
        rows.write(connection, taken)
        rows.announce(connection, changes)
    return len(changes)


def _cases_with(engine: Engine, overdue: ColumnElement[bool], limit: int) -> set[str]:
    """The cases with such promises, the longest overdue first."""
    query = select(promises.c.case).where(overdue).order_by(promises.c.due).limit(limit)
    with reading(engine) as connection:
        return set(connection.execute(query).scalars())
