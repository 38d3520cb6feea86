"""Workers frozen inside a transaction until the group has given them up: when they go on, they may not finish it twice."""

import time
from collections import Counter

from benchmarks.torture.fated import Fated, send_in
from benchmarks.torture.halting import OFFSETS, PRODUCED
from benchmarks.torture.scenario import Scenario
from benchmarks.torture.trial import SESSION, Site, Trial
from benchmarks.torture.verdict import Verdict

WORKERS = (("tag", "store"), ("complaints", "replies", "promises"))
VICTIMS = (("tag", PRODUCED), ("store", PRODUCED), ("complaints", PRODUCED), ("tag", OFFSETS))
FROZEN_FOR = 2.5 * SESSION
"""Seconds: the group gives its partitions to others after one session, and those begin where it stood."""
WORD_WITHIN = 120.0


def run(site: Site) -> Verdict:
    """In rounds: all victims at once join those at work, freeze, are given up, and go on."""
    with site.trial(WORKERS) as trial:
        ends: Counter[str] = Counter()
        with trial.load():
            trial.until_tagged()
            for _ in trial.lasting(lambda: bool(ends)):
                ends.update(_round(trial))
        trial.notes.append(f"after a freeze: {dict(ends)}")
        return trial.conclude()


def _round(trial: Trial) -> list[str]:
    after = trial.site.dice.randrange(3)
    fated = [send_in(trial, role, "freeze", point, after, grouped=True) for role, point in VICTIMS]
    for one in fated:
        trial.fault_unless(_says(one, 1), f"{one.member.name} never came to its point")
    trial.site.say(f"all frozen; {len(trial.heard)} acknowledged so far")
    time.sleep(FROZEN_FOR)
    for one in fated:
        one.member.thaw()
    return [_end_of(trial, one) for one in fated]


def _says(fated: Fated, words: int) -> bool:
    """Wait until it has said so many words; whether it has."""
    deadline = time.monotonic() + WORD_WITHIN
    while len(fated.words()) < words and time.monotonic() < deadline:
        time.sleep(0.1)
    return len(fated.words()) >= words


def _end_of(trial: Trial, fated: Fated) -> str:
    """How its transaction ended. Once its positions are in it, others wait for it, and it may end well; before, it may not."""
    heard = _says(fated, 2)
    end = fated.words()[1] if heard else "nothing heard"
    refused = end.startswith("refused")
    trial.fault_unless(refused or (heard and fated.point == OFFSETS), f"{fated.member.name}, frozen and given up: {end}")
    trial.site.say(f"{fated.member.name} goes on: {end}")
    if fault := fated.member.stop():
        trial.faults.append(fault)
    trial.fleet.dismiss(fated.member)
    return f"{fated.role} at {fated.point}: {end}"


SCENARIO = Scenario("frozen", "workers frozen inside a transaction for longer than the session, and continued", run, short=1.0)
