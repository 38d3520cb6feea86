"""What there is to join: cases as far as joining must know them, and which messages and people belong to them already."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from complaints.cases.sameness import Matter
from golddust.database.schema import case_feedback, cases, replies


@dataclass(frozen=True, slots=True)
class Known:
    """A case as far as joining must know it."""

    id: str
    customer: str
    state: str
    channel: str
    topics: frozenset[str]
    opened_at: datetime
    changed_at: datetime
    asked_at: datetime | None
    matter: Matter
    merged_into: str = ""


def heirs(connection: Connection, found: list[Row[Any]]) -> dict[str, str]:
    """For each merged case among these, the one that goes on at the end of the way; those that were not found yet are added."""
    while missing := {row.merged_into for row in found if row.merged_into} - {row.id for row in found}:
        found += rows(connection, cases.c.id.in_(missing))
    next_of = {row.id: row.merged_into for row in found if row.merged_into}
    ends = {}
    for case in next_of:
        end = case
        while end in next_of:
            end = next_of[end]
        ends[case] = end
    return ends


def rows(connection: Connection, which: ColumnElement[bool]) -> list[Row[Any]]:
    """The rows of these cases."""
    return list(connection.execute(select(cases).where(which)).all())


def known(row: Row[Any]) -> Known:
    """The case that is in a row."""
    topics = frozenset(row.topics)
    matter = Matter(row.kind, row.subject, row.text, topics, row.opened_at)
    told = (row.channel, topics, row.opened_at, row.changed_at, row.asked_at)
    return Known(row.id, row.customer, row.state, *told, matter, row.merged_into)


def belonging(connection: Connection, feedback: Collection[str]) -> dict[str, str]:
    """For each of these messages that belongs to a case, the case."""
    if not feedback:
        return {}
    query = select(case_feedback.c.feedback, case_feedback.c.case).where(case_feedback.c.feedback.in_(feedback))
    return {row.feedback: row.case for row in connection.execute(query)}


def cases_of_replies(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """For each of these replies that belongs to a case, the case."""
    if not ids:
        return {}
    query = select(replies.c.id, replies.c.case).where(replies.c.id.in_(ids), replies.c.case != "")
    return {row.id: row.case for row in connection.execute(query)}


def cases_of_copies(connection: Connection, messages: Collection[str]) -> dict[str, str]:
    """For each mail that came before at another address of ours, the case that it belongs to."""
    if not messages:
        return {}
    query = select(case_feedback.c.message, case_feedback.c.case).where(case_feedback.c.message.in_(messages))
    return {row.message: row.case for row in connection.execute(query.order_by(case_feedback.c.at.desc()))}


def taking_part(connection: Connection, found: Collection[str], customers: Collection[str]) -> set[tuple[str, str]]:
    """Who of these customers has spoken in which of these cases."""
    query = select(case_feedback.c.case, case_feedback.c.customer).where(
        case_feedback.c.case.in_(found), case_feedback.c.customer.in_(customers)
    )
    return {(row.case, row.customer) for row in connection.execute(query)} if found else set()
