"""How much is stored in all: days that are counted from what was kept of them, all other times from the rows themselves.

To count a million rows took 200 ms each time that somebody looked at the first page.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, func, select

from golddust.database.schema import feedback, tags
from golddust.database.schema.insight import insight_days
from sinks.store.insight.counting import bounds
from sinks.store.insight.marks import DAY, marked, touched

MOST_GAPS = 50
"""With more gaps than this between counted days all is counted at once."""
Gap = tuple[datetime | None, datetime | None]
"""From when until when, the latter not included; None: from the beginning, or without an end."""


def stored_in_all(connection: Connection) -> dict[str, int]:
    """How much `feedback` is stored, and how many `complaints` are among it.

    Marks are read before the days: a day that is counted anew meanwhile counts as marked, and is counted here.
    """
    hours = set(marked(connection).values())
    rows = connection.execute(select(insight_days).order_by(insight_days.c.day)).all()
    zones = {row.zone for row in rows}
    zone = ZoneInfo(zones.pop()) if len(zones) == 1 else None
    fresh = [row for row in rows if row.day not in touched(hours, zone)] if zone else []
    gaps = list(_gaps([row.day for row in fresh], zone)) if zone else []
    if not 0 < len(gaps) <= MOST_GAPS:
        fresh, gaps = [], [(None, None)]
    return _added(fresh, [stored_within(connection, *gap) for gap in gaps])


def stored_within(connection: Connection, begins: datetime | None, ends: datetime | None) -> dict[str, int]:
    """How much came in that time, as columns of `insight_days`."""
    counts = {
        "stored": select(func.count()).select_from(feedback).where(*_within(feedback.c.received_at, begins, ends)),
        "complaints": select(func.count())
        .select_from(tags)
        .where(tags.c.kind == "complaint", *_within(tags.c.received_at, begins, ends)),
    }
    row = connection.execute(select(*(query.scalar_subquery().label(name) for name, query in counts.items()))).one()
    return {name: int(getattr(row, name)) for name in counts}


def _within(at: Any, begins: datetime | None, ends: datetime | None) -> Iterator[Any]:
    if begins is not None:
        yield at >= begins
    if ends is not None:
        yield at < ends


def _gaps(days: Sequence[date], zone: ZoneInfo) -> Iterator[Gap]:
    """The times that none of these days has, which are in order."""
    ended: datetime | None = None
    for number, day in enumerate(days):
        begins, ends = bounds(day, zone)
        if number == 0 or days[number - 1] != day - DAY:
            yield ended, begins
        ended = ends
    yield ended, None


def _added(fresh: Sequence[Row[Any]], others: Sequence[dict[str, int]]) -> dict[str, int]:
    stored = sum(row.stored for row in fresh) + sum(one["stored"] for one in others)
    complaints = sum(row.complaints for row in fresh) + sum(one["complaints"] for one in others)
    return {"feedback": stored, "complaints": complaints}
