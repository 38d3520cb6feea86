"""What goes on at the log, looked at again and again: how each stage stands, how quick it is, and how much is on each topic.

All of it is made of tallies and positions, never by reading topics, so that it costs the same on a log of any size. Rates take
two looks. Processes tell by their metrics what no log knows: who is at work, and what the doors refused.
"""

import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from golddust import topics
from golddust.conservation import Account, Look, SpoolLook, accounts
from golddust.ports import Clock, Log
from golddust.records import Tally

SETTLES_WITHIN = 2.0
"""Seconds within which a broker tells all partitions that a transaction was committed."""
State = Literal["at work", "silent", "stopped", "unknown"]


@dataclass(frozen=True, slots=True)
class StageFlow:
    """One stage: its account, how long ago what waits longest was written, and records a second (None at the first look)."""

    account: Account
    oldest: timedelta
    rate: float | None


@dataclass(frozen=True, slots=True)
class TopicFlow:
    """One topic: records since the log was made, how many come a second (None at the first look), and what waits, by stage."""

    name: str
    written: int
    rate: float | None
    waiting: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Flow:
    """One look: stages in the order of one message's way, topics likewise; `tallies` are the log's own."""

    at: datetime
    stages: Sequence[StageFlow]
    topics: Sequence[TopicFlow]
    tallies: Sequence[Tally]


@dataclass(frozen=True, slots=True)
class DoorLine:
    """One channel, since its door opened: new deliveries, those known already, refused for good, and asked to come back."""

    channel: str
    taken: int
    known: int
    refused: int
    put_off: int


@dataclass(frozen=True, slots=True)
class AtWork:
    """What processes tell by themselves: the state of each stage and round, doors, and retries by stage."""

    states: Mapping[str, State] = field(default_factory=dict)
    doors: Sequence[DoorLine] = ()
    retries: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class FlowWatch:
    """Looks at the log, and at this machine's spool where there is one. Threads may share it.

    Rates are over the time since the look before, or since an older one that is at most `over` seconds old. A look is good for
    `fresh` seconds for all who ask meanwhile. A gap that was not there at the look before is looked at twice before it is told.
    """

    log: Callable[[], Log]
    spool: Callable[[], SpoolLook | None]
    clock: Clock
    over: float = 0.0
    fresh: float = 0.0
    _looks: deque[tuple[float, Flow]] = field(default_factory=deque)
    _looking: threading.Lock = field(default_factory=threading.Lock)

    def look(self) -> Flow:
        """How it stands now. Raises Unavailable, and NotFound where there is no log."""
        with self._looking:
            now = self.clock.monotonic()
            if self._looks and now - self._looks[-1][0] < self.fresh:
                return self._looks[-1][1]
            flow = self._look(self._looks[-1][1].tallies if self._looks else self.log().tallies())
            if _with_gap(flow) - (_with_gap(self._looks[-1][1]) if self._looks else set()):
                self.clock.sleep(SETTLES_WITHIN, threading.Event())  # what is only about to be told everywhere is no gap
                flow = self._look(flow.tallies)
            self._looks.append((self.clock.monotonic(), flow))
            while len(self._looks) > 2 and now - self._looks[0][0] > self.over:  # noqa: PLR2004 - now and before
                self._looks.popleft()
            return flow

    def _look(self, before: Sequence[Tally]) -> Flow:
        look, spool = looked(self.log(), self.spool(), before)
        at, now = self.clock.now(), self.clock.monotonic()
        then, flow = self._looks[0] if self._looks else (now, None)
        seconds, read, written = max(now - then, 1e-3), _read(flow), _written(flow)
        oldest = {standing.group: standing.oldest for standing in look.standings}
        found = accounts(look, spool)
        stages = [
            StageFlow(one, _age(oldest.get(one.stage), at, one), _rate(one.read, read.get(one.stage), seconds)) for one in found
        ]
        on_topics = [
            TopicFlow(name, number, _rate(number, written.get(name), seconds), waiting)
            for name, number, waiting in _topics(found, look.after)
        ]
        return Flow(at, stages, on_topics, look.after)


def _with_gap(flow: Flow) -> set[str]:
    """The stages for which records are unaccounted for."""
    return {one.account.stage for one in flow.stages if one.account.gap}


def short(age: timedelta) -> str:
    """Such as 12 s, 5 min, 3 h, 2 d."""
    seconds = max(0, int(age.total_seconds()))
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def looked(log: Log, spool: SpoolLook | None, before: Sequence[Tally]) -> tuple[Look, SpoolLook | None]:
    """What is found now. The order matters, and the spool was looked at first: see `golddust.conservation`."""
    standings = log.standings()
    return Look(before, standings, log.tallies()), spool


def _age(oldest: datetime | None, now: datetime, account: Account) -> timedelta:
    return max(timedelta(0), now - oldest) if oldest and account.waiting else timedelta(0)


def _read(flow: Flow | None) -> dict[str, int]:
    return {one.account.stage: one.account.read for one in flow.stages} if flow else {}


def _written(flow: Flow | None) -> dict[str, int]:
    return {one.name: one.written for one in flow.topics} if flow else {}


def _rate(now: int, before: int | None, seconds: float) -> float | None:
    return None if before is None else max(0, now - before) / seconds


def _topics(found: Sequence[Account], tallies: Sequence[Tally]) -> Iterator[tuple[str, int, Mapping[str, int]]]:
    """Every topic on which something is or was, or for which somebody waits: how much was written, and what waits by stage."""
    waiting: dict[str, dict[str, int]] = {}
    seen: Counter[str] = Counter()
    for account in found:
        for flow in account.flows:
            waiting.setdefault(flow.topic, {})[account.stage] = flow.waiting
            seen[flow.topic] = max(
                seen[flow.topic], flow.read + flow.waiting
            )  # for what no stage of ours wrote, such as a door straight to the brokers
    written: Counter[str] = Counter()
    for tally in tallies:
        written[tally.topic] += tally.written
    for name in sorted(waiting.keys() | written.keys(), key=_turn):
        yield name, written[name] or seen[name], waiting.get(name, {})


def _turn(name: str) -> tuple[int, str]:
    """Topics in the order of one message's way, then the others by name."""
    way = [topics.INTAKE, *topics.PUBLIC]
    return (way.index(name) if name in way else len(way), name)
