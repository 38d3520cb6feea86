"""What helps those at work on a case: clocks that explain themselves, proposed resolutions, what its customer said before."""

from collections.abc import Sequence
from dataclasses import fields
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from complaints.answers.drafts import Draft, Drafts
from complaints.answers.previewing import preview
from complaints.cases import clocks, lookups, offering
from complaints.cases.lifecycle import ENDED, STATES, STEPS
from complaints.cases.rules import Rules, priority_of
from complaints.cases.speakers import Speakers, Strangers
from complaints.people.timeline import told_before
from complaints.promises.explaining import explain
from golddust.database.engine import reading
from golddust.events import CaseStep, Promise
from golddust.ports import (
    Case,
    Clock,
    ClockReading,
    DraftedResolution,
    PerhapsSame,
    Pledge,
    Preview,
    Resolution,
    ToldBefore,
)

CONTACTS = 5
"""So many earlier contacts are shown with a case."""
_BY_PEOPLE: tuple[CaseStep, ...] = (
    *("acknowledged", "started", "assigned", "waiting", "told", "noted", "changed", "escalated", "accepted"),
    *("resolved", "kept", "closed", "reopened", "merged", "split"),
)
_TOLD = tuple(field.name for field in fields(ToldBefore))


class CaseDesk:
    """A `Desk` on the register's database, by its rules."""

    def __init__(self, engine: Engine, clock: Clock, rules: Rules, drafts: Drafts, speakers: Speakers | None = None) -> None:
        self._engine = engine
        self._clock = clock
        self._rules = rules
        self._drafts = drafts
        self._speakers = speakers or Strangers()

    @property
    def zone(self) -> ZoneInfo:
        """The company's time zone."""
        return self._rules.answers.zone

    def clocks(self, case: Case) -> list[ClockReading]:
        """How the clock of each promise stands, in the order of the promises."""
        return [self._read(case, promise) for promise in case.promises]

    def possible(self, case: Case) -> frozenset[CaseStep]:
        """The steps that people can take with the case as it is now."""
        return frozenset(step for step in _BY_PEOPLE if _possible(case, step))

    def language(self, case: Case) -> str:
        """What its customer writes, "und" or "" where that is not known. Raises NotFound for a case that there is not."""
        return lookups.file(self._engine, case.id).language

    def drafts(self, case: Case) -> list[DraftedResolution]:
        """Resolutions that fit the case, the best first. Raises NotFound for a case that there is not."""
        return [_drafted(draft) for draft in self._drafts.drafts_for(case, self.language(case))]

    def preview(self, case: Case, resolution: Resolution, pledge: Pledge | None = None) -> Preview:
        """What its customer would be told if it were resolved so. Nothing is sent, nothing raised."""
        now, language = self._clock.now(), self.language(case)
        final = self._rules.policy(case).final_said(language, case.reference, now) or ""
        return preview(self._rules.answers, case, language, resolution, now, final=final, pledge=pledge)

    def told_before(self, case: Case) -> list[ToldBefore]:
        """What its customer told us before, newest first. Raises NotFound for a case that there is not."""
        with reading(self._engine) as connection:
            found: Sequence[object] = told_before(connection, case.id, CONTACTS)
        return [ToldBefore(**{name: getattr(one, name) for name in _TOLD}) for one in found]

    def perhaps_same(self, case: Case) -> list[PerhapsSame]:
        """Other open cases that may be the same matter of the same person, the likeliest first."""
        with reading(self._engine) as connection:
            return offering.perhaps_same(connection, case.id, self._speakers, self._rules.times.joins_within)

    def offered(self, limit: int) -> list[PerhapsSame]:
        """All such pairs among so many of the newest open cases, each once, the newest first."""
        with reading(self._engine) as connection:
            return offering.offered(connection, self._speakers, self._rules.times.joins_within, limit)

    def _read(self, case: Case, promise: Promise) -> ClockReading:
        policy = self._rules.policy_of(case, promise.policy)
        words = explain(promise, priority_of(case), case.pauses, policy, self._clock.now())
        return ClockReading(promise, words, self._stands(case, promise))

    def _stands(self, case: Case, promise: Promise) -> bool:
        """Whether it waits for the customer; what was kept, or broken before, waits for nobody."""
        waits = clocks.stands(case, promise, self._rules)
        return waits and promise.kept_at is None and promise.due >= case.pauses[-1].begins


def _possible(case: Case, step: CaseStep) -> bool:
    if case.state not in STEPS.get(step, ("", STATES))[1] or (case.merged_into and step != "noted"):
        return False
    return {
        "accepted": case.escalation is not None and case.escalation.accepted_at is None,
        "waiting": case.answerable,
        "told": case.answerable,
        "merged": case.state not in ENDED,
        "reopened": bool(case.customer),  # nobody is left where they were erased
        "kept": any(p.standard == "pledge" and p.kept_at is None for p in case.promises),
    }.get(step, True)


def _drafted(draft: Draft) -> DraftedResolution:
    return DraftedResolution(draft.name, draft.title, draft.language, draft.resolution, dict(draft.blanks))
