"""How all cases and their promises stand, in figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from sqlalchemy import Engine, and_, case, func, select

from complaints.cases.lifecycle import OPEN, WAITING_FOR_US
from golddust.database.engine import reading
from golddust.database.schema import cases, promises

SOON = timedelta(hours=1)
PromiseState = Literal["open", "due", "broken"]
PROMISE_STATES: tuple[PromiseState, ...] = get_args(PromiseState)


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """`cases` that are not resolved, by state; `promises` to be kept in them, by standard and how they stand.

    A promise is `due` within the hour, and `broken` once the register noticed; `broken_since` is when the first of them broke.
    """

    cases: Mapping[str, int]
    promises: Mapping[tuple[str, str], int]
    broken_since: datetime | None


def case_figures(engine: Engine, now: datetime) -> CaseFigures:
    """The figures as they are now. Raises Unavailable."""
    soon = and_(cases.c.state.in_(WAITING_FOR_US), promises.c.due <= now + SOON)
    state = case((promises.c.late_at.is_not(None), "broken"), (soon, "due"), else_="open").label("standing")
    open_ones = cases.c.state.in_(OPEN)
    by_state = select(cases.c.state, func.count().label("number")).where(open_ones).group_by(cases.c.state)
    standing = (
        select(promises.c.standard, state, func.count().label("number"), func.min(promises.c.late_at).label("since"))
        .select_from(promises.join(cases))
        .where(open_ones, promises.c.kept_at.is_(None))
        .group_by(promises.c.standard, state)
    )
    with reading(engine) as connection:
        found = connection.execute(standing).all()
        return CaseFigures(
            {row.state: row.number for row in connection.execute(by_state)},
            {(row.standard, row.standing): row.number for row in found},
            min((row.since for row in found if row.since), default=None),
        )
