"""Kill -9 of each role at random."""

from collections.abc import Iterator

from benchmarks.torture.fleet import Member
from benchmarks.torture.scenario import Scenario
from benchmarks.torture.trial import Site, Trial
from benchmarks.torture.verdict import Verdict

WORKERS = (
    ("tag",),
    ("tag",),
    ("store",),
    ("store",),
    ("complaints",),
    ("complaints",),
    ("replies",),
    ("promises",),
)


def run(site: Site) -> Verdict:
    """Each member once, and then any, again and again."""
    with site.trial(WORKERS) as trial:
        with trial.load():
            trial.until_tagged()
            victims = _victims(trial)
            killed = 0
            for _ in trial.moments(0.1, 1.0):
                _kill(trial, next(victims))
                killed += 1
            trial.fleet.start_what_ended()
        trial.notes.append(f"{killed} killed")
        return trial.conclude()


def _victims(trial: Trial) -> Iterator[Member]:
    while True:
        yield from trial.site.dice.sample(trial.fleet.members, len(trial.fleet.members))


def _kill(trial: Trial, victim: Member) -> None:
    trial.fault_unless(victim.is_alive(), f"{victim.name} had ended by itself")
    victim.kill()
    victim.start()
    trial.site.say(f"killed {victim.name}; {len(trial.heard)} acknowledged so far")


SCENARIO = Scenario("killed-roles", "each role, kill -9 at random, started again at once", run, short=10.0)
