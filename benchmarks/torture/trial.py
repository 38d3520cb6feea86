"""What every scenario does: take a place with brokers and a database, run a fleet there under load, and in the end count."""

import json
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sqlalchemy import Engine, func, select

from benchmarks.torture.draining import wait_until_drained, waiting
from benchmarks.torture.fleet import Fleet, Ingest
from benchmarks.torture.verdict import Verdict, count
from benchmarks.torture.writers import ALL, Habits, Heard, Kind, writing
from golddust import topics
from golddust.bus.kafka import KafkaLog, KafkaOptions
from golddust.bus.sqlite import SqliteLog
from golddust.database.engine import open_database, reading, upgrade_database
from golddust.database.schema import cases
from tests.services.kafka import Broker

STAGES = ("tag", "store", "complaints", "replies")
SESSION = 4
"""Seconds after which a silent worker's partitions go to others; short, so that much of that happens."""
PARTITIONS = 6
WORKERS = (("tag", "store"), ("tag", "store"), ("complaints", "replies", "promises"))
"""What works beside the doors: each a process that does these roles."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where a scenario takes place. `brokers` are there to be stopped; `seconds` is how long to load.

    `pace`: seconds between two messages of one writer.
    """

    bootstrap: Sequence[str]
    database: str
    folder: Path
    seconds: float
    say: Callable[[str], object]
    dice: Random
    brokers: Sequence[Broker] = ()
    pace: float = 0.02

    @contextmanager
    def trial(self, workers: Sequence[Sequence[str]] = WORKERS, data: Path | None = None, **settings: str) -> Iterator["Trial"]:
        """A fleet with one set of doors (on that data folder), topics of its own, and these workers.

        It is killed at the end, whatever came of it. `settings` are more of what its processes find in their environment.
        """
        prefix = f"t{secrets.token_hex(4)}."
        named = {
            "GOLDDUST_LOG__BACKEND": "kafka",
            "GOLDDUST_LOG__BOOTSTRAP_SERVERS": json.dumps(list(self.bootstrap)),
            "GOLDDUST_LOG__PREFIX": prefix,
            "GOLDDUST_LOG__PARTITIONS": str(PARTITIONS),
            "GOLDDUST_LOG__SESSION_SECONDS": str(SESSION),
            "GOLDDUST_STORE__URL": self.database,
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        with Fleet(self.folder, named | settings) as fleet:
            fleet.add_ingest(data)
            counter = Counter[str]()
            for roles in workers:
                counter[roles[0]] += 1
                fleet.add(f"{roles[0]}-{counter[roles[0]]}", "work", *roles)
            yield Trial(self, fleet, prefix)


@dataclass(slots=True)
class Trial:
    """A fleet under load; `faults` takes what is seen to be wrong on the way, `notes` what was done."""

    site: Site
    fleet: Fleet
    prefix: str
    heard: Heard = field(default_factory=Heard)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @contextmanager
    def load(
        self, habits: Habits | None = None, kinds: Sequence[Kind] = ALL, doors: Sequence[Ingest] | None = None
    ) -> Iterator[None]:
        """Start the fleet, and have writers of these kinds at these doors (else all) for as long as the context lasts."""
        engine = open_database(self.site.database)
        upgrade_database(engine)
        engine.dispose()
        self.fleet.start()
        self.site.say("doors open")
        with writing(doors or self.fleet.doors, self.heard, habits or Habits(pace=self.site.pace), kinds):
            yield
        self.site.say(f"load ends: {len(self.heard)} acknowledged; answers {dict(self.heard.answers)}")

    def until_tagged(self, more: int = 0) -> None:
        """Wait until messages have gone all the way to a case, or so many more, so that what comes hits a fleet at work."""
        engine = open_database(self.site.database)
        wanted = _cases(engine) + more if more else 1
        try:
            for _ in self.within(120):
                if _cases(engine) >= wanted:
                    return
            self.faults.append("nothing came to be a case under load")
        finally:
            engine.dispose()

    def sleep(self, seconds: float) -> None:
        """Let the load go on for so long."""
        time.sleep(seconds)

    def within(self, seconds: float) -> Iterator[None]:
        """Come round every 0.1 s, for so long."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            yield
            time.sleep(0.1)

    def lasting(self, until: Callable[[], bool], within: float = 180.0) -> Iterator[None]:
        """Come round until the load has lasted long enough and that is so, too; or much too long."""
        started = time.monotonic()
        for _ in self.within(max(within, 2 * self.site.seconds)):
            if time.monotonic() - started >= self.site.seconds and until():
                return
            yield

    def moments(self, shortest: float, longest: float) -> Iterator[float]:
        """Sleep for a random time again and again, until the load has lasted long enough; hands out what is left of it."""
        deadline = time.monotonic() + self.site.seconds
        while (left := deadline - time.monotonic()) > 0:
            time.sleep(min(left, self.site.dice.uniform(shortest, longest)))
            yield left

    def fault_unless(self, held: object, words: str) -> None:
        """Note a fault where a promise was not held."""
        if not held:
            self.faults.append(words)

    def answers(self, since: Mapping[str, int]) -> Counter[str]:
        """What the doors have said since then."""
        return self.heard.so_far() - Counter(since)

    def conclude(self, twice: frozenset[str] = frozenset(), within: float = 240.0) -> Verdict:
        """Have everything at work, wait until nothing is on its way, stop all, and count."""
        self.fleet.start_what_ended()
        started = time.monotonic()
        with ExitStack() as open_files:
            spools = [SqliteLog(ingest.spool) for ingest in self.fleet.doors]
            log, engine = self.log(), open_database(self.site.database)
            for thing in (*spools, log):
                open_files.callback(thing.close)
            open_files.callback(engine.dispose)
            stuck = wait_until_drained(lambda: waiting(spools, log, STAGES, engine), within)
            self.site.say(f"drained within {time.monotonic() - started:.0f} s" if not stuck else stuck[0])
            stopping = time.monotonic()
            faults = [*self.faults, *self.fleet.faults, *stuck, *self.fleet.stop()]
            notes = [*self.notes, f"drained in {stopping - started:.0f} s", f"stopped in {time.monotonic() - stopping:.0f} s"]
            return count(log, engine, self.heard, twice).noting(notes, [*faults, *self._forwarded(spools, log)])

    def log(self) -> KafkaLog:
        """The log, as an onlooker sees it."""
        return KafkaLog(KafkaOptions(tuple(self.site.bootstrap), prefix=self.prefix))

    def _forwarded(self, spools: Sequence[SqliteLog], log: KafkaLog) -> list[str]:
        """Conservation at the door: as many deliveries as feedback. What a spool says of its reader may lag."""
        taken_in = sum(tally.written for spool in spools for tally in spool.tallies())
        forwarded = sum(tally.written for tally in log.tallies() if tally.topic == topics.RECEIVED)
        return [f"{taken_in} deliveries were taken in, and {forwarded} forwarded"] if taken_in != forwarded else []


def _cases(engine: Engine) -> int:
    with reading(engine) as connection:
        return int(connection.execute(select(func.count()).select_from(cases)).scalar_one())
