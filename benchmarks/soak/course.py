"""The whole run: see what the installation can take, load it with half of that while faults are thrown in, and count."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.soak import said_once
from benchmarks.soak.drawing import write_pictured
from benchmarks.soak.faults import Thrower, Thrown, Town
from benchmarks.soak.flatness import Judged, judged
from benchmarks.soak.installed import DRAINED_WITHIN, Installed
from benchmarks.soak.plan import CALM, KILLED, plan
from benchmarks.soak.readers import Seen, reading
from benchmarks.soak.samples import Sample, Standing
from benchmarks.soak.senders import Pace, forms, odd_answers, sending
from benchmarks.soak.watching import EVERY, Watch
from benchmarks.torture.verdict import Verdict
from benchmarks.torture.writers import ALL, writing

LOOK = 1.0
TELL = 60.0
NOT_OURS = ("broker", "postgres")
OVERDUE = 1.5
"""How much longer than planned the faults may take: after each, all must go on before the next."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """Seconds under load; at most so many seconds and messages to see what it can take; a fault about every so many seconds.

    `rate`: messages a second, where that is not to be found out. `folder` gets what was seen so far every minute.

    `judged_from`: seconds; of a shorter run what the processes take is only told, as it is all warm-up. `enough`: end now.
    """

    seconds: float
    share: float = 0.5
    trial_seconds: float = 30.0
    trial_messages: int = 400
    every: float = 180.0
    lasts: float = 60.0
    sample_every: float = EVERY
    judged_from: float = 1800.0
    enough: Callable[[], bool] = lambda: False
    rate: float = 0.0
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What was seen. `capacity` and `rate`: messages a second, from the doors to the end of all stages."""

    capacity: float
    rate: float
    seconds: float
    samples: Sequence[Sample]
    standings: Sequence[Standing]
    thrown: Sequence[Thrown]
    judged: Sequence[Judged]
    seen: Seen
    answers: Mapping[str, int]
    replies: Mapping[str, int]
    verdict: Verdict

    @property
    def faults(self) -> Sequence[str]:
        """Empty when every promise held."""
        return self.verdict.faults


def soak(place: Installed, amounts: Amounts, seed: int, say: Callable[[str], object]) -> Told:
    """All of it."""
    capacity = 0.0 if amounts.rate else _capacity(place, amounts, say)
    rate = amounts.rate or capacity * amounts.share
    say(f"it can take {capacity:.1f} messages a second; {rate:.1f} come from now on, for {amounts.seconds:.0f} s")
    seen, watch = Seen(), _watch(place, amounts)
    town = Town(
        place.trial.fleet,
        list(place.site.brokers),
        place.postgres,
        place.disk,
        place.clock,
        place.receivers,
        place.trial.heard,
        watch.known_lags,
        max(100.0, 30 * rate),
    )
    thrower = Thrower(town, watch.now, time.sleep, say)
    with (
        watch.watching(),
        reading(place.consoles, place.engine, seen),
        sending(place.trial.fleet.doors, place.trial.heard, place.habits, Pace(rate)),
    ):
        _while_loaded(place, amounts, seed, thrower, watch, say)
    loaded = watch.now()
    return _concluded(place, amounts, watch, thrower, seen, Figures(capacity, rate, loaded), say)


