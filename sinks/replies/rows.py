"""The table `replies` as a queue: what is due, and each change of a row on the condition that nobody else changed it before.

waiting ─> sending ─> sent | failed | uncertain        waiting ─> suppressed | failed
   ^──────────┘ tried in vain, or the carrier says that it never had it

A row that is `sending` has in `next_try_at` when it is looked at again: its process died, or its carrier is asked (`asking.py`).

Those that become due at the same moment, as all do that waited for one carrier, go in the order in which they were asked for.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Engine, Row, bindparam, exists, func, select, update

from golddust import marks, wire
from golddust.database import outbox
from golddust.database.consent import stopped_since
from golddust.database.engine import reading, writing
from golddust.database.schema import Moment, consents, contacts, feedback, replies
from golddust.errors import Refused
from golddust.events import Address, AddressKind, ReplyOutcome, ReplyRequest
from golddust.identity import WHATSAPP, derived_id
from golddust.ports import Reply
from golddust.purposes import BY_PERSONS, NOT_STOPPED_BY_MAIL
from sinks.replies.addresses import OptedOut, Unreachable
from sinks.store.consents import refused

UNKNOWN_PAUSES = (timedelta(seconds=0.5), timedelta(minutes=5))
"""Shortest and longest time until a reply is looked at again whose customer is not stored yet."""

_CONFIRMS = (replies.c.purpose == "stopped") & exists().where(
    consents.c.feedback == replies.c.feedback, consents.c.state == "stopped"
).correlate(replies)
"""Whether it says that nothing more comes, in answer to the very STOP that holds: once, since another STOP changes nothing."""
_STOPPED = (
    stopped_since(replies.c.customer, replies.c.feedback, replies).is_not(None)
    & ~((contacts.c.kind == "email") & replies.c.purpose.in_(NOT_STOPPED_BY_MAIL))
    & ~_CONFIRMS
)
"""Whether the customer wants none of this from the sender that it would go out by."""
BY_A_MACHINE = replies.c.purpose.not_in(BY_PERSONS)
MOOT_ONCE_RESOLVED = ("late_warning", "late_apology", "check", "follow_up")
"""What a machine says of a case that was open, or resolved otherwise, when it was asked for: a later resolution says more."""
_later = replies.alias("later")
_resolves = (_later.c.case == replies.c.case) & (_later.c.purpose == "resolution")
_MOOT = (
    replies.c.purpose.in_(MOOT_ONCE_RESOLVED)
    & exists().where(_resolves, _later.c.requested_at > replies.c.requested_at).correlate(replies)
).label("moot")
"""Whether a later resolution of the same case says what matters now."""
_theirs = feedback.alias("theirs")
_by_them = (_theirs.c.customer == replies.c.customer) & _theirs.c.automatic.is_(None) & _theirs.c.suspect.is_(False)
_LAST_WROTE = select(func.max(_theirs.c.received_at)).where(_by_them).correlate(replies).label("wrote_at")
"""When the customer last wrote, themselves."""
_first = replies.alias("first")
_same = (_first.c.case == replies.c.case) & (_first.c.customer == replies.c.customer) & (_first.c.state == "sent")
_first_ids = select(_first.c.provider_id).where(_same).order_by(_first.c.requested_at, _first.c.id).limit(1)
_FIRST_OF_OURS = _first_ids.correlate(replies).label("ours")
"""The carrier's id of the first that was sent in this case: who did not write by mail finds the others beside it."""
_CONTACT = (contacts.c.kind, contacts.c.address, contacts.c.name, contacts.c.unreachable_at, contacts.c.unreachable_why)
_SAID = (feedback.c.source, feedback.c.message_id, feedback.c.thread, feedback.c.automatic)
_DUE = (
    select(replies, *_CONTACT, *_SAID, _STOPPED.label("stopped"), _MOOT, _FIRST_OF_OURS, _LAST_WROTE)
    .add_columns(
        feedback.c.subject.label("theirs"), feedback.c.suspect.label("suspect"), feedback.c.received_at.label("heard_at")
    )
    .outerjoin(contacts, contacts.c.customer == replies.c.customer)
    .outerjoin(feedback, feedback.c.id == replies.c.feedback)
    .where(replies.c.state == bindparam("standing"), replies.c.next_try_at <= bindparam("now", type_=Moment))
    .order_by(replies.c.next_try_at, replies.c.requested_at, replies.c.id)
    .limit(bindparam("most"))
)
"""Put together once: it is asked several times a second, and that took longer than the answer."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that is due. `kind` is that of the customer's address; `reply` is None while the customer is not stored.

    `unreachable` says why nothing can reach that address; "" while something may. `moot`: a later resolution overtook it.
    `claimed_at`: when it was last handed over; `asked`: how often its carrier was asked about it; `why` is the row's. `heard_at`:
    when the message came that it belongs to; `wrote_at`: when its customer last wrote.
    """

    request: ReplyRequest
    tries: int
    kind: str = ""
    reply: Reply | None = None
    stopped: bool = False
    automatic: str | None = None
    unreachable: str = ""
    moot: bool = False
    suspect: bool = False
    claimed_at: datetime | None = None
    asked: int = 0
    why: str = ""
    heard_at: datetime | None = None
    wrote_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """What is noted of a reply when it is handed over: our number, and how many segments it has, at what price in millionths."""

    sent_from: str = ""
    segments: int = 0
    price: int = 0


