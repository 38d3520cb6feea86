"""Leaves a system alone that does not answer, for longer and longer, and tries it gently before everything goes there again."""

STRIKES = 3
"""Failures in a row after which it is left alone."""
SHORTEST_REST, LONGEST_REST = 2.0, 300.0


class Breaker:
    """One system's; seconds are those of the clock that never goes backwards. Used by one thread."""

    def __init__(self) -> None:
        self._strikes = 0
        self._rests_until = 0.0

    def allows(self, now: float) -> bool:
        """Whether it may be asked now."""
        return now >= self._rests_until

    @property
    def gently(self) -> bool:
        """Whether one request must show first that it works again."""
        return self._strikes >= STRIKES

    def failed(self, now: float) -> None:
        """It did not answer, or not as it should."""
        self._strikes += 1
        over = self._strikes - STRIKES
        if over >= 0:
            self.rest(now, min(SHORTEST_REST * 2.0 ** min(over, 16), LONGEST_REST))

    def rest(self, now: float, seconds: float) -> None:
        """Leave it alone for so long."""
        self._rests_until = max(self._rests_until, now + seconds)

    def worked(self) -> bool:
        """It answered. Returns whether it had been left alone before."""
        was_left, self._strikes = self.gently, 0
        return was_left
