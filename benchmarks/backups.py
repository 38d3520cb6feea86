"""How long a backup takes, and an installation made from it: `python -m benchmarks.backups [--messages 100000]`.

The messages are some real ones that went all the way, copied with other ids: on the log, in the store, and as originals.
"""
# ruff: noqa: S608 - what is put together is our own

import argparse
import os
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from cli.backup import making
from cli.backup.place import Place
from cli.backup.restoring import Wanted, restore
from cli.backup.sealing import all_keys, backup_key, seal_keys
from config.load import load
from tests.cli.company import Company

SOME = 100
TOPICS = ("feedback.received", "feedback.tagged", "golddust.intake")


def main() -> None:
    """Print what was measured."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--messages", type=int, default=100_000)
    number = asked.parse_args().messages
    with tempfile.TemporaryDirectory(prefix="golddust-backups-") as scratch:
        folder = Path(scratch)
        company = Company(folder / "data")
        company.say(*range(SOME))
        company.work()
        fill(folder / "data", number // SOME)
        measure(company, folder, number)
        company.installation.close()


def fill(data: Path, times: int) -> None:
    """Copy everything so many times."""
    with closing(sqlite3.connect(data / "log.sqlite3")) as log:
        for _ in range(times - 1):
            log.execute(
                "INSERT INTO records (topic, partition, appended_at, key, headers, value)"
                " SELECT r.topic, partition, appended_at, key, headers, value FROM records r JOIN topics t ON t.number = r.topic"
                f" WHERE t.name IN {TOPICS} ORDER BY position LIMIT {SOME * len(TOPICS)}"
            )
        for topic in TOPICS:
            written = "(SELECT number FROM topics WHERE name = ?)"
            log.execute(
                f"UPDATE tallies SET written = written * {times}, read = read * {times} WHERE topic = {written}", (topic,)
            )
        newest = log.execute("SELECT max(position) + 1 FROM records").fetchone()[0]
        log.execute("UPDATE positions SET next = (SELECT json_group_array(?) FROM json_each(next))", (newest,))
        log.commit()
    with closing(sqlite3.connect(data / "store.sqlite3")) as store:
        for table in ("feedback", "tags"):
            names = [row[1] for row in store.execute(f"PRAGMA table_info({table})")][1:]
            columns = ", ".join(f'"{name}"' for name in names)
            key = "id" if table == "feedback" else "feedback"
            earlier = "strftime('%Y-%m-%d %H:%M:%S', received_at, '-{} seconds') || substr(received_at, 20)"
            for one in range(1, times):
                copied = columns.replace('"received_at"', earlier.format(one))
                store.execute(
                    f"INSERT INTO {table} ({key}, {columns}) SELECT substr({key}, 1, 18) || printf('%08d', {one}), {copied}"
                    f" FROM {table} ORDER BY rowid LIMIT {SOME}"
                )
        store.commit()
    originals = list((data / "originals").glob("??/*"))
    for one in range(times * SOME // len(originals) - 1):
        for number, path in enumerate(originals):
            name = f"{(one * len(originals) + number) % 256:02x}{one * len(originals) + number:062x}"
            (data / "originals" / name[:2]).mkdir(exist_ok=True)
            (data / "originals" / name[:2] / name).write_bytes(os.urandom(path.stat().st_size))  # as sealed ones look


def measure(company: Company, folder: Path, number: int) -> None:
    """A first backup, one right after it, and an installation made from that."""
    settings = company.installation.settings
    seal_keys(settings, folder / "keys.sealed", "a passphrase for a trial")
    place = Place(folder / "place", backup_key(settings))
    began = time.perf_counter()
    manifest = making.make(company.installation, place, None)
    first = time.perf_counter()
    making.make(company.installation, place, None)
    second = time.perf_counter()
    size = sum(path.stat().st_size for path in (folder / "place").rglob("*") if path.is_file())
    databases = f"databases {manifest.size >> 20} MiB, sealed {size >> 20} MiB"
    say(f"{number:,} messages, {manifest.original_count:,} originals; {databases}")
    say(f"first backup {first - began:.1f} s, the next {second - first:.1f} s")
    there = load(None, {"data_dir": folder / "new", "tag.tier": "vader"}).settings
    began = time.perf_counter()
    restore(there, place, Wanted(place.read("latest"), all_keys(settings)))
    say(f"restored in {time.perf_counter() - began:.1f} s")


def say(words: str) -> None:
    """To whoever measures."""
    sys.stdout.write(words + "\n")


if __name__ == "__main__":
    main()
