"""What the register is asked: cases by their names, lists of them, their histories."""

import re
from collections.abc import Sequence

import msgspec
from sqlalchemy import ColumnElement, Engine, or_, select

from complaints.cases import rows
from complaints.cases.history import CaseFile
from complaints.cases.lifecycle import STATES, WAITING_FOR_US
from complaints.cases.references import normalised
from golddust.database.engine import reading
from golddust.database.schema import case_events, case_feedback, cases
from golddust.errors import Malformed, NotFound
from golddust.events import CaseEvent
from golddust.identity import ID_LENGTH
from golddust.ports import Case

_ID = re.compile(rf"[a-z2-7]{{{ID_LENGTH}}}")


def file(engine: Engine, case: str) -> CaseFile:
    """The case with the language of its customer. Raises NotFound."""
    with reading(engine) as connection:
        return one_of(rows.load(connection, meant(case)), case)


def listed(engine: Engine, state: str = "", limit: int = 100) -> list[Case]:
    """The cases, what breaks first first, then those with nothing left to keep, newest first.

    `state` "" means all, "open" all that still wait for us. Raises Malformed for a state that there is not.
    """
    query = select(cases).where(_in_state(state))
    query = query.order_by(cases.c.due_at.nulls_last(), cases.c.changed_at.desc(), cases.c.id).limit(limit)
    with reading(engine) as connection:
        return [file.case for file in rows.files(connection, query)]


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
    if not _ID.fullmatch(feedback):
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
    return or_(cases.c.id == (text if _ID.fullmatch(text) else ""), cases.c.reference == normalised(case))


def _in_state(state: str) -> ColumnElement[bool]:
    if state == "":
        return cases.c.id != ""
    if state != "open" and state not in STATES:
        raise Malformed(f"no such state: {state[:40]!r}; there are open, {', '.join(STATES)}")
    return cases.c.state.in_(WAITING_FOR_US if state == "open" else (state,))
