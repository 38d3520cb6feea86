"""Who speaks, as far as the register must know it to open and to join cases."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection, select

from complaints.people.standing import Standing, segment_of
from golddust.database.schema.people import person_addresses


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


class Strangers:
    """Knows nobody: each address is a customer of its own."""

    def speakers(self, connection: Connection, customers: Collection[str]) -> Mapping[str, Speaker]:  # noqa: ARG002
        """Nobody."""
        return {}


class KnownSpeakers:
    """Knows people by the joins of their addresses, and what the company's own list says of them."""

    def speakers(self, connection: Connection, customers: Collection[str]) -> Mapping[str, Speaker]:
        """Those who are known under several addresses, or are on the list."""
        standings = segment_of(connection, customers)
        addresses = _addresses(connection, customers)
        known = {
            customer: (standings.get(customer, Standing()), addresses.get(customer, ())) for customer in {*standings, *addresses}
        }
        return {
            customer: Speaker(theirs, standing.segment, standing.value, standing.language)
            for customer, (standing, theirs) in known.items()
        }


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
