"""Made-up cases, and a register that has them."""

import itertools
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from golddust.clock import MovableClock
from golddust.errors import Conflict, NotFound
from golddust.events import CaseEvent, CaseStep
from golddust.identity import derived_id
from golddust.mirroring import MirrorComment, MirroredCase, MirrorNote, MirrorStatus
from golddust.ports import Case, Register
from sinks.complaints.answering import answer_of

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ANSWER = "Happened: A van broke down.\nApology: So sorry.\nReason: No spare van.\nRemedy: {}"
"""All that a customer must be told."""
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_numbers = itertools.count(1)


def new_id(*parts: str) -> str:
    """An id that no other test has."""
    return derived_id("made", *parts, str(next(_numbers)))


def reference_of(case_id: str) -> str:
    """Short, and as good as unique."""
    letters = "".join(ALPHABET[ord(letter) % 32] for letter in case_id[:8])
    return f"GD-{letters[:4]}-{letters[4:]}"


def seen_case(**fields: Any) -> MirroredCase:
    """A case as other systems see it."""
    case_id = new_id("case")
    case = MirroredCase(
        id=case_id,
        reference=reference_of(case_id),
        subject="My parcel",
        text="The parcel was late, and nobody told me.",
        kind="complaint",
        priority="high",
        owner="delivery",
        channel="email",
        why="A complaint about delivery.",
        url=f"https://care.example.com/console/cases/{reference_of(case_id)}",
        topics=("delivery",),
        opened_at=MONDAY,
    )
    return replace(case, **fields)


def a_note(text: str = "The customer wrote again.\n\nStill nothing here.", **fields: Any) -> MirrorNote:
    return replace(MirrorNote(new_id("note"), MONDAY, "customer", text), **fields)


@dataclass(slots=True)
class KeptCases:
    """A register as far as mirrors need one: finds cases, knows their history, and is told of what was done elsewhere."""

    clock: MovableClock
    kept: dict[str, Case] = field(default_factory=dict)
    events: dict[str, list[CaseEvent]] = field(default_factory=dict)
    told: list[tuple[str, str, MirrorStatus, tuple[MirrorComment, ...]]] = field(default_factory=list)

    def opened(self, **fields: Any) -> CaseEvent:
        """A new case; its first event."""
        seen = seen_case()
        case = Case(
            id=seen.id,
            reference=seen.reference,
            state="received",
            kind=seen.kind,
            priority=seen.priority,
            owner=seen.owner,
            assignee="",
            channel=seen.channel,
            customer="cust_a",
            feedback=new_id("feedback"),
            subject=seen.subject,
            text=seen.text,
            why=seen.why,
            topics=seen.topics,
            sentiment="negative",
            emotion="anger",
            urgency="low",
            opened_at=self.clock.now(),
            changed_at=self.clock.now(),
            promises=(),
            answerable=True,
            version=0,
        )
        self.kept[case.id], self.events[case.id] = replace(case, **fields), []
        return self.happened(case.id, "opened")

    def happened(self, case_id: str, step: CaseStep, note: str = "", actor: str = "ann", state: str = "") -> CaseEvent:
        """A step of the case."""
        before = self.kept[case_id]
        case = replace(before, version=before.version + 1, state=state or before.state, changed_at=self.clock.now())
        event = CaseEvent(
            id=derived_id("case event", case.id, str(case.version)),
            case=case.id,
            reference=case.reference,
            number=case.version,
            step=step,
            at=self.clock.now(),
            actor=actor,
            customer=case.customer,
            feedback=case.feedback,
            state=case.state,
            priority="high",
            owner=case.owner,
            note=note,
        )
        self.kept[case_id] = case
        self.events[case_id].append(event)
        return event

    def find(self, case: str) -> Case:
        if case not in self.kept:
            raise NotFound("there is no such case")
        return self.kept[case]

    def history(self, case: str) -> list[CaseEvent]:
        return list(self.events[self.find(case).id])

    def tell(self, case: str, mirror: str, status: MirrorStatus, new: Any) -> None:
        """What the register does of it: a resolution there resolves here, once."""
        self.told.append((case, mirror, status, tuple(new)))
        if (answer := answer_of(status)) and (resolution := answer.resolution({})):
            if self.find(case).state == "resolved":
                raise Conflict("it is resolved already")
            self.happened(case, "resolved", f"remedy: {resolution.remedy}", actor=mirror, state="resolved")

    def as_register(self) -> Register:
        return cast("Register", self)


def later(clock: MovableClock, **span: float) -> None:
    clock.move(timedelta(**span))
