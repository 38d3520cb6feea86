"""Joins in the database: made on proof, taken back without a trace, and the groups of addresses that follow from them."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, or_, select, update

from complaints.people.among import among
from complaints.people.grouping import changes, grouped
from golddust.database.engine import insert_ignoring
from golddust.database.schema import counters
from golddust.database.schema.people import joins, person_addresses
from golddust.errors import Conflict, NotFound
from golddust.identity import derived_id

Proof = Literal["codes", "words", "import"]
LOCK = "people"
"""The counter whose row is locked by whoever changes groups: two joins at once could otherwise each miss the other."""


@dataclass(frozen=True, slots=True)
class Join:
    """That two addresses belong to one person, and why: `about` names the proposal, feedback or imported customer that proves it.

    It holds until `split_at`.
    """

    id: str
    first: str
    second: str
    proof: Proof
    about: str
    joined_at: datetime
    joined_by: str
    split_at: datetime | None = None
    split_by: str = ""


def made(one: str, other: str, proof: Proof, about: str, at: datetime, by: str) -> Join:
    """A join of two addresses, in whatever order they are given."""
    first, second = sorted((one, other))
    return Join(derived_id("join", secrets.token_bytes(16)), first, second, proof, about, at, by)


def lock(connection: Connection) -> None:
    """Let nobody else change groups until the transaction ends. Take it before any other lock."""
    bump = update(counters).where(counters.c.name == LOCK).values(value=counters.c.value + 1)
    if not connection.execute(bump).rowcount:
        connection.execute(insert_ignoring(connection, counters), [{"name": LOCK, "value": 0}])
        connection.execute(bump)


def add(connection: Connection, new: Collection[Join]) -> None:
    """Make these joins, and group their addresses anew. The caller holds the lock."""
    if new:
        names = Join.__slots__
        connection.execute(insert(joins), [{name: getattr(one, name) for name in names} for one in new])
        regroup(connection, _ends(new))


def take_back(connection: Connection, ended: Collection[Join], at: datetime, by: str) -> None:
    """Let these joins hold no longer, and group their addresses anew. The caller holds the lock."""
    if not ended:
        return
    theirs = among(connection, joins.c.id, [one.id for one in ended])
    connection.execute(update(joins).where(theirs, joins.c.split_at.is_(None)).values(split_at=at, split_by=by))
    regroup(connection, _ends(ended))


def regroup(connection: Connection, touched: Collection[str]) -> None:
    """Make the groups of these addresses what follows from the joins that hold, and leave all others alone."""
    mine = select(person_addresses.c.person).where(among(connection, person_addresses.c.customer, touched))
    theirs = select(person_addresses).where(person_addresses.c.person.in_(mine))
    before = {row.customer: row.person for row in connection.execute(theirs)}
    gone, new = changes(before, grouped(_pairs(connection, {*before, *touched})))
    if gone:
        connection.execute(delete(person_addresses).where(among(connection, person_addresses.c.customer, gone)))
    if new:
        rows = [{"customer": customer, "person": person} for customer, person in sorted(new.items())]
        connection.execute(insert(person_addresses), rows)


def _pairs(connection: Connection, members: Collection[str]) -> list[tuple[str, str]]:
    """The joins that hold of these addresses. Whoever is joined to one of them is among them, so one end is enough."""
    query = select(joins.c.first, joins.c.second).where(joins.c.split_at.is_(None), among(connection, joins.c.first, members))
    return [(row.first, row.second) for row in connection.execute(query)]


def members_of(connection: Connection, customer: str) -> list[str]:
    """All addresses of the person behind this one, itself among them, in order."""
    mine = select(person_addresses.c.person).where(person_addresses.c.customer == customer).scalar_subquery()
    query = select(person_addresses.c.customer).where(person_addresses.c.person == mine)
    return sorted({customer, *connection.execute(query).scalars()})


def groups_of(connection: Connection, customers: Collection[str]) -> dict[str, list[str]]:
    """The same for each of these, in one question."""
    mine, theirs = person_addresses.alias("mine"), person_addresses.alias("theirs")
    query = select(mine.c.customer.label("asked"), theirs.c.customer).join(theirs, theirs.c.person == mine.c.person)
    found = {customer: {customer} for customer in customers}
    for row in connection.execute(query.where(mine.c.customer.in_(customers))) if customers else ():
        found[row.asked].add(row.customer)
    return {customer: sorted(addresses) for customer, addresses in found.items()}


def joins_of(connection: Connection, customers: Collection[str]) -> list[Join]:
    """Every join of these addresses, also those taken back, oldest first."""
    return _found(connection, or_(joins.c.first.in_(customers), joins.c.second.in_(customers)))


def joins_about(connection: Connection, about: Collection[str], proof: Proof) -> list[Join]:
    """Every join that rests on one of these proofs of that kind, oldest first."""
    return [one for one in _found(connection, among(connection, joins.c.about, about)) if one.proof == proof]


def find(connection: Connection, join: str) -> Join:
    """The join of that id. Raises NotFound."""
    found = _found(connection, joins.c.id == join)
    if not found:
        raise NotFound(f"there is no join {join[:40]!r}; `golddust customers show` lists those of a person")
    return found[0]


def again(connection: Connection, ended: Join, at: datetime, by: str) -> Join:
    """A join on the same proof as one that was taken back. Raises Conflict when those two are joined on that proof already."""
    if any(one.split_at is None and one.second == ended.second for one in _same_proof(connection, ended)):
        raise Conflict("that join holds; there is nothing to take back")
    new = made(ended.first, ended.second, ended.proof, ended.about, at, by)
    add(connection, [new])
    return new


def _same_proof(connection: Connection, one: Join) -> list[Join]:
    return _found(connection, (joins.c.first == one.first) & (joins.c.proof == one.proof) & (joins.c.about == one.about))


def _found(connection: Connection, where: ColumnElement[bool]) -> list[Join]:
    query = select(joins).where(where).order_by(joins.c.joined_at, joins.c.id)
    return [_join(row) for row in connection.execute(query)]


def _join(row: Row[Any]) -> Join:
    return Join(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping


def _ends(some: Iterable[Join]) -> set[str]:
    return {end for one in some for end in (one.first, one.second)}
