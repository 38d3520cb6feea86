"""A whole installation, started: doors on a disk of their own, each role twice, consoles, and all that they stand on."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine

from benchmarks.soak import said_once
from benchmarks.soak.disk import Disk, small_disk
from benchmarks.soak.receivers import Receivers, receivers
from benchmarks.torture.draining import wait_until_drained, waiting
from benchmarks.torture.scenarios.clock_jump import LIBRARY, JumpingClock
from benchmarks.torture.trial import STAGES, Site, Trial
from benchmarks.torture.writers import Habits
from golddust.bus.kafka import KafkaLog
from golddust.bus.sqlite import SqliteLog
from golddust.database.engine import open_database, upgrade_database
from tests.services.ports import free_port
from tests.services.postgres import PostgresServer

STEADY = (("tag",), ("store",), ("complaints",), ("replies",), ("promises",), ("mirrors",))
MORTAL = (("tag", "store"), ("complaints", "replies"), ("promises", "mirrors"))
"""Each role twice: one lives all the time, so that it shows what it takes; the other is killed now and then."""
SECOND = "-2"
CUSTOMERS = 20_011
DRAINED_WITHIN = 1800.0


@dataclass(frozen=True, slots=True)
class Installed:
    """What stands there. `consoles` are their ports."""

    site: Site
    trial: Trial
    postgres: PostgresServer
    engine: Engine
    disk: Disk
    clock: JumpingClock
    receivers: Receivers
    consoles: tuple[int, ...]
    log: KafkaLog
    spools: tuple[SqliteLog, ...]

    @property
    def habits(self) -> Habits:
        """Of all who write: they believe the same time as the installation."""
        return Habits(pace=0.0, now=self.clock.now, customers=CUSTOMERS)

    @property
    def mortals(self) -> list[str]:
        """The names of those who are killed now and then."""
        return [member.name for member in self.trial.fleet.members if member.name.endswith(SECOND)]

    def leaders(self) -> Mapping[str, int]:
        """The processes of ours that are alive, of the brokers, and of the database."""
        ours = {one.name: one.process.pid for one in self.trial.fleet.members if one.process is not None and one.is_alive()}
        brokers = {f"broker-{one.node}": one.process.pid for one in self.site.brokers if one.process is not None}
        try:
            return ours | brokers | {"postgres": self.postgres.pid}
        except (OSError, LookupError):  # it is away just now
            return ours | brokers

    def drain(self) -> list[str]:
        """Wait until nothing is on its way, answers among it: what is stuck, if anything."""
        return wait_until_drained(
            lambda: waiting(self.spools, self.log, STAGES, self.engine) | said_once.waiting(self.engine), DRAINED_WITHIN
        )


@contextmanager
def installed(site: Site, postgres: PostgresServer, say: Callable[[str], object]) -> Iterator[Installed]:
    """One, with its doors open; gone at the end."""
    with ExitStack() as stack:
        disk, theirs = stack.enter_context(small_disk(site.folder / "disk")), stack.enter_context(receivers())
        clock = JumpingClock(site.folder / "clock")
        settings = theirs.settings | (clock.settings if LIBRARY else {})
        trial = stack.enter_context(site.trial((*STEADY, *MORTAL), data=disk.folder / "ingest-1", **settings))
        trial.fleet.add_ingest(disk.folder / "ingest-2")
        consoles = free_port(), free_port()
        for number, port in enumerate(consoles, start=1):
            trial.fleet.add(f"console-{number}", "serve", "console", "--console", str(port))
        engine = open_database(site.database)
        stack.callback(engine.dispose)
        upgrade_database(engine)
        trial.fleet.start()
        say(f"doors open; {len(trial.fleet.members)} processes at work")
        log, spools = trial.log(), tuple(SqliteLog(ingest.spool) for ingest in trial.fleet.doors)
        for one in (log, *spools):
            stack.callback(one.close)
        yield Installed(site, trial, postgres, engine, disk, clock, theirs, consoles, log, spools)
