"""How promises were kept, by the month in which they fell due."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Engine,
    Integer,
    Row,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from complaints.promises.policy import Policy
from complaints.promises.standards import Standards
from golddust.database.engine import insert_ignoring, reading, writing
from golddust.database.schema import Moment, cases, promises
from golddust.database.schema.insight import published
from golddust.events import Pause, Promise
from golddust.insight import Kept, Published, Reached
from golddust.ports import Clock

MOST_MONTHS = 120
LATEST = 500
"""From so many promises it is told how long they take: the working time of each must be worked out by itself."""
HOUR = timedelta(hours=1)
_PAUSES = msgspec.json.Decoder(tuple[Pause, ...])
_KEPT = promises.c.kept_at <= promises.c.due
_BROKEN = or_(promises.c.kept_at.is_(None), promises.c.kept_at > promises.c.due)
_JUDGED = or_(promises.c.kept_at.is_not(None), promises.c.late_at.is_not(None))
_MERGED = promises.c.case.in_(select(cases.c.id).where(cases.c.merged_into != ""))
"""What was promised there, the case in which it goes on keeps or breaks."""


class StoredPromises:
    """A `PromiseFigures` on the database. Times that were taken are worked out by the standards as they are now."""

    def __init__(self, engine: Engine, standards: Standards, clock: Clock) -> None:
        self._engine = engine
        self._standards = standards
        self._clock = clock
        self._zone = standards.hours.zone

    def kept(self, first: date, last: date, segment: str = "") -> Mapping[tuple[str, date], Kept]:
        """By standard and month (its first day). The months of ten years at most: later ones are left out."""
        months = list(_months(first, last))
        if not months:
            return {}
        spans = union_all(*(self._span(number, month) for number, month in enumerate(months))).subquery()
        number, due = func.sum(case((_KEPT, 1), else_=0)), promises.c.due
        query = select(promises.c.standard, spans.c.number, func.count(), number)
        query = query.join(spans, and_(due >= spans.c.begins, due < spans.c.ends)).where(*_judged(segment))
        with reading(self._engine) as connection:
            rows = connection.execute(query.group_by(promises.c.standard, spans.c.number))
            return {(standard, months[place]): Kept(judged, int(kept)) for standard, place, judged, kept in rows}

    def kept_within(self, first: date, last: date) -> Mapping[str, Kept]:
        """By standard, for those that fell due in these days, both included."""
        with reading(self._engine) as connection:
            rows = connection.execute(self._counted(""), self._within(first, last + timedelta(days=1)))
            return {standard: Kept(judged, int(kept)) for standard, judged, kept in rows}

    def cases(self, standard: str, month: date, limit: int, *, kept: bool | None = None, segment: str = "") -> list[str]:
        """The ids of the cases behind such a figure, the latest due first."""
        query = select(promises.c.case).where(self._due(segment), promises.c.standard == standard)
        if kept is not None:
            query = query.where(_KEPT if kept else _BROKEN)
        query = query.order_by(promises.c.due.desc(), promises.c.case).limit(limit)
        with reading(self._engine) as connection:
            return list(connection.execute(query, self._within(month.replace(day=1), _next(month))).scalars())

    def reached(self, standard: str, since: datetime) -> Sequence[Reached]:
        """How long the latest took that fell due since then, those of most cases first; none of pledges."""
        query = _latest(standard, since, self._clock.now())
        groups: dict[tuple[str, str], list[Row[Any]]] = {}
        with reading(self._engine) as connection:
            for row in connection.execute(query):
                groups.setdefault((row.policy, row.priority), []).append(row)
        named = ((self._standards.named(policy), priority, rows) for (policy, priority), rows in groups.items())
        found = [_reached(standard, policy, priority, rows) for policy, priority, rows in named if policy is not None]
        return sorted((one for one in found if one is not None), key=lambda one: (-len(one.cases), one.policy, one.priority))

    def publish(self, figures: Sequence[Published]) -> None:
        """Keep what is said in public, each once."""
        rows = [{name: getattr(one, name) for name in one.__dataclass_fields__} for one in figures]
        if rows:
            with writing(self._engine) as connection:
                connection.execute(insert_ignoring(connection, published), [{**row, "at": self._clock.now()} for row in rows])

    def published(self) -> Sequence[Published]:
        """All that was said in public, by standard and month."""
        columns = [published.c[name] for name in Published.__dataclass_fields__]
        with reading(self._engine) as connection:
            rows = connection.execute(select(*columns).order_by(published.c.standard, published.c.first))
            return [Published(*row) for row in rows]

    def _counted(self, segment: str) -> Select[Any]:
        number = func.sum(case((_KEPT, 1), else_=0))
        return select(promises.c.standard, func.count(), number).where(self._due(segment)).group_by(promises.c.standard)

    def _due(self, segment: str) -> ColumnElement[bool]:
        """Those that fell due within what `_within` says, are over, and can be judged."""
        due = promises.c.due
        fell = and_(due >= bindparam("begins", type_=Moment()), due < bindparam("ends", type_=Moment()))
        return and_(fell, *_judged(segment))

    def _span(self, number: int, month: date) -> "Select[int, *tuple[Any, ...]]":
        """The month as a row, by its place in the list of those that are asked for."""
        within = self._within(month, _next(month))
        times = (literal(within[name], Moment()).label(name) for name in ("begins", "ends"))
        return select(literal(number, Integer, literal_execute=True).label("number"), *times)

    def _within(self, first: date, after: date) -> dict[str, datetime]:
        """From one midnight to another, and never beyond now."""
        begins, ends = (datetime.combine(day, time(), self._zone) for day in (first, after))
        return {"begins": begins, "ends": min(ends, self._clock.now())}


def _judged(segment: str) -> Iterator[ColumnElement[bool]]:
    """What can be judged, of cases that did not go on in others; of this segment's where one is named."""
    yield _JUDGED
    yield ~_MERGED
    if segment:
        yield promises.c.case.in_(select(cases.c.id).where(cases.c.segment == segment))


