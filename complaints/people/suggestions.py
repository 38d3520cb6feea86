"""Who else may be the same person: only offered, with the reasons, because a likeness proves nothing."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from complaints.cases.references import normalised
from complaints.people.addresses import named_in
from complaints.people.joins import groups_of
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
    return suggestions_of(connection, [customer], keys, region)[customer]


def suggestions_of(connection: Connection, customers: Collection[str], keys: Keys, region: str) -> dict[str, list[Suggestion]]:
    """The same for each of these: seven questions to the database, whatever their number."""
    members = groups_of(connection, customers)
    by_address = _said(connection, set().union(*members.values()))
    said = {one: _newest(by_address, theirs) for one, theirs in members.items()}
    found: dict[str, dict[str, Suggestion]] = {one: {} for one in customers}
    for customer, new in (
        *_named(connection, said, keys, region),
        *_quoted(connection, said),
        *_namesakes(connection, members, said),
    ):
        if new.customer not in members[customer]:
            before = found[customer].get(new.customer, Suggestion(new.customer, ()))
            reasons = tuple(dict.fromkeys((*before.reasons, *new.reasons)))
            found[customer][new.customer] = Suggestion(new.customer, reasons, before.feedback or new.feedback)
    return {customer: list(theirs.values()) for customer, theirs in found.items()}


def _said(connection: Connection, addresses: Collection[str]) -> dict[str, list[tuple[datetime, _Said]]]:
    """The newest messages of each address, with their times."""
    c = feedback.c
    place = func.row_number().over(partition_by=c.customer, order_by=(c.received_at.desc(), c.id)).label("place")
    newest = select(c.id, place).where(c.customer.in_(addresses), c.automatic.is_(None)).subquery()
    query = select(c.customer, c.received_at, c.id, c.subject, c.text).join(newest, newest.c.id == c.id)
    found: dict[str, list[tuple[datetime, _Said]]] = {}
    for row in connection.execute(query.where(newest.c.place <= MOST_MESSAGES)) if addresses else ():
        found.setdefault(row.customer, []).append((row.received_at, _Said(row.id, f"{row.subject}\n{row.text}")))
    return found


def _newest(by_address: Mapping[str, list[tuple[datetime, _Said]]], members: Collection[str]) -> list[_Said]:
    """What the person said last under any of these."""
    together = [one for member in members for one in by_address.get(member, ())]
    together.sort(key=lambda one: one[1].feedback)
    together.sort(key=lambda one: one[0], reverse=True)
    return [said for _, said in together[:MOST_MESSAGES]]


def _named(
    connection: Connection, said: Mapping[str, Sequence[_Said]], keys: Keys, region: str
) -> Iterator[tuple[str, Suggestion]]:
    """Whose address stands in their words."""
    named: dict[str, dict[str, str]] = {}
    for customer, theirs in said.items():
        words = ((address, one.feedback) for one in theirs for address in named_in(one.text, region))
        named[customer] = {keys.pseudonym_of(address, message): message for address, message in words}
    wanted = set().union(*named.values())
    known = select(contacts.c.customer).where(contacts.c.customer.in_(wanted))
    there = set(connection.execute(known).scalars()) if wanted else set()
    for customer, its in named.items():
        for other in sorted(there & its.keys()):
            yield customer, Suggestion(other, ("they name this address themselves",), its[other])


def _quoted(connection: Connection, said: Mapping[str, Sequence[_Said]]) -> Iterator[tuple[str, Suggestion]]:
    """Whose case they quote."""
    quoted = {
        customer: {normalised(found) for one in theirs for found in _REFERENCE.findall(one.text)}
        for customer, theirs in said.items()
    }
    wanted = set().union(*quoted.values())
    query = select(cases.c.customer, cases.c.reference).where(cases.c.reference.in_(wanted)).order_by(cases.c.reference)
    rows = connection.execute(query).all() if wanted else ()
    for customer, theirs in quoted.items():
        for row in rows:
            if row.reference in theirs:
                yield customer, Suggestion(row.customer, (f"they quote {row.reference}, a case of this customer",))


def _namesakes(
    connection: Connection, members: Mapping[str, Collection[str]], said: Mapping[str, Sequence[_Said]]
) -> Iterator[tuple[str, Suggestion]]:
    """Who has the same name and speaks of the same number; a name alone says nothing."""
    numbers = {customer: found for customer, theirs in said.items() if (found := _numbers(theirs))}
    names = _names(connection, {member for customer in numbers for member in members[customer]})
    called = {one: {name for member in members[one] for name in names.get(member, ())} for one in numbers}
    others = _called(connection, set().union(*called.values()))
    perhaps = {
        customer: sorted({other for name in its for other in others.get(name, ())} - set(members[customer]))
        for customer, its in called.items()
    }
    heard = _said(connection, set().union(*perhaps.values()))
    theirs = {other: _numbers([one for _, one in found]) for other, found in heard.items()}
    for customer, some in perhaps.items():
        for other in some:
            for number in sorted(numbers[customer] & theirs.get(other, set())):
                yield customer, Suggestion(other, (f"the same name, and both speak of {number}",))


def _names(connection: Connection, addresses: Collection[str]) -> dict[str, set[str]]:
    """Their full names, as the database's own lower case has them."""
    query = select(contacts.c.customer, func.lower(contacts.c.name).label("name")).where(contacts.c.customer.in_(addresses))
    rows = connection.execute(query).all() if addresses else ()
    return {row.customer: {row.name} for row in rows if len(row.name.split()) >= _WORDS_OF_A_NAME}


def _called(connection: Connection, names: Collection[str]) -> dict[str, list[str]]:
    """Some customers of each of these names."""
    lower = func.lower(contacts.c.name)
    place = func.row_number().over(partition_by=lower, order_by=contacts.c.customer).label("place")
    some = select(contacts.c.customer, lower.label("name"), place).where(lower.in_(names)).subquery()
    query = select(some.c.customer, some.c.name).where(some.c.place <= MOST_NAMESAKES)
    found: dict[str, list[str]] = {}
    for row in connection.execute(query) if names else ():
        found.setdefault(row.name, []).append(row.customer)
    return found


def _numbers(said: Iterable[_Said]) -> set[str]:
    return {number.upper() for one in said for number in _NUMBER.findall(one.text)}
