"""The clockwork: whatever time brings about in any case happens once, whichever process looks first, also after days of downtime.

A case says itself when it must be looked at again (`cases.wakes_at`), so a look costs what is due, however many cases there are.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, Engine, select, update

from complaints.cases import duties, rows
from complaints.cases.clocks import set_anew
from complaints.cases.forecast import Behind, behind
from complaints.cases.history import CaseFile
from complaints.cases.lifecycle import OPEN, REGISTER, Change, after
from complaints.cases.rules import Rules
from golddust.database.engine import insert_ignoring, reading, writing
from golddust.database.schema import cases, counters
from golddust.errors import Refused
from golddust.ports import Clock

log = structlog.get_logger()
LEFT_ALONE = timedelta(hours=1)
STANDARDS = "standards"
"""The counter that holds the beginning of the digest of the standards that a process started with last."""


class Clockwork:
    """Takes the steps that are due. Any number of processes may have one each: cases that another works on are left to it."""

    def __init__(self, engine: Engine, clock: Clock, rules: Rules) -> None:
        self._engine = engine
        self._clock = clock
        self._rules = rules
        self._announced = False

    def tick(self, limit: int = 200) -> int:
        """Take what is due in at most `limit` cases, the longest overdue first; returns how many steps. Raises Unavailable."""
        now = self._clock.now()
        return self._take(cases.c.wakes_at <= now, cases.c.wakes_at, now, limit)

    def recompute(self, limit: int = 500) -> int:
        """Set the clocks of cases that run by standards which were changed since; returns how many cases were looked at.

        Only what is open is set anew: what was kept or broken stays as it was. Raises Unavailable.
        """
        if not self._goes_by_the_latest_standards():
            return 0
        now, digest = self._clock.now(), self._rules.standards.digest
        other = ((cases.c.judged_by < digest) | (cases.c.judged_by > digest)) & (
            cases.c.state.in_(OPEN) | cases.c.wakes_at.is_not(None)
        )
        found = self._found(other, cases.c.id, limit)
        if not found:
            return 0
        with writing(self._engine) as connection:
            files = rows.lock(connection, cases.c.id.in_(found), skip_locked=True)
            taken = [(file, recomputed(file, now, self._rules)) for file in files]
            rows.look_again(connection, [file for file, changes in taken if not changes], now, self._rules)
            rows.record(connection, taken, self._rules)
        return len(files)

    def foresee(self, limit: int = 500) -> int:
        """Warn the owners of cases that the speed of their queue will make late, each promise once; returns how many.

        At most `limit` cases at once, those that are due first. Raises Unavailable.
        """
        now = self._clock.now()
        found = {one.case: one for one in behind(self._engine, now)[:limit]}
        if not found:
            return 0
        with writing(self._engine) as connection:
            files = rows.lock(connection, cases.c.id.in_(found), skip_locked=True)
            taken = [(file, self._warned(file, found[file.case.id], now)) for file in files]
            return len(rows.record(connection, taken, self._rules))

    def _warned(self, file: CaseFile, one: Behind, now: datetime) -> list[Change]:
        running = [p for p in file.case.promises if p.kept_at is None and p.at_risk_at is None and p.late_at is None]
        meant = [p for p in running if p.standard == one.standard and now < p.due < one.expected]
        return [duties.at_risk(file, meant[0], one.why, now, self._rules)] if meant else []

    def _take(self, which: ColumnElement[bool], order: ColumnElement[datetime], now: datetime, limit: int) -> int:
        found = self._found(which, order, limit)
        if not found:
            return 0
        with writing(self._engine) as connection:
            files = rows.lock(connection, cases.c.id.in_(found) & which, skip_locked=True)
            taken = [(file, self._due(file, now)) for file in files]
            rows.look_again(connection, [file for file, changes in taken if changes == []], now, self._rules)
            rows.leave_alone(connection, [file for file, changes in taken if changes is None], now + LEFT_ALONE)
            return len(rows.record(connection, [(file, changes) for file, changes in taken if changes], self._rules))

    def _due(self, file: CaseFile, now: datetime) -> list[Change] | None:
        """The steps that are due; None when one cannot be taken: that is a fault of ours, and must not stop all others."""
        try:
            return duties.taken(file, now, self._rules)
        except Refused as wrong:
            log.error(
                "what is due in a case cannot be done; it is left alone for an hour", case=file.case.id, reason=wrong.reason
            )
            return None

    def _goes_by_the_latest_standards(self) -> bool:
        """Whether nobody has started with others since: two who disagree would set the same clocks for ever."""
        mine = int(self._rules.standards.digest[:15], 16)
        if self._announced:
            with reading(self._engine) as connection:
                return connection.execute(select(counters.c.value).where(counters.c.name == STANDARDS)).scalar() == mine
        with writing(self._engine) as connection:
            connection.execute(insert_ignoring(connection, counters), [{"name": STANDARDS, "value": mine}])
            connection.execute(update(counters).where(counters.c.name == STANDARDS).values(value=mine))
        self._announced = True
        return True

    def _found(
        self, which: ColumnElement[bool], order: ColumnElement[datetime] | ColumnElement[str], limit: int
    ) -> Sequence[str]:
        with reading(self._engine) as connection:
            return connection.execute(select(cases.c.id).where(which).order_by(order).limit(limit)).scalars().all()


def recomputed(file: CaseFile, now: datetime, rules: Rules) -> list[Change]:
    """The step that sets the case's clocks by the standards as they are now; none where nothing changes."""
    case = file.case
    promises = set_anew(case, case.promises, case.pauses, rules, now, rules.policy(case))
    moved = [(old, new) for old, new in zip(case.promises, promises, strict=True) if old.due != new.due]
    if not moved:
        return []
    note = "; ".join(f"{new.standard} by {new.due:%Y-%m-%d %H:%M} UTC, was {old.due:%Y-%m-%d %H:%M}" for old, new in moved)
    return [after(file, "recomputed", REGISTER, now, note=note, promises=promises)]
