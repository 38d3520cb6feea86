"""The one rule of whether a customer wants nothing from a sender of ours, as an expression for any statement.

The latest word holds; of two at the same instant, STOP.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, and_, case, exists, func, or_, select

from golddust.database.schema.consents import consent_statements, consents
from golddust.database.schema.feedback import feedback
from golddust.identity import WHATSAPP

EVERYTHING = ("", "")
"""The scope of channel and sender that covers all others."""


def scope_of(source: str, service: str = "") -> tuple[str, str]:
    """The channel and sender that an answer to what reached us at this number goes out by."""
    return ("whatsapp" if source.startswith(WHATSAPP) else "sms", service or source)


def scopes_of(source: str, service: str = "") -> tuple[tuple[str, str], ...]:
    """All that a STOP or START sent there speaks of: the pool, if the number was in one then, and the number.

    A number can be put into a pool and taken out of it, and a carrier's list of messages may not name the pool.
    """
    return tuple(dict.fromkeys((scope_of(source, service), scope_of(source))))


def stopped_since(customer: Any, message: Any, *outer: FromClause) -> ScalarSelect[Any]:
    """Since when the customer wants no answer to that message (its feedback's id) from the sender it reached; NULL: they do.

    Both are columns of `outer` tables, or values.
    """
    stop, again, reached = consents.alias("stop"), consents.alias("again"), feedback.alias("reached")
    later = (again.c.state == "given") & (again.c.since > stop.c.since)
    overtaken = exists().where(_covers(again, customer, reached), _is_about(again, stop, reached), later)
    query = (
        select(func.max(stop.c.since))
        .select_from(stop.join(reached, reached.c.id == message))
        .where(_covers(stop, customer, reached), stop.c.state == "stopped", ~overtaken.correlate(stop, reached, *outer))
    )
    return query.correlate(*outer).scalar_subquery() if outer else query.scalar_subquery()


def stopped_with(customer: Any, message: Any, *outer: FromClause) -> ScalarSelect[Any]:
    """The words of the latest STOP that covers an answer to that message: the proof, where `stopped_since` has a time.

    Only what holds for each scope is looked at; a STOP for a scope beside one with a later START is found all the same.
    """
    stop, reached = consents.alias("stop"), feedback.alias("reached")
    query = (
        select(consent_statements.c.words)
        .select_from(
            stop.join(reached, reached.c.id == message).join(consent_statements, consent_statements.c.id == stop.c.statement)
        )
        .where(_covers(stop, customer, reached), stop.c.state == "stopped")
        .order_by(stop.c.since.desc())
        .limit(1)
    )
    return query.correlate(*outer).scalar_subquery() if outer else query.scalar_subquery()


def _covers(one: FromClause, customer: Any, reached: FromClause) -> ColumnElement[bool]:
    """Whether it is about an answer to that message. A form or a hook reaches no number: any may answer."""
    channel = case((reached.c.source.startswith(WHATSAPP), "whatsapp"), else_="sms")
    sender = and_(one.c.channel == channel, one.c.sender.in_((reached.c.source, reached.c.service)))
    return and_(one.c.customer == customer, or_(one.c.sender == "", reached.c.channel != "sms", sender))


def _is_about(again: FromClause, stop: FromClause, reached: FromClause) -> ColumnElement[bool]:
    """Whether a START can undo that STOP. Both are about the number that was reached; where none was, about the same one."""
    same = and_(again.c.channel == stop.c.channel, again.c.sender == stop.c.sender)
    return or_(reached.c.channel == "sms", again.c.sender == "", stop.c.sender == "", same)
