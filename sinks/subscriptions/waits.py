"""Pure: how long to wait for the next try, and when to stop trying.

Waits are drawn between a half and the whole of what they grow to, so that those who failed together do not come back together.
"""

import random
from dataclasses import dataclass
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
REFUSALS = range(400, 500)
NOT_ABOUT_THE_EVENT = frozenset({401, 403, 404, 407, 408, 410, 425, 429})
"""A wrong secret or address, too slow, gone, too early, too much."""
_drawn = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Tries:
    """How it went with an event that was not taken just now.

    `refused`: its receiver answered, and the answer is about the event; `away`: so many in a row are in vain that it is the
    receiver; `crowded`: as many wait as may; `others_taken`: while these waited, others were taken.
    """

    first_at: datetime
    refused: bool
    away: bool
    crowded: bool
    others_taken: bool


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


def is_refusal(status: int) -> bool:
    """Whether such an answer is about the event that was sent, and not about us, the address or the receiver's state."""
    return status in REFUSALS and status not in NOT_ABOUT_THE_EVENT


def is_given_up(tries: Tries, now: datetime, accepted_at: datetime | None) -> bool:
    """Whether an event was tried enough. What a receiver does not get because it takes nothing, it loses not by this.

    After its day, while its receiver took another, or refuses this one and it is not one of many. Once the list is full, what is
    refused makes room: at once when others were taken meanwhile, else after its day.
    """
    had_its_day = now - tries.first_at >= TRIED_FOR
    if tries.refused and tries.crowded and (tries.others_taken or had_its_day):
        return True
    taken_since = accepted_at is not None and accepted_at > tries.first_at
    return had_its_day and (taken_since or (tries.refused and not tries.away))
