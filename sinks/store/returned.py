"""What becomes of replies that came back: their case hears of it, and an address that does not work gets nothing more.

An address does not work when a report says so for good, or when what is sent there keeps coming back for days without its owner
having written. A mailbox that was full once, a network that was away, and a server that is against us or our
words say nothing of the address. Source: Mailman's bounce processing, which counts one report a day and forgets them after 7 days
without one; its score of 5 is for lists, which write to everybody each day, so here it is 3 days.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, exists, select, update

from golddust import wire
from golddust.database import outbox
from golddust.database.engine import insert_ignoring
from golddust.database.schema import contacts, feedback, replies, returned
from golddust.events import Bounce, BounceKind, Feedback, ReplyOutcome
from golddust.identity import derived_id

SOFT_DAYS = 3
"""On so many different days must something come back before an address counts as one that does not work."""
FORGOTTEN_AFTER = timedelta(days=7)
"""Reports further apart than this are about different troubles."""
_WENT_OUT = ("sending", "sent", "uncertain")
"""A report proves that the reply went out; it may be here before its sender has noted that."""
_SAID: dict[BounceKind, str] = {
    "hard": "it came back, because the address does not work",
    "soft": "it came back, because the address takes no mail at present",
    "policy": "it came back, because the mail system there refuses it",
    "delayed": "it is delayed, and still on its way",
}
_GONE = "what was sent there came back"


def note_returned(connection: Connection, report: Feedback) -> None:
    """Note what this delivery report says of each reply, once, in its case and for its customer; nothing for other feedback."""
    bounces = {bounce.reply: bounce for bounce in (*map(_hard, report.bounced), *report.bounces)}
    if not bounces:
        return  # as of nearly all feedback: making the question below alone takes a third of storing it
    sent = select(replies).where(replies.c.id.in_(bounces), replies.c.state.in_(_WENT_OUT))
    for reply in connection.execute(sent).all():
        bounce = bounces[reply.id]
        if _noted(connection, reply, bounce, report.id, report.received_at):
            _tell(connection, reply, bounce, report)
        _reach_no_more(connection, reply, bounce, _GONE)


def note_undelivered(connection: Connection, reply: Row[Any], bounce: Bounce, report: str, at: datetime, why: str) -> None:
    """What a carrier says later of a reply counts for its address as returned mail does; `why` is in the carrier's terms.

    `report` is the id of what says so.
    """
    _noted(connection, reply, bounce, report, at)
    _reach_no_more(connection, reply, bounce, why)


def _hard(reply: str) -> Bounce:
    return Bounce(reply=reply, kind="hard")


def _noted(connection: Connection, reply: Row[Any], bounce: Bounce, report: str, at: datetime) -> bool:
    """Whether it was not noted before."""
    row = {
        "reply": reply.id,
        "feedback": report,
        "customer": reply.customer,
        "kind": bounce.kind,
        "status": bounce.status[:12],
        "at": at,
    }
    fresh = insert_ignoring(connection, returned).values(row).returning(returned.c.reply)
    return connection.execute(fresh).first() is not None


def _tell(connection: Connection, reply: Row[Any], bounce: Bounce, report: Feedback) -> None:
    """Its case hears of it by an outcome, and who looks at the reply sees it there."""
    why = _SAID[bounce.kind] + (f" ({bounce.status})" if bounce.status else "")
    connection.execute(update(replies).where(replies.c.id == reply.id, replies.c.state != "sending").values(why=why))
    outcome = ReplyOutcome(
        id=derived_id("reply returned", reply.id, report.id),
        request=reply.id,
        case=reply.case,
        customer=reply.customer,
        channel=reply.channel,
        state="sent" if bounce.kind == "delayed" else "failed",
        at=report.received_at,
        why=why,
    )
    outbox.put(connection, [wire.entry(outcome)])


def _reach_no_more(connection: Connection, reply: Row[Any], bounce: Bounce, said: str) -> None:
    """Unless the owner has written since the reply was sent, or, where several reports are needed, since the first of them."""
    if bounce.kind == "hard":
        since, why = reply.changed_at, said
    elif bounce.kind == "soft" and (days := _days_in_a_row(connection, reply.customer)):
        since, why = max(days), f"{said} on {len(days)} days"
        if wrote_since(connection, reply.customer, min(days)):
            return
    else:
        return
    theirs = (contacts.c.customer == reply.customer) & contacts.c.unreachable_at.is_(None) & ~_wrote_after(reply.customer, since)
    connection.execute(update(contacts).where(theirs).values(unreachable_at=since, unreachable_why=why))


def _days_in_a_row(connection: Connection, customer: str) -> list[datetime]:
    """The times of the latest soft reports, one of each day, none too long after the one before; [] while too few."""
    query = select(returned.c.at).where(returned.c.customer == customer, returned.c.kind == "soft")
    by_day: dict[object, datetime] = {}
    for time in connection.execute(query.order_by(returned.c.at.desc()).limit(100)).scalars():
        if by_day and min(by_day.values()) - time > FORGOTTEN_AFTER:
            break
        by_day.setdefault(time.date(), time)
    return sorted(by_day.values()) if len(by_day) >= SOFT_DAYS else []


def wrote_since(connection: Connection, customer: str, since: datetime) -> bool:
    """Whether the customer wrote themselves since then."""
    return bool(connection.execute(select(_wrote_after(customer, since))).scalar())


def _wrote_after(customer: str, since: datetime) -> ColumnElement[bool]:
    by_them = feedback.c.automatic.is_(None) & feedback.c.suspect.is_(False)
    return exists().where(feedback.c.customer == customer, feedback.c.received_at > since, by_them)
