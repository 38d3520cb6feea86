"""What the jobs have in common: their arguments, the work itself, and what they report. Runs in the peers' environment, too.

A job reads `feedback.received` from the beginning until it has dealt with `count` messages, and ends when their outputs and its
place in the group are committed. It is given topics that exist, with 16 partitions each.
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config.tables import TAXONOMY, read_table
from golddust import topics
from golddust.outcomes import Done, Outcome
from golddust.ports import Step
from golddust.records import Entry, Record
from processors.registry import tagging
from processors.step import tag_step
from processors.taxonomy import parse_taxonomy

BATCH = 500
"""Messages at a time, where a job may choose: as many as a stage of golddust takes."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to do: `work` is `tag`, `pass` (each record unchanged to feedback.tagged) or, for ours alone, `cost`.

    `variant` is the client library or the guarantee, as the job understands it. `marks` are counts at which cost is noted.
    """

    bootstrap: str
    prefix: str
    work: str
    count: int
    variant: str
    marks: tuple[int, ...] = ()

    def physical(self, topic: str) -> str:
        """The topic's name on the cluster."""
        return self.prefix + topic

    @property
    def group(self) -> str:
        """The consumer group of a peer."""
        return f"{self.prefix}{self.work}"


def arguments() -> Job:
    """The job that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("bootstrap", "prefix", "work", "variant"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--marks", type=int, nargs="*", default=[])
    given = vars(parser.parse_args())
    return Job(**{**given, "marks": tuple(given["marks"])})


def command(module: str, job: Job) -> list[str]:
    """The words after `python` that do the job."""
    words = ["-m", f"benchmarks.peers.{module}", "--count", str(job.count), "--marks", *map(str, job.marks)]
    for name in ("bootstrap", "prefix", "work", "variant"):
        words += [f"--{name}", str(getattr(job, name))]
    return words


def passing(records: Sequence[Record]) -> list[Outcome]:
    """Each record as it is, for `feedback.tagged`."""
    return [Done((Entry(topics.TAGGED, record.key, record.value, record.headers),)) for record in records]


def step_of(job: Job) -> Step:
    """The work itself: for tagging our own stage's step with our taggers, warm."""
    if job.work != "tag":
        return passing
    taxonomy = parse_taxonomy(read_table("tag.taxonomy", TAXONOMY))
    processor = tagging("textblob", taxonomy)
    processor.tag_text("This only loads what is loaded once: the train was late.")
    return tag_step(processor, taxonomy)


def entries_of(outcomes: Sequence[Outcome]) -> list[Entry]:
    """What is to be produced. Every message of these measurements can be read, so nothing is ever refused."""
    return [entry for outcome in outcomes if isinstance(outcome, Done) for entry in outcome.outputs]


@dataclass(slots=True)
class Report:
    """What a job says at its end: when it got its first message, CPU seconds since then, and the same at each mark."""

    first: float = 0.0
    cpu: float = 0.0
    done: int = 0
    marks: list[tuple[int, float, float]] = field(default_factory=list)  # messages, CPU seconds, MiB at most so far
    _before: float = 0.0

    def idle(self) -> None:
        """Nothing is here yet, so what is used from now on is used for the messages, fetching them ahead included."""
        self._before = time.process_time()

    def begin(self) -> None:
        """The first message is here, if it was not before."""
        if not self.first:
            self.first, self._before = time.time(), self._before or time.process_time()

    def dealt_with(self, count: int, marks: Sequence[int] = ()) -> None:
        """So many more are done."""
        before, self.done = self.done, self.done + count
        if any(before < mark <= self.done for mark in marks):
            self.marks.append((self.done, time.process_time() - self._before, _peak()))

    def tell(self) -> None:
        """Print it, as JSON on one line."""
        self.cpu = time.process_time() - self._before
        print(json.dumps({"first": self.first, "cpu": self.cpu, "marks": self.marks}), flush=True)


def _peak() -> float:
    """The most memory that the process had, in MiB; 0 where the system does not tell.

    Not from getrusage, which counts our parent's, too.
    """
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)
