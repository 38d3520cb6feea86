"""A provider's retry reaches another replica, which cannot know that the message is here already."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.torture.scenario import Scenario
from benchmarks.torture.trial import Site
from benchmarks.torture.verdict import Verdict
from benchmarks.torture.writers import Doors, Habits, Heard, Kind, Say, hooks, mails, texts
from golddust import topics

LATE = 60
"""After how many other messages the retry comes, with some writers; with the others it comes at once."""


def run(site: Site) -> Verdict:
    """Two sets of doors with spools of their own, every message said to both, while those who tag are killed."""
    with site.trial() as trial:
        first, second = trial.fleet.doors[0], trial.fleet.add_ingest()
        kinds = [_both(kind, second, after) for kind in (hooks, texts, mails) for after in (0, LATE)]
        killed = 0
        with trial.load(Habits(pace=0.05), kinds, [first]):
            trial.until_tagged()
            for _ in trial.moments(0.5, 3):
                victim = site.dice.choice(trial.fleet.named("tag"))
                victim.kill()
                victim.start()
                killed += 1
        trial.notes.append(f"{killed} times a tagger was killed")
        verdict = trial.conclude(twice=frozenset({topics.RECEIVED}))
        both = verdict.twice
        return verdict.noting([f"{both} lie twice"], [] if both else ["no message came in twice: the scenario told nothing"])


def _both(kind: Kind, other: Doors, after: int) -> Kind:
    """A writer that says everything at its own door first, and then, after so many others, at the other one."""

    @contextmanager
    def both(doors: Doors, heard: Heard, habits: Habits) -> Iterator[Say]:
        retries: deque[int] = deque()
        with kind(doors, heard, habits) as say, kind(other, heard, habits) as say_again:

            def say_twice(number: int) -> bool:
                told = say(number)
                if told:
                    retries.append(number)
                if len(retries) > after and say_again(retries[0]):
                    retries.popleft()
                return told

            yield say_twice

    both.__name__ = kind.__name__
    return both


SCENARIO = Scenario("other-door", "a provider's retry through another replica", run, short=6.0)