def _watch(place: Installed, amounts: Amounts) -> Watch:
    began = time.monotonic()
    return Watch(
        lambda: time.monotonic() - began,
        place.leaders,
        lambda: len(place.trial.heard),
        place.log,
        [(ingest.spool, spool) for ingest, spool in zip(place.trial.fleet.doors, place.spools, strict=True)],
        place.engine,
        amounts.sample_every,
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """Messages a second that it can take, and that came; seconds for which they did."""

    capacity: float
    rate: float
    seconds: float


def _capacity(place: Installed, amounts: Amounts, say: Callable[[str], object]) -> float:
    """Messages a second until all of them have gone all their way; a few first, so that everything is warm."""
    heard, found = place.trial.heard, 0.0
    for seconds, most in ((5.0, 100), (amounts.trial_seconds, amounts.trial_messages)):
        started, before = time.monotonic(), len(heard)
        with writing(place.trial.fleet.doors, heard, place.habits, (*ALL, forms)):
            while time.monotonic() - started < seconds and len(heard) - before < most:
                time.sleep(LOOK / 20)
        accepted, within = len(heard) - before, time.monotonic() - started
        place.trial.faults += place.drain()
        through = time.monotonic() - started
        say(f"{accepted} messages taken in within {within:.0f} s, all through after {through:.0f} s")
        found = accepted / through
    return found


def _while_loaded(
    place: Installed, amounts: Amounts, seed: int, thrower: Thrower, watch: Watch, say: Callable[[str], object]
) -> None:
    """Faults one after the other beside us, while what ended by itself is started again, as a supervisor would, and noted."""
    faulty = threading.Thread(target=_throw, args=(place, amounts, seed, thrower), daemon=True)
    faulty.start()
    told = 0.0
    while (watch.now() < amounts.seconds and not amounts.enough()) or faulty.is_alive():
        if watch.now() > OVERDUE * amounts.seconds:
            place.trial.faults.append("the faults did not come to an end")
            return
        time.sleep(LOOK)
        _supervise(place, thrower)
        if watch.now() - told >= TELL:
            told = watch.now()
            say(_progress(place, watch))
            if amounts.folder is not None:  # whoever must stop it half-way still has what was seen
                write_pictured(amounts.folder, watch.samples, watch.standings, thrower.thrown, watch.now())


def _throw(place: Installed, amounts: Amounts, seed: int, thrower: Thrower) -> None:
    for planned in plan(amounts.seconds, place.mortals, seed, every=amounts.every, lasts=amounts.lasts):
        while thrower.now() < planned.at and not amounts.enough():
            thrower.sleep(LOOK)
        if amounts.enough() or thrower.now() + planned.lasts > amounts.seconds * CALM:
            return
        try:
            thrower.throw(planned)
        except Exception as wrong:  # noqa: BLE001 - the thread's edge
            place.trial.faults.append(f"{planned.what} could not be thrown: {wrong!r}")


def _supervise(place: Installed, thrower: Thrower) -> None:
    """Start again who ended unasked; whoever is being killed has no process just then."""
    for member in place.trial.fleet.members:
        process = member.process
        if thrower.happening != KILLED + member.name and process is not None and process.poll() is not None:
            place.trial.faults.append(f"{member.name} ended by itself with {process.returncode}, see {member.log}")
            member.start()


def _progress(place: Installed, watch: Watch) -> str:
    memory: dict[str, int] = {}
    for sample in watch.samples[-200:]:
        if not sample.process.startswith(NOT_OURS):
            memory[f"{sample.process} {sample.pid}"] = sample.rss
    waits = {stage: lag for stage, lag in watch.known_lags().items() if lag}
    return f"{len(place.trial.heard)} acknowledged; {sum(memory.values()) >> 10} MiB in {len(memory)} processes; waiting {waits}"


def _concluded(
    place: Installed,
    amounts: Amounts,
    watch: Watch,
    thrower: Thrower,
    seen: Seen,
    figures: Figures,
    say: Callable[[str], object],
) -> Told:
    """Wait until nothing is on its way, stop all, and count."""
    say("load ends; waiting for what is on its way")
    stuck = place.drain()
    verdict = place.trial.conclude(within=DRAINED_WITHIN)
    found = judged(watch.samples, figures.seconds, lambda name: name.startswith(NOT_OURS))
    wrong = [
        *stuck,
        *(one.fault for one in thrower.thrown if one.fault),
        *([one.fault for one in found if one.fault] if figures.seconds >= amounts.judged_from else []),
        *(f"doors said {answer} {times} times" for answer, times in odd_answers(place.trial.heard).items()),
        *(f"the console broke at {path}: {words}" for path, words in seen.broken.items()),
        *said_once.faults(place.engine, place.receivers),
    ]
    return Told(
        figures.capacity,
        figures.rate,
        figures.seconds,
        watch.samples,
        watch.standings,
        thrower.thrown,
        found,
        seen,
        place.trial.heard.so_far(),
        said_once.states(place.engine),
        replace(verdict, faults=(*verdict.faults, *wrong)),
    )
