"""The ladder that a case climbs: which roles in which order, and within which time each must have taken it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from complaints.escalation.reasons import Reason
from complaints.escalation.staff import Holder, Staff
from complaints.promises.calendar import WorkingHours
from complaints.promises.spans import Span, WorkingTime, in_words
from golddust.events import Escalation


@dataclass(frozen=True, slots=True)
class Within:
    """So much time: a span in these working hours, or, where there are none, time as it passes by day and night."""

    span: Span
    hours: WorkingHours | None = None

    def after(self, now: datetime) -> datetime:
        """When it is over; always after now."""
        if self.hours:
            return self.span.due(now, self.hours)
        return now + (self.span.within if isinstance(self.span, WorkingTime) else timedelta(hours=1))

    def __str__(self) -> str:
        if self.hours or not isinstance(self.span, WorkingTime):
            return str(self.span)
        return in_words(self.span.within)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the role that gets the case, and when it must have accepted. No owners, topics or segments: for every case."""

    rung: int
    role: str
    within: Within
    owners: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()

    @property
    def for_all(self) -> bool:
        """Whether it is for every case."""
        return not (self.owners or self.topics or self.segments)

    def fits(self, owner: str, topics: Collection[str], segment: str) -> bool:
        """Whether it is a step for such a case; of each thing that it names, one must be the case's."""
        return (
            (not self.owners or owner in self.owners)
            and (not self.topics or not self.topics.isdisjoint(topics))
            and (not self.segments or segment in self.segments)
        )


@dataclass(frozen=True, slots=True)
class Ladder:
    """All steps, in order. `urgently`: the time to accept what can wait for nobody's working hours."""

    steps: tuple[Step, ...]
    urgently: Within

    def for_(self, owner: str, topics: Collection[str], segment: str) -> tuple[Step, ...]:
        """The steps of such a case from the lowest on, never none: on each rung the first step that fits it."""
        found: dict[int, Step] = {}
        for step in self.steps:
            if step.fits(owner, topics, segment):
                found.setdefault(step.rung, step)
        return tuple(found[rung] for rung in sorted(found))

    def climb(
        self, steps: tuple[Step, ...], current: Escalation | None, reason: Reason, staff: Staff, now: datetime
    ) -> Escalation | None:
        """Where the reason takes the case on these steps; None where it is there already, or nothing is above."""
        reached = _reached(steps, current, reason, now)
        urgent = reason.page or bool(current and current.urgent)
        if reached is None:
            if current is None or not reason.page or self._calls(current, now):
                return None
            reached = _first(steps, current.rung)  # it stays, or goes up where the ladder was changed and its step is gone
        at, holder, passed = _reachable(steps, reached, staff, now)
        step, top = steps[at], at == len(steps) - 1
        within = self.urgently if urgent else step.within
        return Escalation(
            rung=step.rung,
            role=step.role,
            person=holder.person.name if holder.person else "",
            why=_why(step, reason, passed),
            since=now,
            accept_by=None if top else within.after(now),
            urgent=urgent,
        )

    def _calls(self, current: Escalation, now: datetime) -> bool:
        """Whether somebody is being called just now because of danger, so that more of it need not call them again."""
        return current.urgent and current.accepted_at is None and now < self.urgently.after(current.since)


def _reached(steps: tuple[Step, ...], current: Escalation | None, reason: Reason, now: datetime) -> int | None:
    """The index of the step; None when the case stands there or higher, or when it is not time yet."""
    if current is None:
        return _first(steps, reason.rung)
    if reason.in_time and (current.accepted_at or current.accept_by is None or now < current.accept_by):
        return None
    wanted = _first(steps, current.rung + 1 if reason.one_up else reason.rung)
    return wanted if steps[wanted].rung > current.rung else None


def _first(steps: tuple[Step, ...], rung: int) -> int:
    """The lowest step on that rung or above it, else the top."""
    return next((at for at, step in enumerate(steps) if step.rung >= rung), len(steps) - 1)


def _reachable(steps: tuple[Step, ...], at: int, staff: Staff, now: datetime) -> tuple[int, Holder, tuple[str, ...]]:
    """That step, or the next whose role somebody holds. A role that no people are named for is told all the same."""
    passed: list[str] = []
    while True:
        holder = staff.holder(steps[at].role, now)
        if holder.person or at == len(steps) - 1 or not staff.has_people(steps[at].role):
            return at, holder, tuple(passed)
        passed.append(f"the {steps[at].role} cannot be reached ({holder.via})")
        at += 1


def _why(step: Step, reason: Reason, passed: tuple[str, ...]) -> str:
    return f"Escalated to the {step.role} because {', and '.join([reason.because, *passed])}."
