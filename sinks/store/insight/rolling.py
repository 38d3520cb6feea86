"""Counts days that are over once and keeps the cells, so that a year is read as quickly as a day (ADR 25)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Date, Engine, bindparam, delete, func, insert, select, update

from golddust.database.engine import writing
from golddust.database.places import Place
from golddust.database.schema import feedback as said
from golddust.database.schema import feedback_topics, tags
from golddust.database.schema.insight import insight_cells, insight_days
from golddust.ports import Clock
from sinks.store.insight.counting import bounds, cells, within
from sinks.store.insight.marks import DAY, marked, touched, unmark
from sinks.store.insight.totals import stored_within

AT_ONCE = 5
"""So many days are counted in one transaction: on SQLite everybody who writes waits for it."""
_CELL = ("side", "topic", "value", "kind", "said", "negative", "neutral", "positive", "unsure")
_COUNTED = cells().subquery()
_KEEP = insert(insight_cells).from_select(
    ["day", *_CELL], select(bindparam("day", type_=Date()), *(_COUNTED.c[name] for name in _CELL))
)
_DATE = (
    update(feedback_topics)
    .where(feedback_topics.c.received_at.is_(None))
    .values(received_at=select(tags.c.received_at).where(tags.c.feedback == feedback_topics.c.feedback).scalar_subquery())
)
"""While a golddust is upgraded an older one may still write topics without the message's time."""


class Roller:
    """Counts what is not counted yet, the newest days first; for any number of processes, of which one at a time is at work.

    Days that are not over are left to be counted when they are asked for.
    """

    def __init__(self, engine: Engine, zone: ZoneInfo, clock: Clock) -> None:
        self._engine = engine
        self._zone = zone
        self._clock = clock
        self._place = Place(engine, "insight")
        one_view = engine.dialect.name == "postgresql"  # SQLite's transactions are of one view anyway
        self._seen_at_once = engine.execution_options(isolation_level="REPEATABLE READ") if one_view else engine

    def roll(self) -> int:
        """Count some days; returns how many, 0 when none is left. Raises Unavailable when the database is away.

        In one view of the database, so that a mark which is taken away covers nothing that was not seen.
        """
        if not self._place.take():
            return 0
        with writing(self._seen_at_once) as connection:
            connection.execute(_DATE)
            marks = marked(connection)
            self._forget(connection, touched(marks.values(), self._zone))
            unmark(connection, marks)
            days = self._left(connection)
            for day in days:
                self._count(connection, day)
        return len(days)

    def close(self) -> None:
        """Let another process count. On PostgreSQL the place is free a moment later, when its session has ended."""
        self._place.give_back()

    def _forget(self, connection: Connection, days: Iterable[date]) -> None:
        """These, and all that were counted in another zone."""
        stale = insight_days.c.day.in_(sorted(days)) | (insight_days.c.zone != self._zone.key)
        connection.execute(delete(insight_days).where(stale))

    def _left(self, connection: Connection) -> list[date]:
        first, last = _span(connection, self._zone, self._clock.now())
        counted = set(connection.execute(select(insight_days.c.day).where(insight_days.c.day >= first)).scalars())
        every = (last - DAY * number for number in range((last - first).days + 1))
        return [day for day in every if day not in counted][:AT_ONCE]

    def _count(self, connection: Connection, day: date) -> None:
        connection.execute(delete(insight_cells).where(insight_cells.c.day == day))
        connection.execute(_KEEP, {"day": day, **within(day, self._zone)})
        much = stored_within(connection, *bounds(day, self._zone))
        connection.execute(insight_days.insert().values(day=day, zone=self._zone.key, **much))


def _span(connection: Connection, zone: ZoneInfo, now: datetime) -> tuple[date, date]:
    """The day of the first message, and the last day that is over."""
    oldest = connection.execute(select(func.min(said.c.received_at))).scalar()
    yesterday = now.astimezone(zone).date() - timedelta(days=1)
    return (oldest.astimezone(zone).date() if oldest else yesterday + DAY), yesterday
