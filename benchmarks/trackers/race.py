"""Gives each of them the same mails, one after the other on this machine, each empty at first and in a folder of its own."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from benchmarks.cluster import MissingError
from benchmarks.trackers import mails
from benchmarks.trackers.mails import Mail

NOT_HERE = "not here"
AGAIN = AFTER = 5
OPENED_WITHIN = 300.0
LOOK_EVERY = 0.05
TIMED, WARMING, REPEATED, BEHIND = 1_000, 100_000, 200_000, 300_000
"""The numbers of the first mail of each kind, and of its customer."""


class Tracker(Protocol):
    """A system that opens cases or tickets for mails, up and running."""

    @property
    def quiet(self) -> float:
        """Seconds without a change after which it has done all that it will do; 0 where it is done when a mail is taken."""
        ...

    def deliver(self, batch: Sequence[bytes]) -> bool:
        """Hand the mails over, and return when each was answered: whether all were taken. Lines end with LF."""
        ...

    def opened(self) -> int:
        """How many cases or tickets there are."""
        ...

    def texts(self, subject: str) -> Sequence[str]:
        """What is written in those of this subject."""
        ...

    def sent(self) -> int:
        """How many mails it has sent."""
        ...

    def used(self) -> float:
        """CPU seconds of all its processes since they began, its database and mail gateway included."""
        ...


@dataclass(frozen=True, slots=True)
class Contestant:
    """Who takes part, and how many mails are timed. `known`: their customers had written before."""

    name: str
    count: int
    start: Callable[[], AbstractContextManager[Tracker]]
    warm: int = 5
    known: bool = False


@dataclass(frozen=True, slots=True)
class Lap:
    """How it went, or why not. `again`: tickets opened by mails that came once more; `after`: by those behind the odd ones."""

    per_second: float = 0.0
    opening: float = 0.0  # milliseconds of CPU for each mail, until it has its ticket
    answering: float = 0.0  # the same until its customer has an answer; 0 when they get none
    again: int = 0
    html_only: str = ""
    mislabelled: str = ""
    after: int = 0
    fault: str = ""


def race(rows: Mapping[str, Callable[[], Lap]], rounds: int, say: Callable[[str], object]) -> dict[str, Lap]:
    """The best lap of each, by name, taken in turns; of what happens to later mails, which is chance for some, the worst."""
    best: dict[str, Lap] = {}
    for turn in range(rounds):
        for name, run_once in rows.items():
            say(f"{name}, round {turn + 1} …")
            before = best.get(name)
            lap = before if before and before.fault else run_once()
            best[name] = _better(before, lap) if before else lap
    return best


def _better(one: Lap, other: Lap) -> Lap:
    """The quicker; where one failed, that one, for what it says."""
    quicker = max(one, other, key=lambda lap: (bool(lap.fault), lap.per_second))
    return replace(quicker, after=min(one.after, other.after))


def run(one: Contestant) -> Lap:
    """One lap: the speed first, then what customers feel. What stops its mail comes last."""
    try:
        with one.start() as tracker:
            _warm(one, tracker)
            speed, again = _timed(tracker, mails.complaints(one.count, TIMED)), _again(tracker)
            html_only, mislabelled = (_fate(tracker, mail) for mail in (mails.html_only(), mails.mislabelled()))
            return replace(speed, again=again, html_only=html_only, mislabelled=mislabelled, after=_after(tracker))
    except MissingError as missing:
        return Lap(fault=f"{NOT_HERE}: {missing}")
    except TimeoutError as late:
        return Lap(fault=str(late))


def _warm(one: Contestant, tracker: Tracker) -> None:
    """What is loaded once is not measured."""
    first = mails.complaints(one.count if one.known else one.warm, WARMING, TIMED if one.known else 0)
    _timed(tracker, first)


def _timed(tracker: Tracker, batch: Sequence[Mail]) -> Lap:
    """The speed until the last has its ticket, and what each costs. Raises TimeoutError."""
    wanted, sent = tracker.opened() + len(batch), tracker.sent()
    used, started = tracker.used(), time.perf_counter()
    tracker.deliver([mail.raw for mail in batch])
    _wait_for(tracker, wanted)
    seconds, opening = time.perf_counter() - started, tracker.used() - used
    _rest(tracker)
    answering = tracker.used() - used if tracker.sent() - sent >= len(batch) else 0
    return Lap(len(batch) / seconds, opening / len(batch) * 1000, answering / len(batch) * 1000)


def _wait_for(tracker: Tracker, wanted: int) -> None:
    ends = time.monotonic() + OPENED_WITHIN
    while (opened := tracker.opened()) < wanted:
        if time.monotonic() > ends or not tracker.quiet:
            raise TimeoutError(f"{wanted - opened} mails were taken and opened nothing")
        time.sleep(LOOK_EVERY)


def _rest(tracker: Tracker) -> None:
    """Return when nothing has changed for as long as it may be busy unseen."""
    before, since = (tracker.opened(), tracker.sent()), time.monotonic()
    while time.monotonic() - since < tracker.quiet:
        time.sleep(LOOK_EVERY)
        now = (tracker.opened(), tracker.sent())
        if now != before:
            before, since = now, time.monotonic()


def _opened_by(tracker: Tracker, batch: Sequence[Mail]) -> int:
    """How many tickets these mails opened."""
    before = tracker.opened()
    tracker.deliver([mail.raw for mail in batch])
    _rest(tracker)
    return tracker.opened() - before


def _again(tracker: Tracker) -> int:
    """Tickets that were opened by mails which had come before: their sender was cut off, and sent them once more."""
    batch = mails.complaints(AGAIN, REPEATED)
    _opened_by(tracker, batch)
    return _opened_by(tracker, batch)


def _after(tracker: Tracker) -> int:
    """How many of the next mails open tickets."""
    return _opened_by(tracker, mails.complaints(AFTER, BEHIND))


def _fate(tracker: Tracker, mail: Mail) -> str:
    """What became of it, in a few words."""
    sent = tracker.sent()
    taken = tracker.deliver([mail.raw])
    _rest(tracker)
    if texts := tracker.texts(mail.subject):
        return "opened" if any(mails.is_readable(text, mail) for text in texts) else "garbled"
    if tracker.sent() > sent:
        return "refused"
    return "no word" if taken else "given back"
