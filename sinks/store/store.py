"""Writes feedback and tags, in batches, once each however often they come."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Engine, delete, select, update

from golddust import wire
from golddust.database import outbox
from golddust.database.engine import check_database, writing
from golddust.database.schema import contacts, feedback, feedback_labels, feedback_topics, tags
from golddust.errors import Malformed, UnknownVersion
from golddust.events import ConsentChanged, Event, Feedback, TagCorrected, Tagged
from golddust.outcomes import Done, Outcome, Reject
from golddust.records import Record
from sinks.media.noting import note_media
from sinks.refusals import refusals
from sinks.store import consents, corrected
from sinks.store.bulk import Insert
from sinks.store.insight.marks import mark
from sinks.store.returned import note_returned
from sinks.store.rows import contact_row, feedback_row, label_rows, tags_row, topic_rows

DONE = Done()


class Store:
    """A `Sink` for `feedback.received`, `feedback.tagged` and `feedback.corrected`, in whatever order they come.

    A row of the same id and revision stays as it is; a higher revision replaces it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._feedback = Insert(feedback, engine.dialect)
        self._contacts = Insert(contacts, engine.dialect)
        self._tags = Insert(tags, engine.dialect)
        self._topics = Insert(feedback_topics, engine.dialect)
        self._labels = Insert(feedback_labels, engine.dialect)

    def write(self, records: Sequence[Record]) -> list[Outcome]:
        """One outcome each, in order, after one transaction. A row that the database refuses is rejected by itself."""
        read = [_read(record) for record in records]
        reasons = iter(refusals(self._write, [one for one in read if not isinstance(one, Reject)]))
        return [one if isinstance(one, Reject) else _outcome(next(reasons)) for one in read]

    def check(self) -> None:
        """Touch the database without writing; raises Unavailable."""
        check_database(self._engine)

    def _write(self, events: Sequence[Event]) -> None:
        said = [event for event in events if isinstance(event, Feedback)]
        tagged = [event for event in events if isinstance(event, Tagged)]
        with writing(self._engine) as connection:
            changed = self._write_feedback(connection, said)
            self._write_tags(connection, tagged)
            mark(connection, [*(one.received_at for one in said), *(one.received_at for one in tagged)])
            corrected.apply(connection, [event for event in events if isinstance(event, TagCorrected)])
            outbox.put(connection, [wire.entry(change) for change in changed])

    def _write_feedback(self, connection: Connection, said: Sequence[Feedback]) -> list[ConsentChanged]:
        self._contacts.run(connection, [contact_row(one) for one in {one.customer: one for one in reversed(said)}.values()])
        self._feedback.run(connection, [feedback_row(one) for one in said])
        changed = consents.heard(connection, said)
        _reach_again(connection, [one for one in said if one.automatic is None and not one.suspect])
        for one in said:
            note_returned(connection, one)
        note_media(connection, said)
        return changed

    def _write_tags(self, connection: Connection, tagged: Sequence[Tagged]) -> None:
        self._tags.run(connection, [tags_row(one) for one in tagged])
        stored = _revisions(connection, {one.feedback for one in tagged})
        current = [one for one in tagged if stored[one.feedback] == one.revision]
        replaced = [one.feedback for one in current if one.revision]
        for table in (feedback_topics, feedback_labels) if replaced else ():
            connection.execute(delete(table).where(table.c.feedback.in_(replaced)))
        self._topics.run(connection, [row for one in current for row in topic_rows(one)])
        self._labels.run(connection, [row for one in current for row in label_rows(one)])
        corrected.settle(connection, [one.feedback for one in current])  # a person's word outlives a tagger's second thought


def _read(record: Record) -> Event | Reject:
    try:
        event = wire.event(record)
    except (Malformed, UnknownVersion) as refused:
        return Reject(refused.reason)
    return (
        event
        if isinstance(event, Feedback | Tagged | TagCorrected)
        else Reject(f"not for the store: {record.headers.get('ce_type')}")
    )


def _outcome(refusal: str) -> Outcome:
    return Reject(refusal) if refusal else DONE


def _revisions(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """Which revision of the tags of each is stored now."""
    rows = connection.execute(select(tags.c.feedback, tags.c.revision).where(tags.c.feedback.in_(ids)))
    return {row.feedback: row.revision for row in rows}


def _reach_again(connection: Connection, said: Sequence[Feedback]) -> None:
    """Who writes is there: an address that did not work before that is tried again."""
    latest = {one.customer: one.received_at for one in sorted(said, key=lambda one: one.received_at)}
    gone = select(contacts.c.customer, contacts.c.unreachable_at).where(
        contacts.c.customer.in_(latest), contacts.c.unreachable_at.is_not(None)
    )
    for row in connection.execute(gone).all() if latest else ():
        if row.unreachable_at < latest[row.customer]:
            back = update(contacts).where(contacts.c.customer == row.customer)
            connection.execute(back.values(unreachable_at=None, unreachable_why=""))
