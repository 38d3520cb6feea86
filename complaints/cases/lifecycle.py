"""The life of a case: its states, which step is allowed in which, and how a step is written down. Pure.

received ─> acknowledged ─> in_work ─> resolved ─> closed
    │            │         ^   │  ^       │          │      a step may be left out: received ─> in_work, received ─> resolved
    └────────────┴─────────┘   v  │       │          │
                            waiting       │          │      for the customer: the clocks stand
reopened ─> acknowledged, in_work, …  <───┴──────────┘      the customer says: not solved
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, cast

import msgspec

from complaints.cases.history import CHANGING, CaseFile
from golddust.errors import Conflict, Malformed
from golddust.events import CaseEvent, CaseStep, Pause, Priority, Promise, ReplyRequest, StaffNotice
from golddust.identity import derived_id
from golddust.ports import Case, Resolution

STATES = ("received", "acknowledged", "in_work", "waiting", "resolved", "closed", "reopened")
WAITING_FOR_US = ("received", "acknowledged", "in_work", "reopened")
OPEN = (*WAITING_FOR_US, "waiting")
ENDED = ("resolved", "closed")
STEPS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "acknowledged": ("acknowledge", ("received", "reopened")),
    "started": ("start", ("received", "acknowledged", "reopened", "waiting")),
    "assigned": ("assign", (*OPEN, "resolved")),
    "waiting": ("ask", WAITING_FOR_US),
    "told": ("tell", (*OPEN, "resolved")),
    "resolved": ("resolve", OPEN),
    "closed": ("close", ("resolved",)),
    "reopened": ("not solved", ENDED),
    "escalated": ("escalate", (*OPEN, "resolved")),
    "accepted": ("accept", (*OPEN, "resolved")),
    "merged": ("merge", STATES),
}
"""For each step that is not always allowed: what people call it, and the states in which it is."""
REGISTER = "register"
CUSTOMER = "customer"
ANOTHER = "another address"
"""Whoever answers what we sent to a customer from an address that is not known as theirs: they themselves, or somebody whom they
gave it to."""


@dataclass(frozen=True, slots=True)
class Change:
    """One step of a case: the file after it, its event, and what is to be said to the customer and to the staff."""

    file: CaseFile
    event: CaseEvent
    replies: tuple[ReplyRequest, ...] = ()
    notices: tuple[StaffNotice, ...] = ()


def after(
    file: CaseFile,
    step: CaseStep,
    actor: str,
    now: datetime,
    *,
    note: str = "",
    about: str = "",
    event_id: str = "",
    rating: int | None = None,
    **changes: Any,
) -> Change:
    """The step with its changes, as the next version. Raises Conflict where the state does not allow it."""
    demand(file.case, step)
    case = replace(file.case, changed_at=now, version=file.case.version + 1, **changes)
    return written(CaseFile(case, file.language), step, actor, note, about, event_id, rating)


def written(
    file: CaseFile,
    step: CaseStep,
    actor: str,
    note: str,
    about: str = "",
    event_id: str = "",
    rating: int | None = None,
) -> Change:
    """The step that led to this file, as an event."""
    case = file.case
    state = {name: getattr(case, name) for name in CHANGING} | {"priority": cast("Priority", case.priority)}
    event = CaseEvent(
        id=event_id or derived_id("case event", case.id, str(case.version)),
        case=case.id,
        reference=case.reference,
        number=case.version,
        step=step,
        at=case.changed_at,
        actor=actor,
        customer=case.customer,
        feedback=case.feedback,
        note=note,
        about=about,
        rating=rating,
        **state,
    )
    return Change(file, event)


def demand(case: Case, step: str) -> None:
    """Raises Conflict when the case is in no state for that step, naming the steps that it is in a state for."""
    called, states = STEPS.get(step, ("", STATES))
    if case.merged_into and step not in ("split", "noted"):
        raise Conflict(f"{case.reference} was merged into another case, where it goes on")
    if step == "reopened":
        demand_customer(case)
    if case.state not in states:
        possible = ", ".join(word for word, allowed in STEPS.values() if case.state in allowed)
        raise Conflict(f"{case.reference} is {case.state}, so {called!r} is not possible; possible now: {possible}")


def demand_customer(case: Case) -> None:
    """Raises Conflict where its customer was erased: it is not opened again."""
    if not case.customer:
        raise Conflict(f"whoever told us of {case.reference} was erased; nobody is left to open it for")


def demand_version(case: Case, version: int | None) -> None:
    """Raises Conflict when the case has changed since that version."""
    if version is not None and version != case.version:
        raise Conflict(
            f"{case.reference} was changed meanwhile: it is at version {case.version}, you saw {version}; look at it again"
        )


def demand_four_parts(resolution: Resolution) -> None:
    """Raises Malformed naming the parts that are missing."""
    missing = [part.name for part in fields(resolution) if not getattr(resolution, part.name).strip()]
    if missing:
        raise Malformed(
            f"missing: {', '.join(missing)}; a customer is told what happened, an apology, the reason, and the remedy"
        )


def keep(promises: Sequence[Promise], standards: Sequence[str], at: datetime) -> tuple[Promise, ...]:
    """The promises, those named kept at that time unless they were before; one kept in time was never late."""
    return tuple(_kept(p, at) if p.standard in standards and p.kept_at is None else p for p in promises)


def _kept(promise: Promise, at: datetime) -> Promise:
    late_at = promise.late_at if at > promise.due else None
    return msgspec.structs.replace(promise, kept_at=at, late_at=late_at)


def paused(case: Case) -> bool:
    """Whether its clocks stand."""
    return bool(case.pauses) and case.pauses[-1].ends is None


def resumed(pauses: tuple[Pause, ...], now: datetime) -> tuple[Pause, ...]:
    """The pauses, the one that lasts ended now."""
    if not pauses or pauses[-1].ends is not None:
        return pauses
    return (*pauses[:-1], msgspec.structs.replace(pauses[-1], ends=now))
