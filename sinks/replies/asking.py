"""Asks a carrier about a reply of which nobody knows whether it went out. Why so, and what it rests on, says docs/adr/0020.

It went out when the carrier has it. It surely did not when the carrier, asked twice, the second time long after the claim, has
nothing like it: then it may be sent again. While the carrier cannot be asked it stays in doubt, a day at most.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from golddust.errors import Refused, Unavailable
from golddust.ports import Sender
from sinks.replies.rows import Waiting

FIRST_LOOK = timedelta(minutes=2)
SURE_AFTER = timedelta(minutes=10)
"""What is not on the carrier's list so long after it was handed over never will be. The list may lag, a request be on its way."""
GIVEN_UP_AFTER = timedelta(days=1)
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Has:
    """The carrier has it, under this id."""

    provider_id: str


@dataclass(frozen=True, slots=True)
class HasNot:
    """The carrier surely never had it."""


@dataclass(frozen=True, slots=True)
class Open:
    """Not known yet: ask again at `until`. `asked` counts answers; `away` is set when there was none."""

    until: datetime
    why: str
    asked: int
    away: Unavailable | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """It will not be known."""

    why: str


Answer = Has | HasNot | Open | Lost
OthersWith = Callable[[Waiting, Collection[str]], Collection[str]]


def ask(row: Waiting, sender: Sender | None, now: datetime, others_with: OthersWith) -> Answer:
    """What the sender's carrier says of a reply that was claimed and never finished.

    `others_with` tells which of some of the carrier's ids belong to other replies.
    """
    if sender is None or not sender.keeps_a_list or row.reply is None or row.claimed_at is None:
        return Lost("whether it went out is not known, and nobody can be asked")
    age = now - row.claimed_at
    if age >= GIVEN_UP_AFTER:
        return Lost(f"in {GIVEN_UP_AFTER.days * 24} hours the carrier could not say")
    try:
        found = sender.find(row.reply, row.claimed_at)
    except (Unavailable, Refused) as away:
        trouble = away if isinstance(away, Unavailable) else None
        return Open(now + _pause(age), f"in doubt, and its carrier cannot be asked: {away.reason}", row.asked, trouble)
    return _read(row, found, now, others_with)


def _read(row: Waiting, found: Sequence[str], now: datetime, others_with: OthersWith) -> Answer:
    others = set(others_with(row, found)) if found else set()
    if mine := [one for one in found if one not in others]:
        return Has(mine[0])
    claimed = row.claimed_at or now
    if row.asked >= 1 and now - claimed >= SURE_AFTER:
        return HasNot()
    until = max(now + SHORTEST_PAUSE, claimed + (SURE_AFTER if row.asked or now - claimed >= FIRST_LOOK else FIRST_LOOK))
    asked = row.asked + (now - claimed >= FIRST_LOOK)
    return Open(until, "in doubt, and its carrier does not know of it yet; it is asked again", asked)


def _pause(age: timedelta) -> timedelta:
    """A quarter of its age."""
    return min(max(age / 4, SHORTEST_PAUSE), LONGEST_PAUSE)
