"""Carries cases to one mirror, each in order: a ticket, what happens as notes, how the case stands as the ticket's state."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import structlog
from sqlalchemy import Engine

from golddust.errors import Conflict, NotFound, Unavailable
from golddust.events import CaseEvent
from golddust.mirroring import ENDED, InDoubt, Throttled
from golddust.ports import Case, Clock, Register
from sinks.complaints import rows
from sinks.complaints.asking import Asking, MirrorAwayError, MirrorRefusedError
from sinks.complaints.rows import Mirrored
from sinks.complaints.wording import mirrored, note_of, state_of

log = structlog.get_logger()
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 900.0
ONE_GENTLY = 1
OPENS_AGAIN = ("said", "reopened")
"""Steps of the customer after which a ticket that ended there must stand open, whatever was thought of it."""


class Carrying:
    """Brings one mirror up to date with the register. Used by one thread; several processes may have one each."""

    def __init__(self, engine: Engine, asking: Asking, register: Register, link_of: Callable[[str], str], clock: Clock) -> None:
        self._engine = engine
        self._asking = asking
        self._mirror = asking.mirror
        self._register = register
        self._link_of = link_of
        self._clock = clock

    def carry_due(self, limit: int) -> int:
        """Bring the cases up to date that are due, what has waited longest first; returns how many are. Raises Unavailable."""
        if not self._asking.may():
            return 0
        if wrong := self._asking.is_ready():
            rows.say_why(self._engine, self._mirror.name, wrong)
            return 0
        done = 0
        for _ in range(ONE_GENTLY if self._asking.breaker.gently else limit):
            row = rows.claim_next(self._engine, self._mirror.name, self._clock.now())
            if row is None:
                break
            done += self._carry(row)
            if not self._asking.may():
                break
        return done

    def _carry(self, row: Mirrored) -> bool:
        """Whether the case is done with: up to date there, or parked."""
        try:
            case, history = self._register.find(row.case), self._register.history(row.case)
        except NotFound as unknown:
            return self._end(row, state=rows.PARKED, why=unknown.reason)
        try:
            self._bring_up_to_date(row, case, history)
        except Conflict as lost:
            log.warning("another process took a case over", mirror=row.mirror, case=row.case, reason=lost.reason)
            return False
        return True

    def _bring_up_to_date(self, row: Mirrored, case: Case, history: Sequence[CaseEvent]) -> bool:
        try:
            with_ticket = self._opened(row, case)
            self._add_events(with_ticket, history, looks_first=row.tries > 1 or not row.ticket)
        except MirrorRefusedError as refused:
            log.warning("a case is parked", mirror=row.mirror, case=row.case, reason=refused.reason)
            if refused.gone and row.ticket:
                return self._end(row, **rows.gone(row, refused.reason))
            return self._end(row, state=rows.PARKED, why=refused.reason)
        except MirrorAwayError as failed:
            return self._tried_in_vain(row, failed.away)
        rows.finish(self._engine, row, history[-1].number, self._clock.now())
        return True

    def _opened(self, row: Mirrored, case: Case) -> Mirrored:
        """With its ticket: the one that is there, else a new one. Even at first it is looked for: the row may be younger."""
        if row.ticket:
            return row
        seen = mirrored(case, self._link_of(case.reference))
        found = self._asking.ask(lambda: self._mirror.find(seen), own_right=True)
        ticket = found or self._asking.ask(lambda: self._mirror.open(seen), writes=True, own_right=True)
        log.info("a case has a ticket elsewhere", mirror=row.mirror, case=row.case, ticket=ticket, found=found is not None)
        return self._keep(row, ticket=ticket, state="open", shown="open", there="open", look_at=self._clock.now())

    def _add_events(self, row: Mirrored, history: Sequence[CaseEvent], *, looks_first: bool) -> None:
        """Carry what happened since, step by step, each durably noted before the next. `looks_first`: some of it may be there."""
        there = self._asking.ask(lambda: self._mirror.notes(row.ticket)) if looks_first else frozenset()
        at = row
        for event in history:
            if event.number > at.carried:
                at = self._with_event(at, event, there)

    def _with_event(self, row: Mirrored, event: CaseEvent, there: frozenset[str]) -> Mirrored:
        """What this mirror itself brought is not said to it again."""
        note = note_of(event)
        if note is not None and event.actor != row.mirror and note.id not in there:
            self._asking.ask(lambda: self._mirror.add(row.ticket, note), writes=True)
        state = state_of(event.state)
        changes = {"shown": state}
        if state != row.shown or (event.step in OPENS_AGAIN and row.there in ENDED):
            if state != row.there:
                self._asking.ask(lambda: self._mirror.set_state(row.ticket, state), writes=True)
            changes["there"] = state
        return self._keep(row, carried=event.number, **changes)

    def _keep(self, row: Mirrored, **changes: object) -> Mirrored:
        """Something went well; 1, because the next try is under way."""
        now = self._clock.now()
        return rows.keep(self._engine, row, now, tries=1, claimed_at=now, **changes)

    def _end(self, row: Mirrored, **changes: object) -> bool:
        rows.keep(self._engine, row, self._clock.now(), claim="", **changes)
        return True

    def _tried_in_vain(self, row: Mirrored, away: Unavailable) -> bool:
        now = self._clock.now()
        own = min(FIRST_PAUSE * 2.0 ** min(row.tries - 1, 16), LONGEST_PAUSE)
        pause = timedelta(seconds=max(own, away.retry_after if isinstance(away, Throttled) else 0.0))
        settled = now + timedelta(seconds=self._mirror.settles_within if isinstance(away, InDoubt) else 0.0)
        rows.keep(self._engine, row, now, claim="", why=away.reason, settles_at=settled, next_try_at=max(now + pause, settled))
        return False
