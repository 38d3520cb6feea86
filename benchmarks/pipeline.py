"""How many messages a second go from received through tagged to stored, on one core; and what an idle golddust weighs."""

import os
import tempfile
import time
from pathlib import Path

from benchmarks.messages import feedback as _feedback
from benchmarks.processes import Running
from cli import stages
from cli.wiring import Installation
from config.settings import Settings
from golddust import wire

BATCH = 500


def measure(count: int) -> dict[str, float]:
    """Messages a second: tagging alone, and the whole way with log and database durable, both on one core."""
    os.sched_setaffinity(0, {0})
    with tempfile.TemporaryDirectory(prefix="golddust-bench-") as folder:
        installation = Installation(Settings(data_dir=Path(folder)))
        feedback = [_feedback(number) for number in range(count)]
        for start in range(0, count, BATCH):
            installation.log.append([wire.entry(one) for one in feedback[start : start + BATCH]])
        tag, store = stages.tag_stage(installation), stages.store_stage(installation)
        installation.processor.tag(feedback[:50])  # what is loaded once is not measured
        started = time.perf_counter()
        while tag.run_once() + store.run_once():
            pass
        whole = time.perf_counter() - started
        started = time.perf_counter()
        for start in range(0, count, BATCH):
            installation.processor.tag(feedback[start : start + BATCH])
        alone = time.perf_counter() - started
        installation.close()
    os.sched_setaffinity(0, set(range(os.cpu_count() or 1)))
    return {"received, tagged, stored": count / whole, "tagging alone": count / alone}


def weigh(seconds: float) -> dict[str, float]:
    """Proportional memory of each process of an idle `golddust run`, in MiB."""
    with tempfile.TemporaryDirectory(prefix="golddust-bench-") as folder:
        running = Running(Path(folder) / "data")
        running.start()
        time.sleep(seconds)
        sizes = running.proportional_memory()
        running.stop()
    return sizes
