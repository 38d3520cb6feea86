"""Writes feedback and tags, in batches, once each however often they come."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, IntegrityError, StatementError

from golddust import wire
from golddust.database.engine import check_database, insert_ignoring, writing
from golddust.database.schema import contacts, feedback, feedback_topics, tags
from golddust.errors import Malformed, UnknownVersion
from golddust.events import Event, Feedback, Tagged
from golddust.outcomes import Done, Outcome, Reject
from golddust.records import Record
from sinks.store.rows import Row, contact_row, feedback_row, tags_row, topic_rows

DONE = Done()


class Store:
    """A `Sink` for `feedback.received` and `feedback.tagged`, whichever of a pair comes first.

    A row of the same id and revision stays as it is; a higher revision replaces it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __call__(self, records: Sequence[Record]) -> list[Outcome]:
        """Write, as a step of a stage."""
        return self.write(records)

    def write(self, records: Sequence[Record]) -> list[Outcome]:
        """One outcome each, in order, after one transaction. A row that the database refuses is rejected by itself."""
        read = [_read(record) for record in records]
        events = [one for one in read if not isinstance(one, Reject)]
        try:
            self._write(events)
        except (DataError, IntegrityError, StatementError) as refused:
            if len(events) == 1:
                return [one if isinstance(one, Reject) else Reject(_words(refused)) for one in read]
            return [
                one if isinstance(one, Reject) else self.write([record])[0] for one, record in zip(read, records, strict=True)
            ]
        return [one if isinstance(one, Reject) else DONE for one in read]

    def _write(self, events: Sequence[Event]) -> None:
        said = [event for event in events if isinstance(event, Feedback)]
        tagged = [event for event in events if isinstance(event, Tagged)]
        with writing(self._engine) as connection:
            if said:
                connection.execute(insert_ignoring(connection, contacts), [contact_row(one) for one in said])
                connection.execute(_newer(connection, feedback, "id"), [feedback_row(one) for one in said])
                _obey_commands(connection, said)
            if tagged:
                _write_tags(connection, tagged)

    def check(self) -> None:
        """Touch the database without writing; raises Unavailable."""
        check_database(self._engine)


def _read(record: Record) -> Event | Reject:
    try:
        event = wire.event(record)
    except (Malformed, UnknownVersion) as refused:
        return Reject(refused.reason)
    return event if isinstance(event, Feedback | Tagged) else Reject(f"not for the store: {record.headers.get('ce_type')}")


def _words(refused: StatementError) -> str:
    """What the database said, without the values it said it about."""
    return f"the database refused the row: {type(refused.orig or refused).__name__}"


def _newer(connection: Connection, table: Table, key: str) -> Any:
    """An INSERT that replaces an older revision and leaves an equal or newer one alone."""
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    insert = dialect.insert(table)
    changed = {column.name: insert.excluded[column.name] for column in table.columns if column.name != key}
    older = table.c.revision < insert.excluded.revision
    return insert.on_conflict_do_update(index_elements=[key], set_=changed, where=older)


def _write_tags(connection: Connection, tagged: Sequence[Tagged]) -> None:
    connection.execute(_newer(connection, tags, "feedback"), [tags_row(one) for one in tagged])
    again = [one.feedback for one in tagged if one.revision]
    if again:
        connection.execute(delete(feedback_topics).where(feedback_topics.c.feedback.in_(again)))
    topics: list[Row] = [row for one in tagged for row in topic_rows(one)]
    if topics:
        connection.execute(insert_ignoring(connection, feedback_topics), topics)


def _obey_commands(connection: Connection, said: Sequence[Feedback]) -> None:
    """STOP and START, in the order in which they were received, with the message that proves it."""
    for one in sorted((one for one in said if one.command in ("stop", "start")), key=lambda one: one.received_at):
        mine = contacts.c.customer == one.customer
        if one.command == "stop":
            connection.execute(update(contacts).where(mine).values(stopped_at=one.received_at, stop_feedback=one.id))
        else:
            stopped_before = mine & (contacts.c.stopped_at <= one.received_at)
            connection.execute(update(contacts).where(stopped_before).values(stopped_at=None, stop_feedback=one.id))
