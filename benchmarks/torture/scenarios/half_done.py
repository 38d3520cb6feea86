"""Workers that are killed inside a transaction, at each of its points: nothing of it may be lost, or count twice."""

from collections import Counter
from collections.abc import Iterator
from itertools import cycle

from benchmarks.torture.fated import Fated, send_in
from benchmarks.torture.halting import OFFSETS, POINTS
from benchmarks.torture.scenario import Scenario
from benchmarks.torture.trial import Site, Trial
from benchmarks.torture.verdict import Verdict

WORKERS = (("tag", "store"), ("complaints", "replies", "promises"))
VICTIMS = ("tag", "forward", "complaints", "store")
NEVER = ("forward", OFFSETS)
"""The forwarder belongs to no group: how far it came lies in the ledger."""
STEADY = 3
"""How many transactions at most go through before."""


def run(site: Site) -> Verdict:
    """Beside one of each role that stays, another dies; the next takes its place. Whoever forwards is always one that dies."""
    with site.trial(WORKERS) as trial:
        died: Counter[str] = Counter()
        with trial.load():
            trial.until_tagged()
            trial.fleet.named("forward")[0].kill()
            fates = {role: _fates(trial, role, number) for number, role in enumerate(VICTIMS)}
            doomed = {role: send_in(trial, role, "kill", *next(fates[role])) for role in VICTIMS}
            for _ in trial.lasting(lambda: len(died) == len(POINTS)):
                for role, fated in doomed.items():
                    if not fated.member.is_alive():
                        died[fated.point] += _buried(trial, fated)
                        doomed[role] = send_in(trial, role, "kill", *next(fates[role]))
            for fated in doomed.values():
                fated.member.stop()  # it may halt on its way out
                trial.fleet.dismiss(fated.member)
        for point in POINTS:
            trial.fault_unless(died[point], f"nobody died at the point {point!r}: the scenario told nothing")
        trial.notes.append(f"died: {dict(died)}")
        return trial.conclude()


def _fates(trial: Trial, role: str, number: int) -> Iterator[tuple[str, int]]:
    """The points in turns, each role beginning with another one, after some transactions."""
    points = [point for point in POINTS[number % len(POINTS) :] + POINTS[: number % len(POINTS)] if (role, point) != NEVER]
    for point in cycle(points):
        yield point, trial.site.dice.randrange(STEADY)


def _buried(trial: Trial, fated: Fated) -> bool:
    """Whether it died as it was meant to."""
    trial.fault_unless(fated.has_halted(), f"{fated.member.name} died before its time")
    trial.fleet.dismiss(fated.member)
    trial.site.say(f"{fated.member.name} died at {fated.point!r}; {len(trial.heard)} acknowledged so far")
    return fated.has_halted()


SCENARIO = Scenario("half-done", "workers killed between producing and committing", run, short=6.0)
