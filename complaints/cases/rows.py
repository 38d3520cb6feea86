"""Case files to rows of the database, and back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, delete, select, update

from complaints.cases.duties import wakes_at
from complaints.cases.history import CHANGING, CaseFile
from complaints.cases.lifecycle import Change
from complaints.cases.rules import Rules
from complaints.promises.policy import STANDARDS
from golddust import wire
from golddust.database import outbox
from golddust.database.engine import insert_ignoring
from golddust.database.schema import case_events, case_feedback, cases, promises
from golddust.errors import Conflict
from golddust.events import CaseEvent, Escalation, Issue, Pause, Promise, Tagged
from golddust.ports import Case
from golddust.records import Entry

ORDER = (*STANDARDS, "pledge")
TURNED = ("topics", "pauses", "escalation")
KEPT_BY_US = ("language", "due_at", "wakes_at", "judged_by", "emptied_at")
SAME = tuple(column.name for column in cases.columns if column.name not in (*TURNED, *KEPT_BY_US))
"""The columns that are fields of a Case under the same name and need no turning."""
_CHANGED = (*(name for name in CHANGING if name != "promises"), "changed_at", "version", "due_at", "wakes_at", "judged_by")
_PROMISE = tuple(column.name for column in promises.columns if column.name != "case")
_KEY = ("standard", "number")
Taken = tuple[CaseFile, Sequence[Change]]
"""A case before some steps, and these steps."""
_UPDATE_CASE = (
    update(cases)
    .where(cases.c.id == bindparam("the_case"), cases.c.version == bindparam("version_before"))
    .values({name: bindparam(name) for name in _CHANGED})
)
_UPDATE_PROMISE = (
    update(promises)
    .where(promises.c.case == bindparam("the_case"))
    .where(promises.c.standard == bindparam("the_standard"), promises.c.number == bindparam("the_number"))
    .values({name: bindparam(name) for name in _PROMISE if name not in _KEY})
)


def load(connection: Connection, which: ColumnElement[bool]) -> list[CaseFile]:
    """The files of these cases."""
    return files(connection, select(cases).where(which).order_by(cases.c.id))


def lock(connection: Connection, which: ColumnElement[bool], *, skip_locked: bool = False) -> list[CaseFile]:
    """The files of these cases, which nobody else can change until the transaction ends.

    Locks are taken in the order of ids, so that two transactions never wait for each other; a row that refers to the case, which
    another transaction writes, is no reason to wait. SQLite has one lock, which every writing transaction holds.
    """
    query = select(cases).where(which).order_by(cases.c.id).with_for_update(key_share=True, skip_locked=skip_locked)
    return files(connection, query)


def files(connection: Connection, query: Select[Any]) -> list[CaseFile]:
    """The files of the cases that the query selects, in its order."""
    found = connection.execute(query).all()
    kept = connection.execute(select(promises).where(promises.c.case.in_([row.id for row in found]))).all() if found else []
    of_case: dict[str, list[Row[Any]]] = {}
    for promise in sorted(kept, key=lambda row: (ORDER.index(row.standard), row.number)):
        of_case.setdefault(promise.case, []).append(promise)
    return [_file(row, of_case.get(row.id, [])) for row in found]


def _file(row: Row[Any], kept: Sequence[Row[Any]]) -> CaseFile:
    same = {name: getattr(row, name) for name in SAME}
    promised = tuple(Promise(**{name: getattr(promise, name) for name in _PROMISE}) for promise in kept)
    escalation = msgspec.convert(row.escalation, Escalation) if row.escalation else None
    pauses = msgspec.convert(row.pauses, tuple[Pause, ...])
    turned: dict[str, Any] = {"topics": tuple(row.topics), "pauses": pauses, "escalation": escalation}
    return CaseFile(Case(**same, **turned, promises=promised), row.language)


def case_row(file: CaseFile, rules: Rules) -> dict[str, Any]:
    """The row of a case."""
    row = {name: getattr(file.case, name) for name in SAME}
    turned = {"topics": list(file.case.topics), "language": file.language}
    return row | turned | _turned(file.case) | _times(file, file.case.changed_at, rules)


def promise_rows(file: CaseFile) -> list[dict[str, Any]]:
    """The rows of a case's promises."""
    return [{"case": file.case.id} | {name: getattr(p, name) for name in _PROMISE} for p in file.case.promises]


def belong(connection: Connection, belongings: Iterable[tuple[Issue | Tagged, str, datetime]]) -> set[str]:
    """Note of each (message, case, when) that it belongs to the case; returns the ids of those that belonged to none before."""
    rows = [_belonging(message, case, at) for message, case, at in belongings]
    if not rows:
        return set()
    statement = insert_ignoring(connection, case_feedback).returning(case_feedback.c.feedback)
    return set(connection.execute(statement, rows).scalars())


