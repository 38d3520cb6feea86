"""The stage `staff`: a notice becomes rows that wait, one for each way to whom it is for."""

from collections.abc import Sequence
from datetime import timedelta

import structlog
from sqlalchemy import Engine, select

from golddust import wire
from golddust.database.engine import reading, writing
from golddust.database.schema.staff import staff_notices
from golddust.events import StaffNotice
from golddust.outcomes import Done, Outcome, Reject
from golddust.ports import Clock, Metrics, StaffDirectory, Step
from golddust.records import Record
from sinks.refusals import refusals
from sinks.staff import rows
from sinks.staff.addressees import CONSOLE, Addressed, addressed

log = structlog.get_logger()

OLDEST = timedelta(days=3)
"""What is older is shown and not sent: it comes from a log that is read again, and tells of what is long past."""
TOO_OLD = "it was older than three days when it came, so it is shown and was not sent"
NOBODY = "nobody who holds the role can be reached, so it is shown and was not sent"


def staff_step(engine: Engine, directory: StaffDirectory, clock: Clock, metrics: Metrics) -> Step:
    """A step that writes each notice once, however often it comes and whoever holds the role by then."""

    def step(records: Sequence[Record]) -> list[Outcome]:
        read = [wire.read(record, StaffNotice) for record in records]
        reasons = iter(refusals(write, [one for one in read if isinstance(one, StaffNotice)]))
        return [_outcome(next(reasons)) if isinstance(one, StaffNotice) else one for one in read]

    def write(notices: Sequence[StaffNotice]) -> None:
        known = _known(engine, notices)
        new = [row for notice in notices if notice.id not in known for row in _rows(notice, directory, clock)]
        if new:
            with writing(engine) as connection:
                rows.add(connection, new)
            metrics.count("golddust_staff_notices_total", sum(row["way"] == CONSOLE for row in new), way=CONSOLE, state="shown")

    return step


def _outcome(refusal: str) -> Outcome:
    return Reject(refusal) if refusal else Done()


def _known(engine: Engine, notices: Sequence[StaffNotice]) -> set[str]:
    ids = [notice.id for notice in notices]
    with reading(engine) as connection:
        return set(connection.execute(select(staff_notices.c.notice).where(staff_notices.c.notice.in_(ids))).scalars())


def _rows(notice: StaffNotice, directory: StaffDirectory, clock: Clock) -> list[dict[str, object]]:
    now = clock.now()
    if notice.requested_at < now - OLDEST:
        return [rows.row_of(notice, Addressed(notice.role, notice.person, CONSOLE, now), now, TOO_OLD)]
    found = addressed(notice, directory, now)
    if found[0].way == CONSOLE:
        level = log.error if notice.urgent else log.warning
        level("a notice reached nobody; it is on the console", role=notice.role, case=notice.reference, purpose=notice.purpose)
    return [rows.row_of(notice, one, now, NOBODY) for one in found]
