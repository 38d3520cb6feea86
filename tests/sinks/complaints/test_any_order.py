"""Whatever goes wrong, in whatever order: each case has one ticket, which says all that happened, once, in order."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from golddust.clock import MovableClock
from golddust.database.engine import open_database
from golddust.errors import Refused, Unavailable
from golddust.mirroring import InDoubt, Throttled
from sinks.complaints import rows
from sinks.complaints.printed.mirror import PrintedMirror
from sinks.complaints.wording import note_of, state_of
from tests.sinks.complaints.conftest import Office
from tests.sinks.complaints.made import MONDAY, KeptCases
from tests.sinks.complaints.test_carrying import PowerCut, Shaky, well

STEPS = (
    ("acknowledged", "acknowledged"),
    ("said", ""),
    ("waiting", "waiting"),
    ("noted", ""),
    ("resolved", "resolved"),
    ("closed", "closed"),
)
FAULTS = {
    "away": (Unavailable("away"), None),
    "throttled": (Throttled("too many", retry_after=20), None),
    "refused": (Refused("no"), None),
    "unanswered": (None, InDoubt("no answer")),
    "lost on the way": (InDoubt("no answer"), None),
    "killed before": (PowerCut(), None),
    "killed after": (None, PowerCut()),
}
CALLS = ("find", "open", "notes", "add", "set_state")
ACTIONS = st.one_of(
    st.just(("open",)),
    st.tuples(st.just("step"), st.integers(0, 3), st.sampled_from(STEPS)),
    st.tuples(st.just("fault"), st.sampled_from(sorted(FAULTS)), st.sampled_from(CALLS), st.integers(1, 4)),
    st.tuples(st.just("time"), st.sampled_from([1, 10, 60, 700])),
    st.just(("heard again",)),
)


class Fate:
    """What happens to the next calls of one kind."""

    def __init__(self, fault: str, call: str, times: int) -> None:
        self.before, self.after = FAULTS[fault]
        self.call, self.times = call, times

    def strike(self, call: str, error: BaseException | None) -> None:
        if call == self.call and self.times and error is not None:
            self.times -= 1
            raise error


def play(office: Office, mirror: Shaky, action: tuple[Any, ...]) -> None:
    cases = list(office.cases.kept)
    match action:
        case ("open",):
            office.opened()
        case ("step", which, (step, state)) if cases:
            office.happened(cases[which % len(cases)], step, "words", state=state)
        case ("fault", fault, call, times):
            fate = Fate(fault, call, times)
            mirror.before = lambda asked, _: fate.strike(asked, fate.before)
            mirror.after = lambda asked, _: fate.strike(asked, fate.after)
        case ("heard again",):
            office.hear(*(event for case in cases for event in office.cases.history(case)))
        case ("time", seconds):
            goes_by(office, mirror, seconds)


def goes_by(office: Office, mirror: Shaky, seconds: int) -> None:
    """Time goes by; a process that dies is followed by another."""
    for _ in range(4):
        office.clock.move(timedelta(seconds=seconds / 4))
        try:
            office.work()
        except PowerCut:
            office.close()
            office._working.clear()
            office.working(mirror).take_over()


def settles(office: Office, mirror: Shaky) -> None:
    mirror.before = mirror.after = well
    for row in rows.listed(office.engine, parked=True):
        rows.retry(office.engine, row.case, row.mirror, office.clock.now())
    for _ in range(3):
        goes_by(office, mirror, 1000)


@settings(max_examples=40, deadline=None)
@given(st.lists(ACTIONS, min_size=3, max_size=25))
def test_in_any_order_of_events_faults_and_deaths_nothing_is_lost_or_doubled(
    sqlite_template: Path, actions: list[tuple[Any, ...]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, structlog.testing.capture_logs():
        engine = open_database(f"sqlite:///{shutil.copy(sqlite_template, Path(folder) / 'store.sqlite3')}")
        clock = MovableClock(MONDAY)
        office = Office(engine, clock, KeptCases(clock))
        mirror = Shaky(PrintedMirror(clock, lambda _: None))
        office.mirrors.append(mirror)
        office.opened()
        for action in actions:
            play(office, mirror, action)
        settles(office, mirror)
        tickets = mirror.kept.tickets
        assert sorted(kept.case.id for kept in tickets.values()) == sorted(office.cases.kept)
        for kept in tickets.values():
            history = office.cases.history(kept.case.id)
            assert [note.id for note in kept.notes] == [note.id for event in history if (note := note_of(event))]
            assert kept.state == state_of(history[-1].state)
        assert rows.counts(engine) == {"shaky": (0, 0)}
        office.close()
        engine.dispose()
