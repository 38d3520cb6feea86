"""The tables about Kafka: workers, latency, the same job done by others, and what a message costs as they grow many."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from benchmarks import latency, workers
from benchmarks.cluster import MissingError, broker
from benchmarks.messages import feedback
from benchmarks.peers import race
from benchmarks.peers.job import Job
from benchmarks.peers.race import Lap
from golddust import wire
from golddust.records import Entry

DRIVERS = ("kafka-python", "librdkafka")
PROCESSES = (1, 2, 4)
ENOUGH_BEHIND = 0.5
"""Seconds that the posting may fall behind its plan before the table says so."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much is measured: messages for the workers, at once and seconds for latency, messages for the race, marks of cost."""

    rounds: int = 2
    workers: int = 8000
    at_once: int = 3000
    seconds: float = 20.0
    tagging: int = 20_000
    passing: int = 100_000
    marks: tuple[int, ...] = (10_000, 100_000)


QUICK = Amounts(1, 3000, 1000, 8.0, 5000, 20_000, (10_000,))


def show(screen: Console, parts: Sequence[str], amounts: Amounts) -> None:
    """Measure these parts on one broker and print their tables; without Kafka, say so."""
    try:
        with broker() as bootstrap:
            for part in parts:
                TABLES[part](screen, bootstrap, amounts)
    except MissingError as missing:
        screen.print(f"{', '.join(parts)}: left out. {missing}", markup=False)


def _entries(count: int) -> list[Entry]:
    return [wire.entry(feedback(number)) for number in range(count)]


def _workers(screen: Console, bootstrap: str, amounts: Amounts) -> None:
    title = (
        f"Kafka: received, tagged, stored in PostgreSQL (its fsync off), {amounts.workers:,} messages; best of {amounts.rounds}"
    )
    table = Table("workers", "driver", "messages a second", "beside one worker", title=title, title_justify="left")
    try:
        best = _best_of_workers(screen, bootstrap, amounts)
    except MissingError as missing:
        screen.print(f"workers: left out. {missing}", markup=False)
        return
    for (driver, processes), speed in best.items():
        table.add_row(str(processes), driver, f"{speed:,.0f}", f"{speed / best[driver, 1]:.0%}")
    screen.print(table)


def _best_of_workers(screen: Console, bootstrap: str, amounts: Amounts) -> dict[tuple[str, int], float]:
    best = {(driver, processes): 0.0 for driver in DRIVERS for processes in PROCESSES}
    entries = _entries(amounts.workers)
    with workers.database_server() as server, screen.status("workers …") as status:
        for turn in range(amounts.rounds):
            for (driver, processes), before in best.items():
                status.update(f"{processes} worker(s), {driver}, round {turn + 1} …")
                speed = workers.measure(bootstrap, server, workers.Setting(driver, processes), entries)
                best[driver, processes] = max(before, speed)
    return best


def _latency(screen: Console, bootstrap: str, amounts: Amounts) -> None:
    table = Table("driver", "capacity", "posted", "p50", "p99", "aim for p99", title_justify="left")
    table.title = f"Kafka: from accepted to stored, a whole golddust run at half of its capacity for {amounts.seconds:.0f} s"
    for driver in DRIVERS:
        with screen.status(f"latency, {driver} …"):
            found = latency.measure(bootstrap, driver, amounts.at_once, amounts.seconds)
        late = f" ({found.behind:.1f} s behind)" if found.behind > ENOUGH_BEHIND else ""
        times = (f"{found.quantile(share) * 1000:,.0f} ms" for share in (0.5, 0.99))
        table.add_row(driver, f"{found.capacity:,.0f} a second", f"{found.rate:,.0f} a second{late}", *times, "1,000 ms")
    screen.print(table)


def _race(screen: Console, bootstrap: str, amounts: Amounts) -> None:
    for work, doing, count in (("tag", "tagging", amounts.tagging), ("pass", "passing through", amounts.passing)):
        title = f"Kafka: {doing} {count:,} messages, one process each, until committed; best of {amounts.rounds}"
        with screen.status(f"{doing} …") as status:
            laps = race.race(bootstrap, work, _entries(count), amounts.rounds, status.update)
        screen.print(_race_table(title, work, laps))


def _race_table(title: str, work: str, laps: dict[str, Lap]) -> Table:
    """One row each; the ratio is to the quicker peer. A row that has none says why."""
    columns = ("program", "promises", "messages a second", "beside the best peer", "CPU s for 10,000", "aim")
    table = Table(*columns, title=title, title_justify="left")
    best = max(laps[one.name].per_second for one in race.PEERS)
    for one in (*race.OURS, *race.PEERS):
        lap = laps[one.name]
        if lap.fault:
            table.add_row(one.name, one.promise, lap.fault)
            continue
        ratio = f"{lap.per_second / best:.0%}" if best else "no peer ran"
        aim = "100 %" if work == "tag" and one.is_ours else ""
        table.add_row(one.name, one.promise, f"{lap.per_second:,.0f}", ratio, f"{lap.cpu:.2f}", aim)
    return table


def _cost(screen: Console, bootstrap: str, amounts: Amounts) -> None:
    columns = ("driver", "messages", "CPU s for 10,000", "since the row before", "beside the first", "MiB at most")
    table = Table(*columns, title="Kafka: cost of a message in the stage tag, passing records on", title_justify="left")
    for one in race.OURS:
        with screen.status(f"{amounts.marks[-1]:,} messages, {one.variant} …"):
            job = Job(bootstrap, "", "cost", amounts.marks[-1], one.variant, amounts.marks)
            lap = race.cost(bootstrap, one, job, (wire.entry(feedback(number)) for number in range(job.count)))
        for row in _cost_rows(lap):
            table.add_row(one.variant, *row)
    screen.print(table)


def _cost_rows(lap: Lap) -> list[tuple[str, ...]]:
    if lap.fault:
        return [(lap.fault,)]
    rows, before = [], (0, 0.0)
    first = lap.marks[0][1] / lap.marks[0][0]
    for count, used, peak in lap.marks:
        stretch = (used - before[1]) / (count - before[0])
        each = (f"{used / count * 10_000:.2f}", f"{stretch * 10_000:.2f}", f"{stretch / first:.0%}")
        rows.append((f"{count:,}", *each, f"{peak:,.0f}"))
        before = (count, used)
    return rows


TABLES: dict[str, Callable[[Console, str, Amounts], None]] = {
    "workers": _workers,
    "latency": _latency,
    "peers": _race,
    "cost": _cost,
}
