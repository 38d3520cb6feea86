"""Counts the messages of one day, in SQL: this is what every figure means; what is kept in `insight_cells` only remembers it."""

from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    String,
    and_,
    bindparam,
    case,
    func,
    literal,
    select,
    union_all,
)

from golddust.database.schema import Moment, feedback_labels, feedback_topics, tags
from golddust.database.schema import feedback as said
from golddust.database.schema.people import imported_addresses, imported_customers, person_addresses
from golddust.insight import CHANNEL, LABEL, SEGMENT

UNCOUNTED = "alias"
"""The label that tells which pattern of ours an address fitted: it is for finding faults, and says nothing of customers."""


def bounds(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """The first moment of a day of that zone, and the first of the next: a day may have 23 or 25 hours."""
    return datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)


def within(day: date, zone: tzinfo) -> dict[str, datetime]:
    """That day as `cells` takes it."""
    begins, ends = bounds(day, zone)
    return {"begins": begins, "ends": ends}


def from_people() -> ColumnElement[bool]:
    """What a person said: no machine's mail, and no instruction to us such as STOP."""
    return and_(said.c.automatic.is_(None), said.c.command.is_(None))


def segment() -> ColumnElement[str]:
    """The segment of who said it, as the company's list has it now, by any address of the person; "" where no list names them.

    Where two entries of the list do, that of more value counts, as for promises (`complaints.people.standing`).
    """
    mine, theirs = person_addresses.alias("mine"), person_addresses.alias("theirs")
    same = select(theirs.c.customer).join(mine, mine.c.person == theirs.c.person).where(mine.c.customer == said.c.customer)
    addresses = union_all(select(said.c.customer).correlate(said), same.correlate(said))
    listed, named = imported_customers.c, imported_addresses.c
    found = (
        select(listed.segment)
        .join(imported_addresses, named.id == listed.id)
        .where(named.customer.in_(addresses), listed.segment != "")
        .order_by(listed.value.is_(None), listed.value.desc(), listed.id)
        .limit(1)
    )
    return func.coalesce(found.correlate(said).scalar_subquery(), "")


def perhaps_of(segment: str) -> CompoundSelect[Any]:
    """All addresses of people whom the list has in that segment, among others perhaps: few of many, which an index finds."""
    mine, theirs = person_addresses.alias("mine"), person_addresses.alias("theirs")
    listed = select(imported_addresses.c.customer).join(imported_customers, imported_customers.c.id == imported_addresses.c.id)
    here = listed.where(imported_customers.c.segment == segment)
    return here.union_all(select(theirs.c.customer).join(mine, mine.c.person == theirs.c.person).where(mine.c.customer.in_(here)))


def cells(only: str | None = None) -> Select[Any]:
    """The cells of one day, given as `within`: side, topic, value, kind, and how many messages in which mood.

    `only` of that side, which is several times quicker than all.
    """
    heard = _heard(listed=only in (None, SEGMENT))
    about, side = _topics(heard), _sides(heard, only)
    mood = about.c.mood
    keys = (side.c.side, about.c.topic, side.c.value, heard.c.kind)
    return (
        select(
            *keys,
            func.count().label("said"),
            *(_number(mood == name).label(name) for name in ("negative", "neutral", "positive")),
            _number(heard.c.unsure).label("unsure"),
        )
        .select_from(heard)
        .join(about, about.c.feedback == heard.c.feedback)
        .join(side, side.c.feedback == heard.c.feedback)
        .group_by(*keys)
    )


def cells_of_a_day(connection: Connection, only: str) -> CTE:
    """The same to be looked through.

    PostgreSQL counts them first: it takes a few of them for none, and went through all of the day's messages again for each.
    """
    counted = cells(only).cte("counted")
    return counted.prefix_with("MATERIALIZED") if connection.dialect.name == "postgresql" else counted


def _heard(*, listed: bool) -> CTE:
    whose = segment() if listed else literal("")
    columns = (tags.c.feedback, tags.c.kind, tags.c.sentiment, tags.c.unsure, said.c.channel, whose.label("segment"))
    in_time = (said.c.received_at >= bindparam("begins", type_=Moment()), said.c.received_at < bindparam("ends", type_=Moment()))
    return select(*columns).join(said, said.c.id == tags.c.feedback).where(*in_time, from_people()).cte("heard")


def _topics(heard: CTE) -> CTE:
    """Each message once by itself and once for each of its topics, with the mood that counts there."""
    itself = select(heard.c.feedback, _text("").label("topic"), heard.c.sentiment.label("mood"))
    topic = feedback_topics.c
    each = select(topic.feedback, topic.topic, topic.sentiment).join(heard, heard.c.feedback == topic.feedback)
    return union_all(itself, each).cte("about")


def _sides(heard: CTE, only: str | None) -> CTE:
    """Each message once for everybody, and once for each side that something is known of; or for one of all these alone."""
    label = feedback_labels.c
    sides = {
        "": select(heard.c.feedback, _text("").label("side"), _text("").label("value")),
        CHANNEL: select(heard.c.feedback, _text(CHANNEL).label("side"), heard.c.channel.label("value")),
        SEGMENT: select(heard.c.feedback, _text(SEGMENT).label("side"), heard.c.segment.label("value")).where(
            heard.c.segment != ""
        ),
        LABEL: select(label.feedback, _text(LABEL).concat(label.label).label("side"), label.value)
        .join(heard, heard.c.feedback == label.feedback)
        .where(label.label != UNCOUNTED),
    }
    if only is None:
        return union_all(*sides.values()).cte("sides")
    return sides[LABEL if only.startswith(LABEL) else only].cte("sides")


def _number(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((which, 1), else_=0))


def _text(words: str) -> ColumnElement[str]:
    return literal(words, String, literal_execute=True)
