"""What a person said about hearing from us, and what holds; read here, kept by the store."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from golddust.database.schema import consent_statements, consents


@dataclass(frozen=True, slots=True)
class ConsentStatement:
    """What was said, by whom, and the proof: `words` are the customer's own, or the reason that `actor` of the staff gave.

    `channel` and `sender` are what it is about, a number of ours or a pool of them; both "": everything. `holds_now`: it is what
    holds there at present. `taken_back`: a later reading of the message does not find it.
    """

    customer: str
    channel: str
    sender: str
    state: str
    at: datetime
    by: str
    word: str
    words: str
    feedback: str
    actor: str
    holds_now: bool
    taken_back: bool


def statements_of(connection: Connection, customers: Collection[str]) -> list[ConsentStatement]:
    """All that was said of it at these addresses, the latest first."""
    query = (
        select(consent_statements, consents.c.statement.label("holding"))
        .outerjoin(consents, (consents.c.statement == consent_statements.c.id))
        .where(consent_statements.c.customer.in_(customers))
        .order_by(consent_statements.c.at.desc(), consent_statements.c.state.desc(), consent_statements.c.id)
    )
    names = ("customer", "channel", "sender", "state", "at", "by", "word", "words", "feedback", "actor")
    return [
        ConsentStatement(**_named(row, names), holds_now=row.holding is not None, taken_back=not row.holds)
        for row in connection.execute(query)
    ]


def stopped_at(connection: Connection, customers: Collection[str]) -> dict[str, datetime]:
    """For each of these addresses at which somebody told some number of ours to stop: since when, the latest of several."""
    query = select(consents).where(consents.c.customer.in_(customers)).order_by(consents.c.since)
    stopped: dict[str, datetime] = {}
    for row in connection.execute(query):
        if row.state == "stopped":
            stopped[row.customer] = row.since
        elif not row.sender:
            stopped.pop(row.customer, None)
    return stopped


def _named(row: Any, names: Collection[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
