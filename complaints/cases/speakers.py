"""Who speaks, as far as the register must know it to open and to join cases."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection, select

from complaints.people.proposals import propose
from complaints.people.standing import Standing, segment_of
from complaints.people.suggestions import Suggestion, suggestions, suggestions_of
from golddust.database.schema.people import imported_addresses, person_addresses
from golddust.errors import Conflict
from golddust.identity import Keys


@dataclass(frozen=True, slots=True)
class Speaker:
    """A customer: every address of the same person, this one among them, and what the company knows of them.

    `value` is what they are worth to it, in its own measure; `language` what they want to be answered in, "" where unknown.
    """

    addresses: tuple[str, ...] = ()
    segment: str = ""
    value: float | None = None
    language: str = ""


NOBODY = Speaker()


class Speakers(Protocol):
    """Knows who customers are."""

    def speakers(self, connection: Connection, customers: Collection[str]) -> Mapping[str, Speaker]:
        """Of each of these pseudonyms that anything is known of, the speaker; one question, whatever their number."""

    def suggestions(self, connection: Connection, customer: str) -> Sequence[Suggestion]:
        """Others who may be the same person; a likeness proves nothing."""

    def suggestions_of(self, connection: Connection, customers: Collection[str]) -> Mapping[str, Sequence[Suggestion]]:
        """The same for each of these, in as many questions as for one."""

    def ask_proof(self, connection: Connection, one: str, other: str, actor: str, now: datetime) -> None:
        """Ask both to prove that they are one person; the transaction should end with it. Raises Conflict, NotFound."""


class Strangers:
    """Knows nobody: each address is a customer of its own."""

    def speakers(self, connection: Connection, customers: Collection[str]) -> Mapping[str, Speaker]:  # noqa: ARG002
        """Nobody."""
        return {}

    def suggestions(self, connection: Connection, customer: str) -> Sequence[Suggestion]:  # noqa: ARG002
        """Nobody."""
        return ()

    def suggestions_of(self, connection: Connection, customers: Collection[str]) -> Mapping[str, Sequence[Suggestion]]:  # noqa: ARG002
        """Nobody."""
        return {}

    def ask_proof(self, connection: Connection, one: str, other: str, actor: str, now: datetime) -> None:  # noqa: ARG002
        """Nobody can be asked."""
        raise Conflict("the cases are of two customers")


class KnownSpeakers:
    """Knows people by the joins of their addresses, and what the company's own list says of them.

    `region` is the one of telephone numbers that customers write without their country.
    """

    def __init__(self, keys: Keys, region: str = "") -> None:
        self._keys = keys
        self._region = region

    def speakers(self, connection: Connection, customers: Collection[str]) -> Mapping[str, Speaker]:
        """Those who are known under several addresses, or are on the list."""
        known = _known(connection, customers)
        if not known:
            return {}
        standings, addresses = segment_of(connection, known), _addresses(connection, known)
        return {customer: _speaker(standings.get(customer, Standing()), addresses.get(customer, ())) for customer in known}

    def suggestions(self, connection: Connection, customer: str) -> Sequence[Suggestion]:
        """Whom they name, whose case they quote, who shares name and number with them."""
        return suggestions(connection, customer, self._keys, self._region)

    def suggestions_of(self, connection: Connection, customers: Collection[str]) -> Mapping[str, Sequence[Suggestion]]:
        """The same for each of these."""
        return suggestions_of(connection, customers, self._keys, self._region)

    def ask_proof(self, connection: Connection, one: str, other: str, actor: str, now: datetime) -> None:
        """Codes go out; a text message in which one names the other stands for the code of who sent it."""
        for writer, named in ((one, other), (other, one)):
            for found in self.suggestions(connection, writer):
                if found.customer == named and found.feedback:
                    propose(connection, writer, named, found.feedback, actor, self._keys, now)
                    return
        propose(connection, one, other, "", actor, self._keys, now)


def _speaker(standing: Standing, addresses: tuple[str, ...]) -> Speaker:
    return Speaker(addresses, standing.segment, standing.value, standing.language)


def _known(connection: Connection, customers: Collection[str]) -> list[str]:
    """Those of whom anything is known: most who complain are strangers, and cost this one question only."""
    some = sorted(customers)
    with_others = select(person_addresses.c.customer).where(person_addresses.c.customer.in_(some))
    on_the_list = select(imported_addresses.c.customer).where(imported_addresses.c.customer.in_(some))
    return list(connection.execute(with_others.union(on_the_list)).scalars())


def _addresses(connection: Connection, customers: Collection[str]) -> dict[str, tuple[str, ...]]:
    """All addresses of those who have several."""
    mine, theirs = person_addresses.alias("mine"), person_addresses.alias("theirs")
    query = (
        select(mine.c.customer.label("asked"), theirs.c.customer)
        .join(theirs, theirs.c.person == mine.c.person)
        .where(mine.c.customer.in_(customers))
        .order_by(theirs.c.customer)
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in connection.execute(query):
        found[row.asked] = (*found.get(row.asked, ()), row.customer)
    return found
