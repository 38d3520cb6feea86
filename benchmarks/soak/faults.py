"""Throws one fault after another at an installation, and sees whether and when it is itself again."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.soak.disk import Disk
from benchmarks.soak.plan import KILLED, Planned
from benchmarks.soak.receivers import Receivers
from benchmarks.soak.senders import TAKEN_IN
from benchmarks.torture.fleet import Fleet
from benchmarks.torture.scenarios.clock_jump import JumpingClock
from benchmarks.torture.writers import Heard
from tests.services.kafka import Broker
from tests.services.postgres import PostgresServer

RECOVERED_WITHIN = 420.0
"""Seconds, on a machine that is busy with other things."""
STEP = 10 / 60
"""Hours that the clock is ahead, and then behind: more than the five minutes that a hook's signature may be old."""
REFILL = 1.0
STARTS_WITHIN = 600.0


@dataclass(frozen=True, slots=True)
class Town:
    """An installation and all it stands on; `lags` says what waits for each stage just now, `enough` what may."""

    fleet: Fleet
    brokers: "list[Broker]"
    postgres: PostgresServer
    disk: Disk
    clock: JumpingClock
    receivers: Receivers
    heard: Heard
    lags: Callable[[], Mapping[str, int]]
    enough: float


@dataclass(frozen=True, slots=True)
class Thrown:
    """A fault as it was: when it began and ended, after how many seconds more all went on, and what did not.

    Seconds since load began. `fault` is "" where it was survived.
    """

    what: str
    began: float
    ended: float
    recovered: float
    put_off: int
    fault: str = ""


@dataclass(slots=True)
class Thrower:
    """Does to the town what is planned. `now`: seconds since load began."""

    town: Town
    now: Callable[[], float]
    sleep: Callable[[float], None]
    say: Callable[[str], object]
    thrown: list[Thrown] = field(default_factory=list)
    happening: str = ""

    def throw(self, planned: Planned) -> None:
        """Let it happen, and wait until it is over and all goes on; or note what does not."""
        town, began = self.town, self.now()
        before = town.heard.so_far()
        self.say(f"fault: {planned.what}")
        with self._happening(planned.what):
            if planned.what == "disk full":
                self._keep_full(planned.lasts)
            else:
                self.sleep(planned.lasts)
        ended = self.now()
        self.say(f"over:  {planned.what}")
        fault = self._recovered(planned.what)
        put_off = sum(times for answer, times in (town.heard.so_far() - before).items() if answer not in TAKEN_IN.values())
        self.thrown.append(Thrown(planned.what, began, ended, self.now() - ended, put_off, fault))
        self.say(fault or f"all goes on {self.now() - ended:.0f} s after: {planned.what}")

    @contextmanager
    def _happening(self, what: str) -> Iterator[None]:
        begin, end = self._ways(what)
        self.happening = what
        begin()
        try:
            yield
        finally:
            end()
            self.happening = ""

    def _ways(self, what: str) -> tuple[Callable[[], object], Callable[[], object]]:
        """How it begins, and how it ends."""
        town = self.town
        if what.startswith(KILLED):
            (member,) = (one for one in town.fleet.members if one.name == what.removeprefix(KILLED))
            return member.kill, member.start
        broker = town.brokers[len(self.thrown) % len(town.brokers)]
        ways: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
            "broker killed": (broker.kill, lambda: broker.start(STARTS_WITHIN)),
            "broker hangs": (broker.pause, broker.resume),
            "database killed": (town.postgres.kill, town.postgres.start),
            "disk full": (town.disk.fill, town.disk.clear),
            "clock steps": (lambda: town.clock.jump(STEP), self._back),
        }
        if what in ways:
            return ways[what]
        name, _, how = what.partition(" ")
        receiver = town.receivers.each()[name]
        return (receiver.hang if how.startswith("hang") else receiver.refuse), receiver.recover

    def _back(self) -> None:
        """It was ahead; now it is behind for as long, and then right."""
        self.town.clock.jump(-STEP)
        self.sleep(30)
        self.town.clock.jump(0)

    def _keep_full(self, seconds: float) -> None:
        deadline = self.now() + seconds
        while self.now() < deadline:
            self.town.disk.fill()
            self.sleep(REFILL)

    def _recovered(self, what: str) -> str:
        """Wait until all go on: doors take each kind in, every member lives, little waits, receivers get something."""
        before, deadline = self.town.heard.so_far(), self.now() + RECOVERED_WITHIN
        had = {name: one.got() for name, one in self.town.receivers.each().items()}
        while missing := self._missing(before, had):
            if self.now() > deadline:
                return f"{RECOVERED_WITHIN:.0f} s after {what}: {'; '.join(missing)}"
            self.sleep(1.0)
        return ""

    def _missing(self, before: Mapping[str, int], had: Mapping[str, int]) -> list[str]:
        town = self.town
        answers = town.heard.so_far()
        silent = [kind for kind, answer in TAKEN_IN.items() if answers[answer] <= before.get(answer, 0)]
        waits = {stage: lag for stage, lag in town.lags().items() if lag > town.enough}
        unheard = [name for name, one in town.receivers.each().items() if one.got() <= had[name]]
        dead = [member.name for member in town.fleet.members if not member.is_alive()]
        told = {"not taken in": silent, "wait": waits, "nothing came to": unheard, "dead": dead}
        return [f"{words}: {what}" for words, what in told.items() if what]
