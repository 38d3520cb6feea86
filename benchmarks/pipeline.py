"""How many messages a second go from received through tagged to stored, on one core; and what an idle golddust weighs."""

import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.messages import feedback as _feedback
from benchmarks.messages import mixed
from benchmarks.processes import Running
from cli.processes import stages
from cli.wiring.installation import Installation
from config.settings import Settings
from config.taxonomy import read_taxonomy
from golddust import wire
from processors.registry import TIERS, tagging
from processors.tagging import Tagging

BATCH = 500
AIMS = {"fast": 2000, "cascade": 1000}
SHARES = {"cascade": 0.3, "accurate": 0.1}
"""Of the messages, for tiers that would take long over all of them."""


@dataclass(frozen=True, slots=True)
class Way:
    """Messages a second, by the clock and on the processor: the whole way, and tagging alone; what the encoder read of them."""

    count: int
    whole: float
    whole_processor: float
    alone: float
    asked: float | None


def measure(count: int) -> dict[str, Way]:
    """Each tier by its name, on one core; slow ones have fewer messages."""
    taxonomy = read_taxonomy("")
    os.sched_setaffinity(0, {0})
    found = {tier: whole_way(tagging(tier, taxonomy), int(count * SHARES.get(tier, 1))) for tier in TIERS}
    os.sched_setaffinity(0, set(range(os.cpu_count() or 1)))
    return found


def whole_way(tagger: Tagging, count: int) -> Way:
    """Messages of all lengths, with log and database durable."""
    with tempfile.TemporaryDirectory(prefix="golddust-bench-") as folder:
        installation = Installation(Settings(data_dir=Path(folder)))
        installation.processor = tagger
        feedback = [_feedback(number, text) for number, text in enumerate(mixed(count, 12))]
        for start in range(0, count, BATCH):
            installation.log.append([wire.entry(one) for one in feedback[start : start + BATCH]])
        tag, store = stages.tag_stage(installation), stages.store_stage(installation)
        tagger.tag(feedback[:50])  # what is loaded once is not measured
        before = _asked(tagger)
        clock, processor = time.perf_counter(), time.process_time()
        while tag.run_once() + store.run_once():
            pass
        whole, whole_processor = time.perf_counter() - clock, time.process_time() - processor
        asked = None if before is None else ((_asked(tagger) or 0) - before) / count
        clock = time.perf_counter()
        for start in range(0, count, BATCH):
            tagger.tag(feedback[start : start + BATCH])
        alone = time.perf_counter() - clock
        installation.close()
    return Way(count, count / whole, count / whole_processor, count / alone, asked)


def _asked(tagger: Tagging) -> int | None:
    asked: int | None = getattr(tagger.teller, "asked", None)
    return asked


def weigh(seconds: float) -> dict[str, float]:
    """Proportional memory of each process of an idle `golddust run`, in MiB."""
    with tempfile.TemporaryDirectory(prefix="golddust-bench-") as folder:
        running = Running(Path(folder) / "data")
        running.start()
        time.sleep(seconds)
        sizes = running.proportional_memory()
        running.stop()
    return sizes