def due(engine: Engine, now: datetime, limit: int, state: str = "waiting") -> list[Waiting]:
    """What is to be sent now: what has been due longest first, and of that what was asked for first.

    With the state `sending`: what was claimed and must be looked at now, with its tries as they were before the claim.
    """
    asked = {"standing": state, "now": now, "most": limit}
    with reading(engine) as connection:
        return [_waiting(row) for row in connection.execute(_DUE, asked)]


def claim(engine: Engine, row: Waiting, now: datetime, until: datetime, handed: Handed = Handed()) -> bool:
    """Make it ours, durably, before it is sent; who finds it claimed after `until` looks into it.

    False when another was quicker, or the customer said STOP or was found unreachable meanwhile.
    """
    free = _unchanged(row, "waiting", row.tries) & (replies.c.next_try_at <= now) & ~_closed()
    with writing(engine) as connection:
        claimed = {"state": "sending", "tries": row.tries + 1, "changed_at": now, "claimed_at": now, "asked": 0, "why": ""}
        noted = {"sent_from": handed.sent_from, "segments": handed.segments, "price": handed.price}
        return _changed(connection, free, claimed | noted | {"next_try_at": until})


def doubt(engine: Engine, row: Waiting, until: datetime, why: str, asked: int) -> None:
    """Leave it claimed, and let its carrier be asked then."""
    values = {"next_try_at": until, "why": why, "asked": asked}
    with writing(engine) as connection:
        _changed(connection, _unchanged(row, "sending", row.tries + 1), values)


def look_into_claims(engine: Engine, now: datetime) -> None:
    """Let everything that is claimed be looked at now."""
    with writing(engine) as connection:
        _changed(connection, (replies.c.state == "sending") & (replies.c.next_try_at > now), {"next_try_at": now})


def others_with(engine: Engine, row: Waiting, provider_ids: Collection[str]) -> set[str]:
    """Those of the carrier's ids that belong to other replies to the same customer."""
    theirs = (replies.c.customer == row.request.customer) & (replies.c.id != row.request.id)
    query = select(replies.c.provider_id).where(theirs, replies.c.provider_id.in_(provider_ids))
    with reading(engine) as connection:
        return set(connection.execute(query).scalars())


def wait(engine: Engine, row: Waiting, state: str, until: datetime, now: datetime, why: str) -> None:
    """Leave it for later; `state` is the one it must be in now."""
    tries = row.tries + (state == "sending")
    values = {"state": "waiting", "why": why, "next_try_at": until, "changed_at": now}
    with writing(engine) as connection:
        _changed(connection, _unchanged(row, state, tries), values)


def postpone(
    engine: Engine, kinds: Collection[str], until: datetime, now: datetime, why: str, only: ColumnElement[bool] | None = None
) -> None:
    """Let everything that is due at addresses of these kinds wait, in one statement, in the order they have; or `only` some."""
    theirs = select(contacts.c.customer).where(contacts.c.kind.in_(kinds))
    waiting = (replies.c.state == "waiting") & (replies.c.next_try_at <= now) & replies.c.customer.in_(theirs) & ~_closed()
    with writing(engine) as connection:
        _changed(connection, waiting if only is None else waiting & only, {"why": why, "next_try_at": until})


def sources_due(engine: Engine, kinds: Collection[str], now: datetime) -> list[str]:
    """The addresses of ours to which that came whose answers are due, each once."""
    query = select(feedback.c.source).distinct().join(replies, replies.c.feedback == feedback.c.id)
    query = query.join(contacts, contacts.c.customer == replies.c.customer).where(contacts.c.kind.in_(kinds))
    with reading(engine) as connection:
        return list(connection.execute(query.where(replies.c.state == "waiting", replies.c.next_try_at <= now)).scalars())


def came_to(sources: Collection[str]) -> ColumnElement[bool]:
    """Whether it answers what came to one of these addresses of ours."""
    return replies.c.feedback.in_(select(feedback.c.id).where(feedback.c.source.in_(sources)))


def finish(engine: Engine, row: Waiting, state: str, outcome: ReplyOutcome, learned: Refused | None = None) -> bool:
    """Write how it ended, and say so on the log. False when another ended it; `state` is the one it must be in now.

    What a refusal taught us of the address is noted with its owner, in the same transaction.
    """
    values = {"state": outcome.state, "why": outcome.why, "changed_at": outcome.at, "next_try_at": outcome.at}
    values["provider_id"] = outcome.provider_id
    with writing(engine) as connection:
        if not _changed(connection, _unchanged(row, state, row.tries + (state == "sending")), values):
            return False
        learn(connection, row.request, learned, outcome.at)
        outbox.put(connection, [marks.about(wire.entry(outcome), row.request.feedback)])
    return True


