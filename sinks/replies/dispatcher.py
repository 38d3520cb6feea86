"""Sends what is due, each reply at most once (docs/adr/0006): a row is claimed, durably, before its sender is called.

A row found claimed long after belongs to a process that died in between; nobody can know whether it went out, so it becomes
`uncertain`.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Engine, Row, select, update

from golddust import wire
from golddust.database import outbox
from golddust.database.engine import reading, writing
from golddust.database.schema import contacts, feedback, replies
from golddust.errors import Refused, Unavailable
from golddust.events import Address, ReplyOutcome, ReplyRequest
from golddust.identity import derived_id
from golddust.ports import Clock, Metrics, Reply, Sender

log = structlog.get_logger()

CLAIM_LASTS = timedelta(minutes=5)
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
NOTHING_CONFIGURED_PAUSE = 15.0
CONTACT_PAUSE = 0.5


class Dispatcher:
    """Hands waiting replies to the sender of their channel."""

    def __init__(self, engine: Engine, senders: Sequence[Sender], clock: Clock, metrics: Metrics) -> None:
        self._engine = engine
        self._senders = {kind: sender for sender in senders for kind in sender.channels}
        self._clock = clock
        self._metrics = metrics

    def dispatch_due(self, limit: int = 20) -> int:
        """Deal with the replies that are due, and return how many reached a final state. Raises Unavailable."""
        self._give_up_lost_claims()
        return sum(self._dispatch(row) for row in self._due(limit))

    def take_over(self) -> int:
        """Call at the start of the only dispatcher of a database: what is claimed was claimed by a process that is gone."""
        return self._give_up_claims(timedelta(0))

    def _give_up_lost_claims(self) -> int:
        return self._give_up_claims(CLAIM_LASTS)

    def _give_up_claims(self, older_than: timedelta) -> int:
        lost = (replies.c.state == "sending") & (replies.c.changed_at <= self._clock.now() - older_than)
        with reading(self._engine) as connection:
            rows = connection.execute(select(replies).where(lost)).all()
        why = "the process died while sending; whether it went out is not known, so it is not sent again"
        return sum(self._finish(row, "uncertain", why) for row in rows)

    def _due(self, limit: int) -> Sequence[Row[Any]]:
        due = (replies.c.state == "waiting") & (replies.c.next_try_at <= self._clock.now())
        query = select(replies).where(due).order_by(replies.c.next_try_at, replies.c.id).limit(limit)
        with reading(self._engine) as connection:
            return connection.execute(query).all()

    def _dispatch(self, row: Row[Any]) -> bool:
        contact, said = self._who(row)
        if contact is None or said is None:
            return self._wait(row, CONTACT_PAUSE, "the customer's message is still being stored")
        if contact.stopped_at is not None:
            return self._finish(row, "suppressed", "the customer said STOP")
        sender = self._senders.get(contact.kind)
        if sender is None:
            return self._finish(row, "suppressed", f"there is no way to answer an address of kind {contact.kind}")
        if needed := sender.waiting_for():
            return self._wait(row, NOTHING_CONFIGURED_PAUSE, needed)
        return self._claim(row) and self._send(row, sender, _reply(row, contact, said))

    def _who(self, row: Row[Any]) -> tuple[Row[Any] | None, Row[Any] | None]:
        with reading(self._engine) as connection:
            contact = connection.execute(select(contacts).where(contacts.c.customer == row.customer)).first()
            said = connection.execute(select(feedback).where(feedback.c.id == row.feedback)).first()
        return contact, said

    def _claim(self, row: Row[Any]) -> bool:
        mine = (replies.c.id == row.id) & (replies.c.state == "waiting")
        claim = update(replies).where(mine).values(state="sending", tries=row.tries + 1, changed_at=self._clock.now())
        with writing(self._engine) as connection:
            return connection.execute(claim).rowcount == 1

    def _send(self, row: Row[Any], sender: Sender, reply: Reply) -> bool:
        try:
            provider_id = sender.send(reply)
        except Unavailable as away:
            pause = min(max(away.retry_after, FIRST_PAUSE) * 2.0 ** min(row.tries, 16), LONGEST_PAUSE)
            return self._wait(row, pause, away.reason)
        except Refused as refused:
            return self._finish(row, "failed", refused.reason)
        return self._finish(row, "sent", "", provider_id)

    def _wait(self, row: Row[Any], seconds: float, why: str) -> bool:
        now = self._clock.now()
        values = {"state": "waiting", "why": why, "next_try_at": now + timedelta(seconds=seconds), "changed_at": now}
        with writing(self._engine) as connection:
            connection.execute(update(replies).where(replies.c.id == row.id).values(values))
        return False

    def _finish(self, row: Row[Any], state: Any, why: str, provider_id: str = "") -> bool:
        now = self._clock.now()
        outcome = ReplyOutcome(
            id=derived_id("reply outcome", row.id),
            request=row.id,
            case=row.case,
            customer=row.customer,
            channel=row.channel,
            state=state,
            at=now,
            why=why,
            provider_id=provider_id,
        )
        values = {"state": state, "why": why, "changed_at": now, "provider_id": provider_id}
        unfinished = (replies.c.id == row.id) & replies.c.state.in_(("waiting", "sending"))
        with writing(self._engine) as connection:
            if connection.execute(update(replies).where(unfinished).values(values)).rowcount == 0:
                return False  # another process finished it meanwhile
            outbox.put(connection, [wire.entry(outcome)])
        self._metrics.count("golddust_replies_total", channel=row.channel, state=state)
        log.info("a reply ended", reply=row.id, state=state)
        return True


def _reply(row: Row[Any], contact: Row[Any], said: Row[Any]) -> Reply:
    request = ReplyRequest(
        id=row.id,
        case=row.case,
        feedback=row.feedback,
        customer=row.customer,
        channel=row.channel,
        purpose=row.purpose,
        subject=row.subject,
        text=row.text,
        language=row.language,
        requested_at=row.requested_at,
    )
    references = (*said.thread.get("references", ()), *([said.message_id] if said.message_id else []))
    address = Address(kind=contact.kind, value=contact.address, name=contact.name)
    return Reply(request, address, said.source, said.message_id, references, said.subject)
