"""Causes to rows of the database, and back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, func, select, update

from complaints.cases.history import CaseFile
from complaints.cases.rows import load
from complaints.causes.cause import Cause, Named
from golddust.database.engine import insert_ignoring
from golddust.database.schema import cases, counters
from golddust.database.schema.causes import cause_cases, cause_told, causes
from golddust.database.schema.people import person_addresses
from golddust.errors import NotFound

COUNTER = "causes"
PORTION = 500
"""So many cases are named in one question: databases take no end of parameters."""
_NAMED = (causes.c.id, causes.c.number, causes.c.title)
PERSON = func.coalesce(person_addresses.c.person, cases.c.customer)
"""Who a case is of, whichever of their addresses they wrote from."""


def with_person(query: Select[Any]) -> Select[Any]:
    """A question about cases that may also ask for `PERSON`."""
    return query.outerjoin(person_addresses, person_addresses.c.customer == cases.c.customer)


def next_number(connection: Connection) -> int:
    """The number of a new cause."""
    connection.execute(insert_ignoring(connection, counters), [{"name": COUNTER, "value": 0}])
    bump = update(counters).where(counters.c.name == COUNTER).values(value=counters.c.value + 1)
    return int(connection.execute(bump.returning(counters.c.value)).scalar_one())


def insert(connection: Connection, cause: Cause) -> None:
    """Write a new cause."""
    connection.execute(causes.insert(), [{column.name: getattr(cause, column.name) for column in causes.columns}])


def change(connection: Connection, cause: Cause, now: datetime, **values: Any) -> None:
    """Set something about a cause."""
    connection.execute(update(causes).where(causes.c.id == cause.id).values(changed_at=now, **values))


def find(connection: Connection, cause: str, *, lock: bool = False) -> Cause:
    """The cause of that number or id, with its counts; `lock`: nobody else can change it meanwhile. Raises NotFound."""
    query = select(causes).where(_meant(cause))
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise _no_such(cause)
    return _counted(connection, [row])[0]


def _no_such(cause: str) -> NotFound:
    return NotFound(f"there is no cause {cause[:40]!r}; `golddust causes list` shows them")


def listed(connection: Connection, state: str, limit: int) -> list[Cause]:
    """The causes, those that concern most customers first; `state` "" means all."""
    query = select(causes).where(causes.c.state == state) if state else select(causes)
    counted = _counted(connection, connection.execute(query).all())
    return sorted(counted, key=lambda cause: (-cause.customers, -cause.number))[:limit]


def titled(connection: Connection, state: str, limit: int) -> list[Named]:
    """The causes in this state, those with most cases first; nobody's addresses are looked at."""
    number = select(func.count()).where(cause_cases.c.cause == causes.c.id).scalar_subquery()
    query = select(*_NAMED).where(causes.c.state == state).order_by(number.desc(), causes.c.number.desc())
    return [Named(*row) for row in connection.execute(query.limit(limit))]


def named(connection: Connection, cause: str) -> Named:
    """The cause of that number or id, by what people call it. Raises NotFound."""
    row = connection.execute(select(*_NAMED).where(_meant(cause))).one_or_none()
    if row is None:
        raise _no_such(cause)
    return Named(*row)


def numbers(connection: Connection, ids: Collection[str]) -> Mapping[str, int]:
    """The numbers of these causes, by id."""
    query = select(causes.c.id, causes.c.number).where(causes.c.id.in_(ids))
    return {row.id: row.number for row in connection.execute(query)} if ids else {}


def members(connection: Connection, cause: Cause) -> list[str]:
    """The ids of its cases."""
    query = select(cause_cases.c.case).where(cause_cases.c.cause == cause.id).order_by(cause_cases.c.case)
    return list(connection.execute(query).scalars())


def files_of(connection: Connection, ids: Sequence[str]) -> list[CaseFile]:
    """These cases, in the order of their ids, with the languages of their customers."""
    ordered = sorted(ids)
    portions = (ordered[start : start + PORTION] for start in range(0, len(ordered), PORTION))
    return [file for portion in portions for file in load(connection, cases.c.id.in_(portion))]


def members_elsewhere(connection: Connection, cause: str, ids: Sequence[str]) -> set[str]:
    """Those of these cases that are counted to another cause."""
    found: set[str] = set()
    for start in range(0, len(ids), PORTION):
        here = cause_cases.c.case.in_(ids[start : start + PORTION]) & (cause_cases.c.cause != cause)
        found |= set(connection.execute(select(cause_cases.c.case).where(here)).scalars())
    return found


def add(connection: Connection, cause: str, ids: Collection[str], actor: str, now: datetime) -> None:
    """Count these cases to the cause; those that are counted to one already stay there."""
    new = [{"case": case, "cause": cause, "added_by": actor, "added_at": now} for case in sorted(ids)]
    if new:
        connection.execute(insert_ignoring(connection, cause_cases), new)


def remove(connection: Connection, cause: Cause, ids: Collection[str]) -> None:
    """Count these cases to it no longer."""
    connection.execute(delete(cause_cases).where(cause_cases.c.cause == cause.id, cause_cases.c.case.in_(ids)))


def people_of(connection: Connection, customers: Collection[str]) -> Mapping[str, str]:
    """The person behind each address that was joined to others."""
    found: dict[str, str] = {}
    ordered = sorted(customers)
    for start in range(0, len(ordered), PORTION):
        here = person_addresses.c.customer.in_(ordered[start : start + PORTION])
        found |= {row.customer: row.person for row in connection.execute(select(person_addresses).where(here))}
    return found


def told(connection: Connection, cause: Cause) -> list[str]:
    """The customers who were told that it is mended."""
    return list(connection.execute(select(cause_told.c.customer).where(cause_told.c.cause == cause.id)).scalars())


def note_told(connection: Connection, cause: Cause, files: Sequence[CaseFile], now: datetime) -> None:
    """Note that the customers of these cases are told."""
    rows = [{"cause": cause.id, "customer": one.case.customer, "case": one.case.id, "told_at": now} for one in files]
    if rows:
        connection.execute(cause_told.insert(), rows)


def _meant(cause: str) -> ColumnElement[bool]:
    text = cause.strip().lstrip("#")
    is_number = text.isascii() and text.isdecimal() and len(text) < 10  # noqa: PLR2004 - more is in no INTEGER column
    return causes.c.number == int(text) if is_number else causes.c.id == text.lower()


def _counted(connection: Connection, found: Sequence[Row[Any]]) -> list[Cause]:
    if not found:
        return []
    ids = [row.id for row in found]
    people = func.count(PERSON.distinct()).label("customers")
    query = with_person(
        select(cause_cases.c.cause, func.count().label("cases"), people).join(cases, cases.c.id == cause_cases.c.case)
    )
    in_it = {
        row.cause: row for row in connection.execute(query.where(cause_cases.c.cause.in_(ids)).group_by(cause_cases.c.cause))
    }
    number = (
        select(cause_told.c.cause, func.count().label("told")).where(cause_told.c.cause.in_(ids)).group_by(cause_told.c.cause)
    )
    heard = {row.cause: row.told for row in connection.execute(number)}
    return [_cause(row, in_it.get(row.id), heard.get(row.id, 0)) for row in found]


def _cause(row: Row[Any], counts: Row[Any] | None, heard: int) -> Cause:
    values = {column.name: getattr(row, column.name) for column in causes.columns}
    return Cause(**values, cases=counts.cases if counts else 0, customers=counts.customers if counts else 0, told=heard)
