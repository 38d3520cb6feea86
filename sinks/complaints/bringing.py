"""Brings back what was done in one mirror, and tells the register of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Engine

from golddust.errors import Conflict, Refused, Unavailable
from golddust.mirroring import ENDED, MirrorStatus, TellRegister
from golddust.ports import Clock
from sinks.complaints import rows
from sinks.complaints.asking import Asking, MirrorAwayError, MirrorRefusedError
from sinks.complaints.rows import Mirrored

log = structlog.get_logger()
OVERLAP = timedelta(seconds=60)
"""How far behind the last change that was seen the next question reaches back: changes may come to light out of order."""
LOOK_AGAIN_AFTER = timedelta(seconds=15)
PATIENCE = timedelta(seconds=60)
"""People answer and then resolve. Within so long the two are one thing, and the customer is told once."""
AT_ONCE = 500


class Bringing:
    """Asks one mirror what changed there. Used by one thread, and by one process at a time, which `is_ours` says."""

    def __init__(self, engine: Engine, asking: Asking, tell: TellRegister, is_ours: Callable[[], bool], clock: Clock) -> None:
        self._engine = engine
        self._asking = asking
        self._mirror = asking.mirror
        self._tell = tell
        self._is_ours = is_ours
        self._clock = clock
        self._has_begun = False

    def bring_back(self) -> int:
        """Tell the register what is new there, oldest first, and return of how many tickets. Raises Unavailable."""
        if not (self._mirror.brings_back and self._asking.may() and self._is_ours()):
            return 0
        if self._asking.is_ready():
            return 0
        try:
            return self._look_at_marked() + self._look_at_changed()
        except MirrorAwayError:
            return 0  # what was brought is noted; the rest is asked for again

    def _look_at_marked(self) -> int:
        return sum(self._look_at(ticket) for ticket in rows.to_look_at(self._engine, self._mirror.name, self._clock.now()))

    def _look_at_changed(self) -> int:
        through = rows.polled_through(self._engine, self._mirror.name)
        if through is None:
            return 0
        since = through - OVERLAP
        try:
            changed = self._asking.ask(lambda: self._mirror.changed_since(since))
        except MirrorRefusedError as refused:
            log.error("a mirror does not say what changed", mirror=self._mirror.name, reason=refused.reason)
            return 0
        told = 0
        for start in range(0, len(changed), AT_ONCE):
            some = changed[start : start + AT_ONCE]
            ours = rows.ours(self._engine, self._mirror.name, [change.ticket for change in some])
            for change in some:
                told += change.ticket in ours and self._look_at(change.ticket)
                through = self._through(change.at, through)
        return told

    def _through(self, at: datetime, since: datetime) -> datetime:
        if at > since:
            rows.note_polled(self._engine, self._mirror.name, at)
        return max(at, since)

    def _look_at(self, ticket: str) -> bool:
        """Whether something was new. A case that somebody works on is looked at a little later."""
        row = rows.claim_ticket(self._engine, self._mirror.name, ticket, self._clock.now())
        if row is None:
            rows.look_again(self._engine, self._mirror.name, ticket, self._clock.now() + LOOK_AGAIN_AFTER)
            return False
        try:
            return self._bring(row)
        except Conflict as lost:
            log.warning("another process took a case over", mirror=row.mirror, case=row.case, reason=lost.reason)
            return False

    def _bring(self, row: Mirrored) -> bool:
        try:
            status = self._asking.ask(lambda: self._mirror.status(row.ticket))
        except MirrorRefusedError as refused:
            parked = rows.gone(row, refused.reason) if refused.gone else {"state": rows.PARKED, "why": refused.reason}
            return self._end(row, **parked)
        except MirrorAwayError:
            soon = self._clock.now() + LOOK_AGAIN_AFTER
            self._end(row, look_at=min(row.look_at or soon, soon))  # sooner, if it was to be sooner
            raise
        if status.state == "gone":
            return self._end(row, **rows.gone(row, "it was deleted"))
        self._begin(status)
        return self._told(row, status)

    def _begin(self, status: MirrorStatus) -> None:
        """The first ticket that is looked at shows their clock. All others are looked at after they were opened, too."""
        if not self._has_begun:
            rows.begin_polling(self._engine, self._mirror.name, status.changed_at)
            self._has_begun = True

    def _told(self, row: Mirrored, status: MirrorStatus) -> bool:
        new = [comment for comment in status.comments if comment.id not in row.heard]
        if new and status.state == row.there and status.state not in ENDED and not self._has_waited(row):
            return self._end(row, look_at=row.look_at or self._clock.now() + PATIENCE)
        is_new = bool(new) or status.state != row.there
        if is_new:
            try:
                self._tell(row.case, row.mirror, status, new)
            except Refused as refused:
                log.warning("the register has no use for it", mirror=row.mirror, case=row.case, reason=refused.reason)
            except Unavailable:
                self._end(row, look_at=self._clock.now())
                raise
            log.info("something was done elsewhere", mirror=row.mirror, case=row.case, state=status.state, comments=len(new))
        self._end(row, there=status.state, heard=tuple(comment.id for comment in status.comments), look_at=None)
        return is_new

    def _has_waited(self, row: Mirrored) -> bool:
        return row.look_at is not None and row.look_at <= self._clock.now()

    def _end(self, row: Mirrored, **changes: object) -> bool:
        """Give the row back. Looking is no try, so their number is what it was."""
        rows.keep(self._engine, row, self._clock.now(), claim="", tries=row.tries - 1, **changes)
        return False
