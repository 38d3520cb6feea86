"""What was to be said when a backup was made: between then and the loss it may have been said.

So it counts as claimed at the moment of the backup (docs/adr/0006, 0020): a carrier that keeps a list is asked whether it has it,
and what is not on the list is sent; where none can be asked it becomes `uncertain`, and a person looks.
"""

from datetime import datetime

from sqlalchemy import Engine, func, select, update

from golddust.database.engine import reading, writing
from golddust.database.schema import replies

WHY = "it may have been sent after the backup was made"


def doubt_all(engine: Engine, since: datetime, now: datetime) -> int:
    """Put everything in doubt that waits or was being sent at that moment; returns how many. Raises Unavailable."""
    return _doubt(engine, {"claimed_at": since}, now)


def doubt_overdue(engine: Engine, now: datetime) -> int:
    """The same for what came up when the work of the backup's moment was done again, and was not in the store at that moment.

    Its words may be others than those that were sent, so no list can tell: nobody is asked.
    """
    return _doubt(engine, {"claimed_at": None}, now)


def _doubt(engine: Engine, claim: dict[str, datetime | None], now: datetime) -> int:
    values = {"state": "sending", "asked": 0, "next_try_at": now, "changed_at": now, "why": WHY} | claim
    with writing(engine) as connection:
        waited = update(replies).where(replies.c.state == "waiting").values(tries=replies.c.tries + 1, **values)
        begun = update(replies).where(replies.c.state == "sending", replies.c.why != WHY).values(why=WHY, next_try_at=now)
        in_flight = connection.execute(begun).rowcount
        return connection.execute(waited).rowcount + in_flight


def in_doubt(engine: Engine) -> int:
    """How many are so."""
    query = select(func.count()).select_from(replies).where(replies.c.why == WHY)
    with reading(engine) as connection:
        return int(connection.execute(query).scalar_one())
