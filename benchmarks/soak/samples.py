"""What each process takes, looked at again and again: memory, descriptors, threads, processor time, children."""

import csv
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass, fields
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Sample:
    """One process at one moment: seconds since load began, whose it is, KiB, counts, and seconds of processor time so far.

    `process` is the member's name; its children are `name/1`, `name/2` in the order of their ids.
    """

    at: float
    process: str
    pid: int
    rss: int
    pss: int
    anonymous: int
    descriptors: int
    threads: int
    cpu: float
    children: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The installation at one moment: bytes of database, spools and disk, rows and connections, what waits for each stage."""

    at: float
    acknowledged: int
    database: int
    connections: int
    spools: int
    lags: Mapping[str, int]

    @property
    def lag(self) -> int:
        """What waits, over all stages."""
        return sum(self.lags.values())


def taken(at: float, leaders: Mapping[str, int]) -> list[Sample]:
    """A sample of each of these processes (name and id) and of all that descend from them."""
    parents = dict(_parents())
    found = []
    for name, leader in leaders.items():
        tree = sorted(_tree(leader, parents))
        labels = {pid: f"{name}/{number}" for number, pid in enumerate((pid for pid in tree if pid != leader), start=1)}
        labels[leader] = name
        for pid in tree:
            with suppress(OSError, LookupError, ValueError):  # it ended under our eyes
                found.append(_sample(at, labels[pid], pid, sum(parent == pid for parent in parents.values())))
    return found


def _parents() -> Iterator[tuple[int, int]]:
    for stat in PROC.glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                yield int(stat.parent.name), int(parent)


def _tree(leader: int, parents: Mapping[int, int]) -> set[int]:
    found, fresh = set[int](), {leader} & parents.keys()
    while fresh:
        found |= fresh
        fresh = {pid for pid, parent in parents.items() if parent in fresh} - found
    return found


def _sample(at: float, process: str, pid: int, children: int) -> Sample:
    folder = PROC / str(pid)
    sizes = {
        words[0]: int(words[1]) for line in (folder / "smaps_rollup").read_text().splitlines()[1:] if (words := line.split())
    }
    status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
    stat = (folder / "stat").read_text().rpartition(")")[2].split()
    return Sample(
        at=round(at, 1),
        process=process,
        pid=pid,
        rss=sizes["Rss:"],
        pss=sizes["Pss:"],
        anonymous=sizes["Anonymous:"],
        descriptors=len(os.listdir(folder / "fd")),  # noqa: PTH208 - names alone, and many
        threads=int(status["Threads"]),
        cpu=(int(stat[11]) + int(stat[12])) / TICKS,
        children=children,
    )


def write(path: Path, rows: Iterable[Sample]) -> None:
    """As CSV, one line for each process and moment."""
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(field.name for field in fields(Sample))
        out.writerows(astuple(row) for row in rows)


def write_standings(path: Path, rows: Sequence[Standing]) -> None:
    """As CSV, one line for each moment; a column for each stage's lag."""
    stages = sorted({stage for row in rows for stage in row.lags})
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["at", "acknowledged", "database", "connections", "spools", *stages])
        for row in rows:
            out.writerow(
                [row.at, row.acknowledged, row.database, row.connections, row.spools, *(row.lags.get(s, "") for s in stages)]
            )


def read(path: Path) -> list[Sample]:
    """What `write` wrote."""
    with path.open(newline="") as file:
        return [
            Sample(
                float(r["at"]),
                r["process"],
                *(int(r[n]) for n in ("pid", "rss", "pss", "anonymous", "descriptors", "threads")),
                float(r["cpu"]),
                int(r["children"]),
            )
            for r in csv.DictReader(file)
        ]
