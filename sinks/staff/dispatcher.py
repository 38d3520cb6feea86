"""Tells the staff what is due: by mail and text message at most once each, by hook at least once under the same id.

A row is claimed, durably, before its way is tried. What is urgent and reaches nobody by any way goes on at once to the next role.
"""

from collections.abc import Sequence
from datetime import timedelta

import structlog
from sqlalchemy import Connection, Engine

from golddust.database.engine import writing
from golddust.errors import Refused, Unavailable
from golddust.ports import Clock, Colleague, Metrics, StaffDirectory
from sinks.replies.doubt import InDoubt
from sinks.staff import rows
from sinks.staff.addressees import CONSOLE, Addressed, next_addressed, way_to
from sinks.staff.rows import Ended, Waiting
from sinks.staff.ways import Way

log = structlog.get_logger()

CLAIM_LASTS = timedelta(minutes=15)
"""Longer than any way takes; see `sinks.replies.dispatcher`."""
FIRST_PAUSE = 1.0
LONGEST_PAUSE = {True: 60.0, False: 300.0}
"""By whether it is urgent."""
NOTHING_CONFIGURED_PAUSE = timedelta(minutes=1)
GIVEN_UP_AFTER = timedelta(days=2)
NOBODY_LEFT = "nobody could be reached by any way, up to the last role; it is shown, and was not sent"


class StaffDispatcher:
    """Hands what waits to its ways. Used by one thread; several may have one each, for other ways or the same."""

    def __init__(self, engine: Engine, directory: StaffDirectory, ways: Sequence[Way], clock: Clock, metrics: Metrics) -> None:
        self._engine = engine
        self._directory = directory
        self._ways = {way.name: way for way in ways}
        self._clock = clock
        self._metrics = metrics

    def dispatch_due(self, limit: int = 20) -> int:
        """Deal with what is due, and return how many rows reached a final state. Raises Unavailable when the database is away."""
        ended = self._give_up_claims(CLAIM_LASTS)
        away: set[str] = set()
        for row in rows.due(self._engine, self._ways, self._clock.now(), limit):
            if row.way not in away:
                ended += self._dispatch(row, away)
        return ended

    def take_over(self) -> int:
        """Call at the start of the only dispatcher of a database: what is claimed was claimed by a process that is gone."""
        return self._give_up_claims(timedelta(0))

    def _give_up_claims(self, older_than: timedelta) -> int:
        now = self._clock.now()
        ended = 0
        for row in rows.claimed(self._engine, self._ways, now - older_than):
            if self._ways[row.way].repeats:
                rows.wait(self._engine, row, "sending", now, now, "the process died while sending; it is sent again")
            else:
                why = "the process died while sending; whether it went out is not known, so it is not sent again"
                ended += self._finish(row, "sending", "uncertain", why)
        return ended

    def _dispatch(self, row: Waiting, away: set[str]) -> bool:
        way, colleague = self._ways[row.way], self._directory.colleague(row.notice.person)
        if colleague is None or not way_to(colleague, row.way):
            return self._finish(row, "waiting", "failed", f"the staff directory has no {row.way} for this person any more")
        if needed := way.waiting_for():
            return self._not_configured(row, needed)
        return rows.claim(self._engine, row, self._clock.now()) and self._send(row, way, colleague, away)

    def _not_configured(self, row: Waiting, needed: str) -> bool:
        """What is urgent cannot wait for somebody to configure something: it counts as not reached by this way."""
        if row.notice.urgent:
            return self._finish(row, "waiting", "failed", needed)
        now = self._clock.now()
        rows.wait(self._engine, row, "waiting", now + NOTHING_CONFIGURED_PAUSE, now, needed)
        return False

    def _send(self, row: Waiting, way: Way, colleague: Colleague, away: set[str]) -> bool:
        try:
            provider_id = way.send(row, colleague)
        except Unavailable as unavailable:
            return self._tried_in_vain(row, way, unavailable, away)
        except Refused as refused:
            return self._finish(row, "sending", "failed", refused.reason)
        except InDoubt as doubt:
            return self._finish(row, "sending", "uncertain", f"{doubt.reason}; it is not sent again")
        return self._finish(row, "sending", "sent", "", provider_id)

    def _tried_in_vain(self, row: Waiting, way: Way, unavailable: Unavailable, away: set[str]) -> bool:
        now = self._clock.now()
        if now - row.notice.requested_at >= GIVEN_UP_AFTER:
            return self._finish(row, "sending", "failed", f"given up after {row.tries + 1} tries: {unavailable.reason}")
        own = min(FIRST_PAUSE * 2.0 ** min(row.tries, 16), LONGEST_PAUSE[row.notice.urgent])
        until = now + timedelta(seconds=max(own, min(unavailable.retry_after, LONGEST_PAUSE[row.notice.urgent])))
        rows.wait(self._engine, row, "sending", until, now, unavailable.reason)
        if way.repeats:  # each person has a hook of their own: who is behind the others is tried all the same
            rows.postpone(self._engine, row, until, now, unavailable.reason)
        else:
            away.add(row.way)
        return False

    def _finish(self, row: Waiting, state: str, ended: Ended, why: str, provider_id: str = "") -> bool:
        now = self._clock.now()
        values = {"state": ended, "why": why, "changed_at": now, "provider_id": provider_id}
        with writing(self._engine) as connection:
            others = rows.lock(connection, row.notice.id) if ended == "failed" and row.notice.urgent else ()
            if not rows.finish(connection, row, state, values):
                return False
            if others and all(one.state == "failed" for one in others if one.person == row.notice.person and one.id != row.id):
                self._climb_on(connection, row, {one.person for one in others})
        self._metrics.count("golddust_staff_notices_total", way=row.way, state=ended)
        log.info("a notice to the staff ended", notice=row.notice.id, way=row.way, state=ended)
        return True

    def _climb_on(self, connection: Connection, row: Waiting, tried: set[str]) -> None:
        """The person was not reached by any way: tell the next role, or, where none is left, show it."""
        now, notice = self._clock.now(), row.notice
        found = next_addressed(notice.role, tried, self._directory, now)
        if not found:
            log.error("an urgent notice reached nobody; it is on the console", role=notice.role, case=notice.reference)
            found = (Addressed(notice.role, "", CONSOLE, now),)
            self._metrics.count("golddust_staff_notices_total", way=CONSOLE, state="shown")
        rows.add(connection, [rows.row_of(notice, one, now, NOBODY_LEFT) for one in found])
