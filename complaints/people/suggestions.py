"""Who else may be the same person: only offered, with the reasons, because a likeness proves nothing."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from complaints.cases.references import normalised
from complaints.people.addresses import named_in
from complaints.people.joins import members_of
from golddust.database.schema import cases, contacts, feedback
from golddust.identity import Keys

MOST_MESSAGES = 50
"""So many of a customer's newest messages are looked at."""
MOST_NAMESAKES = 50
_REFERENCE = re.compile(r"\bGD-?[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w+@])[A-Za-z]{0,4}-?\d{5,12}(?!\w)")
"""An order, a booking, a parcel: five digits and more, perhaps behind some letters."""
_WORDS_OF_A_NAME = 2


@dataclass(frozen=True, slots=True)
class Suggestion:
    """That the other customer may be the same person, and why; `feedback` is the message of ours that says so, or ""."""

    customer: str
    reasons: tuple[str, ...]
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class _Said:
    feedback: str
    text: str


def suggestions(connection: Connection, customer: str, keys: Keys, region: str) -> list[Suggestion]:
    """Other customers who may be this one: whom they name themselves, whose case they quote, or who share name and number."""
    members = members_of(connection, customer)
    said = _said(connection, members)
    found: dict[str, Suggestion] = {}
    for one in (
        *_named(connection, said, keys, region),
        *_quoted(connection, said),
        *_namesakes(connection, members, said),
    ):
        if one.customer not in members:
            before = found.get(one.customer, Suggestion(one.customer, ()))
            reasons = tuple(dict.fromkeys((*before.reasons, *one.reasons)))
            found[one.customer] = Suggestion(one.customer, reasons, before.feedback or one.feedback)
    return list(found.values())


def _said(connection: Connection, members: Collection[str]) -> list[_Said]:
    query = (
        select(feedback.c.id, feedback.c.subject, feedback.c.text)
        .where(feedback.c.customer.in_(members), feedback.c.automatic.is_(None))
        .order_by(feedback.c.received_at.desc(), feedback.c.id)
        .limit(MOST_MESSAGES)
    )
    return [_Said(row.id, f"{row.subject}\n{row.text}") for row in connection.execute(query)]


def _named(connection: Connection, said: Iterable[_Said], keys: Keys, region: str) -> Iterable[Suggestion]:
    """Whose address stands in their words."""
    named = {keys.pseudonym_of(address, one.feedback): one.feedback for one in said for address in named_in(one.text, region)}
    if not named:
        return
    known = select(contacts.c.customer).where(contacts.c.customer.in_(named))
    for customer in connection.execute(known).scalars():
        yield Suggestion(customer, ("they name this address themselves",), named[customer])


def _quoted(connection: Connection, said: Iterable[_Said]) -> Iterable[Suggestion]:
    """Whose case they quote."""
    quoted = {normalised(found): one.feedback for one in said for found in _REFERENCE.findall(one.text)}
    if not quoted:
        return
    query = select(cases.c.customer, cases.c.reference).where(cases.c.reference.in_(quoted))
    for row in connection.execute(query):
        yield Suggestion(row.customer, (f"they quote {row.reference}, a case of this customer",))


def _namesakes(connection: Connection, members: Collection[str], said: Iterable[_Said]) -> Iterable[Suggestion]:
    """Who has the same name and speaks of the same number; a name alone says nothing."""
    numbers = _numbers(said)
    names = _names(connection, members) if numbers else set()
    if not names:
        return
    query = select(contacts.c.customer).where(func.lower(contacts.c.name).in_(names)).limit(MOST_NAMESAKES)
    for other in connection.execute(query).scalars().all():
        if other in members:
            continue
        for number in sorted(numbers & _numbers(_said(connection, [other]))):
            yield Suggestion(other, (f"the same name, and both speak of {number}",))


def _names(connection: Connection, members: Collection[str]) -> set[str]:
    """Their full names, as the database's own lower case has them."""
    query = select(func.lower(contacts.c.name)).where(contacts.c.customer.in_(members))
    return {name for name in connection.execute(query).scalars() if len(name.split()) >= _WORDS_OF_A_NAME}


def _numbers(said: Iterable[_Said]) -> set[str]:
    return {number.upper() for one in said for number in _NUMBER.findall(one.text)}
