"""Marks: in these hours something changed, so what was counted of their days holds no longer.

A mark is a row that is only ever added, in the transaction that changes something, so writers never wait for each other; and who
counts takes away the very marks that were there when they began. It names an hour: whoever writes need not know the zone of days.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo

from sqlalchemy import Connection, delete, select

from golddust.database.schema.insight import insight_marks

PORTION = 500
DAY = timedelta(days=1)
NEARLY = timedelta(minutes=59)


def mark(connection: Connection, moments: Iterable[datetime]) -> None:
    """Messages of these times came, changed or went. Whoever deletes feedback must say so as well."""
    hours = sorted({moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0) for moment in moments})
    if hours:
        connection.execute(insight_marks.insert(), [{"hour": hour} for hour in hours])


def marked(connection: Connection) -> dict[int, datetime]:
    """The hours that are marked, by the id of the mark."""
    return {row.id: row.hour for row in connection.execute(select(insight_marks.c.id, insight_marks.c.hour))}


def touched(hours: Iterable[datetime], zone: tzinfo) -> set[date]:
    """The days that these hours are in; where zones are half an hour off, one may be in two."""
    return {moment.astimezone(zone).date() for hour in set(hours) for moment in (hour, hour + NEARLY)}


def unmark(connection: Connection, ids: Iterable[int]) -> None:
    """Take these marks away."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), PORTION):
        connection.execute(delete(insight_marks).where(insight_marks.c.id.in_(ordered[start : start + PORTION])))
