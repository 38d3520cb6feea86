"""Reads who wrote to us, by their pseudonyms: no address and no name leaves this module."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from golddust.database.holds import person_of
from golddust.database.schema import cases, consents, contacts
from golddust.database.schema import feedback as said
from golddust.database.schema.people import imported_addresses, imported_customers
from golddust.errors import NotFound
from golddust.ports import Consent, Customer, CustomerCase, CustomerInFull

MOST_CASES: Final = 100
_CUSTOMERS: Select[Any] = select(contacts.c.customer, contacts.c.kind, contacts.c.first_seen, contacts.c.unreachable_at)
_CASES = select(cases.c.reference, cases.c.state, cases.c.kind, cases.c.opened_at)
_CONSENTS = select(consents.c.channel, consents.c.sender, consents.c.state, consents.c.since)


def listed(connection: Connection, limit: int, after: str) -> list[Customer]:
    """Those behind that one, by pseudonym."""
    query = _CUSTOMERS.where(contacts.c.customer > after).order_by(contacts.c.customer).limit(limit)
    return [_customer(row) for row in connection.execute(query)]


def whole(connection: Connection, customer: str) -> CustomerInFull:
    """One, with all that the person behind it ever was to us. Raises NotFound."""
    theirs = person_of(connection, customer)
    found = connection.execute(_CUSTOMERS.where(contacts.c.customer.in_(theirs)).order_by(contacts.c.customer)).all()
    if customer not in {row.customer for row in found}:
        raise NotFound("there is no customer of that name")
    heard = connection.execute(_heard(theirs)).one()
    listings = connection.execute(_listings(theirs)).all()
    opened = _CASES.where(cases.c.customer.in_(theirs)).order_by(cases.c.opened_at.desc(), cases.c.id.desc()).limit(MOST_CASES)
    wishes = _CONSENTS.where(consents.c.customer.in_(theirs)).order_by(consents.c.since, consents.c.channel, consents.c.sender)
    return CustomerInFull(
        customer=customer,
        addresses=tuple(_customer(row) for row in found),
        segment=next((one.segment for one in listings if one.segment), ""),
        language=next((one.language for one in listings if one.language), ""),
        messages=heard.messages,
        last_heard_at=heard.at,
        cases=tuple(CustomerCase(**row) for row in connection.execute(opened).mappings()),
        consents=tuple(Consent(**row) for row in connection.execute(wishes).mappings()),
    )


def _heard(theirs: Sequence[str]) -> Select[Any]:
    figures: tuple[ColumnElement[Any], ...] = (func.count().label("messages"), func.max(said.c.received_at).label("at"))
    return select(*figures).where(said.c.customer.in_(theirs))


def _listings(theirs: Sequence[str]) -> Select[Any]:
    """The entries of the company's list that name the person, that of most value first."""
    listed = imported_customers.c
    named = select(listed.segment, listed.language).join(imported_addresses, imported_addresses.c.id == listed.id)
    return named.where(imported_addresses.c.customer.in_(theirs)).order_by(listed.value.is_(None), listed.value.desc(), listed.id)


def _customer(row: Row[Any]) -> Customer:
    return Customer(row.customer, row.kind, row.first_seen, reachable=row.unreachable_at is None)
