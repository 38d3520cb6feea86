"""Leaves a system alone that does not answer, for longer and longer, and tries it gently before everything goes there again."""

from dataclasses import dataclass, field

STRIKES = 3
"""Failures in a row after which it is left alone."""
SHORTEST_REST, LONGEST_REST = 2.0, 300.0


@dataclass(slots=True)
class Breaker:
    """One system's; seconds are those of the clock that never goes backwards. Used by one thread."""

    shortest: float = SHORTEST_REST
    longest: float = LONGEST_REST
    _strikes: int = field(default=0, init=False)
    _rests_until: float = field(default=0.0, init=False)

    def allows(self, now: float) -> bool:
        """Whether it may be asked now."""
        return now >= self._rests_until

    def rests_for(self, now: float) -> float:
        """For how many seconds more it is left alone."""
        return max(0.0, self._rests_until - now)

    @property
    def gently(self) -> bool:
        """Whether one request must show first that it works again."""
        return self._strikes >= STRIKES

    def failed(self, now: float) -> float:
        """It did not answer, or not as it should. Returns for how many seconds it is left alone now; 0 while it is not."""
        self._strikes += 1
        over = self._strikes - STRIKES
        if over < 0:
            return 0.0
        rest = min(self.shortest * 2.0 ** min(over, 16), self.longest)
        self.rest(now, rest)
        return rest

    def rest(self, now: float, seconds: float) -> None:
        """Leave it alone for so long."""
        self._rests_until = max(self._rests_until, now + seconds)

    def worked(self) -> bool:
        """It answered. Returns whether it had been left alone before."""
        was_left, self._strikes = self.gently, 0
        return was_left
