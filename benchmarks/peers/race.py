"""Runs the same job with each of them in turns, each on topics of its own with the same messages."""

import json
import math
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from benchmarks.cluster import Lane, MissingError, lane, outputs_of_tagging, topics_of_tagging
from benchmarks.peers import environment
from benchmarks.peers.job import Job, command
from golddust import topics
from golddust.bus.kafka.layout import LEDGER
from golddust.records import Entry

PER_MESSAGE = 0.02
AT_LEAST = 120.0
"""Seconds that a job may take."""
LAST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Contestant:
    """Who does the job, and what it promises."""

    name: str
    module: str
    variant: str
    promise: str

    @property
    def is_ours(self) -> bool:
        """Whether it is golddust."""
        return self.module == "our_job"


OURS = tuple(Contestant(f"golddust, {driver}", "our_job", driver, "exactly once") for driver in ("kafka-python", "librdkafka"))
PEERS = (
    Contestant("Quix Streams", "quix_job", "exactly-once", "exactly once"),
    Contestant("FastStream, aiokafka", "faststream_job", "aiokafka", "at least once"),
    Contestant("FastStream, confluent-kafka", "faststream_job", "confluent", "at least once"),
)


@dataclass(frozen=True, slots=True)
class Lap:
    """How it went: messages a second from the first got to the last committed, CPU seconds for 10,000, outputs; or why not."""

    per_second: float = 0.0
    cpu: float = 0.0
    written: int = 0
    fault: str = ""
    marks: tuple[tuple[int, float, float], ...] = ()


def race(bootstrap: str, work: str, entries: Sequence[Entry], rounds: int, say: Callable[[str], object]) -> dict[str, Lap]:
    """The best lap of each, by name. Who cannot run, or writes other than the first of ours, has a fault in words."""
    best: dict[str, Lap] = {}
    for turn in range(rounds):
        for one in (*OURS, *PEERS):
            say(f"{one.name}, round {turn + 1} …")
            before = best.get(one.name, Lap())
            lap = before if before.fault else run(bootstrap, one, Job(bootstrap, "", work, len(entries), one.variant), entries)
            lap = _compared(lap, best.get(OURS[0].name, lap))
            best[one.name] = lap if lap.fault or lap.per_second > before.per_second else before
    return best


def _compared(lap: Lap, ours: Lap) -> Lap:
    """The lap, with a fault where it wrote more or less than ours."""
    if lap.fault or ours.fault or lap.written == ours.written:
        return lap
    return replace(lap, fault=f"{lap.written:,} outputs where ours has {ours.written:,}")


def run(bootstrap: str, one: Contestant, job: Job, entries: Iterable[Entry]) -> Lap:
    """One lap."""
    outputs = outputs_of_tagging() if job.work == "tag" else [topics.TAGGED]
    try:
        python = Path(sys.executable) if one.is_ours else environment.python()
        with lane(bootstrap) as ground:
            ground.make([*outputs, topics.RECEIVED, LEDGER] if job.work == "pass" else topics_of_tagging())
            ground.fill(entries)
            told, end = _timed(ground, python, one, replace(job, prefix=ground.prefix))
            return _lap(job, told, end, ground.written(outputs))
    except MissingError as missing:
        return Lap(fault=str(missing))


def cost(bootstrap: str, one: Contestant, job: Job, entries: Iterable[Entry]) -> Lap:
    """A lap of ours that joins its group first and is given its messages then: its marks count, its speed is not measured."""
    try:
        with lane(bootstrap) as ground:
            ground.make(topics_of_tagging())
            with _working(Path(sys.executable), one, replace(job, prefix=ground.prefix)) as working:
                ground.wait_for_members([job.work], 1, AT_LEAST)
                ground.fill(entries)
                told = working.told()
            return _lap(job, told, math.inf, ground.written([topics.TAGGED]))
    except MissingError as missing:
        return Lap(fault=str(missing))


def _timed(ground: Lane, python: Path, one: Contestant, job: Job) -> tuple[dict[str, Any], float]:
    """What the job reports, and when its place in the group was committed behind the last message."""
    group = f"{job.prefix}golddust.{job.work}" if one.is_ours else job.group
    ended = threading.Event()
    with ThreadPoolExecutor(1) as pool, _working(python, one, job) as working:
        looking = pool.submit(ground.when_through, topics.RECEIVED, group, job.count, ended)
        try:
            told = working.told()
        finally:
            ended.set()
        return told, looking.result()


@dataclass(frozen=True, slots=True)
class _Working:
    """A job at work."""

    process: "subprocess.Popen[str]"
    errors: IO[str]
    within: float

    def told(self) -> dict[str, Any]:
        """What it reports at its end. Raises MissingError with its last words when it failed or never ended."""
        try:
            said, _ = self.process.communicate(timeout=self.within)
        except subprocess.TimeoutExpired:
            raise MissingError(f"not done within {self.within:.0f} s") from None
        if self.process.returncode or not said.strip():
            self.errors.seek(0)
            raise MissingError(f"failed: {self.errors.read()[-LAST_WORDS:].strip()}")
        told: dict[str, Any] = json.loads(said.splitlines()[-1])
        return told


@contextmanager
def _working(python: Path, one: Contestant, job: Job) -> Iterator[_Working]:
    """The job in a process of its own, which ends with us."""
    words = [str(python), *command(one.module, job)]
    settings: dict[str, Any] = {"env": environment.environment(), "cwd": environment.ROOT, "text": True}
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=errors, **settings)  # noqa: S603 - our own program
        try:
            yield _Working(process, errors, AT_LEAST + job.count * PER_MESSAGE)
        finally:
            process.kill()
            process.communicate()


def _lap(job: Job, told: Mapping[str, Any], end: float, written: Mapping[str, int]) -> Lap:
    """The lap, with a fault unless each message is on feedback.tagged exactly once and its place committed."""
    tagged = written[topics.TAGGED]
    fault = "" if tagged == job.count else f"{tagged:,} outputs for {job.count:,} messages"
    if not end:
        return Lap(fault=fault or "ended without committing its place in the group")
    marks = tuple((int(count), float(used), float(peak)) for count, used, peak in told["marks"])
    return Lap(job.count / (end - told["first"]), told["cpu"] / job.count * 10_000, sum(written.values()), fault, marks)
