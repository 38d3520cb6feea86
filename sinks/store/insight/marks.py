"""Marks: on these days something changed, so what was counted of them holds no longer.

A mark is a row that is only ever added, in the transaction that changes something, so writers never wait for each other; and who
counts takes away the very marks that were there when they began. It names a day in UTC: whoever writes need not know the zone.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, delete, select

from golddust.database.schema.insight import insight_marks

PORTION = 500
DAY = timedelta(days=1)


def mark(connection: Connection, moments: Iterable[datetime]) -> None:
    """Messages of these times came, changed or went. Whoever deletes feedback must say so as well."""
    days = sorted({moment.astimezone(UTC).date() for moment in moments})
    if days:
        connection.execute(insight_marks.insert(), [{"day": day} for day in days])


def marked(connection: Connection) -> dict[int, date]:
    """The marks that are there, by id."""
    return {row.id: row.day for row in connection.execute(select(insight_marks.c.id, insight_marks.c.day))}


def touched(days: Iterable[date]) -> set[date]:
    """The days of any zone on the earth that share a moment with these days of UTC."""
    return {day + shift for day in days for shift in (-DAY, 0 * DAY, DAY)}


def unmark(connection: Connection, ids: Iterable[int]) -> None:
    """Take these marks away."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), PORTION):
        connection.execute(delete(insight_marks).where(insight_marks.c.id.in_(ordered[start : start + PORTION])))
