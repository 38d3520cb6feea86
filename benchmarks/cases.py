"""The complaint register under load: opening cases, and the clocks of a hundred thousand open ones; both databases, durable."""

import itertools
import random
import statistics
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace
from sqlalchemy import Engine, func, select, update

from benchmarks.messages import feedback
from cli.wiring.installation import Installation
from config.settings import Settings
from golddust.database.engine import reading, writing
from golddust.database.schema import case_events, cases, promises
from golddust.errors import Unavailable
from golddust.events import Issue
from golddust.ports import Register
from processors.issues import issue_of
from processors.step import tagged_of
from sinks.store.options import Options as StoreOptions
from tests.services.postgres import DURABLE, find_binaries, running_postgres

BATCH = 500
"""As many issues as the stage `complaints` takes up in one transaction when it is behind."""
DUE_WITHIN = 10.0
PAUSE = 1.0


@dataclass(frozen=True, slots=True)
class Measured:
    """Of one database. Times in milliseconds, but for `latest`: so many seconds after it was due the last of the timers fired."""

    opened_a_second: float
    one_opened: float
    one_opened_p99: float
    idle_tick: float
    idle_tick_p99: float
    latest: float
    fired: int
    clocks: int


def measure(count: int) -> dict[str, Measured]:
    """What it takes, with that many open cases, each with three clocks."""
    found = {}
    for name in ("SQLite", "PostgreSQL"):
        with installation_on(name) as installation:
            found[name] = _measure(installation, count)
    return found


@contextmanager
def installation_on(database: str) -> Iterator[Installation]:
    """A golddust with an empty, durable database: SQLite or PostgreSQL. Raises Unavailable."""
    with TemporaryDirectory(prefix="golddust-bench-") as folder:
        if database == "SQLite":
            with closing(Installation(Settings(data_dir=Path(folder)))) as installation:
                yield installation
            return
        binaries = find_binaries()
        if binaries is None:
            raise Unavailable("PostgreSQL is not installed here: Debian's package `postgresql` has it", retry_after=0)
        with running_postgres(binaries, DURABLE) as server:
            store = StoreOptions(url=server.url(server.create()))
            with closing(Installation(Settings(data_dir=Path(folder), store=store))) as installation:
                yield installation


def _measure(installation: Installation, count: int) -> Measured:
    register, issues = installation.register, issues_for(installation, count)
    opened = opened_a_second(register, issues, count)
    single = [_timed(register, next(issues)) for _ in range(200)]
    ticks = [_tick(installation) for _ in range(200)]
    latest, fired = _fire(installation, 400)
    return Measured(opened, *_middle_and_end(single), *_middle_and_end(ticks), latest, fired, _clocks(installation.engine))


def opened_a_second(register: Register, issues: Iterator[Issue], count: int) -> float:
    """Open cases for so many of the issues, as the stage does when it is behind."""
    batches = [list(itertools.islice(issues, BATCH)) for _ in range(count // BATCH)]
    started = time.perf_counter()
    for batch in batches:
        register.open(batch)
    return count / (time.perf_counter() - started)


def issues_for(installation: Installation, count: int) -> Iterator[Issue]:
    """Complaints, each of a customer of its own, made from a few hundred tagged texts."""
    said = [feedback(number) for number in range(300)]
    tags = installation.processor.tag(said)
    tagged = [tagged_of(one, tag, "bench") for one, tag in zip(said, tags, strict=True)]
    found = [issue for one in tagged if (issue := issue_of(one, installation.taxonomy))]
    now = installation.clock.now()
    for number in range(count + 1000):
        like = found[number % len(found)]
        name = f"{number:026x}"
        yield replace(like, id=name, feedback=name, customer=f"cust_{name}", received_at=now, answerable=True)


def _timed(register: Register, issue: Issue) -> float:
    started = time.perf_counter()
    register.open([issue])
    return (time.perf_counter() - started) * 1000


def _tick(installation: Installation) -> float:
    started = time.perf_counter()
    installation.casework.clockwork.tick()
    return (time.perf_counter() - started) * 1000


def _middle_and_end(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


def _fire(installation: Installation, count: int) -> tuple[float, int]:
    """Let that many promises break within the next seconds, and look as often as the role `promises` does."""
    dice = random.Random(7)
    begin = installation.clock.now()
    with writing(installation.engine) as connection:
        some = connection.execute(select(cases.c.id).order_by(cases.c.id).limit(count)).scalars().all()
        for case in some:
            due = begin + timedelta(seconds=dice.uniform(1, DUE_WITHIN))
            first = (promises.c.case == case) & (promises.c.standard == "acknowledge")
            connection.execute(update(promises).where(first).values(due=due, at_risk_at=begin))
            connection.execute(update(cases).where(cases.c.id == case).values(wakes_at=due))
    while (installation.clock.now() - begin).total_seconds() < DUE_WITHIN + 2 * PAUSE:
        if not installation.casework.clockwork.tick():
            time.sleep(PAUSE)
    with reading(installation.engine) as connection:
        mine = (promises.c.standard == "acknowledge") & promises.c.case.in_(some)
        rows = connection.execute(select(promises.c.due, promises.c.late_at).where(mine)).all()
        found = connection.execute(
            select(func.count()).where(case_events.c.step == "late", case_events.c.case.in_(some))
        ).scalar_one()
    late = [(row.late_at - row.due).total_seconds() for row in rows if row.late_at]
    return max(late, default=float("inf")), found


def _clocks(engine: Engine) -> int:
    with reading(engine) as connection:
        return int(
            connection.execute(select(func.count()).select_from(promises).where(promises.c.kept_at.is_(None))).scalar_one()
        )
