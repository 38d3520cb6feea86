"""Case files to rows of the database, and back."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, select, update

from complaints.cases.history import CaseFile
from complaints.cases.lifecycle import Change
from complaints.promises.standards import STANDARDS
from golddust import wire
from golddust.database import outbox
from golddust.database.schema import case_events, cases, promises
from golddust.errors import Conflict
from golddust.events import CaseEvent, Promise
from golddust.ports import Case
from golddust.records import Entry

SAME = tuple(column.name for column in cases.columns if column.name not in ("topics", "language"))
"""The columns that are fields of a Case under the same name."""
CHANGING = ("state", "priority", "owner", "assignee", "changed_at", "version")
Taken = tuple[CaseFile, Sequence[Change]]
"""A case before some steps, and these steps."""
_UPDATE_CASE = (
    update(cases)
    .where(cases.c.id == bindparam("the_case"), cases.c.version == bindparam("version_before"))
    .values({name: bindparam(name) for name in CHANGING})
)
_UPDATE_PROMISE = (
    update(promises)
    .where(promises.c.case == bindparam("the_case"), promises.c.standard == bindparam("the_standard"))
    .values({name: bindparam(name) for name in ("due", "kept_at", "late_at")})
)


def load(connection: Connection, which: ColumnElement[bool]) -> list[CaseFile]:
    """The files of these cases."""
    return files(connection, select(cases).where(which).order_by(cases.c.id))


def lock(connection: Connection, which: ColumnElement[bool], *, skip_locked: bool = False) -> list[CaseFile]:
    """The files of these cases, which nobody else can change until the transaction ends.

    Locks are taken in the order of ids, before any other, so that two transactions never wait for each other. SQLite has one
    lock, which every writing transaction holds.
    """
    query = select(cases).where(which).order_by(cases.c.id).with_for_update(skip_locked=skip_locked)
    return files(connection, query)


def files(connection: Connection, query: Select[Any]) -> list[CaseFile]:
    """The files of the cases that the query selects, in its order."""
    found = connection.execute(query).all()
    kept = connection.execute(select(promises).where(promises.c.case.in_([row.id for row in found]))).all() if found else []
    of_case: dict[str, list[Row[Any]]] = {}
    for promise in sorted(kept, key=lambda row: STANDARDS.index(row.standard)):
        of_case.setdefault(promise.case, []).append(promise)
    return [_file(row, of_case.get(row.id, [])) for row in found]


def _file(row: Row[Any], kept: Sequence[Row[Any]]) -> CaseFile:
    same = {name: getattr(row, name) for name in SAME}
    promised = tuple(Promise(standard=p.standard, due=p.due, kept_at=p.kept_at) for p in kept)
    case = Case(**same, topics=tuple(row.topics), promises=promised)
    return CaseFile(case, row.language, {p.standard: p.late_at for p in kept if p.late_at})


def case_row(file: CaseFile) -> dict[str, Any]:
    """The row of a case."""
    row = {name: getattr(file.case, name) for name in SAME}
    return row | {"topics": list(file.case.topics), "language": file.language}


def promise_rows(file: CaseFile) -> list[dict[str, Any]]:
    """The rows of a case's promises."""
    return [
        {"case": file.case.id, "standard": p.standard, "due": p.due, "kept_at": p.kept_at, "late_at": file.late.get(p.standard)}
        for p in file.case.promises
    ]


def write(connection: Connection, taken: Sequence[Taken]) -> None:
    """Write the steps taken with some cases, all but what they say on the log.

    Raises Conflict when one of the cases is no longer as it was before them.
    """
    if not taken:
        return
    updated = connection.execute(_UPDATE_CASE, [_case_after(before, changes[-1].file.case) for before, changes in taken])
    if updated.rowcount != len(taken):
        raise Conflict("a case was changed at the same moment; look at it again")
    changed = [row for before, changes in taken for row in _promises_after(before, changes[-1].file)]
    if changed:
        connection.execute(_UPDATE_PROMISE, changed)
    write_events(connection, [change for _, changes in taken for change in changes])


def _case_after(before: CaseFile, after: Case) -> dict[str, Any]:
    changed = {name: getattr(after, name) for name in CHANGING}
    return changed | {"the_case": after.id, "version_before": before.case.version}


def _promises_after(before: CaseFile, after: CaseFile) -> list[dict[str, Any]]:
    unchanged = promise_rows(before)
    changed = [row for row in promise_rows(after) if row not in unchanged]
    return [row | {"the_case": row.pop("case"), "the_standard": row.pop("standard")} for row in changed]


def write_events(connection: Connection, changes: Iterable[Change]) -> None:
    """Write the events of the steps into the histories."""
    connection.execute(case_events.insert(), [_event_row(change.event) for change in changes])


def announce(connection: Connection, changes: Iterable[Change]) -> None:
    """Put what the steps say on the log into the outbox. The last thing in a transaction: it locks the outbox for everybody."""
    outbox.put(connection, [entry for change in changes for entry in _entries(change)])


def _event_row(event: CaseEvent) -> dict[str, Any]:
    named = {name: getattr(event, name) for name in ("id", "case", "number", "step", "at", "actor")}
    return named | {"event": msgspec.to_builtins(event)}


def _entries(change: Change) -> list[Entry]:
    return [wire.entry(change.event), *map(wire.entry, change.replies)]
