"""What became of notices to the staff, for people to look at, and another try for those that failed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select, update

from golddust.database.engine import reading, writing
from golddust.database.schema.staff import staff_notices
from golddust.errors import Conflict, NotFound
from golddust.ports import Clock
from sinks.staff.addressees import CONSOLE

ENDED = ("sent",)
"""Of these nobody has to do anything more."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One notice by one way. `state` is waiting, sending, sent, shown, failed or uncertain; `why` says why it was not sent."""

    id: str
    reference: str
    role: str
    person: str
    way: str
    purpose: str
    urgent: bool
    subject: str
    text: str
    requested_at: datetime
    state: str
    why: str
    tries: int
    changed_at: datetime


class StaffBoard:
    """The table `staff_notices`, to be read, and to be given another try."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def notices(self, reference: str = "", *, all_: bool = True, limit: int = 100) -> list[Listed]:
        """The newest first, of one case where its reference is given; unless `all_`, those alone that were not sent."""
        query = select(staff_notices).order_by(staff_notices.c.requested_at.desc(), staff_notices.c.id).limit(limit)
        if reference:
            query = query.where(staff_notices.c.reference == reference.upper())
        if not all_:
            query = query.where(staff_notices.c.state.not_in(ENDED))
        with reading(self._engine) as connection:
            found = connection.execute(query).mappings().all()
        return [Listed(**{name: row[name] for name in Listed.__dataclass_fields__}) for row in found]

    def try_again(self, notice: str) -> Listed:
        """Let one that failed, or is in doubt, be sent once more; `notice` is its id or enough of its beginning.

        Raises NotFound, also where several begin so, and Conflict where it did not fail.
        """
        found = self._one(notice)
        now, table = self._clock.now(), staff_notices
        failed = (table.c.id == found.id) & table.c.state.in_(("failed", "uncertain")) & (table.c.way != CONSOLE)
        values = {"state": "waiting", "why": "somebody asked for another try", "next_try_at": now, "changed_at": now, "tries": 0}
        with writing(self._engine) as connection:
            if not connection.execute(update(table).where(failed).values(values)).rowcount:
                raise Conflict(f"it is {found.state}, and only what failed or is in doubt is sent again")
        return self._one(found.id)

    def _one(self, beginning: str) -> Listed:
        with reading(self._engine) as connection:
            query = select(staff_notices).where(staff_notices.c.id.startswith(beginning, autoescape=True)).limit(2)
            found = connection.execute(query).mappings().all()
        if len(found) != 1:
            raise NotFound(f"{'several notices begin' if found else 'no notice begins'} with {beginning!r}")
        return Listed(**{name: found[0][name] for name in Listed.__dataclass_fields__})
