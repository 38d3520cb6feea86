"""Two open cases of one person that are certainly one matter become one by themselves, once it is proven that it is one person.

Who complains at two joined addresses has one case from the beginning (`joining`). This is for those who are joined later, and for
two processes that opened both at the same moment. Nothing is merged by a guess, nor against what people decided.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Connection, Engine, Row, select, union

from complaints.cases import merging, rows
from complaints.cases.lifecycle import REGISTER
from complaints.cases.offering import matter_of_row, open_ones
from complaints.cases.pairs import decided, pair_of
from complaints.cases.rules import Rules
from complaints.cases.sameness import compared
from complaints.cases.speakers import Speakers
from golddust.database.engine import reading, writing
from golddust.database.schema import case_pairs, cases
from golddust.database.schema.people import joins, person_addresses
from golddust.errors import Conflict
from golddust.ports import Clock

log = structlog.get_logger()
FIRST_LOOK = timedelta(days=30)
"""After a start it is looked so far back: what happened while nobody looked is not left out."""
OVERLAP = timedelta(minutes=10)
"""What was written at a moment may be seen later: transactions take their time, and clocks differ."""
_PERSON = person_addresses.c.person


class Settling:
    """Looks for such cases; any number of processes may."""

    def __init__(self, engine: Engine, clock: Clock, rules: Rules, speakers: Speakers) -> None:
        self._engine = engine
        self._clock = clock
        self._rules = rules
        self._speakers = speakers
        self._looked_at: datetime | None = None

    def settle(self) -> int:
        """Merge what is certainly one, and return how many became part of another. Raises Unavailable."""
        now = self._clock.now()
        since = self._looked_at - OVERLAP if self._looked_at else now - FIRST_LOOK
        with reading(self._engine) as connection:
            found = list(_certain(_of_people(connection, since), decided_of(connection), self._rules.times.joins_within))
        merged = sum(self._merged(one, into, why, now) for one, into, why in found)
        self._looked_at = now
        return merged

    def _merged(self, one: str, into: str, why: str, now: datetime) -> int:
        """Whether it was done: somebody may have been quicker, or have decided otherwise."""
        try:
            with writing(self._engine) as connection:
                files = {file.case.id: file for file in rows.lock(connection, cases.c.id.in_((one, into)))}
                if decided(connection, [one]).get(pair_of(one, into)) == "apart":
                    return 0
                changes = merging.merged(connection, files[one], files[into], REGISTER, now, self._speakers, why)
                rows.record(connection, [(files[one], changes[:1]), (files[into], changes[1:])], self._rules)
        except Conflict as quicker:
            log.info("two cases were not made one", case=one, into=into, reason=quicker.reason)
            return 0
        return 1


def decided_of(connection: Connection) -> dict[tuple[str, str], str]:
    """All pairs that people decided about, of cases that are open."""
    alive = select(cases.c.id).where(open_ones())
    query = select(case_pairs).where(case_pairs.c.first.in_(alive), case_pairs.c.second.in_(alive))
    return {(row.first, row.second): row.verdict for row in connection.execute(query)}


def _of_people(connection: Connection, since: datetime) -> list[list[Row[Any]]]:
    """The open cases of each person who was joined, or whose case was opened, since then; oldest first."""
    fresh = joins.c.split_at.is_(None) & (joins.c.joined_at >= since)
    of_joins = select(_PERSON).join(joins, joins.c.first == person_addresses.c.customer).where(fresh)
    of_cases = _with_person(select(_PERSON), open_ones() & (cases.c.opened_at >= since))
    people = union(of_joins, of_cases).subquery()
    query = _with_person(select(cases, _PERSON), open_ones() & _PERSON.in_(select(people.c.person)))
    grouped: dict[str, list[Row[Any]]] = {}
    for row in connection.execute(query.order_by(cases.c.opened_at, cases.c.id)):
        grouped.setdefault(row.person, []).append(row)
    return [theirs for theirs in grouped.values() if len(theirs) > 1]


def _with_person(query: Any, which: ColumnElement[bool]) -> Any:
    return query.join_from(person_addresses, cases, cases.c.customer == person_addresses.c.customer).where(which)


def _certain(
    people: Iterable[list[Row[Any]]], verdicts: dict[tuple[str, str], str], within: timedelta
) -> Iterator[tuple[str, str, str]]:
    """Which case goes on in which older one, and why; each case once."""
    for theirs in people:
        gone: set[str] = set()
        for older, newer in combinations(theirs, 2):
            if newer.id in gone or older.id in gone or older.customer == newer.customer:
                continue
            verdict = verdicts.get(pair_of(older.id, newer.id), "")
            likeness = compared(matter_of_row(older), matter_of_row(newer), within)
            if verdict == "one" or (likeness.certain and not verdict):
                gone.add(newer.id)
                yield newer.id, older.id, "decided by a person" if verdict else likeness.why
