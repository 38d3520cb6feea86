"""The history of a case is the case: its state follows from its events alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from golddust.errors import Malformed
from golddust.events import CaseEvent, CaseStep, Promise
from golddust.ports import Case

Lateness = Mapping[str, datetime]
"""For each promise that was found broken, by its standard, when."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What the register holds on a case: the case, the language its customer writes, and which promises were broken when."""

    case: Case
    language: str
    late: Lateness = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseState:
    """What changes about a case, and by whom it is known."""

    id: str
    reference: str
    customer: str
    feedback: str
    state: str
    priority: str
    owner: str
    assignee: str
    opened_at: datetime
    changed_at: datetime
    version: int
    promises: tuple[Promise, ...]
    late: Lateness


def state_of(file: CaseFile) -> CaseState:
    """The state as the register holds it."""
    case = file.case
    return CaseState(
        id=case.id,
        reference=case.reference,
        customer=case.customer,
        feedback=case.feedback,
        state=case.state,
        priority=case.priority,
        owner=case.owner,
        assignee=case.assignee,
        opened_at=case.opened_at,
        changed_at=case.changed_at,
        version=case.version,
        promises=case.promises,
        late=dict(file.late),
    )


def rebuild(events: Sequence[CaseEvent]) -> CaseState:
    """The state that a whole history ends in. Raises Malformed when an event is missing or out of order."""
    if not events or [event.number for event in events] != list(range(1, len(events) + 1)):
        raise Malformed("a history has every event from the first on, in order")
    assignee = ""
    late: Lateness = {}
    for event in events:
        assignee = assignee_after(assignee, event.step, event.actor, event.note)
        late = late_after(late, event.promises, event.step, event.at)
    first, last = events[0], events[-1]
    return CaseState(
        id=last.case,
        reference=last.reference,
        customer=last.customer,
        feedback=last.feedback,
        state=last.state,
        priority=last.priority,
        owner=last.owner,
        assignee=assignee,
        opened_at=first.at,
        changed_at=last.at,
        version=last.number,
        promises=last.promises,
        late=late,
    )


def assignee_after(assignee: str, step: CaseStep, actor: str, note: str) -> str:
    """Who works on the case after the step: whoever it was given to, else who took it into work first."""
    if step == "assigned":
        return note
    return actor if step == "acknowledged" and not assignee else assignee


def late_after(late: Lateness, promises: Sequence[Promise], step: CaseStep, at: datetime) -> Lateness:
    """Which promises count as broken after the step: those found so now or before.

    Not those that were renewed, nor those that turn out to have been kept in time.
    """
    renewed = {p.standard for p in promises if p.due > at} if step == "reopened" else set[str]()
    in_time = {p.standard for p in promises if p.kept_at is not None and p.kept_at <= p.due}
    found = [p.standard for p in promises if p.kept_at is None and p.due <= at] if step == "late" else []
    marks: dict[str, datetime] = {**dict.fromkeys(found, at), **late}
    return {standard: found_at for standard, found_at in marks.items() if standard not in renewed | in_time}
