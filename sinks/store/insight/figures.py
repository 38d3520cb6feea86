"""Reads how often what was said: days that are counted from what was kept of them, the others from the messages."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Engine, FromClause, Select, and_, exists, func, literal, select, tuple_

from golddust.database.engine import reading
from golddust.database.schema import Moment, feedback_labels, feedback_topics, tags
from golddust.database.schema import feedback as said
from golddust.database.schema.insight import insight_cells, insight_days
from golddust.errors import Malformed, NotFound
from golddust.insight import CHANNEL, KIND, LABEL, NOTHING, SEGMENT, TOPIC, Baseline, Days, Moods, Note, Slice
from golddust.ports import Clock
from sinks.store.insight import notes
from sinks.store.insight.counting import answer_at_once, bounds, cells, from_people, perhaps_of, segment, within
from sinks.store.insight.marks import DAY, marked, touched

SPAM: Final = "spam"
LONGEST = timedelta(days=3700)
"""Ten years at once are enough for any picture."""
OLDEST = select(func.min(said.c.received_at)).scalar_subquery()
NEWEST = select(func.max(said.c.received_at)).scalar_subquery()
Place = tuple[ColumnElement[Any], ColumnElement[Any]]
_COUNTS = ("said", "negative", "neutral", "positive", "unsure")


class StoredFigures:
    """A `FeedbackFigures` on the database."""

    def __init__(self, engine: Engine, zone: ZoneInfo, clock: Clock) -> None:
        self._engine = engine
        self._zone = zone
        self._clock = clock

    @property
    def zone(self) -> ZoneInfo:
        """The company's time zone."""
        return self._zone

    def days(self, which: Slice, first: date, last: date) -> Days:
        """The counts of each day on which something was said."""
        return self._counted(which, first, last).get("", {})

    def split(self, by: str, which: Slice, first: date, last: date) -> Mapping[str, Days]:
        """The same apart by "kind", by "topic", or by a side. Raises Malformed for two sides at once."""
        if by not in (KIND, TOPIC):
            _demand_side(by)
            if which.side:
                raise Malformed(f"{which.side} and {by} cannot be told apart at once")
        return self._counted(which, first, last, by)

    def messages(self, which: Slice, first: date, last: date, limit: int, before: str = "") -> list[str]:
        """The ids of the feedback behind a figure, newest first. Raises NotFound for an unknown `before`."""
        _demand(which, first, last)
        query, place = _messages(which)
        query = query.where(place[0] >= bounds(first, self._zone)[0], place[0] < bounds(last, self._zone)[1])
        with reading(self._engine) as connection:
            answer_at_once(connection)
            if before:
                at = connection.execute(select(said.c.received_at).where(said.c.id == before)).scalar()
                if at is None:
                    raise NotFound("there is no feedback of that id to go on from")
                query = query.where(tuple_(*place) < tuple_(literal(at, Moment()), literal(before)))
            return list(connection.execute(query.order_by(*(one.desc() for one in place)).limit(limit)).scalars())

    def note(self, day: date, words: str, by: str) -> Note:
        """Write beside a day what happened on it. Raises Malformed for no words, and for too many."""
        return notes.write(self._engine, day, words, by, self._clock.now())

    def forget_note(self, note: str) -> None:
        """Take it away again; nothing happens when it is gone already."""
        notes.forget(self._engine, note)

    def notes(self, first: date, last: date) -> Sequence[Note]:
        """What was written beside these days, in their order."""
        return notes.between(self._engine, first, last)

    def freeze(self, name: str, first: date, last: date, segment: str, by: str) -> Baseline:
        """Keep the counts by topic as they stand now. Raises Malformed without a name, and for one of more than 120 letters."""
        which = Slice(side=SEGMENT, value=segment) if segment else Slice()
        by_topic = self.split(TOPIC, which, first, last)
        topics = {topic: sum(days.values(), NOTHING) for topic, days in by_topic.items()}
        topics[""] = sum(self.days(which, first, last).values(), NOTHING)
        return notes.freeze(self._engine, name, (first, last), segment, topics, by, self._clock.now())

    def baselines(self) -> Sequence[Baseline]:
        """All that were frozen, the newest first."""
        return notes.baselines(self._engine)

    def _counted(self, which: Slice, first: date, last: date, by: str = "") -> dict[str, dict[date, Moods]]:
        """By what `by` tells apart, "" where it is nothing, and by day.

        Which days are stale is asked first: one that becomes so a moment later is shown as it stood at that moment.
        """
        _demand(which, first, last)
        found: dict[str, dict[date, Moods]] = {}
        with reading(self._engine) as connection:
            answer_at_once(connection)
            stale = self._stale(connection, first, last)
            in_time = insight_cells.c.day.between(first, last)
            kept = _sums(insight_cells, which, by).add_columns(insight_cells.c.day).where(in_time).group_by(insight_cells.c.day)
            rows = [(row.day, row) for row in connection.execute(kept) if row.day not in stale]
            today = _sums(cells(_side(which, by)).subquery(), which, by)
            for day in stale:
                rows += [(day, row) for row in connection.execute(today, within(day, self._zone))]
        for day, row in rows:
            if not row.said:  # a sum over no rows is a row
                continue
            found.setdefault(row.apart, {})[day] = Moods(*(int(getattr(row, name)) for name in _COUNTS))
        return found

    def _stale(self, connection: Connection, first: date, last: date) -> set[date]:
        """Days with messages of which nothing is kept that can be believed."""
        counted = select(insight_days.c.day).where(insight_days.c.day.between(first, last), insight_days.c.zone == self._zone.key)
        fresh = set(connection.execute(counted).scalars()) - touched(marked(connection).values(), self._zone)
        oldest, newest = connection.execute(select(OLDEST, NEWEST)).one()
        if oldest is None:
            return set()
        begins = max(first, oldest.astimezone(self._zone).date())
        ends = min(last, newest.astimezone(self._zone).date())
        return {begins + DAY * number for number in range((ends - begins).days + 1)} - fresh


