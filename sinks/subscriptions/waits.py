"""Pure: how long to wait for the next try, and when to stop trying.

Waits are drawn between a half and the whole of what they grow to, so that those who failed together do not come back together.
"""

import random
from datetime import datetime, timedelta

FIRST_PAUSE = 5.0
LONGEST_PAUSE = 3600.0
"""Of one event, in seconds."""
LONGEST_REST = 900.0
"""Of a receiver that takes nothing."""
LONGEST_OBEYED = 3600.0
"""Of what a receiver asks for with Retry-After."""
TRIED_FOR = timedelta(days=1)
"""Each event, while its receiver takes others."""
IN_VAIN = 5
"""So many different events in a row tried in vain: it is the receiver that is away, not these events."""
_drawn = random.SystemRandom()


def pause(tries: int) -> timedelta:
    """Before the next try of an event after so many."""
    return _grown(tries, LONGEST_PAUSE)


def rest(rounds: int, asked_for: float) -> timedelta:
    """Before the next try of a receiver after so many rests in a row, and what it asked for."""
    own = _grown(rounds, LONGEST_REST) if rounds else timedelta(0)
    return max(own, timedelta(seconds=min(asked_for, LONGEST_OBEYED)))


def _grown(times: int, longest: float) -> timedelta:
    most = min(FIRST_PAUSE * 2.0 ** min(times - 1, 20), longest)
    return timedelta(seconds=_drawn.uniform(most / 2, most))


def is_given_up(first_try_at: datetime, now: datetime, accepted_at: datetime | None) -> bool:
    """Whether an event has had its day of tries, while its receiver took another. One that takes nothing loses nothing by it."""
    return now - first_try_at >= TRIED_FOR and accepted_at is not None and accepted_at > first_try_at
