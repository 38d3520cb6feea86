"""What the register is asked: cases by their names, lists of them, their histories."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import get_args

import msgspec
from sqlalchemy import ColumnElement, Connection, Engine, exists, or_, select

from complaints.cases import rows
from complaints.cases.history import CaseFile
from complaints.cases.lifecycle import OPEN, STATES, WAITING_FOR_US
from complaints.cases.references import normalised
from complaints.words import storable
from golddust.database.engine import reading
from golddust.database.schema import case_events, case_feedback, cases, promises
from golddust.errors import Malformed, NotFound
from golddust.events import CaseEvent, Priority
from golddust.identity import is_id
from golddust.ports import Case, Wanted

GROUPS: Mapping[str, Sequence[str]] = {"open": WAITING_FOR_US, "unresolved": OPEN}
"""States that are looked for together: all that wait for us, and those that wait for their customer as well."""
STANDINGS = ("late", "at_risk")


def file(engine: Engine, case: str) -> CaseFile:
    """The case with the language of its customer. Raises NotFound."""
    with reading(engine) as connection:
        return one_of(rows.load(connection, meant(case)), case)


def those(engine: Engine, ids: Sequence[str]) -> list[Case]:
    """The cases of these ids, in this order; those that are not there are left out. Two questions, however many they are."""
    with reading(engine) as connection:
        return in_order(connection, ids)


def in_order(connection: Connection, ids: Sequence[str]) -> list[Case]:
    """The cases of these ids, in this order."""
    found = {file.case.id: file.case for file in rows.load(connection, cases.c.id.in_(ids))} if ids else {}
    return [found[case] for case in ids if case in found]


def history(engine: Engine, case: str) -> list[CaseEvent]:
    """What happened to the case, in order. Raises NotFound."""
    with reading(engine) as connection:
        found = one_of(rows.load(connection, meant(case)), case).case
        query = select(case_events.c.event).where(case_events.c.case == found.id).order_by(case_events.c.number)
        return [msgspec.convert(event, CaseEvent) for event in connection.execute(query).scalars()]


def messages(engine: Engine, case: str) -> list[str]:
    """The ids of the feedback that belongs to the case, in the order in which it came. Raises NotFound."""
    with reading(engine) as connection:
        found = one_of(rows.load(connection, meant(case)), case).case
        belong = select(case_feedback.c.feedback).where(case_feedback.c.case == found.id)
        return list(connection.execute(belong.order_by(case_feedback.c.at, case_feedback.c.feedback)).scalars())


def of_feedback(engine: Engine, feedback: str) -> Case | None:
    """The case that this feedback opened or joined, if any."""
    if not is_id(feedback):
        return None
    belongs = select(case_feedback.c.case).where(case_feedback.c.feedback == feedback)
    with reading(engine) as connection:
        found = rows.load(connection, cases.c.id.in_(belongs))
    return found[0].case if found else None


def one_of(found: Sequence[CaseFile], case: str) -> CaseFile:
    """The one among these that is meant. Raises NotFound when it is not there."""
    reference, text = normalised(case), case.strip().lower()
    for file in found:
        if file.case.id == text or (reference and file.case.reference == reference):
            return file
    raise NotFound(f"there is no case {case[:40]!r}; `golddust case list` shows them")


def meant(case: str) -> ColumnElement[bool]:
    """Where it is: an id, or a reference in any spelling."""
    text = case.strip().lower()
    return or_(cases.c.id == (text if is_id(text) else ""), cases.c.reference == normalised(case))


def conditions(wanted: Wanted, now: datetime, state: str) -> Iterator[ColumnElement[bool]]:
    """What a case in this state must fit."""
    if wanted.priority:
        _demand_one_of("priority", wanted.priority, get_args(Priority))
    for name in ("priority", "owner", "assignee", "segment", "cause"):
        if value := getattr(wanted, name):
            yield cases.c[name] == storable(value)
    if wanted.person:
        person = storable(wanted.person)
        yield or_(cases.c.assignee == person, cases.c.escalation["person"].as_string() == person)
    if wanted.standing:
        _demand_one_of("standing", wanted.standing, STANDINGS)
        yield _late(now, state) if wanted.standing == "late" else _at_risk(now, state)


def states_of(state: str) -> Sequence[str]:
    """The states that are meant, "" for all. Raises Malformed."""
    if state:
        _demand_one_of("state", state, (*GROUPS, *STATES))
    return GROUPS.get(state, (state,) if state else STATES)


def _late(now: datetime, state: str) -> ColumnElement[bool]:
    """With a broken promise that is not kept yet. While a case waits for its customer, a time that has passed may stand."""
    over = cases.c.due_at <= now
    if state in WAITING_FOR_US:
        return over
    broken_pledge = (promises.c.standard == "pledge") & (promises.c.due <= now) & promises.c.kept_at.is_(None)
    pledged = cases.c.id.in_(select(promises.c.case).where(broken_pledge))
    return over & (_promise(promises.c.late_at.is_not(None)) | pledged if state == "waiting" else pledged)


def _at_risk(now: datetime, state: str) -> ColumnElement[bool]:
    """With a promise of which its owner was warned, and that can still be kept."""
    warned = promises.c.at_risk_at.is_not(None) & promises.c.late_at.is_(None) & (promises.c.due > now)
    pledged = warned & (promises.c.standard == "pledge") & promises.c.kept_at.is_(None)
    by_pledge = cases.c.id.in_(select(promises.c.case).where(pledged))
    return _promise(warned) | by_pledge if state in OPEN else by_pledge


def _promise(which: ColumnElement[bool]) -> ColumnElement[bool]:
    """That the case has such a promise, not kept yet."""
    return exists().where(promises.c.case == cases.c.id, promises.c.kept_at.is_(None), which)


def _demand_one_of(what: str, given: str, known: Sequence[str]) -> None:
    if given not in known:
        raise Malformed(f"no such {what}: {given[:40]!r}; there are {', '.join(known)}")