def learn(connection: Connection, asked: Any, learned: Refused | None, now: datetime) -> None:
    """Note what a carrier's refusal of that reply (its request, or its row) says of its customer's address, and of consent."""
    if isinstance(learned, OptedOut):
        changed = refused(connection, asked.customer, asked.feedback, asked.id, now)
        outbox.put(connection, [wire.entry(change) for change in changed])
    elif isinstance(learned, Unreachable):
        gone = {"unreachable_at": now, "unreachable_why": learned.reason}
        theirs = (contacts.c.customer == asked.customer) & contacts.c.unreachable_at.is_(None)
        connection.execute(update(contacts).where(theirs).values(gone))


def said_lately(engine: Engine, customer: str, since: datetime, limit: int) -> list[datetime]:
    """When machines said something to this customer since that time, the latest first; what may have gone out counts as said."""
    by_machines = (replies.c.customer == customer) & replies.c.purpose.not_in(BY_PERSONS)
    query = select(replies.c.changed_at).where(
        by_machines, replies.c.changed_at > since, replies.c.state.in_(("sending", "sent", "uncertain"))
    )
    with reading(engine) as connection:
        return list(connection.execute(query.order_by(replies.c.changed_at.desc()).limit(limit)).scalars())


def waiting_by_channel(engine: Engine) -> dict[str, int]:
    """How many wait."""
    number = func.count().label("number")
    query = select(replies.c.channel, number).where(replies.c.state == "waiting").group_by(replies.c.channel)
    with reading(engine) as connection:
        return {row.channel: row.number for row in connection.execute(query)}


def outcome_of(row: Waiting, state: Any, at: datetime, why: str, provider_id: str) -> ReplyOutcome:
    """How the reply ended, as an event."""
    asked = row.request
    return ReplyOutcome(
        id=derived_id("reply outcome", asked.id),
        request=asked.id,
        case=asked.case,
        customer=asked.customer,
        channel=asked.channel,
        state=state,
        at=at,
        why=why,
        provider_id=provider_id,
    )


def pause_for_unknown(row: Waiting, now: datetime) -> timedelta:
    """A quarter of its age: the customer's own message is on its way, or will never be stored."""
    shortest, longest = UNKNOWN_PAUSES
    return min(max((now - row.request.requested_at) / 4, shortest), longest)


def _closed() -> ColumnElement[bool]:
    """Whether nothing of the kind may be sent to this customer."""
    shut = _STOPPED | contacts.c.unreachable_at.is_not(None)
    return exists().where(contacts.c.customer == replies.c.customer, shut).correlate(replies)


def _unchanged(row: Waiting, state: str, tries: int) -> ColumnElement[bool]:
    return (replies.c.id == row.request.id) & (replies.c.state == state) & (replies.c.tries == tries)


def _changed(connection: Connection, where: ColumnElement[bool], values: dict[str, Any]) -> bool:
    return connection.execute(update(replies).where(where).values(values)).rowcount > 0


def _waiting(row: Row[Any]) -> Waiting:
    request, tries = _request(row), row.tries - (row.state == "sending")
    claim = {"claimed_at": row.claimed_at, "asked": row.asked, "why": row.why}
    if row.kind is None or row.source is None:
        return Waiting(request, tries, **claim)
    kind = _kind(row)
    address = Address(kind=kind, value=row.address, name=row.name)
    references = _references(row.thread, row.message_id) or ((row.ours,) if row.ours else ())
    reply = Reply(request, address, row.source, row.message_id, references, row.theirs)
    unreachable = row.unreachable_why if row.unreachable_at is not None else ""
    told = {"moot": row.moot, "suspect": bool(row.suspect), "heard_at": row.heard_at, "wrote_at": row.wrote_at}
    return Waiting(request, tries, kind, reply, bool(row.stopped), row.automatic, unreachable, **told, **claim)


def _kind(row: Row[Any]) -> AddressKind:
    """A number may be one for calls and for WhatsApp; the answer goes where this message came from."""
    if row.kind in ("phone", "whatsapp") and row.channel == "sms":
        return "whatsapp" if row.source.startswith(WHATSAPP) else "phone"
    return cast("AddressKind", row.kind)


def _references(thread: dict[str, Sequence[str]], message_id: str) -> tuple[str, ...]:
    """Source: RFC 5322 §3.6.4, what to do where the mail that is answered has no References of its own."""
    before, answers = thread.get("references", ()), thread.get("in_reply_to", ())
    earlier = before or (answers if len(answers) == 1 else ())
    return (*earlier, *([message_id] if message_id else []))


def _request(row: Row[Any]) -> ReplyRequest:
    return ReplyRequest(**{name: getattr(row, name) for name in ReplyRequest.__struct_fields__})
