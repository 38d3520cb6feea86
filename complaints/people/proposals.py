"""Proposals to join two addresses: codes go out to those who must prove themselves, and the join is made when all are back."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from complaints.people import joins
from complaints.people.addresses import named_in
from complaints.people.codes import LASTS, MOST_TRIES, digest_of, new_code
from complaints.people.heard import fits, wrong_before
from complaints.people.wording import ask
from golddust import wire
from golddust.database import outbox
from golddust.database.consent import stopped_since
from golddust.database.schema import contacts, feedback, tags
from golddust.database.schema.people import join_codes, join_proposals
from golddust.errors import Conflict, NotFound
from golddust.events import ReplyRequest
from golddust.identity import Keys, derived_id

CUSTOMER = "customer"
"""Who confirms when the code came back in a message."""
ANSWERED = ("email", "phone", "whatsapp")
MOST_PROPOSALS = 3
"""So many codes go to one address within a day, whoever asks for them."""
A_DAY = timedelta(days=1)
PROVES_ITS_SENDER = ("sms",)
"""Channels whose network vouches for the sender. A mail's From can be written by anybody, and so can a field of a form."""

Proof = Literal["codes", "words"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """That two addresses may belong to one person. Codes went to those in `asked`; all must be back before `expires_at`."""

    id: str
    first: str
    second: str
    proof: Proof
    feedback: str
    asked: tuple[str, ...]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a code that came back did: `join` is the join that it made, or "" while codes are `missing` from these addresses."""

    proposal: str
    missing: tuple[str, ...]
    join: str = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """An address that can be written to: in answer to its newest message, in its customer's language."""

    customer: str
    kind: str
    feedback: str
    channel: Any
    language: str


def quoted(connection: Connection, message: str, one: str, other: str, keys: Keys, region: str) -> tuple[str, str]:
    """Which of the two wrote the message, and whom it names.

    Raises NotFound when there is no such feedback, Conflict when one of them did not write it, or it does not name the other.
    """
    query = select(feedback.c.customer, feedback.c.text, feedback.c.subject).where(feedback.c.id == message)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("there is no feedback of that id")
    if row.customer not in (one, other):
        raise Conflict("that message is from neither of these addresses")
    named = other if row.customer == one else one
    if named not in {keys.pseudonym_of(address, message) for address in named_in(f"{row.subject}\n{row.text}", region)}:
        raise Conflict("that message does not name the other address; codes to both would prove that they belong together")
    return row.customer, named


def propose(connection: Connection, one: str, other: str, message: str, actor: str, keys: Keys, now: datetime) -> Proposal:
    """Ask those who must prove themselves; `message` is the feedback that names the other address, or "".

    The caller's transaction should end with it. Raises Conflict when nothing is to be joined or somebody cannot be asked.
    """
    if one == other or other in joins.members_of(connection, one):
        raise Conflict("these belong to the same person already")
    reached = {customer: _reached(connection, customer) for customer in (one, other)}
    asked = [other] if message and _proves_its_sender(connection, message) else [one, other]
    for customer in asked:
        _demand_rest(connection, customer, now)
    first, second = sorted((one, other))
    proposal = Proposal(
        id=derived_id("join proposal", secrets.token_bytes(16)),
        first=first,
        second=second,
        proof="codes" if len(asked) == 2 else "words",  # noqa: PLR2004 - both
        feedback=message,
        asked=tuple(asked),
        expires_at=now + LASTS,
    )
    requests = _written(connection, proposal, reached, actor, keys, now)
    outbox.put(connection, [wire.entry(request) for request in requests])
    return proposal


def _written(
    connection: Connection, proposal: Proposal, reached: dict[str, Reached], actor: str, keys: Keys, now: datetime
) -> list[ReplyRequest]:
    """The proposal with its codes as rows, and the requests that carry the codes, which are written down nowhere else."""
    codes = {customer: new_code() for customer in proposal.asked}
    named = {name: getattr(proposal, name) for name in ("id", "first", "second", "proof", "feedback", "expires_at")}
    connection.execute(insert(join_proposals), [named | {"proposed_at": now, "proposed_by": actor}])
    rows = [
        {"proposal": proposal.id, "customer": customer, "digest": digest_of(keys, proposal.id, customer, code)}
        | {"sent_at": now, "tries": 0}
        for customer, code in codes.items()
    ]
    connection.execute(insert(join_codes), rows)
    others = {proposal.first: reached[proposal.second], proposal.second: reached[proposal.first]}
    return [_request(proposal, reached[customer], others[customer], code, now) for customer, code in codes.items()]


def _request(proposal: Proposal, to: Reached, other: Reached, code: str, now: datetime) -> ReplyRequest:
    """Belongs to no case, so that no page of a case shows the code to whoever works on it."""
    said = ask(to.language, code, to.kind, other.kind)
    return ReplyRequest(
        id=derived_id("join code", proposal.id, to.customer),
        case="",
        feedback=to.feedback,
        customer=to.customer,
        channel=to.channel,
        purpose="notice",
        subject=said.subject,
        text=said.text,
        language=said.language,
        requested_at=now,
    )


def _reached(connection: Connection, customer: str) -> Reached:
    """How to write to the address. Raises NotFound, or Conflict when nobody can be asked there."""
    who = connection.execute(select(contacts).where(contacts.c.customer == customer)).one_or_none()
    if who is None:
        raise NotFound("nobody has written from one of these addresses yet, so there is nothing to join")
    if who.kind not in ANSWERED:
        raise Conflict("one of these addresses cannot be written to, so nobody can prove that it is theirs")
    if who.unreachable_at is not None:
        raise Conflict("a carrier says that one of these addresses does not work, so no code can be sent there")
    query = (
        select(feedback.c.id, feedback.c.channel, tags.c.language)
        .outerjoin(tags, tags.c.feedback == feedback.c.id)
        .where(feedback.c.customer == customer, feedback.c.automatic.is_(None))
        .order_by(feedback.c.received_at.desc(), feedback.c.id)
        .limit(1)
    )
    newest = connection.execute(query).one_or_none()
    if newest is None:
        raise Conflict("no person has written from one of these addresses, only machines")
    if connection.execute(select(stopped_since(customer, newest.id))).scalar() is not None:
        raise Conflict("one of these customers said STOP, so no code may be sent there")
    return Reached(customer, who.kind, newest.id, newest.channel, newest.language or "")


def _proves_its_sender(connection: Connection, message: str) -> bool:
    channel = connection.execute(select(feedback.c.channel).where(feedback.c.id == message)).scalar_one()
    return channel in PROVES_ITS_SENDER


def _demand_rest(connection: Connection, customer: str, now: datetime) -> None:
    """Raises Conflict when the address has had enough codes for today."""
    recent = (join_codes.c.customer == customer) & (join_codes.c.sent_at > now - A_DAY)
    if connection.execute(select(func.count()).select_from(join_codes).where(recent)).scalar_one() >= MOST_PROPOSALS:
        raise Conflict(f"{MOST_PROPOSALS} codes went to one of these addresses within a day; no more are sent until tomorrow")


def awaited(customer: str | None, now: datetime) -> ColumnElement[bool]:
    """Where a code is still awaited: from that customer, or from anybody."""
    alive = join_codes.c.confirmed_at.is_(None) & (join_codes.c.sent_at > now - LASTS) & (join_codes.c.tries < MOST_TRIES)
    return alive if customer is None else alive & (join_codes.c.customer == customer)


def matching(connection: Connection, customer: str, given: Sequence[str], keys: Keys, now: datetime) -> list[str]:
    """The proposals in which one of these codes was sent to that customer and is awaited, and no more than a few were wrong."""
    query = select(join_codes).where(awaited(customer, now)).order_by(join_codes.c.proposal)
    found = [row for row in connection.execute(query).all() if fits(keys, row, given)]
    return [row.proposal for row in found if row.tries + wrong_before(connection, row, keys) < MOST_TRIES]


def count_wrong(connection: Connection, customer: str, keys: Keys, now: datetime) -> int | None:
    """Count one wrong code, and return how many more may be tried; None when none is awaited from there.

    Wrong ones that came in messages have used up tries, too.
    """
    bump = update(join_codes).where(awaited(customer, now)).values(tries=join_codes.c.tries + 1)
    tried = connection.execute(bump.returning(*join_codes.c)).all()
    left = max((MOST_TRIES - row.tries - wrong_before(connection, row, keys) for row in tried), default=-1)
    return left if left >= 0 else None


def confirm(connection: Connection, proposal: str, customer: str, by: str, message: str, now: datetime) -> Confirmation:
    """Note that the code came back, and make the join when it was the last one. The caller holds the lock of `joins`."""
    codes = join_codes.c.proposal == proposal
    noted = {"confirmed_at": now, "confirmed_by": by, "feedback": message}
    connection.execute(update(join_codes).where(codes, join_codes.c.customer == customer).values(noted))
    rows = connection.execute(select(join_codes.c.customer, join_codes.c.confirmed_at).where(codes)).all()
    missing = tuple(sorted(row.customer for row in rows if row.confirmed_at is None))
    if missing:
        return Confirmation(proposal, missing)
    made = _join_of(connection.execute(select(join_proposals).where(join_proposals.c.id == proposal)).one(), now)
    joins.add(connection, [made])
    return Confirmation(proposal, (), made.id)


def _join_of(row: Row[Any], now: datetime) -> joins.Join:
    about = row.feedback if row.proof == "words" else row.id
    return joins.made(row.first, row.second, row.proof, about, now, row.proposed_by)
