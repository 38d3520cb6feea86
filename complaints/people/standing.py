"""What the company's own list says of customers: segment, value, language."""

from collections.abc import Collection, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, select, union_all

from complaints.people.among import among
from golddust.database.engine import reading
from golddust.database.schema.people import imported_addresses, imported_customers, person_addresses


@dataclass(frozen=True, slots=True)
class Standing:
    """How a customer stands with the company. `value` is in its currency, None when unknown; `ids` are those of its own list.

    Where several of its customers have one address, or one person has several entries, the one of the highest value speaks first,
    and the others fill in what it leaves empty: nobody is treated worse for sharing a telephone.
    """

    segment: str = ""
    value: float | None = None
    language: str = ""
    ids: tuple[str, ...] = ()


def segment_of(where: Connection | Engine, customers: Collection[str]) -> dict[str, Standing]:
    """The standing of each of these customers, by any address of the person; those that no list names are left out.

    One query, however many they are.
    """
    found: dict[str, list[Row[Any]]] = {}
    with reading(where) if isinstance(where, Engine) else nullcontext(where) as connection:
        for row in connection.execute(_query(connection, set(customers))):
            found.setdefault(row.asked, []).append(row)
    return {customer: _standing(rows) for customer, rows in found.items()}


def _query(connection: Connection, customers: Collection[str]) -> Select[Any]:
    """Through the address itself, and through the other addresses of its person."""
    mine, theirs = person_addresses.alias("mine"), person_addresses.alias("theirs")
    itself = select(imported_addresses.c.customer.label("asked"), imported_addresses.c.id).where(
        among(connection, imported_addresses.c.customer, customers)
    )
    through_others = (
        select(mine.c.customer.label("asked"), imported_addresses.c.id)
        .join(theirs, theirs.c.person == mine.c.person)
        .join(imported_addresses, imported_addresses.c.customer == theirs.c.customer)
        .where(among(connection, mine.c.customer, customers), theirs.c.customer != mine.c.customer)
    )
    named = union_all(itself, through_others).subquery()
    listed = imported_customers.c
    return select(named.c.asked, listed.id, listed.segment, listed.value, listed.language).join(
        imported_customers, listed.id == named.c.id
    )


def _standing(rows: Iterable[Row[Any]]) -> Standing:
    ordered = sorted({row.id: row for row in rows}.values(), key=_rank)
    return Standing(
        segment=next((row.segment for row in ordered if row.segment), ""),
        value=ordered[0].value,
        language=next((row.language for row in ordered if row.language), ""),
        ids=tuple(row.id for row in ordered),
    )


def _rank(row: Row[Any]) -> tuple[bool, float, str]:
    return row.value is None, -(row.value or 0), row.id
