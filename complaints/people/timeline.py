"""Everything that a person and we said to each other, over all channels; redacted words only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, and_, or_, select

from complaints.cases.references import normalised
from complaints.people.joins import members_of
from golddust.database.schema import case_events, case_feedback, cases, feedback, replies, tags
from golddust.errors import NotFound

_REMEDY = "remedy: "
_ORDER = ("said", "case", "reply")
"""Of what happened at the same instant: the message, the case that it opened, our answer."""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened between a person and us: they `said` something, a `case` was opened, or we sent a `reply`.

    `customer` is the address it happened at; `id` that of the feedback, case or reply. `kind` is the kind of message or case, or
    the purpose of the reply; `state` that of the case or reply. `words`: what they said, redacted ("" until it is tagged), or the
    subject. `case` is the reference of the case that it belongs to, or "".
    """

    at: datetime
    what: Literal["said", "case", "reply"]
    id: str
    customer: str
    channel: str
    kind: str
    state: str
    words: str
    case: str


@dataclass(frozen=True, slots=True)
class Before:
    """What a person told us before, and what came of it: the case that it belongs to with its state, and the remedy they had.

    `case` and `state` are "" where it belongs to none, `remedy` until it is resolved.
    """

    at: datetime
    feedback: str
    customer: str
    channel: str
    kind: str
    words: str
    case: str
    state: str
    remedy: str


def timeline(connection: Connection, customer: str, limit: int) -> list[TimelineEntry]:
    """What happened at all addresses of the person, newest first."""
    members = members_of(connection, customer)
    entries = [entry for find in (_said, _opened, _replied) for entry in find(connection, members, limit)]
    return sorted(entries, key=lambda one: (one.at, _ORDER.index(one.what), one.id), reverse=True)[:limit]


def told_before(connection: Connection, case: str, limit: int) -> list[Before]:
    """The last contacts on any channel before this case, newest first, with what came of them. Raises NotFound."""
    mine = connection.execute(
        select(cases.c.id, cases.c.customer, cases.c.opened_at, feedback.c.received_at)
        .outerjoin(feedback, feedback.c.id == cases.c.feedback)
        .where(or_(cases.c.id == case.strip().lower(), cases.c.reference == normalised(case)))
    ).one_or_none()
    if mine is None:
        raise NotFound(f"there is no case {case[:40]!r}; `golddust case list` shows them")
    earlier = and_(
        feedback.c.received_at < (mine.received_at or mine.opened_at),
        or_(case_feedback.c.case.is_(None), case_feedback.c.case != mine.id),
    )
    query = _contacts(members_of(connection, mine.customer)).where(earlier, feedback.c.automatic.is_(None))
    rows = connection.execute(query.limit(limit)).all()
    remedies = _remedies(connection, {row.case_id for row in rows if row.case_id})
    return [_before(row, remedies.get(row.case_id, "")) for row in rows]


def _contacts(members: Collection[str]) -> Select[Any]:
    """Their messages, newest first, with tags and case."""
    return (
        select(
            feedback.c.received_at.label("at"),
            feedback.c.id.label("feedback"),
            feedback.c.customer,
            feedback.c.channel,
            tags.c.kind,
            tags.c.redacted.label("words"),
            cases.c.id.label("case_id"),
            cases.c.reference.label("case"),
            cases.c.state,
        )
        .outerjoin(tags, tags.c.feedback == feedback.c.id)
        .outerjoin(case_feedback, case_feedback.c.feedback == feedback.c.id)
        .outerjoin(cases, cases.c.id == case_feedback.c.case)
        .where(feedback.c.customer.in_(members))
        .order_by(feedback.c.received_at.desc(), feedback.c.id.desc())
    )


def _before(row: Row[Any], remedy: str) -> Before:
    given = {name: getattr(row, name) or "" for name in ("feedback", "customer", "channel", "kind", "words", "case", "state")}
    return Before(at=row.at, remedy=remedy, **given)


def _remedies(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """What was or will be done, as the last resolution of each case says."""
    query = (
        select(case_events.c.case, case_events.c.event)
        .where(case_events.c.case.in_(ids), case_events.c.step == "resolved")
        .order_by(case_events.c.number)
    )
    return {row.case: _remedy(row.event.get("note", "")) for row in connection.execute(query)} if ids else {}


def _remedy(note: str) -> str:
    _, found, remedy = f"\n{note}".rpartition(f"\n{_REMEDY}")
    return remedy if found else note


def _said(connection: Connection, members: Collection[str], limit: int) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            at=row.at,
            what="said",
            id=row.feedback,
            customer=row.customer,
            channel=row.channel,
            kind=row.kind or "",
            state="",
            words=row.words or "",
            case=row.case or "",
        )
        for row in connection.execute(_contacts(members).limit(limit))
    ]


def _opened(connection: Connection, members: Collection[str], limit: int) -> list[TimelineEntry]:
    of_them = select(cases).where(cases.c.customer.in_(members))
    return [
        TimelineEntry(
            at=row.opened_at,
            what="case",
            id=row.id,
            customer=row.customer,
            channel=row.channel,
            kind=row.kind,
            state=row.state,
            words=row.subject,
            case=row.reference,
        )
        for row in connection.execute(of_them.order_by(cases.c.opened_at.desc(), cases.c.id.desc()).limit(limit))
    ]


def _replied(connection: Connection, members: Collection[str], limit: int) -> list[TimelineEntry]:
    """Without their text, which is for the customer's eyes: it may hold a code, or personal data."""
    to_them = (
        select(replies, cases.c.reference)
        .outerjoin(cases, cases.c.id == replies.c.case)
        .where(replies.c.customer.in_(members))
        .order_by(replies.c.requested_at.desc(), replies.c.id.desc())
        .limit(limit)
    )
    return [
        TimelineEntry(
            at=row.requested_at,
            what="reply",
            id=row.id,
            customer=row.customer,
            channel=row.channel,
            kind=row.purpose,
            state=row.state,
            words=row.subject,
            case=row.reference or "",
        )
        for row in connection.execute(to_them)
    ]
