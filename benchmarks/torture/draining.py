"""Waiting until nothing is on its way any more."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence

from sqlalchemy import Engine, func, select

from golddust.database.engine import reading
from golddust.database.schema import outbox
from golddust.errors import Unavailable
from golddust.ports import Log

WITHIN = 240.0
"""Seconds; generous, because everything may have to start again first, on a machine that is busy with other things."""
LOOKS = 2
"""How often in a row nothing must be found: between two looks a record can pass behind our back."""
PAUSE = 0.5

Look = Callable[[], Mapping[str, int]]
"""What waits, by where; only what is not 0."""


def wait_until_drained(look: Look, within: float = WITHIN) -> list[str]:
    """Return when nothing waits any more: no fault, or what is stuck when the time is up."""
    deadline, quiet, waiting = time.monotonic() + within, 0, {}
    while quiet < LOOKS:
        if time.monotonic() > deadline:
            return [f"after {within:.0f} s this still waits: {waiting}"]
        time.sleep(PAUSE)
        try:
            waiting = dict(look())
        except Unavailable as away:
            waiting = {away.reason: 1}
        quiet = 0 if waiting else quiet + 1
    return []


def waiting(spools: Sequence[Log], log: Log, stages: Collection[str], engine: Engine) -> dict[str, int]:
    """What waits on the spools, for these stages of the log (each must have begun), and in the outbox."""
    found = {f"spool {number}": standing.lag for number, spool in enumerate(spools) for standing in spool.standings()}
    found |= dict.fromkeys(stages, -1) | {standing.group: standing.lag for standing in log.standings()}
    found["outbox"] = _outbox(engine)
    return {where: count for where, count in found.items() if count}


def _outbox(engine: Engine) -> int:
    with reading(engine) as connection:
        return int(connection.execute(select(func.count()).select_from(outbox)).scalar_one())
