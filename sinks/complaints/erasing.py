"""Tickets of people who were erased, which are to be erased in the systems that show them: a queue, one row a ticket."""

from datetime import timedelta

import structlog
from sqlalchemy import ColumnElement, Engine, select, update

from golddust.database.engine import reading, writing
from golddust.database.erasing.wiping import LOOKED_FOR
from golddust.database.schema.privacy import erasure_tickets as orders
from golddust.mirroring import MirroredCase
from golddust.ports import Clock
from sinks.complaints.asking import Asking, MirrorAwayError, MirrorRefusedError

log = structlog.get_logger()
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 900.0


class TicketErasing:
    """Carries the orders to one mirror. Used by one thread; to erase a ticket twice is as to erase it once."""

    def __init__(self, engine: Engine, asking: Asking, clock: Clock) -> None:
        self._engine = engine
        self._asking = asking
        self._clock = clock

    def erase_due(self, limit: int) -> int:
        """Erase tickets that are due; returns how many are done with. Raises Unavailable when the database is away."""
        if not self._asking.may():
            return 0
        due = select(orders.c.ticket, orders.c.tries, orders.c.reference).where(
            *self._mine(), orders.c.next_try_at <= self._clock.now()
        )
        with reading(self._engine) as connection:
            rows = connection.execute(due.distinct().order_by(orders.c.ticket).limit(limit)).all()
        return sum(self._erase(row.ticket, row.tries, row.reference) for row in rows)

    def _erase(self, ticket: str, tries: int, reference: str) -> bool:
        """Whether it is done with: erased, or left to people."""
        mirror = self._asking.mirror
        try:
            there = self._found(ticket, reference)
            left = self._asking.ask(lambda: mirror.erase(there), writes=True) if there else ""
        except MirrorRefusedError as refused:
            left = "" if refused.gone else f"it was refused there ({refused.reason}): delete it by hand"
        except MirrorAwayError as away:
            pause = timedelta(seconds=min(FIRST_PAUSE * 2.0 ** min(tries, 16), LONGEST_PAUSE))
            self._note(ticket, state="waiting", why=away.away.reason, tries=tries + 1, next_try_at=self._clock.now() + pause)
            return False
        log.info("a ticket elsewhere was to be erased", mirror=mirror.name, ticket=ticket, by_hand=bool(left))
        self._note(ticket, state="by_hand" if left else "erased", why=left, tries=tries + 1)
        return True

    def _found(self, ticket: str, reference: str) -> str | None:
        """The ticket; the one of a case of which it was not known whether it has any is looked for."""
        case = ticket.removeprefix(LOOKED_FOR)
        if case == ticket:
            return ticket
        words = dict.fromkeys(("subject", "text", "kind", "priority", "owner", "channel", "why", "url"), "")
        seen = MirroredCase(id=case, reference=reference, **words, topics=(), opened_at=self._clock.now())
        return self._asking.ask(lambda: self._asking.mirror.find(seen))

    def _note(self, ticket: str, **values: object) -> None:
        changed = update(orders).where(*self._mine(), orders.c.ticket == ticket)
        with writing(self._engine) as connection:
            connection.execute(changed.values(changed_at=self._clock.now(), **values))

    def _mine(self) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return orders.c.mirror == self._asking.mirror.name, orders.c.state == "waiting"
