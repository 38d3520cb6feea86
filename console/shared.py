"""What many ask for at the same moment is made once."""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from golddust.ports import Clock

MOST = 100
"""Answers kept at most; the oldest goes first, and none stays that nobody would be given any more."""


@dataclass(slots=True)
class Shared:
    """Answers that are the same for all who ask within so many seconds. One is made at a time; the others wait for it."""

    clock: Clock
    seconds: float
    _kept: dict[Hashable, tuple[float, str]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: Hashable, make: Callable[[], str]) -> str:
        """The answer under this key, made now if there is none, or an old one."""
        with self._lock:
            now = self.clock.monotonic()
            at, answer = self._kept.get(key, (float("-inf"), ""))
            if now - at >= self.seconds:
                self._kept = {other: kept for other, kept in self._kept.items() if now - kept[0] < self.seconds}
                answer = make()
                self._kept[key] = (self.clock.monotonic(), answer)
                if len(self._kept) > MOST:
                    del self._kept[next(iter(self._kept))]
            return answer
