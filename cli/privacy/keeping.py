"""The rounds that forget by age: rows and originals by `[keep]`, dead letters by `[log.keep] parked`.

Imports stand in the functions, so that a role loads only what it uses.
"""
# ruff: noqa: PLC0415 - see above

from collections.abc import Collection
from datetime import UTC, date, datetime

import structlog

from cli.wiring.installation import Installation
from golddust import topics
from golddust.letters import Letters
from golddust.rounds import Round

log = structlog.get_logger()
KEEP_PAUSE = 600.0


def keeping_rounds(installation: Installation) -> list[Round]:
    """What the role `store` does beside storing."""
    from sinks.keeping.forgetting import Forgetting

    keep, clock, metrics = installation.settings.keep, installation.clock, installation.metrics
    rows = Forgetting(installation.engine, installation.originals, keep, clock, metrics)
    letters = OldLetters(installation)
    return [
        Round("keeping", rows.forget, KEEP_PAUSE, clock, metrics),
        Round("old-letters", letters.drop, KEEP_PAUSE, clock, metrics),
    ]


class OldLetters:
    """Counts dead letters as dropped, about which nobody decided for too long, once a day; their copies go with that."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._day: date | None = None

    def drop(self) -> int:
        """Drop them; returns 0, because all go at once. Raises Unavailable."""
        now = self._installation.clock.now()
        before = self._installation.settings.log.kept.before(topics.PARKED, now)
        today = now.astimezone(UTC).date()
        if before is None or self._day == today:
            return 0
        self._drop(before)
        self._day = today
        return 0

    def _drop(self, before: datetime) -> None:
        if topics.DEADLETTERS not in self._installation.log.topics():
            return
        gone = Letters(self._installation.log, self._installation.clock.now).drop_older(before, self._those_held)
        if gone:
            self._installation.metrics.count("golddust_expired_total", gone, what=topics.PARKED)
            log.warning("dead letters were dropped: nobody decided about them in time", letters=gone, before=before.isoformat())

    def _those_held(self, customers: Collection[str]) -> Collection[str]:
        from golddust.database import holds
        from golddust.database.engine import reading

        with reading(self._installation.engine) as connection:
            return holds.held(connection, customers)
