"""What a run showed, as a page: the verdict, what it stands on, every fault, and what each process took."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.soak.course import Told
from benchmarks.soak.drawing import write_pictured
from benchmarks.soak.flatness import SHARE, Judged


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What must be known to read the figures."""

    command: str
    began: str
    machine: str
    commit: str


def write_report(folder: Path, told: Told, circumstances: Circumstances) -> Path:
    """`report.md`, `soak.svg` beside it, and all samples as CSV; returns the page."""
    write_pictured(folder, told.samples, told.standings, told.thrown, told.seconds)
    page = folder / "report.md"
    page.write_text("\n".join(_page(told, circumstances)) + "\n")
    return page


def _page(told: Told, circumstances: Circumstances) -> Iterator[str]:
    verdict = told.verdict
    yield "# Soak"
    yield ""
    yield f"{'**Every promise held.**' if not told.faults else f'**{len(told.faults)} things are wrong.**'}"
    yield ""
    yield from (f"- {fault}" for fault in told.faults)
    yield ""
    yield f"`{circumstances.command}`, {circumstances.began}, commit {circumstances.commit}, {circumstances.machine}."
    yield f"Under load for {told.seconds / 60:.0f} min: {told.rate:.1f} messages a second, of {told.capacity:.1f} that it could"
    yield "take when the run began (doors on a disk in memory, durable PostgreSQL, all on this machine, others beside it)."
    yield ""
    yield "![memory, descriptors and what waits, over time](soak.svg)"
    yield ""
    yield from _kept(told)
    yield ""
    yield "## Faults"
    yield ""
    yield "| | what | at, min | lasted, s | itself again after, s | put off or broken off | |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for number, one in enumerate(told.thrown, start=1):
        times = f"{one.began / 60:.1f} | {one.ended - one.began:.0f} | {one.recovered:.0f}"
        yield f"| {number} | {one.what} | {times} | {one.put_off} | {one.fault or 'survived'} |"
    yield ""
    yield f"Notes: {'; '.join(verdict.notes)}."
    yield ""
    yield from _taken(told.judged)


def _kept(told: Told) -> Iterator[str]:
    verdict, seen = told.verdict, told.seen
    yield "## Kept"
    yield ""
    yield f"- {verdict.acknowledged} messages acknowledged, {verdict.stored} stored, {verdict.cases} cases."
    yield f"- What the doors said: {_listed(told.answers)}."
    yield f"- Answers to customers: {_listed(told.replies)}."
    yield f"- Streams: {seen.joined} times joined, {seen.told} events; pages: {_listed(seen.pages)}."
    if told.standings:
        first, last = told.standings[0], told.standings[-1]
        grown = (last.database - first.database) / max(1, last.acknowledged - first.acknowledged)
        yield f"- The database grew from {first.database >> 20} to {last.database >> 20} MiB, {grown / 1024:.1f} KiB a message."
        waited, connected = max(one.lag for one in told.standings), max(one.connections for one in told.standings)
        yield f"- At most {waited} messages waited; at most {connected} connections to the database were open."


def _listed(counts: object) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(dict(counts).items())) or "none"  # type: ignore[call-overload]


def _taken(judged: Sequence[Judged]) -> Iterator[str]:
    yield "## What each process took"
    yield ""
    yield f"Medians after the warm-up and at the end, and what a fitted line adds in between; more than {SHARE:.0%} is a fault."
    yield "Processes that were killed meanwhile and lived less than half of the time are not judged."
    yield ""
    yield "| process | memory, MiB: then | now | the line adds | descriptors: then | now | threads: then | now |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    by_process: dict[tuple[str, int], dict[str, Judged]] = {}
    for one in judged:
        by_process.setdefault((one.process, one.pid), {})[one.what] = one
    for (name, _), values in sorted(by_process.items()):
        memory, open_files, threads = values["memory"], values["descriptors"], values["threads"]
        sizes = f"{memory.first / 1024:.1f} | {memory.last / 1024:.1f} | {memory.fitted / 1024:+.1f}"
        yield f"| {name} | {sizes} | {open_files.first:.0f} | {open_files.last:.0f} | {threads.first:.0f} | {threads.last:.0f} |"
