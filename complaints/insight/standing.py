"""Where cases wait, what grows, and what came of causes."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, and_, case, exists, func, select

from complaints.cases.lifecycle import OPEN
from complaints.causes.rows import listed
from complaints.promises.standards import Standards
from golddust.database.engine import reading
from golddust.database.schema import case_events, cases, promises
from golddust.database.schema.causes import cause_cases, causes
from golddust.insight import Flow, Outcome, Waiting

CAME = ("opened", "reopened")
DONE = "resolved"
_LATE = exists().where(promises.c.case == cases.c.id, promises.c.late_at.is_not(None), promises.c.kept_at.is_(None))


class StoredCases:
    """A `CaseFigures` on the database."""

    def __init__(self, engine: Engine, standards: Standards) -> None:
        self._engine = engine
        self._standards = standards

    def waiting(self) -> Sequence[Waiting]:
        """Where open cases wait, most cases first."""
        where = (cases.c.state, cases.c.owner, cases.c.assignee)
        number = func.count().label("number")
        query = select(*where, number, _sum(_LATE), func.min(cases.c.changed_at)).where(cases.c.state.in_(OPEN)).group_by(*where)
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(number.desc(), *where))
            return [Waiting(state, owner, person, found, int(late), since) for state, owner, person, found, late, since in rows]

    def waiting_cases(self, which: Waiting, limit: int) -> list[str]:
        """The ids of the cases behind such a figure, the longest waiting first."""
        here = (cases.c.state == which.state, cases.c.owner == which.owner, cases.c.assignee == which.assignee)
        query = select(cases.c.id).where(*here).order_by(cases.c.changed_at, cases.c.id).limit(limit)
        with reading(self._engine) as connection:
            return list(connection.execute(query).scalars())

    def flow(self, since: datetime, until: datetime) -> Mapping[str, Flow]:
        """By business function: cases that came and cases that were done with; those that go on in another one are left out."""
        step, at = case_events.c.step, case_events.c.at
        in_time = (step.in_((*CAME, DONE)), at >= since, at < until, cases.c.merged_into == "")
        query = select(cases.c.owner, _sum(step != DONE), _sum(step == DONE)).join(case_events, case_events.c.case == cases.c.id)
        with reading(self._engine) as connection:
            rows = connection.execute(query.where(*in_time).group_by(cases.c.owner))
            return {owner: Flow(int(opened), int(resolved)) for owner, opened, resolved in rows}

    def outcomes(self, limit: int, until: datetime | None = None) -> Sequence[Outcome]:
        """What came of causes, those that concern most customers first; `after` as it was at that time."""
        with reading(self._engine) as connection:
            found = listed(connection, "", limit)
            after = _reported_after(connection, [cause.id for cause in found], until)
        return [
            Outcome(
                cause.number,
                cause.title,
                cause.owner,
                cause.state,
                cause.opened_at,
                cause.mended_at,
                cause.mended,
                cause.customers,
                cause.cases - after.get(cause.id, 0),
                after.get(cause.id, 0),
                cause.told,
            )
            for cause in found
        ]

    def covered(self) -> frozenset[str]:
        """The topics that a standard names."""
        return frozenset(topic for matchers, _ in self._standards.chosen for topic in matchers.topics)


def _sum(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((which, 1), else_=0))


def _reported_after(connection: Connection, ids: Sequence[str], until: datetime | None) -> dict[str, int]:
    """How many of a cause's cases were opened after it was mended, and before that time: then it was not, or it came back."""
    joined = and_(cases.c.id == cause_cases.c.case, causes.c.mended_at.is_not(None), cases.c.opened_at > causes.c.mended_at)
    query = select(cause_cases.c.cause, func.count()).join(causes, causes.c.id == cause_cases.c.cause).join(cases, joined)
    query = query.where(cases.c.opened_at < until) if until else query
    rows = connection.execute(query.where(cause_cases.c.cause.in_(ids)).group_by(cause_cases.c.cause)) if ids else ()
    return {cause: int(number) for cause, number in rows}
