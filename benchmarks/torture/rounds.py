"""`golddust run` on SQLite: kill -9 of its whole process group under load, round after round."""

import random
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.processes import Running
from benchmarks.torture.draining import wait_until_drained, waiting
from benchmarks.torture.verdict import Verdict, count
from benchmarks.torture.writers import Habits, Heard, writing
from golddust.bus.sqlite import SqliteLog
from golddust.database.engine import open_database

STAGES = ("receive", "tag", "store", "complaints", "replies")


def torture(rounds: int, folder: Path, say: Callable[[str], object], seed: int = 0) -> Verdict:
    """Start, load, kill -9 the process group at a random moment, and so on; then start once more, wait, and count."""
    dice, running, heard = random.Random(seed), Running(folder / "data"), Heard()
    for number in range(1, rounds + 1):
        running.start()
        with writing([running], heard, Habits(pace=0)):
            time.sleep(dice.uniform(0.3, 3.0))
            running.kill()
        say(f"round {number}: killed; {len(heard)} acknowledged so far")
    running.start()
    try:
        return _concluded(running, heard)
    except BaseException:
        running.kill()
        raise


def _concluded(running: Running, heard: Heard) -> Verdict:
    """Wait until everything has gone its way, stop it, and count."""
    log, engine = SqliteLog(running.data / "log.sqlite3"), open_database(f"sqlite:///{running.data / 'store.sqlite3'}")
    try:
        stuck = wait_until_drained(lambda: waiting([], log, STAGES, engine))
        running.stop()
        return count(log, engine, heard).noting([], stuck)
    finally:
        log.close()
        engine.dispose()
