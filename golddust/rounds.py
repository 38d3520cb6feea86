"""Work that comes round again: copying the outbox, sending what is due, looking for broken promises, tidying up."""

import threading
from collections.abc import Callable
from typing import Protocol

import structlog

from golddust.errors import Unavailable
from golddust.ports import Clock, Metrics

log = structlog.get_logger()
LONGEST_PAUSE = 30.0


class Worker(Protocol):
    """What a role runs in a thread: a stage, a round, or a crew. `last_round`: when it last came round, in monotonic seconds."""

    stage: str
    last_round: float | None

    def run(self) -> None:
        """Go on until `stop`."""

    def stop(self) -> None:
        """End after what is under way."""


class Round:
    """Calls `work` again and again: at once while it says that it did something, else after `pause` seconds.

    `work` returns how much it did. Unavailable makes it wait longer and longer, up to 30 seconds; anything else ends the round.
    `last_round` is when it last began, by the clock's monotonic seconds; None while it is not at work.
    """

    def __init__(self, stage: str, work: Callable[[], int], pause: float, clock: Clock, metrics: Metrics) -> None:
        self.stage = stage
        self._work = work
        self._pause = pause
        self._clock = clock
        self._metrics = metrics
        self._stop = threading.Event()
        self.last_round: float | None = None

    def run(self) -> None:
        """Go on until `stop`."""
        self._metrics.gauge("golddust_stage_up", 1, stage=self.stage)
        pause = self._pause
        try:
            while not self._stop.is_set():
                self.last_round = self._clock.monotonic()
                self._metrics.gauge("golddust_stage_seen_timestamp_seconds", self._clock.now().timestamp(), stage=self.stage)
                pause = self._once(pause)
                if pause:
                    self._clock.sleep(pause, self._stop)
        finally:
            self.last_round = None
            self._metrics.gauge("golddust_stage_up", 0, stage=self.stage)

    def stop(self) -> None:
        """End after the work under way."""
        self._stop.set()

    def _once(self, last_pause: float) -> float:
        """Work once and return how long to wait before the next time."""
        try:
            did = self._work()
        except Unavailable as away:
            log.warning("a round found something away", stage=self.stage, reason=away.reason)
            return min(max(last_pause, 0.5) * 2, LONGEST_PAUSE)
        return 0.0 if did else self._pause
