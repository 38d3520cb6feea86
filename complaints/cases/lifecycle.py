"""The life of a case: which step is allowed when, and what it changes. Pure: a case file goes in, a change comes out.

opened ─> acknowledged ─> resolved ─> closed
   └──────────^──────────────^  │        │
reopened ─────┴──────────────┘  │        │
   ^────────────────────────────┴────────┘  the customer says: not solved
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, cast

import msgspec

from complaints.cases.history import CaseFile, assignee_after, late_after
from complaints.promises.standards import STANDARDS
from golddust.errors import Conflict, Malformed
from golddust.events import CaseEvent, CaseStep, Priority, Promise, ReplyOutcome, ReplyRequest
from golddust.identity import derived_id
from golddust.ports import Case, Resolution

STATES = ("opened", "acknowledged", "resolved", "closed", "reopened")
WAITING_FOR_US = ("opened", "acknowledged", "reopened")
STEPS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "acknowledged": ("acknowledge", ("opened", "reopened")),
    "assigned": ("assign", ("opened", "acknowledged", "reopened", "resolved")),
    "resolved": ("resolve", WAITING_FOR_US),
    "closed": ("close", ("resolved",)),
    "reopened": ("not solved", ("resolved", "closed")),
}
"""For each step that is not always allowed: what people call it, and the states in which it is."""
REGISTER = "register"
CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Change:
    """One step of a case: the file after it, its event, and what is to be said to the customer."""

    file: CaseFile
    event: CaseEvent
    replies: tuple[ReplyRequest, ...] = ()


def opened(case: Case, language: str) -> Change:
    """The first step. `case` is as it is to be, at version 1."""
    return _changed(CaseFile(case, language), "opened", REGISTER, case.why)


def acknowledged(file: CaseFile, actor: str, now: datetime) -> Change:
    """A person took it into work. Where the customer cannot be told, that is what keeps the promise to acknowledge."""
    _demand(file.case, "acknowledged")
    kept = file.case.promises if file.case.answerable else keep(file.case.promises, ("acknowledge",), now)
    return _after(file, "acknowledged", actor, now, state="acknowledged", promises=kept)


def assigned(file: CaseFile, assignee: str, actor: str, now: datetime) -> Change:
    """It was given to somebody, whom the note names."""
    _demand(file.case, "assigned")
    return _after(file, "assigned", actor, now, note=assignee)


def resolved(file: CaseFile, note: str, actor: str, now: datetime) -> Change:
    """The customer is told how it ended, which is the answer as well."""
    _demand(file.case, "resolved")
    standards = ("answer", "resolve") if file.case.answerable else STANDARDS
    kept = keep(file.case.promises, standards, now)
    return _after(file, "resolved", actor, now, note=note, state="resolved", promises=kept)


def closed(file: CaseFile, actor: str, now: datetime) -> Change:
    """Nobody objected."""
    _demand(file.case, "closed")
    return _after(file, "closed", actor, now, state="closed")


def not_solved(file: CaseFile, note: str, actor: str, now: datetime, renewed: Sequence[Promise]) -> Change:
    """The customer says that it is not: opens it again under renewed promises; noted while it is open anyway."""
    if file.case.state not in STEPS["reopened"][1]:
        return _after(file, "noted", actor, now, note=note)
    fresh = {promise.standard: promise for promise in renewed}
    promises = tuple(fresh.get(promise.standard, promise) for promise in file.case.promises)
    return _after(file, "reopened", actor, now, note=note, state="reopened", promises=promises)


def told(file: CaseFile, outcome: ReplyOutcome, note: str, now: datetime) -> Change:
    """What became of something said to the customer. The first that was sent keeps the promise to acknowledge."""
    sent = outcome.state == "sent"
    promises = keep(file.case.promises, ("acknowledge",), outcome.at) if sent else file.case.promises
    return _after(file, "noted", REGISTER, now, note=note, event_id=outcome_event(outcome), promises=promises)


def late(file: CaseFile, now: datetime) -> list[Change]:
    """One step for each promise that is broken and was not found so before."""
    changes: list[Change] = []
    for promise in broken(file, now):
        note = f"{promise.standard} was promised by {promise.due:%Y-%m-%d %H:%M} UTC"
        changes.append(_after(changes[-1].file if changes else file, "late", REGISTER, now, note=note))
    return changes


def broken(file: CaseFile, now: datetime) -> list[Promise]:
    """The promises that nobody kept in time and that were not found so before."""
    return [p for p in file.case.promises if p.kept_at is None and p.due <= now and p.standard not in file.late]


def keep(promises: Sequence[Promise], standards: Sequence[str], at: datetime) -> tuple[Promise, ...]:
    """The promises, those named kept at that time unless they were before."""
    return tuple(msgspec.structs.replace(p, kept_at=at) if p.standard in standards and p.kept_at is None else p for p in promises)


def demand_four_parts(resolution: Resolution) -> None:
    """Raises Malformed naming the parts that are missing."""
    missing = [part.name for part in fields(resolution) if not getattr(resolution, part.name).strip()]
    if missing:
        raise Malformed(
            f"missing: {', '.join(missing)}; a customer is told what happened, an apology, the reason, and the remedy"
        )


def demand_version(case: Case, version: int | None) -> None:
    """Raises Conflict when the case has changed since that version."""
    if version is not None and version != case.version:
        raise Conflict(
            f"{case.reference} was changed meanwhile: it is at version {case.version}, you saw {version}; look at it again"
        )


def outcome_event(outcome: ReplyOutcome) -> str:
    """The id of the event that notes the outcome, so that it is noted once."""
    return derived_id("noted", outcome.id)


def _demand(case: Case, step: str) -> None:
    called, states = STEPS[step]
    if case.state not in states:
        possible = ", ".join(word for word, allowed in STEPS.values() if case.state in allowed)
        raise Conflict(f"{case.reference} is {case.state}, so {called!r} is not possible; possible now: {possible}")


def _after(
    file: CaseFile, step: CaseStep, actor: str, now: datetime, *, note: str = "", event_id: str = "", **changes: Any
) -> Change:
    """The step with its changes, as the next version."""
    before = file.case
    assignee = assignee_after(before.assignee, step, actor, note)
    case = replace(before, assignee=assignee, changed_at=now, version=before.version + 1, **changes)
    late = late_after(file.late, case.promises, step, now)
    return _changed(CaseFile(case, file.language, late), step, actor, note, event_id)


def _changed(file: CaseFile, step: CaseStep, actor: str, note: str, event_id: str = "") -> Change:
    case = file.case
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
        state=case.state,
        priority=cast("Priority", case.priority),
        owner=case.owner,
        note=note,
        promises=case.promises,
    )
    return Change(file, event)
