"""Finds feedback by what it is and by its words, the newest first, on either engine and without sorting what is not shown.

Each search walks one index that has the wanted order (that of the topic, the kind, the mood, the channel, or of all), and looks
at each row for the rest. Words are found by the engine's own index of them; see `golddust/database/schema/feedback.py`.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    column,
    func,
    literal,
    select,
    table,
    tuple_,
)
from sqlalchemy import text as sql
from sqlalchemy.sql.schema import Column

from golddust.database.schema import Moment, feedback_topics, tags
from golddust.database.schema import feedback as said
from golddust.database.schema.feedback import SEARCHED
from golddust.database.schema.people import imported_addresses, imported_customers
from golddust.errors import NotFound
from golddust.ports import Sought, Told

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_WORDS = 8
LONGEST_WORD = 60
NUMBERED = 12
"""Bits of a row's number in the table of words that tell what came within one microsecond (migration 0015)."""
_WORD = re.compile(r"[^\W_]+")
_WORDS = table("feedback_words", column("rowid"), column("id"))
Order = tuple[Column[Any], Column[Any]]
"""The columns of time and id by which a search is ordered."""


def found(
    connection: Connection, sought: Sought, limit: int, before: str | Told = "", among: Sequence[str] | None = None
) -> list[str]:
    """The ids of what is looked for, the newest first; older than that one, among those, where given.

    Raises NotFound when there is no feedback of the id `before`.
    """
    words = _words(sought.words)
    if sought.words.strip() and not words:
        return []  # nothing but marks: no feedback is found by them
    if words and connection.dialect.name == "sqlite":
        query = _by_words_of_sqlite(connection, sought, words, before)
    else:
        query = _in_order(connection, sought, before)
        if words:
            query = query.where(_has_words(words))
    if among is not None:
        query = query.where(said.c.id.in_(among))
    return list(connection.execute(query.limit(limit)).scalars())


def _in_order(connection: Connection, sought: Sought, before: str | Told) -> Select[Any]:
    order = _order(sought)
    query = select(said.c.id).select_from(_joined(sought)).where(*_conditions(sought, order[0]))
    if before:
        query = query.where(tuple_(*order) < place(_told(connection, before)))
    return query.order_by(*(one.desc() for one in order))


def _order(sought: Sought) -> Order:
    """The index that is walked: of the narrowest that is asked for."""
    if sought.topic:
        return feedback_topics.c.received_at, feedback_topics.c.feedback
    if sought.kind or sought.mood:
        return tags.c.received_at, tags.c.feedback
    return said.c.received_at, said.c.id


def _joined(sought: Sought) -> FromClause:
    """The tables that are looked into, no others."""
    joined: FromClause = said
    if sought.kind or sought.mood:
        joined = joined.join(tags, tags.c.feedback == said.c.id)
    if sought.topic:
        joined = joined.join(feedback_topics, feedback_topics.c.feedback == said.c.id)
    return joined


def _conditions(sought: Sought, at: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    wanted = [
        (said.c.channel, sought.channel),
        (feedback_topics.c.topic, sought.topic),
        (tags.c.kind, sought.kind),
        (tags.c.sentiment, sought.mood),
    ]
    conditions: list[ColumnElement[bool]] = [its == value for its, value in wanted if value]
    conditions.append(said.c.customer != "")  # whoever was erased left figures, and nothing to be read
    if sought.segment:
        conditions.append(said.c.customer.in_(_customers_of(sought.segment)))
    if sought.since:
        conditions.append(at >= sought.since)
    if sought.until:
        conditions.append(at < sought.until)
    return conditions


def _customers_of(segment: str) -> Select[Any]:
    both = imported_addresses.join(imported_customers)
    return select(imported_addresses.c.customer).select_from(both).where(imported_customers.c.segment == segment)


def _told(connection: Connection, before: str | Told) -> Told:
    """The feedback of that id, with its time. Raises NotFound."""
    if isinstance(before, Told):
        return before
    at = connection.execute(select(said.c.received_at).where(said.c.id == before)).scalar()
    if at is None:
        raise NotFound("there is no feedback of that id to go on from")
    return Told(before, at)


def place(told: Told) -> ColumnElement[Any]:
    """Where that feedback stands in the order of time and id."""
    return tuple_(literal(told.at, Moment()), literal(told.feedback))


def _words(text: str) -> list[str]:
    return [word[:LONGEST_WORD].lower() for word in _WORD.findall(text)][:MOST_WORDS]


def _has_words(words: Sequence[str]) -> ColumnElement[bool]:
    """On PostgreSQL. Words are letters and digits only, so the query language has nothing to take amiss."""
    wanted = " & ".join(f"'{word}':*" for word in words)
    return SEARCHED.op("@@", is_comparison=True)(func.to_tsquery(sql("'simple'"), wanted))


def _by_words_of_sqlite(connection: Connection, sought: Sought, words: Sequence[str], before: str | Told) -> Select[Any]:
    """The table of words is walked from its newest row; what is not looked for among them is passed over."""
    joined = _joined(sought)
    matched = sql("feedback_words MATCH :wanted").bindparams(wanted="words : (" + " AND ".join(f'"{w}"*' for w in words) + ")")
    query = select(said.c.id).select_from(_WORDS, joined)
    query = query.where(and_(matched, said.c.id == _WORDS.c.id, *_conditions(sought, said.c.received_at)))
    if before:
        told = _told(connection, before)
        number = sql("coalesce((SELECT rowid FROM feedback_words WHERE feedback_words MATCH :place), :first)")
        first = (told.at - EPOCH) // timedelta(microseconds=1) << NUMBERED
        query = query.where(_WORDS.c.rowid < number.bindparams(place=f'id : "{told.feedback}"', first=first))
    return query.order_by(_WORDS.c.rowid.desc())
