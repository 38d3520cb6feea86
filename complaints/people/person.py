"""A person as the company knows them: addresses, joins, standing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from complaints.people.consent import stopped_at
from complaints.people.joins import Join, joins_of, members_of
from complaints.people.standing import Standing, segment_of
from golddust.database.schema import case_feedback, cases, contacts, feedback, replies
from golddust.database.schema.people import imported_addresses, imported_customers
from golddust.errors import NotFound


@dataclass(frozen=True, slots=True)
class PersonAddress:
    """One address of a person, under its pseudonym. `messages` came from there, the last at `last_at` (None: none ever).

    `stopped_at`: since when they want nothing sent there, at least by one number of ours, or None.
    """

    customer: str
    kind: str
    address: str
    name: str
    messages: int
    last_at: datetime | None
    stopped_at: datetime | None


@dataclass(frozen=True, slots=True)
class Person:
    """Who is behind an address: all their addresses, every join of them (also those taken back), and how they stand with us.

    `addresses` is empty when they were forgotten by age. `id` is the least pseudonym of the group: it is another when addresses
    are joined or split, so nothing should keep it.
    """

    id: str
    addresses: tuple[PersonAddress, ...]
    joins: tuple[Join, ...]
    standing: Standing


def person(connection: Connection, customer: str) -> Person:
    """The person behind the address. Raises NotFound when nobody is known by it."""
    members = members_of(connection, customer)
    addresses = addresses_of(connection, members)
    if not (addresses or is_known(connection, members)):
        raise NotFound("nobody is known by that address")
    standing = segment_of(connection, [customer]).get(customer, Standing())
    return Person(members[0], addresses, tuple(joins_of(connection, members)), standing)


def is_known(connection: Connection, customers: Collection[str]) -> bool:
    """Whether anything is held of them: addresses are forgotten by age before cases, answers and figures are."""
    if addresses_of(connection, customers):
        return True
    held = (feedback.c.customer, cases.c.customer, case_feedback.c.customer, replies.c.customer)
    return any(connection.execute(select(one).where(one.in_(customers)).limit(1)).first() is not None for one in held)


def addresses_of(connection: Connection, customers: Collection[str]) -> tuple[PersonAddress, ...]:
    """Those addresses that are known, in the order of their pseudonyms: from a message of theirs, or from the company's list."""
    wrote = {row.customer: row for row in connection.execute(select(contacts).where(contacts.c.customer.in_(customers)))}
    listed = {row.customer: row for row in connection.execute(_listed(customers))}
    counted = (
        select(feedback.c.customer, func.count().label("messages"), func.max(feedback.c.received_at).label("last_at"))
        .where(feedback.c.customer.in_(customers))
        .group_by(feedback.c.customer)
    )
    messages = {row.customer: row for row in connection.execute(counted)}
    stopped = stopped_at(connection, customers)
    return tuple(
        _address(wrote.get(one), listed.get(one), messages.get(one), stopped.get(one)) for one in sorted({*wrote, *listed})
    )


def _listed(customers: Collection[str]) -> Any:
    return (
        select(imported_addresses, imported_customers.c.name)
        .join(imported_customers, imported_customers.c.id == imported_addresses.c.id)
        .where(imported_addresses.c.customer.in_(customers))
        .order_by(imported_addresses.c.id.desc())
    )


def _address(
    wrote: Row[Any] | None, listed: Row[Any] | None, messages: Row[Any] | None, stopped: datetime | None
) -> PersonAddress:
    known: Any = wrote or listed
    return PersonAddress(
        customer=known.customer,
        kind=known.kind,
        address=known.address,
        name=known.name or (listed.name if listed else ""),
        messages=messages.messages if messages else 0,
        last_at=messages.last_at if messages else None,
        stopped_at=stopped,
    )
