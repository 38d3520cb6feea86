"""Which fault comes when: decided by a seed alone, so that a bad run can be had again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

FAULTS = (
    "broker killed",
    "broker hangs",
    "database killed",
    "disk full",
    "clock steps",
    "relay refuses",
    "relay hangs",
    "texts refuse",
    "texts hang",
    "mirror refuses",
    "mirror hangs",
    "traces refuse",
    "traces hang",
)
KILLED = "killed: "
WARM, CALM = 0.05, 0.92
"""Of the time under load: no fault before the first, none after the second, so that the end is measured in peace."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A fault, seconds after load began, and for how many seconds."""

    what: str
    at: float
    lasts: float


def plan(seconds: float, members: Sequence[str], seed: int, *, every: float, lasts: float) -> list[Planned]:
    """A fault about every so many seconds: each kind once, and each of these members killed once, in random order; and so on.

    Each lasts about so long, but for kills, which are over at once.
    """
    dice = Random(seed)
    kinds, planned = _endless([*FAULTS, *(KILLED + name for name in members)], dice), []
    at = seconds * WARM
    while at + lasts < seconds * CALM:
        what = next(kinds)
        planned.append(Planned(what, at, 0.0 if what.startswith(KILLED) else lasts * dice.uniform(0.75, 1.25)))
        at += every * dice.uniform(0.75, 1.25)
    return planned


def _endless(kinds: Sequence[str], dice: Random) -> Iterator[str]:
    while True:
        yield from dice.sample(kinds, len(kinds))
