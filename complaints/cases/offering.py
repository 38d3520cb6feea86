"""Which other open cases may be the same matter of the same person: only offered. People decide, or a proof does."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from complaints.cases.lifecycle import OPEN
from complaints.cases.pairs import Pair, Verdict, decided, pair_of
from complaints.cases.sameness import OFFERED_WITHIN, Likeness, Matter, compared
from complaints.cases.speakers import NOBODY, Speaker, Speakers
from complaints.people.suggestions import Suggestion
from golddust.database.schema import cases
from golddust.ports import PerhapsSame

ONE_PERSON = "the same person"
MOST_OFFERED = 5
"""So many are offered with one case."""
MOST_NEAR = 200
"""So many open cases of others, the newest, are looked through for somebody who names this customer."""
MOST_ASKED = 8
"""Of these, so many authors are asked about, those whose words are most alike."""
_COLUMNS: tuple[Any, ...] = (
    *(cases.c.id, cases.c.reference, cases.c.customer, cases.c.kind),
    *(cases.c.subject, cases.c.text, cases.c.topics, cases.c.opened_at),
)


@dataclass(frozen=True, slots=True)
class _Found:
    row: Row[Any]
    likeness: Likeness
    who: str
    proven: bool


_Near = Mapping[str, Sequence[Row[Any]]]
"""Cases by their customer."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of some customers: who they are, and who else they may be."""

    speakers: Mapping[str, Speaker]
    suggestions: Mapping[str, Sequence[Suggestion]]


def perhaps_same(connection: Connection, case: str, speakers: Speakers, within: timedelta) -> list[PerhapsSame]:
    """Other open cases that may be the same matter as this one, those of certainly the same person first."""
    mine = connection.execute(select(*_COLUMNS).where(cases.c.id == case, open_ones())).one_or_none()
    if mine is None:
        return []
    known = _known(connection, [mine.customer], speakers)
    found = _offers(mine, known, _cases_near(connection, [mine], known), within)
    return list(_told(mine, [*found, *_naming(connection, mine, found, speakers, within)], decided(connection, [case])))


def offered(connection: Connection, speakers: Speakers, within: timedelta, limit: int) -> list[PerhapsSame]:
    """Pairs among that many of the newest open cases, each once."""
    newest = select(*_COLUMNS).where(open_ones()).order_by(cases.c.opened_at.desc(), cases.c.id).limit(limit)
    rows = connection.execute(newest).all()
    verdicts = decided(connection, [row.id for row in rows])
    known = _known(connection, {row.customer for row in rows}, speakers)
    near = _cases_near(connection, rows, known)
    pairs: dict[Pair, PerhapsSame] = {}
    for row in rows:
        for one in _told(row, _offers(row, known, near, within), verdicts):
            pairs.setdefault(pair_of(one.case, one.other), one)
    return list(pairs.values())


def open_ones() -> ColumnElement[bool]:
    """Cases that are not at their end, and go on under their own name."""
    return cases.c.state.in_(OPEN) & (cases.c.merged_into == "")


def matter_of_row(row: Row[Any]) -> Matter:
    """What is compared of a case."""
    return Matter(row.kind, row.subject, row.text, row.topics, row.opened_at)


def _known(connection: Connection, customers: Collection[str], speakers: Speakers) -> _Known:
    return _Known(speakers.speakers(connection, customers), speakers.suggestions_of(connection, customers))


def _offers(mine: Row[Any], known: _Known, near: _Near, within: timedelta) -> list[_Found]:
    """Of the same person at any address; and of those who may be the same, by what this one's customer said."""
    theirs = _theirs(mine, known)
    perhaps = {one.customer: "; ".join(one.reasons) for one in known.suggestions.get(mine.customer, ())}
    others = [row for customer in {*theirs, *perhaps} for row in near.get(customer, ()) if _is_near(mine, row)]
    others.sort(key=lambda row: (row.opened_at, row.id), reverse=True)
    compared_ = ((row, compared(matter_of_row(mine), matter_of_row(row), within)) for row in others[:MOST_NEAR])
    return [
        _Found(
            row,
            likeness,
            perhaps.get(row.customer, ONE_PERSON) if row.customer not in theirs else ONE_PERSON,
            row.customer in theirs,
        )
        for row, likeness in compared_
        if likeness.likely
    ]


