"""The stage `reply-statuses`: what a carrier says later of a reply is noted on its row, with its customer, and in its case.

Statuses come in any order, more than once, and before the sender has written down that it sent. A status proves that the carrier
has the reply, so one that is in doubt, or waits to be sent again, has been sent. What is worth more replaces what is worth less:
read, delivered, undelivered.
"""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import structlog
from sqlalchemy import Connection, Engine, Row, select, update

from golddust import wire
from golddust.database import outbox
from golddust.database.engine import writing
from golddust.database.schema import replies
from golddust.events import Bounce, ReplyOutcome, ReplyStatus
from golddust.identity import derived_id
from golddust.outcomes import Done, Outcome, Reject
from golddust.ports import Metrics, Step
from golddust.records import Record
from sinks.refusals import refusals
from sinks.replies.addresses import OptedOut, Undelivered
from sinks.replies.rows import learn
from sinks.replies.sms.undelivered import undelivered
from sinks.store.returned import note_undelivered, wrote_since

log = structlog.get_logger()
Said = Literal["delivered", "read", "undelivered"]
_WORTH = {"": 0, "undelivered": 1, "delivered": 2, "read": 3}
_OPEN = ("waiting", "sending", "uncertain")


class _Noted(NamedTuple):
    """What was done with a status, in one word, and the channel of the reply that it brought to its end, if it did."""

    result: str
    ended: str = ""


def statuses_step(engine: Engine, metrics: Metrics) -> Step:
    """A step that notes each status once. One of a reply that is not known is done with, and counted."""

    def step(records: Sequence[Record]) -> list[Outcome]:
        read = [wire.read(record, ReplyStatus) for record in records]
        reasons = iter(refusals(write, [one for one in read if isinstance(one, ReplyStatus)]))
        return [one if isinstance(one, Reject) else _outcome(next(reasons)) for one in read]

    def write(statuses: Sequence[ReplyStatus]) -> None:
        if statuses:
            with writing(engine) as connection:
                noted = [_note(connection, status) for status in statuses]
            for result, ended in noted:
                metrics.count("golddust_reply_statuses_total", result=result)
                if ended:
                    metrics.count("golddust_replies_total", channel=ended, state="sent")

    return step


def _outcome(refusal: str) -> Outcome:
    return Reject(refusal) if refusal else Done()


def _note(connection: Connection, status: ReplyStatus) -> _Noted:
    row = _row(connection, status)
    if row is None:
        log.warning("a carrier tells of a reply that is not known", status=status.id)
        return _Noted("unknown")
    ended = row.channel if row.state in _OPEN and _was_sent(connection, row, status) else ""
    return _Noted(_said_of(connection, row, status), ended)


def _said_of(connection: Connection, row: Row[Any], status: ReplyStatus) -> str:
    said: Said = "undelivered" if status.status == "failed" else status.status
    if _WORTH[said] <= _WORTH[row.carrier]:
        return "repeated"
    why = undelivered(status.provider, status.code) if said == "undelivered" else None
    connection.execute(update(replies).where(replies.c.id == row.id).values(carrier=said, why=why.words if why else ""))
    outbox.put(connection, [wire.entry(_told(row, status, said, why))])
    if why is not None:
        _learn(connection, row, status, why)
    return said


def _row(connection: Connection, status: ReplyStatus) -> Row[Any] | None:
    """The reply that has the carrier's id, or has none yet.

    Of two with the same words to one customer, who was in doubt about both may have taken one for the other.
    """
    named = connection.execute(select(replies).where(replies.c.id == status.reply).with_for_update()).one_or_none()
    if named is None or named.provider_id in ("", status.provider_id):
        return named
    theirs = (replies.c.customer == named.customer) & (replies.c.provider_id == status.provider_id)
    return connection.execute(select(replies).where(theirs).with_for_update()).one_or_none()


def _was_sent(connection: Connection, row: Row[Any], status: ReplyStatus) -> bool:
    """It is out of doubt. Who was sending it, or asking about it, finds that it has ended. Whether it had not ended before."""
    values = {"state": "sent", "why": "", "provider_id": status.provider_id}
    sent_at = row.claimed_at or status.at
    connection.execute(update(replies).where(replies.c.id == row.id).values(**values, changed_at=sent_at))
    new = bool(row.state != "uncertain")  # of that its case has heard
    if new:
        ended = {"id": derived_id("reply outcome", row.id), "state": "sent", "at": sent_at, "provider_id": status.provider_id}
        outbox.put(connection, [wire.entry(_outcome_of(row, **ended))])
    return new


def _told(row: Row[Any], status: ReplyStatus, said: Said, why: Undelivered | None) -> ReplyOutcome:
    ended: dict[str, Any] = {"state": "failed" if why else "sent", "why": why.words if why else "", "carrier": said}
    return _outcome_of(row, id=derived_id("reply status", row.id, said), at=status.at, provider_id=status.provider_id, **ended)


def _outcome_of(row: Row[Any], **ended: Any) -> ReplyOutcome:
    return ReplyOutcome(request=row.id, case=row.case, customer=row.customer, channel=row.channel, **ended)


def _learn(connection: Connection, row: Row[Any], status: ReplyStatus, why: Undelivered) -> None:
    """What it says of the customer's address."""
    if why.against == "stopped":
        if not wrote_since(connection, row.customer, row.claimed_at or row.changed_at):  # such as START
            learn(connection, row, OptedOut(why.words), status.at)
    elif why.against:
        bounce = Bounce(reply=row.id, kind=why.against, status=status.code)
        note_undelivered(connection, row, bounce, status.id, status.at, why.words)
