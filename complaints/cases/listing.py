"""Lists of cases in either order, a page at a time: each page begins behind the case told last, wherever others came in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, or_, select, tuple_, union_all

from complaints.cases.lookups import conditions, in_order, states_of
from golddust.database.engine import reading
from golddust.database.schema import cases
from golddust.ports import CaseOrder, Listed, Turn, Wanted

Which = Mapping[str, Sequence[ColumnElement[bool]]]
"""For each state that is meant, what else a case in it must fit."""


def page(
    engine: Engine, wanted: Wanted, now: datetime, limit: int, after: Turn | None = None, order: CaseOrder = "due"
) -> Listed:
    """At most so many of the cases that are looked for, behind that turn.

    Raises Malformed for a state, a priority or a standing that there is not.
    """
    which = {state: list(conditions(wanted, now, state)) for state in states_of(wanted.state)}
    with reading(engine) as connection:
        turns = (opened_last if order == "opened" else _due)(connection, which, limit + 1, after)
        found = in_order(connection, [turn.case for turn in turns[:limit]])
    return Listed(found, turns[limit - 1] if len(turns) > limit else None)


def _due(connection: Connection, which: Which, number: int, after: Turn | None) -> list[Turn]:
    """What breaks first first; then those with nothing left to keep, what changed last first."""
    turns: list[Turn] = []
    if after is None or after.due is not None:
        turns = _first(connection, which, [cases.c.due_at.is_not(None), *_behind(after)], number)
        after = None
    if len(turns) < number:
        turns += _first(connection, which, [cases.c.due_at.is_(None), *_behind(after)], number - len(turns))
    return turns


def _behind(after: Turn | None) -> list[ColumnElement[bool]]:
    """What comes later. The first condition follows from the second: it is the one that an index can begin at."""
    if after is None:
        return []
    row = cases.c
    later = or_(row.changed_at < after.at, and_(row.changed_at == after.at, row.id > after.case))
    if after.due is None:
        return [row.changed_at <= after.at, later]
    return [row.due_at >= after.due, or_(row.due_at > after.due, and_(row.due_at == after.due, later))]


def _first(connection: Connection, which: Which, part: Sequence[ColumnElement[bool]], number: int) -> list[Turn]:
    """Each state is asked for by itself, because an index has it in this order."""
    chosen = select(cases.c.id, cases.c.due_at, cases.c.changed_at)
    asked = (chosen.where(cases.c.state == state, *part, *its).order_by(*_by_due(cases.c)) for state, its in which.items())
    rows = _together(connection, asked, _by_due, number)
    return [Turn(row.id, row.changed_at, row.due_at) for row in rows]


def opened_last(connection: Connection, which: Which, number: int, after: Turn | None = None) -> list[Turn]:
    """What was opened last first, an order in which no case ever moves."""
    row = cases.c
    behind = [] if after is None else [tuple_(row.opened_at, row.id) < tuple_(after.at, after.case)]
    chosen = select(row.id, row.opened_at)
    asked = (chosen.where(row.state == state, *behind, *its).order_by(*_by_opened(row)) for state, its in which.items())
    return [Turn(one.id, one.opened_at) for one in _together(connection, asked, _by_opened, number)]


def _together(connection: Connection, asked: Any, order: Any, number: int) -> Any:
    """The first so many of what several questions find."""
    parts = [one.limit(number).subquery() for one in asked]
    together = union_all(*(select(part) for part in parts)).subquery()
    return connection.execute(select(together).order_by(*order(together.c)).limit(number)).all()


def _by_due(columns: Any) -> tuple[ColumnElement[Any], ...]:
    return (columns["due_at"], columns["changed_at"].desc(), columns["id"])


def _by_opened(columns: Any) -> tuple[ColumnElement[Any], ...]:
    return (columns["opened_at"].desc(), columns["id"].desc())
