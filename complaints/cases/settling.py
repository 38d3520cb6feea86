"""Two open cases of one person that are certainly one matter become one by themselves, once it is proven that it is one person.

Who complains at two joined addresses has one case from the beginning (`joining`). This is for those who are joined later, and for
two processes that opened both at the same moment. Nothing is merged by a guess, nor against what people decided.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import combinations, product
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Connection, Engine, Row, select, union

from complaints.cases import merging, rows
from complaints.cases.lifecycle import REGISTER
from complaints.cases.offering import matter_of_row, open_ones
from complaints.cases.pairs import Pair, decided, pair_of
from complaints.cases.rules import Rules
from complaints.cases.sameness import Likeness, Matter, compared
from complaints.cases.speakers import Speakers
from golddust.database.engine import reading, writing
from golddust.database.schema import case_feedback, cases
from golddust.database.schema.people import joins, person_addresses
from golddust.errors import Conflict
from golddust.ports import Clock

log = structlog.get_logger()
FIRST_LOOK = timedelta(days=30)
"""After a start it is looked so far back: what happened while nobody looked is not left out."""
OVERLAP = timedelta(minutes=10)
"""What was written at a moment may be seen later: transactions take their time, and clocks differ."""
AT_A_TIME = 1000
"""Cases that one query names."""
_PERSON = person_addresses.c.person


class Settling:
    """Looks for such cases; any number of processes may."""

    def __init__(self, engine: Engine, clock: Clock, rules: Rules, speakers: Speakers) -> None:
        self._engine = engine
        self._clock = clock
        self._rules = rules
        self._speakers = speakers
        self._looked_at: datetime | None = None
        self._alike = _Alike(rules.times.joins_within)

    def settle(self) -> int:
        """Merge what is certainly one, and return how many became part of another. Raises Unavailable."""
        now = self._clock.now()
        since = self._looked_at - OVERLAP if self._looked_at else now - FIRST_LOOK
        with reading(self._engine) as connection:
            people = _of_people(connection, since)
            matters = _Matters(connection, [case.id for theirs in people for case in theirs])
            found = list(_certain(people, matters, self._alike))
        merged = sum(self._merged(one, into, why, now) for one, into, why in found)
        self._looked_at = now
        self._alike.forget()
        return merged

    def _merged(self, one: str, into: str, why: str, now: datetime) -> int:
        """Whether it was done: somebody may have been quicker, or have decided otherwise."""
        try:
            with writing(self._engine) as connection:
                files = {file.case.id: file for file in rows.lock(connection, cases.c.id.in_((one, into)))}
                if _Matters(connection, (one, into)).are_apart(one, into):
                    return 0
                changes = merging.merged(connection, files[one], files[into], REGISTER, now, self._speakers, why)
                rows.record(connection, [(files[one], changes[:1]), (files[into], changes[1:])], self._rules)
        except Conflict as quicker:
            log.info("two cases were not made one", case=one, into=into, reason=quicker.reason)
            return 0
        return 1


class _Matters:
    """Which cases went into these, and what people decided about any of them."""

    def __init__(self, connection: Connection, ids: Collection[str]) -> None:
        self._parts = {case: {case} for case in ids}
        for some in _portions(ids):
            parts = select(case_feedback.c.case, case_feedback.c.born_in).where(case_feedback.c.case.in_(some)).distinct()
            for row in connection.execute(parts):
                self._parts[row.case].add(row.born_in)
        every = sorted(set().union(*self._parts.values()))
        self._verdicts = {pair: said for some in _portions(every) for pair, said in decided(connection, some).items()}

    def are_one(self, case: str, other: str) -> bool:
        """Whether people said so of these two."""
        return self._verdicts.get(pair_of(case, other)) == "one"

    def are_apart(self, case: str, other: str) -> bool:
        """Whether people said so of these two, or of any two that went into them."""
        pairs = product(self._parts[case], self._parts[other])
        return any(self._verdicts.get(pair_of(*pair)) == "apart" for pair in pairs)

    def unite(self, one: str, into: str) -> None:
        """From now on what is apart from the one is apart from the other."""
        self._parts[into] |= self._parts[one]


def _portions(ids: Collection[str]) -> Iterator[list[str]]:
    every = list(ids)
    return (every[start : start + AT_A_TIME] for start in range(0, len(every), AT_A_TIME))


class _Alike:
    """Compares, and remembers it from one round to the next."""

    def __init__(self, within: timedelta) -> None:
        self._within = within
        self._before: dict[Pair, tuple[Matter, Matter, Likeness]] = {}
        self._now: dict[Pair, tuple[Matter, Matter, Likeness]] = {}

    def likeness(self, older: Row[Any], newer: Row[Any]) -> Likeness:
        """How alike the two cases are, as they are now."""
        pair, one, other = pair_of(older.id, newer.id), matter_of_row(older), matter_of_row(newer)
        known = self._before.get(pair)
        if known is None or known[:2] != (one, other):
            known = one, other, compared(one, other, self._within)
        self._now[pair] = known
        return known[2]

    def forget(self) -> None:
        """A round has ended: what was not asked for in it goes."""
        self._before, self._now = self._now, {}


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


def _certain(people: Iterable[list[Row[Any]]], matters: _Matters, alike: _Alike) -> Iterator[tuple[str, str, str]]:
    """Which case goes on in which older one, and why; each case once."""
    for theirs in people:
        gone: set[str] = set()
        for older, newer in combinations(theirs, 2):
            if newer.id in gone or older.id in gone or older.customer == newer.customer:
                continue
            if why := _why_one(older, newer, matters, alike):
                gone.add(newer.id)
                matters.unite(newer.id, older.id)
                yield newer.id, older.id, why


def _why_one(older: Row[Any], newer: Row[Any], matters: _Matters, alike: _Alike) -> str:
    """Why the two are certainly one matter; "" when they are not, and when people said otherwise."""
    if matters.are_apart(older.id, newer.id):
        return ""
    if matters.are_one(older.id, newer.id):
        return "decided by a person"
    likeness = alike.likeness(older, newer)
    return likeness.why if likeness.certain else ""
