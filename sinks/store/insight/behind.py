"""Finds the messages behind a figure, the newest first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, literal, select, tuple_

from golddust.database.schema import Moment, feedback_labels, feedback_topics, tags
from golddust.database.schema import feedback as said
from golddust.errors import NotFound
from golddust.insight import CHANNEL, LABEL, SEGMENT, Slice
from sinks.store.insight.counting import from_people, perhaps_of, segment

SPAM: Final = "spam"
WALKED, WALKED_FOR_LABELS = (1_000,), (1_000, 8_000)
"""So many of the newest messages, then so many, are looked at one by one for those of a segment or with a label. Common ones are
found among them; rare ones are gathered by an index, and few. The database cannot tell which of them it is, and took seconds."""
Place = tuple[ColumnElement[Any], ColumnElement[Any]]


def behind(connection: Connection, which: Slice, span: tuple[datetime, datetime], limit: int, before: str = "") -> list[str]:
    """The ids of the messages in this span of time, before that one where given. Raises NotFound for an unknown `before`."""
    query, place = _messages(which)
    query = query.where(place[0] >= span[0], place[0] < span[1])
    if before:
        query = query.where(tuple_(*place) < _place_of(connection, before))
    newest = query.order_by(*(one.desc() for one in place))
    if which.side not in ("", CHANNEL):
        for walked in WALKED if which.side == SEGMENT else WALKED_FOR_LABELS:
            near = newest.limit(walked).subquery()
            fitting = select(said.c.id).join(near, near.c.id == said.c.id).where(_is_of(which.side, which.value))
            found = _ids(connection, fitting.order_by(said.c.received_at.desc(), said.c.id.desc()).limit(limit))
            if len(found) == limit:
                return found
        newest = newest.where(_gathered(which.side, which.value))
    return _ids(connection, newest.limit(limit))


def _ids(connection: Connection, query: Select[Any]) -> list[str]:
    found: Sequence[str] = connection.execute(query).scalars().all()
    return list(found)


def _place_of(connection: Connection, before: str) -> ColumnElement[Any]:
    at = connection.execute(select(said.c.received_at).where(said.c.id == before)).scalar()
    if at is None:
        raise NotFound("there is no feedback of that id to go on from")
    return tuple_(literal(at, Moment()), literal(before))


def _messages(which: Slice) -> tuple[Select[Any], Place]:
    """The messages, and what they are in order by: those about a topic by its own index, or rare ones would take long."""
    query, place = select(said.c.id).join(tags, tags.c.feedback == said.c.id), (said.c.received_at, said.c.id)
    wanted = [from_people(), tags.c.kind == which.kind if which.kind else tags.c.kind != SPAM]
    if which.topic:
        about = feedback_topics.c
        query, place = query.join(feedback_topics, about.feedback == said.c.id), (about.received_at, about.feedback)
        wanted.append(about.topic == which.topic)
    if which.side == CHANNEL:
        wanted.append(said.c.channel == which.value)
    return query.where(*wanted), place


def _gathered(side: str, value: str) -> ColumnElement[bool]:
    """As `_is_of`, of a rare value: who is in the segment, or what has the label, is gathered before anything is looked at."""
    if side == SEGMENT:
        return and_(said.c.customer.in_(perhaps_of(value)), _is_of(side, value))
    label = feedback_labels.c
    of_label = select(label.feedback).where(label.label == side.removeprefix(LABEL), label.value == value)
    return said.c.id.in_(select(of_label.cte("of_label").prefix_with("MATERIALIZED").c.feedback))


def _is_of(side: str, value: str) -> ColumnElement[bool]:
    if side == SEGMENT:
        return segment() == value
    label, name = feedback_labels.c, side.removeprefix(LABEL)
    return exists().where(label.feedback == said.c.id, label.label == name, label.value == value)