def _latest(standard: str, since: datetime, now: datetime) -> Select[Any]:
    ours = (promises.c[name] for name in ("case", "standard", "due", "kept_at", "since", "policy"))
    columns = (*ours, cases.c.priority, cast(cases.c.pauses, Text).label("pauses"))
    time_was_over = (promises.c.due >= since, promises.c.due < now, _JUDGED, promises.c.since.is_not(None))
    query = select(*columns).join(cases, cases.c.id == promises.c.case)
    query = query.where(promises.c.standard == standard, cases.c.merged_into == "", *time_was_over)
    return query.order_by(promises.c.due.desc(), promises.c.case).limit(LATEST)


def _reached(standard: str, policy: Policy, priority: Any, rows: Sequence[Row[Any]]) -> Reached | None:
    """None where the policy sets no such time any more."""
    if policy.span(standard, priority) is None:
        return None
    taken = [_spent(policy, row, priority, row.kept_at) for row in rows if row.kept_at is not None]
    promised = _spent(policy, rows[0], priority, rows[0].due)
    unfulfilled = len(rows) - len(taken)
    return Reached(standard, policy.name, priority, promised, taken, unfulfilled, [row.case for row in rows])


def _spent(policy: Policy, row: Row[Any], priority: Any, until: datetime) -> float:
    promise = Promise(standard=row.standard, due=row.due, since=row.since, policy=policy.name)
    return policy.spent(promise, priority, until, _pauses(row.pauses)) / HOUR


@lru_cache(maxsize=256)
def _pauses(text: str) -> tuple[Pause, ...]:
    """Of most cases the clocks never stood, which is written the same for all."""
    return _PAUSES.decode(text)


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    for _ in range(MOST_MONTHS):
        if month > last:
            return
        yield month
        month = _next(month)


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)
