"""What customers say about hearing from us: kept as it was said, and what follows from it for each sender of ours.

All of a customer's statements are gone through in the order of their times, so it does not matter how they are stored. A
statement that says what holds already changes nothing; so does a "yes" that answered a question of ours, unless nothing was to be
sent: then it is consent, as carriers take it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, Row, exists, select, tuple_, update

from golddust.database.consent import EVERYTHING, scopes_of
from golddust.database.engine import insert_ignoring
from golddust.database.schema import contacts, feedback, replies
from golddust.database.schema.consents import consent_statements, consents
from golddust.events import ConsentChanged, Feedback
from golddust.identity import derived_id

YES, EVERY = "YES", "STOPALL"
QUESTION_OPEN = timedelta(days=14)
"""So long after a question was sent, a "yes" may be its answer."""
_ASKING = ("check", "question")
Scope = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Statement:
    """That a customer wants nothing more, or something again, with who says so and how we know.

    One message makes a statement for each scope that it speaks of: the first has the message's id.
    """

    id: str
    customer: str
    channel: str
    sender: str
    state: str
    at: datetime
    by: str
    word: str
    words: str = ""
    feedback: str = ""
    actor: str = ""
    answer: bool = False
    revision: int = 0


def heard(connection: Connection, said: Sequence[Feedback]) -> list[ConsentChanged]:
    """Take notice of what these messages, which are stored, say of consent; what changes is to go out in this transaction.

    Who is in doubt says nothing for the one who is named. A message read again counts as it was read last.
    """
    current = _read_last(connection, [one for one in said if one.command in ("stop", "start") or one.revision])
    for one in current:
        _take_back(connection, one)
    state(connection, [stated for one in current if _counts(one) for stated in _stated(connection, one)])
    return follow(connection, {one.customer for one in current})


def state(connection: Connection, statements: Iterable[Statement]) -> None:
    """Keep these statements, each once."""
    rows = [{name: getattr(one, name) for name in Statement.__slots__} for one in statements]
    for row in rows:
        if not connection.execute(
            insert_ignoring(connection, consent_statements).returning(consent_statements.c.id), row
        ).first():
            known = (consent_statements.c.id == row["id"]) & (consent_statements.c.revision <= row["revision"])
            connection.execute(update(consent_statements).where(known).values(row | {"holds": True}))


def refused(connection: Connection, customer: str, message: str, reply: str, at: datetime) -> list[ConsentChanged]:
    """The carrier would not take a reply to that message, because the customer told it to stop: for that sender of ours alone."""
    state(
        connection,
        [
            Statement(
                _id_of(derived_id("carrier stop", reply), number), customer, channel, sender, "stopped", at, "carrier", "21610"
            )
            for number, (channel, sender) in enumerate(_answered_from(connection, message, reply))
        ],
    )
    return follow(connection, {customer})


def _answered_from(connection: Connection, message: str, reply: str) -> Sequence[Scope]:
    """What an answer to that message goes from: what it reached, and where that was no number, the sender that was noted."""
    reached = connection.execute(select(feedback).where(feedback.c.id == message)).one_or_none()
    if reached is not None and reached.channel == "sms":
        return scopes_of(reached.source, reached.service)
    sent_from = connection.execute(select(replies.c.sent_from).where(replies.c.id == reply)).scalar()
    return scopes_of(sent_from) if sent_from else (EVERYTHING,)


def follow(connection: Connection, customers: Collection[str]) -> list[ConsentChanged]:
    """Bring the state of these customers to what all statements say, and return what changed.

    Their rows in `contacts` are locked: a carrier, the staff and the customer may speak at once.
    """
    if not customers:
        return []
    whose = contacts.c.customer.in_(customers)
    connection.execute(select(contacts.c.customer).where(whose).order_by(contacts.c.customer).with_for_update()).all()
    theirs = consent_statements.c.customer.in_(customers) & consent_statements.c.holds
    made: dict[str, list[Row[Any]]] = {customer: [] for customer in sorted(customers)}
    order = (consent_statements.c.at, consent_statements.c.state, consent_statements.c.id)  # "given" before "stopped"
    for row in connection.execute(select(consent_statements).where(theirs).order_by(*order)):
        made[row.customer].append(row)
    return [change for customer, rows in made.items() for change in _brought_to(connection, customer, _holding(rows))]


def _holding(statements: Iterable[Row[Any]]) -> dict[Scope, Row[Any]]:
    """For each scope the statement that holds, from all of them in order of time."""
    holding: dict[Scope, tuple[int, Row[Any]]] = {}
    for number, row in enumerate(statements):
        scope = (row.channel, row.sender)
        before = max((holding[s] for s in (scope, EVERYTHING) if s in holding), key=lambda one: one[0], default=None)
        now = before[1].state if before else ""
        if row.state != now and not (row.answer and now != "stopped"):
            holding[scope] = (number, row)
    return {scope: row for scope, (_, row) in holding.items()}


def _brought_to(connection: Connection, customer: str, holding: dict[Scope, Row[Any]]) -> list[ConsentChanged]:
    query = select(consents).where(consents.c.customer == customer)
    before = {(row.channel, row.sender): row for row in connection.execute(query)}
    gone = [scope for scope in before if scope not in holding]
    changes = [_taken_back(before[scope]) for scope in gone if before[scope].state == "stopped"]
    if gone:
        left = tuple_(consents.c.channel, consents.c.sender).in_(gone)
        connection.execute(consents.delete().where(consents.c.customer == customer, left))
    for (channel, sender), row in holding.items():
        old = before.get((channel, sender))
        if old is not None and old.statement == row.id and old.state == row.state:
            continue
        values = {"state": row.state, "since": row.at, "statement": row.id, "feedback": row.feedback}
        _write(connection, {"customer": customer, "channel": channel, "sender": sender}, values)
        if old is None or old.state != row.state:
            changes.append(_change(row))
    return changes


def _write(connection: Connection, key: dict[str, str], values: dict[str, Any]) -> None:
    this = [consents.c[name] == value for name, value in key.items()]
    if not connection.execute(update(consents).where(*this).values(values)).rowcount:
        connection.execute(consents.insert(), [key | values])


def _change(row: Row[Any]) -> ConsentChanged:
    named = {name: getattr(row, name) for name in ("customer", "channel", "sender", "state", "word", "by", "feedback")}
    return ConsentChanged(id=derived_id("consent", row.id, row.channel, row.sender, row.state), since=row.at, **named)


def _taken_back(row: Row[Any]) -> ConsentChanged:
    """A STOP that a later reading does not find: by us, and by no word."""
    named = {name: getattr(row, name) for name in ("customer", "channel", "sender", "since", "feedback")}
    return ConsentChanged(id=derived_id("consent", row.statement, "taken back"), state="given", word="", by="staff", **named)


def _read_last(connection: Connection, said: Sequence[Feedback]) -> list[Feedback]:
    """Those that are stored as they are here, and not as a later reading has them."""
    if not said:
        return []
    query = select(feedback.c.id, feedback.c.revision).where(feedback.c.id.in_({one.id for one in said}))
    stored = {row.id: row.revision for row in connection.execute(query)}
    return [one for one in said if stored.get(one.id) == one.revision]


def _counts(one: Feedback) -> bool:
    return one.command in ("stop", "start") and not one.suspect


def _take_back(connection: Connection, one: Feedback) -> None:
    """A message that was read again says what that reading finds, and nothing else; what it finds is stated anew."""
    if one.revision:
        its = (consent_statements.c.feedback == one.id) & (consent_statements.c.by == "customer")
        connection.execute(update(consent_statements).where(its).values(holds=False))


def _stated(connection: Connection, one: Feedback) -> list[Statement]:
    answer = one.command_word == YES and _was_asked(connection, one)
    return [
        Statement(
            id=_id_of(one.id, number),
            customer=one.customer,
            channel=channel,
            sender=sender,
            state="stopped" if one.command == "stop" else "given",
            at=one.received_at,
            by="customer",
            word=one.command_word or cast("str", one.command).upper(),
            words=one.text or one.subject,
            feedback=one.id,
            answer=answer,
            revision=one.revision,
        )
        for number, (channel, sender) in enumerate(_scopes(one))
    ]


def _id_of(first: str, number: int) -> str:
    """Of a statement that is that many behind the first one."""
    return derived_id("consent of the number", first) if number else first


def _scopes(one: Feedback) -> Sequence[Scope]:
    if one.channel != "sms" or (one.command == "stop" and one.command_word == EVERY):
        return (EVERYTHING,)
    return scopes_of(one.source, one.service)


def _was_asked(connection: Connection, one: Feedback) -> bool:
    """Whether a question of ours was open when they said it."""
    asked = (replies.c.customer == one.customer) & replies.c.purpose.in_(_ASKING)
    lately = replies.c.changed_at.between(one.received_at - QUESTION_OPEN, one.received_at)
    out = replies.c.state.in_(("sending", "sent", "uncertain"))
    return bool(connection.execute(select(exists().where(asked, lately, out))).scalar())
