"""Slows down whoever guesses passwords."""

import threading
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from golddust.errors import Unavailable
from golddust.ports import Clock

WINDOW = timedelta(minutes=15)
MOST_FOR_NAME = 5
"""Failures of one peer with one name within the window."""
MOST_FOR_PEER = 30
"""Failures of one peer with any names within the window."""
MOST_KEPT = 10_000
"""Names and peers remembered; the one that failed longest ago is forgotten first."""

Key = tuple[str, str]


@dataclass(slots=True)
class Attempts:
    """Failed sign-ins, kept in this process only: with n processes, n times as many are let through."""

    clock: Clock
    _failures: "OrderedDict[Key, deque[datetime]]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def demand_patience(self, name: str, peer: str) -> None:
        """Raises Unavailable, with the seconds to wait, when there were too many failures."""
        now = self.clock.now()
        with self._lock:
            waits = [self._wait(key, most, now) for key, most in _limits(name, peer)]
        wait = max(waits)
        if wait > timedelta():
            raise Unavailable("too many failed sign-ins", retry_after=wait.total_seconds())

    def note_failure(self, name: str, peer: str) -> None:
        """One more failure."""
        now = self.clock.now()
        with self._lock:
            for key, most in _limits(name, peer):
                self._failures.setdefault(key, deque(maxlen=most)).append(now)
                self._failures.move_to_end(key)
            while len(self._failures) > MOST_KEPT:
                self._failures.popitem(last=False)

    def forget(self, name: str, peer: str) -> None:
        """This person signed in; other names that the peer tried still count."""
        with self._lock:
            self._failures.pop((name, peer), None)

    def _wait(self, key: Key, most: int, now: datetime) -> timedelta:
        failures = self._failures.get(key, deque())
        return failures[0] + WINDOW - now if len(failures) >= most else timedelta()


def _limits(name: str, peer: str) -> tuple[tuple[Key, int], ...]:
    return ((name, peer), MOST_FOR_NAME), (("", peer), MOST_FOR_PEER)
