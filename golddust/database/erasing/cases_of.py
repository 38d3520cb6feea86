"""What becomes of a person's cases: figures that say nothing; one that is open is closed, one that others share goes on."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, select, update

from golddust import wire
from golddust.database import outbox
from golddust.database.erasing.rules import BY_REQUEST
from golddust.database.erasing.whose import Whose, in_parts
from golddust.database.schema import case_events, case_feedback, cases, promises, tags
from golddust.erased import case_event_of, without_words
from golddust.events import CaseEvent, Escalation, Pause, Promise
from golddust.identity import derived_id

Count = Callable[[str, int], None]
ACTOR = "privacy"
"""Who closes a case when its customer is erased."""
_SAME = ("state", "priority", "owner", "assignee", "segment", "cause", "cost", "reopened", "asked_at", "merged_into")
_PROMISE = tuple(column.name for column in promises.columns if column.name != "case")


def wipe(connection: Connection, theirs: Whose, now: datetime, count: Count) -> None:
    """Take them out of every case of theirs, and their notes out of those of others."""
    opened = set(theirs.opened)
    for part in in_parts(theirs.cases):
        for row in connection.execute(select(cases).where(cases.c.id.in_(part)).order_by(cases.c.id)).all():
            if row.id in opened:
                _wipe_one(connection, row, theirs, now, count)
            else:
                _rewrite_events(connection, row.id, count, told_by=theirs.feedback)


def _wipe_one(connection: Connection, row: Row[Any], theirs: Whose, now: datetime, count: Count) -> None:
    other = _somebody_else(connection, row, theirs)
    said: dict[str, Any] = {"customer": other.customer, "text": other.redacted or ""} if other else {"customer": "", "text": ""}
    escalation = row.escalation and {**row.escalation, "why": ""}
    quiet = {**said, "subject": "", "why": "", "delay": "", "escalation": escalation}
    connection.execute(update(cases).where(cases.c.id == row.id).values(quiet))
    connection.execute(update(promises).where(promises.c.case == row.id).values(words=""))
    _rewrite_events(connection, row.id, count, customer=said["customer"])
    count("cases", 1)
    if other is None and row.state != "closed":
        _close(connection, row.id, now, count)


def _somebody_else(connection: Connection, row: Row[Any], theirs: Whose) -> Any:
    """The first message in the case that is another person's."""
    both = case_feedback.outerjoin(tags, tags.c.feedback == case_feedback.c.feedback)
    query = select(case_feedback.c.customer, tags.c.redacted).select_from(both).order_by(case_feedback.c.at)
    others = case_feedback.c.customer.not_in(["", *theirs.customers])
    return connection.execute(query.where(case_feedback.c.case == row.id, others).limit(1)).one_or_none()


def _rewrite_events(
    connection: Connection, case: str, count: Count, customer: str = "", told_by: Sequence[str] | None = None
) -> None:
    for row in connection.execute(select(case_events.c.id, case_events.c.event).where(case_events.c.case == case)).all():
        event = case_event_of(row.event)
        left = without_words(event, customer, told_by)
        if left != event:
            changed = update(case_events).where(case_events.c.id == row.id).values(event=msgspec.to_builtins(left))
            count("case_events", connection.execute(changed).rowcount)


def _close(connection: Connection, case: str, now: datetime, count: Count) -> None:
    """Its open promises are withdrawn: nobody is left to keep them to; those that were broken stay broken."""
    open_ones = (promises.c.case == case) & promises.c.kept_at.is_(None) & promises.c.late_at.is_(None)
    count("promises", connection.execute(delete(promises).where(open_ones)).rowcount)
    nothing_left = {"due_at": None, "wakes_at": None, "escalation": None}
    ended = (
        update(cases)
        .where(cases.c.id == case)
        .values(state="closed", changed_at=now, version=cases.c.version + 1, **nothing_left)
    )
    row = connection.execute(ended.returning(cases)).one()
    event = _closing(connection, row)
    values = {name: getattr(event, name) for name in ("id", "case", "number", "step", "at", "actor")}
    connection.execute(case_events.insert().values(**values, event=msgspec.to_builtins(event)))
    outbox.put(connection, [wire.entry(event)])


def _closing(connection: Connection, row: Row[Any]) -> CaseEvent:
    left = connection.execute(select(promises).where(promises.c.case == row.id).order_by(promises.c.due)).all()
    return CaseEvent(
        id=derived_id("case event", row.id, str(row.version)),
        case=row.id,
        reference=row.reference,
        number=row.version,
        step="closed",
        at=row.changed_at,
        actor=ACTOR,
        customer="",
        feedback=row.feedback,
        note=BY_REQUEST,
        promises=tuple(Promise(**{name: getattr(one, name) for name in _PROMISE}) for one in left),
        pauses=msgspec.convert(row.pauses, tuple[Pause, ...]),
        escalation=msgspec.convert(row.escalation, Escalation) if row.escalation else None,
        **{name: getattr(row, name) for name in _SAME},
    )
