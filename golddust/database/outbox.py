"""The outbox: what a database transaction wants to say on the log, written in that transaction and copied over afterwards."""

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, delete, select, update

from golddust.database.engine import insert_ignoring, reading, writing
from golddust.database.schema import counters, outbox
from golddust.ports import Log
from golddust.records import Bookmark, Entry

BOOKMARK = "outbox"


def put(connection: Connection, entries: Sequence[Entry]) -> None:
    """Write the entries into the outbox, as part of the caller's transaction.

    Numbers come from a counter row that stays locked until the transaction ends, so their order is the order of commits and
    the copier can trust that nothing appears later below its bookmark.
    """
    if not entries:
        return
    last = _take(connection, len(entries))
    rows = [
        {"number": number, "topic": e.topic, "key": e.key, "headers": dict(e.headers), "value": e.value}
        for number, e in enumerate(entries, start=last - len(entries) + 1)
    ]
    connection.execute(outbox.insert(), rows)


def _take(connection: Connection, count: int) -> int:
    bump = update(counters).where(counters.c.name == BOOKMARK).values(value=counters.c.value + count)
    taken = connection.execute(bump.returning(counters.c.value)).scalar()
    if taken is None:
        connection.execute(insert_ignoring(connection, counters), [{"name": BOOKMARK, "value": 0}])
        taken = connection.execute(bump.returning(counters.c.value)).scalar_one()
    return int(taken)


def copy(engine: Engine, log: Log, limit: int = 500) -> int:
    """Append the next entries to the log, exactly once, and return how many.

    The bookmark moves in the log's own transaction; rows are deleted afterwards, so a crash in between deletes them later.
    Only one process may copy at a time. Raises Unavailable.
    """
    position = log.bookmark(BOOKMARK)
    with reading(engine) as connection:
        rows = connection.execute(select(outbox).where(outbox.c.number > position).order_by(outbox.c.number).limit(limit)).all()
    if rows:
        position = rows[-1].number
        log.append([Entry(r.topic, r.key, r.value, r.headers) for r in rows], Bookmark(BOOKMARK, position))
        with writing(engine) as connection:
            connection.execute(delete(outbox).where(outbox.c.number <= position))
    return len(rows)
