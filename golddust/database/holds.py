"""Legal holds: whose data must stay, whoever asks for it to go. A hold on one address covers the whole person."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, text, update

from golddust.database.schema.people import person_addresses
from golddust.database.schema.privacy import legal_holds
from golddust.errors import NotFound
from golddust.identity import derived_id


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold: on the person with this address, for this reason; `released_at` None: it holds."""

    id: str
    customer: str
    reason: str
    placed_at: datetime
    placed_by: str
    released_at: datetime | None
    released_by: str
    released_why: str


def place(connection: Connection, customer: str, reason: str, by: str, now: datetime) -> str:
    """Hold the person's data from now on; returns the hold's id."""
    made = derived_id("hold", secrets.token_bytes(16))
    row = {"id": made, "customer": customer, "reason": reason, "placed_at": now, "placed_by": by}
    connection.execute(insert(legal_holds).values(row))
    return made


def release(connection: Connection, customer: str, reason: str, by: str, now: datetime) -> list[str]:
    """Let every hold on the person go, and return their ids. Raises NotFound when there is none."""
    theirs = person_of(connection, customer)
    holding = legal_holds.c.customer.in_(theirs) & legal_holds.c.released_at.is_(None)
    ended = update(legal_holds).where(holding).values(released_at=now, released_by=by, released_why=reason)
    gone = list(connection.execute(ended.returning(legal_holds.c.id)).scalars())
    if not gone:
        raise NotFound("nothing of theirs is held")
    return gone


def holds(connection: Connection, *, released: bool = False) -> list[Hold]:
    """All that hold, the newest first; with those that were released, if wanted."""
    query = select(legal_holds).order_by(legal_holds.c.placed_at.desc(), legal_holds.c.id)
    rows = connection.execute(query if released else query.where(legal_holds.c.released_at.is_(None)))
    return [Hold(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name for it


def held(connection: Connection, customers: Collection[str]) -> frozenset[str]:
    """Those of these customers (pseudonyms) whose data must not be deleted now, by anybody or by age."""
    named = frozenset(connection.execute(select(legal_holds.c.customer).where(legal_holds.c.released_at.is_(None))).scalars())
    if not named:
        return frozenset()
    return frozenset(customers) & frozenset(one for name in named for one in person_of(connection, name))


def held_for_sure(connection: Connection, customers: Collection[str]) -> frozenset[str]:
    """As `held`, and nobody places a hold until the caller's transaction ends: on SQLite only one writes at a time anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE legal_holds IN SHARE MODE"))
    return held(connection, customers)


def person_of(connection: Connection, customer: str) -> list[str]:
    """Every address of the person, that one included."""
    group = select(person_addresses.c.person).where(person_addresses.c.customer == customer).scalar_subquery()
    others = select(person_addresses.c.customer).where(person_addresses.c.person == group)
    return sorted({customer, *connection.execute(others).scalars()})
