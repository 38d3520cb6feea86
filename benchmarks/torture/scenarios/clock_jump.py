"""The clock of all roles jumps three hours on, then to two hours ago, and at last to where it belongs."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.torture.scenario import Scenario
from benchmarks.torture.trial import Site, Trial
from benchmarks.torture.verdict import Verdict
from benchmarks.torture.writers import Habits
from golddust.database.engine import open_database, reading
from golddust.database.schema import feedback

JUMPS = (3, -2, 0)
"""Hours that the clock is ahead after each jump; its steady sibling, which only measures, does not jump."""
WORKERS = (("tag", "store"), ("complaints", "replies", "promises"))
PACE = 0.2
"""Few processes and little load: under libfaketime each look at the clock is slow."""
SEEN_WITHIN = 1.5
"""Seconds: libfaketime looks at its file once a second."""
KINDS = {"hook 202", "text 200", "mail 250"}
SLEEPING = Path(__file__).parents[1] / "sleeping"
LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)


class JumpingClock:
    """The roles' wall clock, in a file that libfaketime reads; the senders of hooks sign with the same time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ahead = timedelta(0)
        self.jump(0)

    @property
    def settings(self) -> dict[str, str]:
        """What makes a process believe it."""
        return {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self._path),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "PYTHONPATH": str(SLEEPING),
        }

    def jump(self, hours: float) -> None:
        """Be so many hours ahead from now on."""
        fresh = self._path.with_suffix(".fresh")
        fresh.write_text(f"{round(hours * 3600):+d}\n")
        fresh.rename(self._path)
        self._ahead = timedelta(hours=hours)

    def now(self) -> datetime:
        """The time that the roles believe it is."""
        return datetime.now(UTC) + self._ahead


def run(site: Site) -> Verdict:
    """Let it jump under load; after each jump every kind of message must be acknowledged."""
    site.folder.mkdir(parents=True, exist_ok=True)
    clock = JumpingClock(site.folder / "clock")
    with site.trial(WORKERS, **clock.settings) as trial:
        with trial.load(Habits(pace=PACE, now=clock.now)):
            trial.until_tagged()
            for hours in JUMPS:
                clock.jump(hours)
                trial.sleep(max(SEEN_WITHIN, site.seconds / len(JUMPS)))
                _until_taken_in(trial, hours)
        verdict = trial.conclude()
        return _with_proof(trial, verdict)


def _until_taken_in(trial: Trial, hours: int) -> None:
    """Wait until each kind of message is acknowledged at this time; senders of hooks are refused while clocks differ."""
    before = trial.heard.so_far()
    for _ in trial.within(60):
        if trial.answers(before).keys() >= KINDS:
            break
    missing = KINDS - trial.answers(before).keys()
    trial.fault_unless(not missing, f"at {hours:+d} h there was no {', '.join(sorted(missing))}")
    trial.site.say(f"clock at {hours:+d} h: {dict(trial.answers(before))}")


def _with_proof(trial: Trial, verdict: Verdict) -> Verdict:
    """The store must show times of both sides, or the clock never jumped."""
    engine = open_database(trial.site.database)
    with reading(engine) as connection:
        first, last = connection.execute(select(func.min(feedback.c.received_at), func.max(feedback.c.received_at))).one()
    engine.dispose()
    span = last - first if last and first else timedelta(0)
    return verdict.noting(
        [f"{span} between the first and the last message"],
        [] if span > timedelta(hours=4) else ["the clock never jumped: the scenario told nothing"],
    )


def _lacks() -> str:
    return "" if LIBRARY else "libfaketime (install Debian's package `faketime`)"


SCENARIO = Scenario("clock-jump", "the clock of all roles jumps +3 h, then to -2 h, and back", run, short=4.5, lacks=_lacks)
