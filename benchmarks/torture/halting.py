"""A worker that is killed, or frozen, at a chosen point inside a transaction: `golddust work`, but for the driver of its log.

python -m benchmarks.torture.halting --how kill --point produced --after 3 --tell FILE --data FOLDER ROLE...
"""

import argparse
import os
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cli.processes.logs import write_logs_to_standard_error
from cli.processes.roles import work
from cli.wiring.installation import Installation
from cli.wiring.kafka import kafka_log
from config.load import load
from golddust.bus.kafka import KafkaOptions
from golddust.bus.kafka.drivers import Driver, GroupConsumer, Membering, Membership
from golddust.bus.kafka.drivers.python import PythonDriver, PythonProducer
from golddust.bus.kafka.rows import Outgoing
from golddust.errors import Unavailable
from golddust.records import Positions

PRODUCED, OFFSETS, COMMITTED = "produced", "offsets", "committed"
POINTS = (PRODUCED, OFFSETS, COMMITTED)
"""The records are flushed; the group's positions are in the transaction, too; it is committed, and nobody was told."""
SIGNALS = {"kill": signal.SIGKILL, "freeze": signal.SIGSTOP}


@dataclass(slots=True)
class Halt:
    """Halts this process once: at the point, in the first transaction after so many others. `tell`: where it says so.

    With `grouped`, only those count that move a group; what is copied from an outbox or a spool moves none.
    """

    how: str
    point: str
    after: int
    grouped: bool
    tell: Path
    begun: int = 0
    halted_in: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, *, moves_a_group: bool) -> int:
        """A transaction begins; returns its number, 0 where it does not count."""
        if self.grouped and not moves_a_group:
            return 0
        with self.lock:
            self.begun += 1
            return self.begun

    def at(self, point: str, number: int) -> None:
        """That transaction has come to that point."""
        with self.lock:
            due = point == self.point and number > self.after and not self.halted_in
            self.halted_in = self.halted_in or number * due
        if due:
            self.say("halted")
            os.kill(os.getpid(), SIGNALS[self.how])

    def say(self, words: str) -> None:
        """Write it down where whoever started us looks."""
        with self.tell.open("a") as told:
            told.write(words + "\n")


class HaltingDriver:
    """A `Driver` whose producers come to those points."""

    def __init__(self, options: KafkaOptions, halt: Halt) -> None:
        self._options = options
        self._halt = halt
        self._driver = PythonDriver(options)

    def consumer(self, group: str, topics: Sequence[str], membering: Membering) -> GroupConsumer:
        """As golddust's own."""
        return self._driver.consumer(group, topics, membering)

    def producer(self, transactional_id: str) -> PythonProducer:
        """One that halts."""
        return HaltingProducer(self._options, transactional_id, self._halt)


class HaltingProducer(PythonProducer):
    """Tells the halt where each transaction is. Between flush and commit there is no seam in golddust, so it reaches inside."""

    def __init__(self, options: KafkaOptions, transactional_id: str, halt: Halt) -> None:
        super().__init__(options, transactional_id)
        self._halt = halt
        self._number = 0
        self._points: list[str] = []
        self._producer = _FlushTold(self._producer, lambda: halt.at(PRODUCED, self._number))

    def transact(self, records: Sequence[Outgoing], through: Positions, membership: Membership) -> None:
        """As golddust's own, and say how a transaction went on that was halted."""
        self._number = self._halt.begin(moves_a_group=bool(through))
        self._points = [OFFSETS, COMMITTED] if through else [COMMITTED]
        try:
            super().transact(records, through, membership)
        except Unavailable as away:
            self._tell(f"refused: {away.reason}")
            raise
        self._tell("went through")

    def _finish(self, result: Any) -> None:
        super()._finish(result)
        self._halt.at(self._points.pop(0), self._number)

    def _tell(self, words: str) -> None:
        if self._number and self._halt.halted_in == self._number:
            self._halt.say(words)


class _FlushTold:
    """A producer that tells when it has flushed."""

    def __init__(self, producer: Any, flushed: Callable[[], None]) -> None:
        self._told = producer
        self._flushed = flushed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._told, name)

    def flush(self, timeout: float | None = None) -> None:
        """Flush, and then tell."""
        self._told.flush(timeout=timeout)
        self._flushed()


def main() -> None:
    """Do the roles' work until halted, and after a freeze go on with it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--how", choices=SIGNALS, required=True)
    parser.add_argument("--point", choices=POINTS, required=True)
    parser.add_argument("--after", type=int, default=0, help="transactions that go through before")
    parser.add_argument("--grouped", action="store_true", help="count only transactions that move a group")
    parser.add_argument("--tell", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("roles", nargs="+")
    options = parser.parse_args()
    write_logs_to_standard_error()
    halt = Halt(options.how, options.point, options.after, options.grouped, options.tell)
    installation = Installation(load(None, {"data_dir": options.data}).settings, metered=True)
    installation.kafka = kafka_log(installation.settings, installation.clock, _driver_with(halt))
    work(installation, options.roles, None)


def _driver_with(halt: Halt) -> Callable[[KafkaOptions], Driver]:
    return lambda options: HaltingDriver(options, halt)


if __name__ == "__main__":
    main()
