"""Consumers come and go: every time the group shares its partitions out anew, in the middle of everybody's batches."""

from benchmarks.torture.fleet import Member
from benchmarks.torture.scenario import Scenario
from benchmarks.torture.trial import Site, Trial
from benchmarks.torture.verdict import Verdict

MOST = 4
"""How many come before the first of them goes: on a busy machine it takes them seconds to be at work."""


def run(site: Site) -> Verdict:
    """Two of each stay; others come, and are told to go, or killed."""
    with site.trial() as trial:
        guests: list[Member] = []
        came = 0
        with trial.load():
            trial.until_tagged()
            for _ in trial.moments(0.5, 1.5):
                came += 1
                guests.append(_welcome(trial, came))
                if len(guests) > MOST:
                    _part_with(trial, guests.pop(0))
            for guest in guests:
                _part_with(trial, guest)
        trial.notes.append(f"{came} came and went")
        return trial.conclude()


def _welcome(trial: Trial, number: int) -> Member:
    """On the machine of the others, or, every third, on one of its own: what it leaves open there nobody takes over."""
    role = trial.site.dice.choice(("tag", "store"))
    data = trial.fleet.folder / f"machine-{number}" if number % 3 == 0 else None
    guest = trial.fleet.add(f"guest-{role}-{number}", "work", role, data=data)
    guest.start()
    return guest


def _part_with(trial: Trial, guest: Member) -> None:
    trial.fault_unless(guest.wait_until_at_work(), f"{guest.name} was never at work")
    if trial.site.dice.random() < 0.5:  # noqa: PLR2004
        guest.kill()
    elif fault := guest.stop():
        trial.faults.append(fault)
    trial.fleet.dismiss(guest)
    trial.site.say(f"{guest.name} has gone; {len(trial.heard)} acknowledged so far")


SCENARIO = Scenario("rebalances", "consumers added and removed", run, short=10.0)
