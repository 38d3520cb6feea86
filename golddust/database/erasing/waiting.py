"""What waits in the outbox about a person: it goes, or goes on without words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from golddust import wire
from golddust.database.erasing.whose import Whose, in_parts
from golddust.database.schema import outbox
from golddust.erased import without_words
from golddust.errors import Malformed, UnknownVersion
from golddust.events import CaseEvent, ConsentChanged, Event, ReplyRequest, ReplyStatus, StaffNotice
from golddust.records import Record

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for when the log appended what it has not yet."""


@dataclass(frozen=True, slots=True)
class Known:
    """The ids by which an event is known to be theirs; by whom it is about, only when it was said until then."""

    customers: frozenset[str]
    cases: frozenset[str]
    replies: frozenset[str]
    until: datetime = NEVER
    shared: Mapping[str, str] = field(default_factory=dict)
    feedback: frozenset[str] = frozenset()

    def has(self, event: Event) -> bool:
        """Whether it is about them. That they want nothing from us is no reason: it stays."""
        if isinstance(event, ConsentChanged):
            return False
        if isinstance(event, StaffNotice):
            return event.case in self.cases
        if isinstance(event, ReplyStatus):
            return event.reply in self.replies
        if isinstance(event, CaseEvent) and event.case in self.cases:
            return True
        if isinstance(event, ReplyRequest) and (event.case in self.cases or event.feedback in self.feedback):
            return True
        return getattr(event, "customer", "") in self.customers and said_at(event, NEVER) <= self.until


def said_at(event: Event, otherwise: datetime) -> datetime:
    """When it was said; steps and answers may be written after somebody was erased, of what came before."""
    for name in ("received_at", "requested_at", "at"):
        if isinstance(said := getattr(event, name, None), datetime):
            return said
    return otherwise


def known(theirs: Whose) -> Known:
    """By what is theirs in the database."""
    return Known(
        customers=frozenset(theirs.customers),
        cases=frozenset(theirs.alone),
        replies=frozenset(theirs.replies),
        until=theirs.until,
        shared=theirs.shared,
        feedback=frozenset(theirs.feedback),
    )


def waiting(connection: Connection, theirs: Whose) -> list[tuple[Row[Any], Event]]:
    """The rows of the outbox about them, with what they say."""
    mine, found = known(theirs), list[tuple[Row[Any], Event]]()
    for row in connection.execute(select(outbox).order_by(outbox.c.number)).all():
        event = _event(row)
        if event is not None and mine.has(event):
            found.append((row, event))
    return found


def take_out_of_the_outbox(connection: Connection, theirs: Whose) -> int:
    """Steps of cases go on without words, so that histories have no holes; all else is taken out. Returns how many rows."""
    gone: list[int] = []
    found = waiting(connection, theirs)
    for row, event in found:
        if isinstance(event, CaseEvent):
            left = wire.entry(without_words(event, theirs.shared.get(event.case, "")))
            changed = update(outbox).where(outbox.c.number == row.number).values(value=left.value)
            connection.execute(changed)
        else:
            gone.append(row.number)
    for part in in_parts([str(number) for number in gone]):
        connection.execute(delete(outbox).where(outbox.c.number.in_([int(number) for number in part])))
    return len(found)


def _event(row: Row[Any]) -> Event | None:
    try:
        return wire.event(Record(row.topic, 0, row.number, row.key, row.value, row.headers, NEVER))
    except (Malformed, UnknownVersion):
        return None
