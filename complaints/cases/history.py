"""The history of a case is the case: its state follows from its events alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from golddust.errors import Malformed
from golddust.events import CaseEvent
from golddust.ports import Case

CHANGING = (
    "state",
    "priority",
    "owner",
    "assignee",
    "segment",
    "cause",
    "cost",
    "promises",
    "pauses",
    "escalation",
    "reopened",
    "delay",
    "asked_at",
    "merged_into",
)
"""What steps change about a case: the fields that a Case and a CaseEvent have in common under the same name."""
FOR_GOOD = ("reference", "customer", "feedback")


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What the register holds on a case: the case, and the language that its customer writes."""

    case: Case
    language: str


def state_of(file: CaseFile) -> Mapping[str, Any]:
    """The state as the register holds it, by the names of the fields of an event."""
    case = file.case
    times = {"opened_at": case.opened_at, "changed_at": case.changed_at, "version": case.version}
    return {"case": case.id} | {name: getattr(case, name) for name in (*FOR_GOOD, *CHANGING)} | times


def rebuild(events: Sequence[CaseEvent]) -> Mapping[str, Any]:
    """The state that a whole history ends in. Raises Malformed when an event is missing, out of order or of another case."""
    if not events or [event.number for event in events] != list(range(1, len(events) + 1)):
        raise Malformed("a history has every event from the first on, in order")
    first, last = events[0], events[-1]
    if len({(event.case, event.reference, event.feedback, event.customer) for event in events}) > 1:
        raise Malformed("a history is of one case")
    times = {"opened_at": first.at, "changed_at": last.at, "version": last.number}
    return {"case": last.case} | {name: getattr(last, name) for name in (*FOR_GOOD, *CHANGING)} | times