def _theirs(mine: Row[Any], known: _Known) -> set[str]:
    """All names under which the streams know the case's customer."""
    return {mine.customer, *known.speakers.get(mine.customer, NOBODY).addresses}


def _is_near(mine: Row[Any], other: Row[Any]) -> bool:
    return bool(other.id != mine.id and abs(other.opened_at - mine.opened_at) <= OFFERED_WITHIN)


def _cases_near(connection: Connection, rows: Sequence[Row[Any]], known: _Known) -> _Near:
    """By customer, the open cases of all whom these may be of. One question, however many they are."""
    if not rows:
        return {}
    suggested = {one.customer for ones in known.suggestions.values() for one in ones}
    customers = suggested.union(*(_theirs(row, known) for row in rows))
    opened = [row.opened_at for row in rows]
    began = cases.c.opened_at.between(min(opened) - OFFERED_WITHIN, max(opened) + OFFERED_WITHIN)
    query = select(*_COLUMNS).where(open_ones(), began, cases.c.customer.in_(customers))
    found: dict[str, list[Row[Any]]] = {}
    for row in connection.execute(query.order_by(cases.c.opened_at.desc(), cases.c.id).limit(MOST_NEAR * len(rows))):
        found.setdefault(row.customer, []).append(row)
    return found


def _naming(
    connection: Connection, mine: Row[Any], found: Collection[_Found], speakers: Speakers, within: timedelta
) -> Iterator[_Found]:
    """Of those whose own words say that they may be this one's customer: the other way round, which no index has."""
    known = {one.row.id for one in found}
    others = _near(connection, mine, cases.c.customer != mine.customer, MOST_NEAR)
    alike = [(row, compared(matter_of_row(mine), matter_of_row(row), within)) for row in others if row.id not in known]
    likely = sorted((one for one in alike if one[1].likely), key=lambda one: (not one[1].certain, one[0].id))
    asked = likely[:MOST_ASKED]
    suggested = speakers.suggestions_of(connection, {row.customer for row, _ in asked}) if asked else {}
    for row, likeness in asked:
        for one in suggested.get(row.customer, ()):
            if one.customer == mine.customer:
                yield _Found(row, likeness, f"of the other: {'; '.join(one.reasons)}", proven=False)


def _near(connection: Connection, mine: Row[Any], which: ColumnElement[bool], limit: int) -> Iterable[Row[Any]]:
    began = cases.c.opened_at.between(mine.opened_at - OFFERED_WITHIN, mine.opened_at + OFFERED_WITHIN)
    query = select(*_COLUMNS).where(open_ones(), began, cases.c.id != mine.id, which)
    return connection.execute(query.order_by(cases.c.opened_at.desc(), cases.c.id).limit(limit)).all()


def _told(mine: Row[Any], found: Iterable[_Found], verdicts: dict[Pair, Verdict]) -> Iterator[PerhapsSame]:
    """Those that nobody declined; first of the same person, then what is likeliest."""
    ordered = sorted(found, key=lambda one: (not one.proven, not one.likeness.certain, one.row.id))
    open_still = [one for one in ordered if verdicts.get(pair_of(mine.id, one.row.id)) != "apart"]
    for one in open_still[:MOST_OFFERED]:
        waits = verdicts.get(pair_of(mine.id, one.row.id)) == "one"
        other = one.row
        yield PerhapsSame(
            mine.id, mine.reference, other.id, other.reference, one.likeness.why, one.who, one.proven, decided=waits
        )
