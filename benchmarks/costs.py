"""What one message costs each role: processor time, and bytes on each disk. Processor time holds on a busy machine, too.

python -m benchmarks.costs --messages 600
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.soak.installed import Installed, installed
from benchmarks.soak.samples import taken
from benchmarks.soak.senders import forms
from benchmarks.torture.trial import Site
from benchmarks.torture.writers import ALL, writing
from tests.services.kafka import running_broker
from tests.services.postgres import DURABLE, find_binaries, running_postgres

WARM = 60
"""Messages that come first and are not counted: connections are made, models loaded, topics created."""


def main() -> None:
    """Start everything, look at it while nothing comes, then feed it, and print a record of what each role took."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--messages", type=int, default=600)
    asked.add_argument("--idle", type=float, default=30.0, help="seconds for which nothing comes, to know what idling takes")
    options = asked.parse_args()
    binaries = find_binaries()
    if binaries is None:
        sys.exit("PostgreSQL is not here: install Debian's package `postgresql`")
    with (
        tempfile.TemporaryDirectory(prefix="golddust-costs-") as folder,
        running_postgres(binaries, DURABLE) as postgres,
        running_broker(flags=()) as broker,
    ):
        database = postgres.url(postgres.create())
        site = Site([broker.bootstrap], database, Path(folder), 0.0, _say, random.Random(0), [broker])
        with installed(site, postgres, _say) as place:
            for record in measured(place, broker.folder / "data", options.messages, options.idle):
                print(json.dumps(record), flush=True)


def measured(place: Installed, kafka: Path, messages: int, idle: float) -> list[dict[str, float | str]]:
    """Per message: milliseconds of processor time by role, idling taken off, and bytes by disk."""
    _feed(place, WARM)
    first, began = _cpu(place), time.monotonic()
    time.sleep(idle)
    resting = {role: (value - first[role]) / (time.monotonic() - began) for role, value in _cpu(place).items()}
    before, room, began = _cpu(place), _room(place, kafka), time.monotonic()
    count = _feed(place, messages)
    took = time.monotonic() - began
    spent = {role: value - before[role] - resting[role] * took for role, value in _cpu(place).items()}
    grown = {name: (value - room[name]) / count for name, value in _room(place, kafka).items()}
    return [
        {"messages": count, "seconds": round(took, 1)},
        *(
            {"role": role, "cpu_ms": round(value / count * 1000, 2), "idle_share_of_a_core": round(resting[role], 4)}
            for role, value in sorted(spent.items())
        ),
        *({"disk": name, "bytes": round(value)} for name, value in sorted(grown.items())),
        *({"process": name, "pss_mib": round(size, 1)} for name, size in sorted(_memory(place).items())),
    ]


def _feed(place: Installed, count: int) -> int:
    heard = place.trial.heard
    before = len(heard)
    with writing(place.trial.fleet.doors, heard, place.habits, (*ALL, forms)):
        while len(heard) - before < count:
            time.sleep(0.02)
    if stuck := place.drain():
        sys.exit(stuck[0])
    return len(heard) - before


def _cpu(place: Installed) -> Counter[str]:
    """Seconds of processor time so far, by role: both of each kind together."""
    spent = Counter[str]()
    for sample in taken(0.0, place.leaders()):
        spent[sample.process.partition("-")[0].partition("/")[0]] += sample.cpu  # type: ignore[assignment] # seconds are no whole numbers
    return spent


def _memory(place: Installed) -> dict[str, float]:
    sizes: dict[str, float] = {}
    for sample in taken(0.0, place.leaders()):
        name = sample.process.partition("/")[0]
        sizes[name] = sizes.get(name, 0.0) + sample.pss / 1024
    return sizes


def _room(place: Installed, kafka: Path) -> dict[str, int]:
    doors = [ingest.data for ingest in place.trial.fleet.doors]
    with place.engine.connect() as connection:
        database = connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()
    return {
        "database": int(database),
        "kafka": _size(kafka),
        "originals": sum(_size(data / "originals") for data in doors),
        "spool": sum(file.stat().st_size for data in doors for file in data.glob("spool.sqlite3*")),
    }


def _size(folder: Path) -> int:
    """What its files take of the disk, in whole blocks."""
    return sum(file.stat().st_blocks * 512 for file in folder.rglob("*") if file.is_file())


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
