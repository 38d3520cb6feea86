"""A policy: what is promised in one kind of matter, in which working hours, and every clock of a case worked out from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

import msgspec

from complaints.promises.calendar import NEVER, NONE, WorkingHours
from complaints.promises.spans import CalendarTime, Span, at_work
from complaints.promises.wordings import Final
from golddust.events import Pause, Priority, Promise

Standard = Literal["acknowledge", "answer", "resolve", "update"]
STANDARDS: tuple[Standard, ...] = get_args(Standard)
"""What a policy sets a time for. The last is optional."""
NEEDED: tuple[Standard, ...] = STANDARDS[:-1]
TOLD: tuple[Standard, ...] = STANDARDS[1:]
"""What the customer is told the time of."""
DEFAULT = "default"
WARN_AT = 0.75


@dataclass(frozen=True, slots=True)
class Matter:
    """What a policy is chosen by: kind, priority and channel of the issue, the customer's segment, the topics."""

    kind: str
    priority: Priority
    channel: str
    segment: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matchers:
    """Which matters are meant: each that is not empty must name the matter's own, or one of its topics."""

    segments: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    priorities: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    def match(self, matter: Matter) -> bool:
        """Whether this matter is meant."""
        return (
            (not self.segments or matter.segment in self.segments)
            and (not self.topics or not self.topics.isdisjoint(matter.topics))
            and (not self.priorities or matter.priority in self.priorities)
            and (not self.channels or matter.channel in self.channels)
            and (not self.kinds or matter.kind in self.kinds)
        )


@dataclass(frozen=True, slots=True)
class Policy:
    """What is promised in one kind of matter.

    `spans` has one for each standard and priority; "update" may be missing. The owner is warned when the share `warn_at` of a
    time is used. Where `pausable` is false, no clock stands while the customer is waited for. `final` is what a final answer must
    say; None: nothing is prescribed. `law` names what demands all this.
    """

    name: str
    hours: WorkingHours
    spans: Mapping[tuple[str, str], Span]
    warn_at: float = WARN_AT
    pausable: bool = True
    final: Final | None = None
    law: str = ""

    def promises(self, priority: Priority, spoke_at: datetime, now: datetime) -> tuple[Promise, ...]:
        """What is promised to a customer who spoke at `spoke_at`: acknowledge, answer, resolve, and update where it is set.

        Clocks run from then on, even if we were down; but what is told to the customer is never in the past: it runs from now.
        """
        return tuple(self._first(standard, priority, spoke_at, now) for standard in self._set(STANDARDS, priority))

    def renewed(self, priority: Priority, now: datetime) -> tuple[Promise, ...]:
        """What is promised when a case is opened again: answer, resolve, and update where it is set, from now."""
        return tuple(self._promise(standard, priority, now) for standard in self._set(TOLD, priority))

    def updated(self, priority: Priority, now: datetime) -> Promise | None:
        """By when a customer who was told something now hears from us again; None where this policy promises no such thing."""
        return self._promise("update", priority, now) if ("update", priority) in self.spans else None

    def due(self, standard: str, priority: Priority, since: datetime, pauses: Sequence[Pause] = ()) -> datetime:
        """When the promise breaks, on a full minute, in UTC; NEVER while its clock stands.

        Raises KeyError for a standard that this policy sets no time for.
        """
        return self.spans[standard, priority].due(since, self.hours, self.counted(pauses))

    def at_risk(self, promise: Promise, priority: Priority, pauses: Sequence[Pause] = ()) -> datetime:
        """When its owner is to be warned: on a full minute, never after it is due; NEVER while its clock stands.

        Of a pledge, and of a promise that this policy sets no time for, it is the share of the time from first to last.
        """
        if promise.since is None:
            return promise.due
        span = self.span(promise.standard, priority)
        if span is None:
            return at_work(promise.since + (promise.due - promise.since) * self.warn_at, promise.due, self.hours)
        moment = span.part(self.warn_at, promise.since, self.hours, self.counted(pauses))
        return moment if moment == NEVER else min(moment, promise.due)

    def recomputed(self, promise: Promise, priority: Priority, pauses: Sequence[Pause] = ()) -> Promise:
        """The same promise under this policy.

        It keeps its due time when it was kept, is a pledge or was made before clocks were noted, when this policy sets no time
        for it, and while its clock stands: then the end of the pause tells.
        """
        if promise.kept_at or promise.since is None or self.span(promise.standard, priority) is None:
            return promise
        due = self.due(promise.standard, priority, promise.since, pauses)
        return msgspec.structs.replace(promise, due=promise.due if due == NEVER else due, policy=self.name)

    def spent(self, promise: Promise, priority: Priority, until: datetime, pauses: Sequence[Pause] = ()) -> timedelta:
        """How much of its time was used until then: working time without pauses, or plain time where the calendar counts."""
        if promise.since is None:
            return NONE
        span = self.span(promise.standard, priority)
        return span.spent(promise.since, until, self.hours, self.counted(pauses)) if span else max(until - promise.since, NONE)

    def span(self, standard: str, priority: Priority) -> Span | None:
        """The time set for it, if any."""
        return self.spans.get((standard, priority))

    def stands(self, standard: str, priority: Priority) -> bool:
        """Whether its clock stands while the customer is waited for: that of the calendar never does, nor that of a pledge."""
        span = self.span(standard, priority)
        return self.pausable and span is not None and not isinstance(span, CalendarTime)

    def counted(self, pauses: Sequence[Pause]) -> Sequence[Pause]:
        """The pauses that count here: all, or none."""
        return pauses if self.pausable else ()

    def final_wording(self, language: str) -> str | None:
        """What a final answer must say, in that language or in English; None when nothing is prescribed.

        The text has the fields {reference} and {deadline}, or some of them, for str.format. The deadline is that of `refer_by`.
        """
        return self.final.text(language) if self.final else None

    def final_said(self, language: str, reference: str, told_at: datetime) -> str | None:
        """What a final answer given at `told_at` must say, all filled in; None when nothing is prescribed."""
        wording, last = self.final_wording(language), self.refer_by(told_at)
        day = f"{last.astimezone(self.hours.zone):%Y-%m-%d}" if last else ""
        return wording.format(reference=reference, deadline=day) if wording else None

    def refer_by(self, told_at: datetime) -> datetime | None:
        """Until when a customer who had the final answer then can turn to the body that it names; None: no end is set."""
        within = self.final.refer_within if self.final else None
        return within.due(told_at, self.hours) if within else None

    def _set(self, standards: Sequence[Standard], priority: Priority) -> list[Standard]:
        return [standard for standard in standards if (standard, priority) in self.spans]

    def _first(self, standard: Standard, priority: Priority, spoke_at: datetime, now: datetime) -> Promise:
        promise = self._promise(standard, priority, spoke_at)
        return promise if standard == "acknowledge" or promise.due > now else self._promise(standard, priority, now)

    def _promise(self, standard: Standard, priority: Priority, since: datetime) -> Promise:
        return Promise(standard=standard, due=self.due(standard, priority, since), since=since, policy=self.name)