def _belonging(message: Issue | Tagged, case: str, at: datetime) -> dict[str, Any]:
    """Who is in doubt does not take part in a case by it."""
    said = {"customer": "" if message.suspect else message.customer, "message": message.message}
    return {"feedback": message.feedback, "case": case, "born_in": case, "at": at} | said


def write(connection: Connection, taken: Sequence[Taken], rules: Rules) -> None:
    """Write the steps taken with some cases, all but what they say on the log.

    Raises Conflict when one of the cases is no longer as it was before them.
    """
    taken = [(before, changes) for before, changes in taken if changes]
    if not taken:
        return
    updated = connection.execute(_UPDATE_CASE, [_case_after(before, changes[-1], rules) for before, changes in taken])
    if updated.rowcount != len(taken):
        raise Conflict("a case was changed at the same moment; look at it again")
    _write_promises(connection, [(before, changes[-1].file) for before, changes in taken])
    write_events(connection, [change for _, changes in taken for change in changes])


def look_again(connection: Connection, looked_at: Sequence[CaseFile], now: datetime, rules: Rules) -> None:
    """Note when these cases, which were found to need nothing now, must be looked at again."""
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("due_at", "wakes_at", "judged_by")}
    later = [{"the_case": file.case.id} | {f"new_{k}": v for k, v in _times(file, now, rules).items()} for file in looked_at]
    if later:
        connection.execute(update(cases).where(cases.c.id == bindparam("the_case")).values(values), later)


def leave_alone(connection: Connection, files: Sequence[CaseFile], until: datetime) -> None:
    """Look at these cases no sooner than then."""
    if files:
        some = cases.c.id.in_([file.case.id for file in files])
        connection.execute(update(cases).where(some).values(wakes_at=until))


def _case_after(before: CaseFile, change: Change, rules: Rules) -> dict[str, Any]:
    after = change.file.case
    same = {name: getattr(after, name) for name in _CHANGED if name in SAME}
    row = same | _turned(after) | _times(change.file, after.changed_at, rules)
    return row | {"the_case": after.id, "version_before": before.case.version}


def _turned(case: Case) -> dict[str, Any]:
    return {"pauses": msgspec.to_builtins(case.pauses), "escalation": msgspec.to_builtins(case.escalation)}


def _times(file: CaseFile, now: datetime, rules: Rules) -> dict[str, Any]:
    due = min((p.due for p in file.case.promises if p.kept_at is None), default=None)
    return {"due_at": due, "wakes_at": wakes_at(file, now, rules), "judged_by": rules.standards.digest}


def _write_promises(connection: Connection, steps: Sequence[tuple[CaseFile, CaseFile]]) -> None:
    """Bring the rows of promises from what they were to what they are."""
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    gone: list[dict[str, Any]] = []
    for before, after in steps:
        old = {(row["standard"], row["number"]): row for row in promise_rows(before)}
        for row in promise_rows(after):
            known = old.pop((row["standard"], row["number"]), None)
            if known is None:
                new.append(row)
            elif known != row:
                changed.append(_renamed(row))
        gone += old.values()
    if new:
        connection.execute(promises.insert(), new)
    if changed:
        connection.execute(_UPDATE_PROMISE, changed)
    for row in gone:
        one = (promises.c.case == row["case"]) & (promises.c.standard == row["standard"]) & (promises.c.number == row["number"])
        connection.execute(delete(promises).where(one))


def _renamed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {f"the_{name}" if name in ("case", *_KEY) else name: value for name, value in row.items()}


def write_events(connection: Connection, changes: Iterable[Change]) -> None:
    """Write the events of the steps into the histories."""
    connection.execute(case_events.insert(), [_event_row(change.event) for change in changes])


def record(connection: Connection, taken: Sequence[Taken], rules: Rules) -> list[Change]:
    """Write the steps taken with some cases and announce them, as the last thing in a transaction; returns the steps.

    Raises Conflict when one of the cases is no longer as it was before them.
    """
    write(connection, taken, rules)
    changes = [change for _, steps in taken for change in steps]
    announce(connection, changes)
    return changes


def announce(connection: Connection, changes: Iterable[Change]) -> None:
    """Put what the steps say on the log into the outbox. The last thing in a transaction: it locks the outbox for everybody."""
    outbox.put(connection, [entry for change in changes for entry in _entries(change)])


def _event_row(event: CaseEvent) -> dict[str, Any]:
    named = {name: getattr(event, name) for name in ("id", "case", "number", "step", "at", "actor")}
    return named | {"event": msgspec.to_builtins(event)}


def _entries(change: Change) -> list[Entry]:
    return [wire.entry(change.event), *map(wire.entry, change.replies), *map(wire.entry, change.notices)]
