"""Proposes what may share a cause, and what is like a case. A person decides."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, or_, select

from complaints.cases.lifecycle import ENDED, OPEN
from complaints.cases.listing import opened_last
from complaints.causes import rows
from complaints.causes.cause import Similar, Suggestion
from complaints.causes.grouping import Group, groups
from complaints.causes.likeness import Said, cosine, vectors
from golddust.database.engine import reading
from golddust.database.schema import cases
from golddust.database.schema.causes import cause_cases, causes
from golddust.ports import Case

RECENT = timedelta(days=60)
MOST_CASES = 10_000
MOST_SEEDS = 2_000
"""Cases of open causes that new ones are compared with."""
MOST_SIMILAR = 2_000
"""A case is compared with so many, the latest: it takes a tenth of a second."""
SIMILAR_FROM = 0.25
IDLE, NEXT_TO_NOTHING = 0.25, 0.01
"""The likeness of complaints that share no more than their trade: "the food was cold", "the food was bad"."""
LONGEST_TEXT = 1_000
LONGEST_EXAMPLE = 200
FEWEST_CUSTOMERS = 2
_COLUMNS = (
    cases.c.id,
    cases.c.reference,
    cases.c.owner,
    cases.c.state,
    cases.c.subject,
    cases.c.text,
    cases.c.topics,
    cases.c.opened_at,
    rows.PERSON.label("person"),
    cause_cases.c.cause.label("of_cause"),
)


def suggest(engine: Engine, now: datetime, limit: int) -> list[Suggestion]:
    """Groups of open and recent cases without a cause that are alike, of two customers or more.

    Those that concern most customers, and are most alike, come first. A group that is like an open cause names it.
    """
    with reading(engine) as connection:
        open_causes = cause_cases.c.cause.in_(select(causes.c.id).where(causes.c.state != "mended"))
        new = _rows(connection, _recent(now) & cause_cases.c.cause.is_(None) & (cases.c.kind != "suggestion"), MOST_CASES)
        known = _rows(connection, open_causes, MOST_SEEDS)
        numbers = rows.numbers(connection, {row.of_cause for row in known})
    by_id = {row.id: row for row in (*new, *known)}
    found = groups([_said(row) for row in by_id.values()], {row.id: row.of_cause for row in known})
    suggestions = (_suggestion(group, [by_id[case] for case in group.cases], numbers) for group in found)
    worth = [one for one in suggestions if one.cause or one.customers >= FEWEST_CUSTOMERS]
    return sorted(worth, key=lambda one: (-_weight(one), one.cases))[:limit]


def similar(engine: Engine, case: Case, now: datetime, limit: int, among: int = MOST_SIMILAR) -> list[Similar]:
    """Open and recent cases that say much the same, the most alike first; `among` so many of the latest."""
    with reading(engine) as connection:
        latest = [id_ for id_ in _latest(connection, now, among + 1) if id_ != case.id]
        others = _rows(connection, cases.c.id.in_(latest), among)
        numbers = rows.numbers(connection, {row.of_cause for row in others if row.of_cause})
    own = Said(case.id, _cut(f"{case.subject}\n{case.text}", LONGEST_TEXT), case.topics)
    vector, *rest = vectors([own, *map(_said, others)])
    weighed = sorted(zip((-cosine(vector, other) for other in rest), others, strict=True), key=lambda pair: (pair[0], pair[1].id))
    return [_similar(row, -likeness, numbers) for likeness, row in weighed[:limit] if -likeness >= SIMILAR_FROM]


def _weight(one: Suggestion) -> float:
    """How much a suggestion is worth looking at: for many customers, and not for saying what everybody says."""
    return one.customers * max(one.likeness - IDLE, NEXT_TO_NOTHING)


def _recent(now: datetime) -> ColumnElement[bool]:
    """Cases that are open, or were opened lately, and go on under their own name."""
    return or_(cases.c.state.in_(OPEN), cases.c.opened_at >= now - RECENT) & (cases.c.merged_into == "")


def _latest(connection: Connection, now: datetime, limit: int) -> list[str]:
    """The latest of the recent cases, asked state by state: of each, an index has them by when they were opened."""
    going_on = cases.c.merged_into == ""
    which = {state: [going_on] for state in OPEN} | {state: [going_on, cases.c.opened_at >= now - RECENT] for state in ENDED}
    return [turn.case for turn in opened_last(connection, which, limit)]


def _rows(connection: Connection, which: ColumnElement[bool], limit: int) -> Sequence[Row[Any]]:
    query = rows.with_person(select(*_COLUMNS)).outerjoin(cause_cases, cause_cases.c.case == cases.c.id).where(which)
    return connection.execute(query.order_by(cases.c.opened_at.desc(), cases.c.id).limit(limit)).all()


def _said(row: Row[Any]) -> Said:
    return Said(row.id, _cut(f"{row.subject}\n{row.text}", LONGEST_TEXT), tuple(row.topics))


def _suggestion(group: Group, members: Sequence[Row[Any]], numbers: Mapping[str, int]) -> Suggestion:
    topics = Counter(topic for row in members for topic in row.topics)
    owners = Counter(row.owner for row in members)
    return Suggestion(
        cases=tuple(row.reference for row in members),
        customers=len({row.person for row in members}),
        likeness=group.likeness,
        topics=tuple(topic for topic, number in topics.most_common() if 2 * number >= len(members)),
        owner=min(owners, key=lambda owner: (-owners[owner], owner)),
        example=_cut(" ".join(members[0].text.split()), LONGEST_EXAMPLE),
        first_at=min(row.opened_at for row in members),
        last_at=max(row.opened_at for row in members),
        cause=numbers.get(group.seed, 0),
    )


def _similar(row: Row[Any], likeness: float, numbers: Mapping[str, int]) -> Similar:
    text = _cut(" ".join(row.text.split()), LONGEST_EXAMPLE)
    return Similar(row.reference, round(likeness, 3), row.state, numbers.get(row.of_cause or "", 0), text, row.opened_at)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