def _sums(of: FromClause, which: Slice, by: str) -> Select[Any]:
    """What is wanted of these cells, added up over the kinds."""
    c = of.c
    apart = c.kind if by == KIND else c.topic if by == TOPIC else c.value if by else literal("")
    side = _side(which, by)
    wanted = [c.side == side, c.kind == which.kind if which.kind else c.kind != SPAM]
    wanted.append(c.topic != "" if by == TOPIC and not which.topic else c.topic == which.topic)
    if side == which.side:
        wanted.append(c.value == which.value)
    counts = [func.sum(c[name]).label(name) for name in _COUNTS]
    return select(apart.label("apart"), *counts).where(*wanted).group_by(*([apart] if by else []))


def _side(which: Slice, by: str) -> str:
    return which.side if by in (KIND, TOPIC, "") else by


def _messages(which: Slice) -> tuple[Select[Any], Place]:
    """The messages, and what they are in order by: those about a topic by its own index, or rare ones would take long."""
    query, place = select(said.c.id).join(tags, tags.c.feedback == said.c.id), (said.c.received_at, said.c.id)
    wanted = [from_people(), tags.c.kind == which.kind if which.kind else tags.c.kind != SPAM]
    if which.topic:
        about = feedback_topics.c
        query, place = query.join(feedback_topics, about.feedback == said.c.id), (about.received_at, about.feedback)
        wanted.append(about.topic == which.topic)
    if which.side:
        wanted.append(_is_of(which.side, which.value))
    return query.where(*wanted), place


def _is_of(side: str, value: str) -> ColumnElement[bool]:
    if side == CHANNEL:
        return said.c.channel == value
    if side == SEGMENT:
        return and_(said.c.customer.in_(perhaps_of(value)), segment() == value)
    label, name = feedback_labels.c, side.removeprefix(LABEL)
    return exists().where(label.feedback == said.c.id, label.label == name, label.value == value)


def _demand(which: Slice, first: date, last: date) -> None:
    if which.side:
        _demand_side(which.side)
    if bool(which.side) != bool(which.value):
        raise Malformed("a side and its value go together, such as channel and email")
    if not timedelta() <= last - first <= LONGEST:
        raise Malformed(f"the last day must not be before the first, nor more than {LONGEST.days} days later")


def _demand_side(side: str) -> None:
    if side not in (CHANNEL, SEGMENT) and not (side.startswith(LABEL) and side != LABEL):
        raise Malformed(f"{side[:40]!r} tells nobody apart: channel, segment and label:<name> do")
