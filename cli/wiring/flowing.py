"""Puts together what the console shows of what goes on: the log, dead letters, who is at work, and what can be tried."""

from functools import cache, partial
from typing import TYPE_CHECKING

from cli.processes.scraped import Scraped, at_work_by, samples_in
from cli.wiring.connections import connections_of
from cli.wiring.conserving import flow_watch, letters_of, parked_letters
from console.flow.seen import Seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from cli.wiring.installation import Installation
    from golddust.watching import AtWork

OVER, FRESH = 60.0, 2.0
"""Seconds: rates are told of the last minute, and what one page looked at is good for others for a moment."""


def seen_of(installation: "Installation", metrics: "Callable[[], bytes]") -> Seen:
    """What the pages of streams ask; `metrics`: those of all processes of this machine."""
    return Seen(
        flow=flow_watch(installation, OVER, FRESH),
        letters=cache(partial(letters_of, installation)),
        parked=parked_letters(installation),
        at_work=partial(_at_work, installation, metrics),
        connections=partial(connections_of, installation),
        size=None if installation.on_kafka else partial(_size, installation),
    )


def _size(installation: "Installation") -> int:
    installation.existing_log()
    return installation.embedded.size()


def _at_work(installation: "Installation", metrics: "Callable[[], bytes]") -> "AtWork":
    return at_work_by(Scraped([samples_in(metrics().decode())]), installation.clock.now())
