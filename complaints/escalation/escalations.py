"""All of the company's rules about escalation in one value, as the register asks it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from complaints.escalation import reasons as why
from complaints.escalation.ladder import Ladder, Step, Within
from complaints.escalation.notices import Purpose, Told, local, notice
from complaints.escalation.reasons import Reason, Rules, Signals
from complaints.escalation.staff import Holder, Staff
from golddust.events import Escalation, Promise, StaffNotice
from golddust.ports import Case, Colleague

NOT_ACCEPTED = "not_accepted"
IDEAS = "ideas"


@dataclass(frozen=True, slots=True)
class Ideas:
    """The second lane: whom brilliant ideas go to, within which time they are answered, and which suggestions are brilliant."""

    role: str
    within: Within
    emotions: frozenset[str] = frozenset()
    sentiments: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Paging:
    """Who is on call: the role asked first, then the others, until one is held by somebody who can be reached."""

    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Escalations:
    """Reasons, ladder, staff, and the lane for ideas. It keeps `golddust.ports.StaffDirectory`."""

    rules: Rules
    ladder: Ladder
    staff: Staff
    paging: Paging
    ideas: Ideas
    console_url: str = ""

    # --- when and to whom

    def reasons(self, signals: Signals) -> tuple[Reason, ...]:
        """Every reason that there is to escalate, the most pressing first."""
        return why.reasons(signals, self.rules)

    def climb(
        self, current: Escalation | None, reason: Reason, owner: str, topics: Collection[str], segment: str, now: datetime
    ) -> Escalation | None:
        """Where the reason takes a case that stands at `current`; None where it stands there already, or at the top.

        It never goes down, never up twice for one reason, and skips a step only where the reason demands a higher one or nobody
        who holds the role can be reached. Danger in a case that stands high enough lets it stand, to be accepted (anew) at once.
        """
        return self.ladder.climb(self.ladder.for_(owner, topics, segment), current, reason, self.staff, now)

    def not_accepted(self, current: Escalation, owner: str, topics: Collection[str], segment: str) -> Reason:
        """The reason to climb once nobody accepted in time; before that it takes a case nowhere."""
        person = self.staff.people.get(current.person)
        who = f"the {current.role}{f' ({person.called})' if person else ''}"
        within = self._urgent_or(current, self._step(current, owner, topics, segment))
        return Reason(
            NOT_ACCEPTED, 0, f"{who} did not accept it{f' within {within}' if within else ''}", one_up=True, in_time=True
        )

    def is_brilliant(self, case: Case) -> bool:
        """Whether it goes to those who can act on ideas."""
        matchers = self.ideas
        return case.kind == "suggestion" and (
            case.emotion in matchers.emotions or case.sentiment in matchers.sentiments or case.segment in matchers.segments
        )

    @property
    def ideas_role(self) -> str:
        """Whom brilliant ideas go to."""
        return self.ideas.role

    def idea_promise(self, since: datetime) -> Promise:
        """That whoever had the idea hears from those who can act on it."""
        return Promise(standard="answer", due=self.ideas.within.after(since), since=since, policy=IDEAS)

    def lowest_role(self, owner: str, topics: Collection[str], segment: str) -> str:
        """The role at the bottom of such a case's ladder: who is warned where nobody works on it yet."""
        return self.ladder.for_(owner, topics, segment)[0].role

    # --- who

    def holder(self, role: str, now: datetime) -> Holder:
        """Who holds the role now, and why it is they."""
        return self.staff.holder(role, now)

    def holder_of(self, role: str, now: datetime) -> str:
        """The name of who holds the role now; "" when nobody can be reached."""
        person = self.holder(role, now).person
        return person.name if person else ""

    def colleague(self, person: str) -> Colleague | None:
        """How somebody is reached; None when nobody of that name is in the directory."""
        return self.staff.colleague(person)

    def at_work_from(self, person: str, now: datetime) -> datetime:
        """When their working time begins; now while they are at work."""
        return self.staff.at_work_from(person, now)

    def above(self, role: str) -> str:
        """The role that is told next when nobody of this one can be reached; "" at the end."""
        roles = self.paging.roles
        at = roles.index(role) if role in roles else -1
        return roles[at + 1] if at + 1 < len(roles) else ""

    def on_call(self, now: datetime) -> tuple[str, Holder]:
        """The first of the roles to page that somebody holds, with them; the first of all when nobody is to be reached."""
        found = [(role, self.holder(role, now)) for role in self.paging.roles]
        return next(((role, holder) for role, holder in found if holder.person), found[0])

    # --- what they are told

    def notice(self, about: Escalation | Reason, case: Case, now: datetime) -> StaffNotice:
        """What is told to who holds a step, or, for a reason, to who is on call; urgent where it must not wait."""
        told = self._escalated(about, case) if isinstance(about, Escalation) else self._paged(about, case, now)
        return notice(told, case, self._link(case), now)

    def idea_notice(self, case: Case, now: datetime) -> StaffNotice:
        """What is told to those who can act on ideas."""
        role = self.ideas.role
        told = Told("idea", role, self.holder_of(role, now), "A customer had an idea that is worth your time.", "")
        return notice(told, case, self._link(case), now)

    def word(self, purpose: Purpose, case: Case, sentence: str, once: str, now: datetime) -> StaffNotice:
        """Anything else that who works on the case must know, or where nobody does, the lowest step; once for each `once`."""
        role = self.lowest_role(case.owner, case.topics, case.segment)
        person = case.assignee if case.assignee in self.staff.people else self.holder_of(role, now)
        return notice(Told(purpose, role, person, sentence, once), case, self._link(case), now)

    def _escalated(self, step: Escalation, case: Case) -> Told:
        by = f"Accept it by {local(step.accept_by, self._zone(step.person))}, or it climbs on." if step.accept_by else ""
        once = f"{step.rung} {step.since.isoformat()}"
        found = self._step(step, case.owner, case.topics, case.segment)
        urgent = step.urgent or bool(found and found.within.hours is None)
        return Told("escalation", step.role, step.person, step.why, once, urgent, by)

    def _paged(self, reason: Reason, case: Case, now: datetime) -> Told:
        role, holder = self.on_call(now)
        person = holder.person.name if holder.person else ""
        once = f"{reason.code} {case.version}"
        return Told("page", role, person, f"You are told at once because {reason.because}.", once, urgent=True)

    def _step(self, current: Escalation, owner: str, topics: Collection[str], segment: str) -> Step | None:
        return next((step for step in self.ladder.for_(owner, topics, segment) if step.rung == current.rung), None)

    def _urgent_or(self, current: Escalation, step: Step | None) -> Within | None:
        return self.ladder.urgently if current.urgent else step.within if step else None

    def _zone(self, name: str) -> ZoneInfo:
        return self.staff.zone(self.staff.people.get(name))

    def _link(self, case: Case) -> str:
        return f"{self.console_url.rstrip('/')}/console/cases/{case.reference}"
