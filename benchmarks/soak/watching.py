"""Looks at every process and at the installation again and again, and keeps what was seen."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from benchmarks.soak.samples import Sample, Standing, taken
from benchmarks.torture.trial import STAGES
from golddust.database.engine import reading
from golddust.errors import GoldDustError
from golddust.ports import Log

EVERY = 10.0
LAGS_EVERY = 5.0
SIZES = "SELECT pg_database_size(current_database()), (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database())"


@dataclass(slots=True)
class Watch:
    """`leaders` names each process to be looked at, with all that descend from it; `now`: seconds since load began."""

    now: Callable[[], float]
    leaders: Callable[[], Mapping[str, int]]
    acknowledged: Callable[[], int]
    log: Log
    spools: Sequence[tuple[Path, Log]]
    engine: Engine
    every: float = EVERY
    samples: list[Sample] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)
    lags: dict[str, int] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)

    def known_lags(self) -> dict[str, int]:
        """What waited for each stage when it was last seen."""
        return dict(self.lags)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """For as long as the context lasts."""
        looks = [threading.Thread(target=self._again, args=(look, every), daemon=True) for look, every in self._looks()]
        for look in looks:
            look.start()
        try:
            yield
        finally:
            self._stop.set()
            for look in looks:
                look.join(60)

    def _looks(self) -> Sequence[tuple[Callable[[], None], float]]:
        return (self._look_at_processes, self.every), (self._look_at_all, self.every), (self._look_at_lags, LAGS_EVERY)

    def _again(self, look: Callable[[], None], every: float) -> None:
        while not self._stop.wait(every):
            with suppress(GoldDustError, SQLAlchemyError, OSError):  # broker, database and disk are away now and then
                look()

    def _look_at_processes(self) -> None:
        self.samples.extend(taken(self.now(), self.leaders()))

    def _look_at_all(self) -> None:
        with reading(self.engine) as connection:
            size, connections = connection.execute(text(SIZES)).one()
        self.standings.append(
            Standing(round(self.now(), 1), self.acknowledged(), size, connections, self._spooled(), self.known_lags())
        )

    def _look_at_lags(self) -> None:
        found = {standing.group: standing.lag for standing in self.log.standings() if standing.group in STAGES}
        for number, (_, spool) in enumerate(self.spools, start=1):
            found[f"spool {number}"] = sum(standing.lag for standing in spool.standings())
        self.lags = found

    def _spooled(self) -> int:
        return sum(file.stat().st_size for path, _ in self.spools for file in path.parent.glob(f"{path.name}*"))
