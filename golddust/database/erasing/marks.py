"""Whether something was erased since the files of the database were written anew: it outlives whoever erased it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select, update

from golddust.database.engine import insert_ignoring
from golddust.database.schema import counters

ERASED, SHREDDED, WHEN = "erasing: erased", "erasing: shredded", "erasing: shredded at"


@dataclass(frozen=True, slots=True)
class Marks:
    """How often something was erased, how much of that the files have lost, and when they lost it last (None: never)."""

    erased: int
    shredded: int
    at: datetime | None

    @property
    def is_left(self) -> bool:
        """Whether what was erased may still be in the files."""
        return self.erased > self.shredded


def mark(connection: Connection) -> None:
    """In the transaction that erases: the files are to be written anew after it."""
    connection.execute(insert_ignoring(connection, counters), [{"name": ERASED, "value": 0}])
    connection.execute(update(counters).where(counters.c.name == ERASED).values(value=counters.c.value + 1))


def marks(connection: Connection) -> Marks:
    """As they stand. To be read before the files are written anew."""
    rows = connection.execute(select(counters).where(counters.c.name.in_((ERASED, SHREDDED, WHEN))))
    values = {row.name: int(row.value) for row in rows}
    at = datetime.fromtimestamp(values[WHEN], UTC) if WHEN in values else None
    return Marks(values.get(ERASED, 0), values.get(SHREDDED, 0), at)


def shredded(connection: Connection, seen: Marks, at: datetime) -> None:
    """The files are anew, after these marks were read: what was erased since counts for the next time."""
    for name, value in ((SHREDDED, seen.erased), (WHEN, int(at.timestamp()))):
        connection.execute(insert_ignoring(connection, counters), [{"name": name, "value": 0}])
        newer = update(counters).where(counters.c.name == name, counters.c.value < value)
        connection.execute(newer.values(value=value))
