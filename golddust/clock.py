"""The time, behind a port, so that a test can move it and no test waits."""

import threading
import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The time in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float, until: threading.Event) -> bool:
        """Wait, at most until the event is set; returns whether it was."""
        return until.wait(seconds)

    def monotonic(self) -> float:
        """Seconds that never go backwards, for measuring how long something took."""
        return time.monotonic()


class MovableClock:
    """A clock that stands still until it is moved. Sleeping moves it, so nothing ever waits."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._elapsed = 0.0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The time last moved to."""
        with self._lock:
            return self._now

    def sleep(self, seconds: float, until: threading.Event) -> bool:
        """Move the clock on by that long at once; returns whether the event is set."""
        self.move(timedelta(seconds=seconds))
        return until.is_set()

    def monotonic(self) -> float:
        """Seconds moved so far."""
        with self._lock:
            return self._elapsed

    def move(self, by: timedelta) -> None:
        """Move on by that long."""
        with self._lock:
            self._now += by
            self._elapsed += by.total_seconds()
