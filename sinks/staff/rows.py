"""The table `staff_notices` as a queue, each change of a row on the condition that nobody else changed it before.

waiting ─> sending ─> sent | failed | uncertain        waiting ─> failed        shown: on the console, and nowhere else
   ^──────────┘ tried in vain, or a hook's claim grew old
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Engine, Row, select, update

from golddust.database.engine import insert_ignoring, reading, writing
from golddust.database.schema.staff import staff_notices
from golddust.events import StaffNotice
from golddust.identity import derived_id
from sinks.staff.addressees import CONSOLE, Addressed

Ended = Literal["sent", "failed", "uncertain"]
_COLUMNS = staff_notices.c


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice by one way to one person. Its id is the same at each try. `notice` names the role and person it is for now."""

    id: str
    notice: StaffNotice
    way: str
    tries: int


def row_of(notice: StaffNotice, to: Addressed, now: datetime, why_shown: str) -> dict[str, object]:
    """The row, which waits to be sent, or is shown only."""
    shown = to.way == CONSOLE
    return {
        "id": derived_id("staff row", notice.id, to.person, to.way),
        "notice": notice.id,
        "case": notice.case,
        "reference": notice.reference,
        "role": to.role,
        "person": to.person,
        "way": to.way,
        "purpose": notice.purpose,
        "subject": notice.subject,
        "text": notice.text,
        "urgent": notice.urgent,
        "requested_at": notice.requested_at,
        "state": "shown" if shown else "waiting",
        "why": why_shown if shown else "",
        "tries": 0,
        "next_try_at": to.from_,
        "changed_at": now,
        "provider_id": "",
    }


def due(engine: Engine, ways: Collection[str], now: datetime, limit: int) -> list[Waiting]:
    """What is to be sent by these ways now: what is urgent first, then what has been due longest."""
    query = (
        select(staff_notices)
        .where(_COLUMNS.state == "waiting", _COLUMNS.next_try_at <= now, _COLUMNS.way.in_(ways))
        .order_by(_COLUMNS.urgent.desc(), _COLUMNS.next_try_at, _COLUMNS.id)
        .limit(limit)
    )
    with reading(engine) as connection:
        return [_waiting(row) for row in connection.execute(query)]


def claim(engine: Engine, row: Waiting, now: datetime) -> bool:
    """Make it ours, durably, before it is sent. False when another was quicker."""
    free = _unchanged(row, "waiting", row.tries) & (_COLUMNS.next_try_at <= now)
    with writing(engine) as connection:
        return _changed(connection, free, {"state": "sending", "tries": row.tries + 1, "changed_at": now})


def wait(engine: Engine, row: Waiting, state: str, until: datetime, now: datetime, why: str) -> None:
    """Leave it for later; `state` is the one it must be in now."""
    values = {"state": "waiting", "why": why, "next_try_at": until, "changed_at": now}
    with writing(engine) as connection:
        _changed(connection, _unchanged(row, state, row.tries + (state == "sending")), values)


def postpone(engine: Engine, row: Waiting, until: datetime, now: datetime, why: str) -> None:
    """Let all else that is due for this person by this way wait as long."""
    theirs = (_COLUMNS.state == "waiting") & (_COLUMNS.way == row.way) & (_COLUMNS.person == row.notice.person)
    with writing(engine) as connection:
        _changed(connection, theirs & (_COLUMNS.next_try_at <= now), {"why": why, "next_try_at": until})


def finish(connection: Connection, row: Waiting, state: str, values: Mapping[str, Any]) -> bool:
    """Write how it ended. False when another ended it; `state` is the one it must be in now."""
    return _changed(connection, _unchanged(row, state, row.tries + (state == "sending")), dict(values))


def lock(connection: Connection, notice: str) -> Sequence[Row[Any]]:
    """All rows of the notice, held until the transaction ends, so that of two who end the last ways one sees both."""
    query = select(staff_notices).where(_COLUMNS.notice == notice).order_by(_COLUMNS.id).with_for_update()
    return connection.execute(query).all()


def add(connection: Connection, rows: Sequence[dict[str, object]]) -> None:
    """Write rows that are not there yet."""
    connection.execute(insert_ignoring(connection, staff_notices), rows)


def claimed(engine: Engine, ways: Collection[str], before: datetime) -> list[Waiting]:
    """Rows that somebody claimed at that time or earlier, and never finished; as they were before the claim."""
    query = select(staff_notices).where(_COLUMNS.state == "sending", _COLUMNS.changed_at <= before, _COLUMNS.way.in_(ways))
    with reading(engine) as connection:
        return [_waiting(row, row.tries - 1) for row in connection.execute(query)]


def _unchanged(row: Waiting, state: str, tries: int) -> ColumnElement[bool]:
    return (_COLUMNS.id == row.id) & (_COLUMNS.state == state) & (_COLUMNS.tries == tries)


def _changed(connection: Connection, where: ColumnElement[bool], values: dict[str, Any]) -> bool:
    return connection.execute(update(staff_notices).where(where).values(values)).rowcount > 0


def _waiting(row: Row[Any], tries: int | None = None) -> Waiting:
    named = {name: getattr(row, name) for name in StaffNotice.__struct_fields__}
    return Waiting(row.id, StaffNotice(**(named | {"id": row.notice})), row.way, row.tries if tries is None else tries)
