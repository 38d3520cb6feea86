"""Any order of steps, repeats and races gives one lawful history, and the history alone gives the state."""

import itertools
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import Engine

from complaints.answers.requests import request_id
from complaints.cases import rows
from complaints.cases.clockwork import mark_late
from complaints.cases.history import rebuild, state_of
from complaints.cases.opening import case_id_of
from complaints.cases.register import SqlRegister
from golddust.clock import MovableClock
from golddust.database.engine import reading
from golddust.database.schema import cases
from golddust.errors import Conflict, Malformed
from golddust.events import CaseEvent, ReplyOutcome
from golddust.identity import derived_id
from golddust.ports import Case
from tests.complaints.made import RESOLUTION, issue

NUMBERS = itertools.count()
LAWFUL = {  # what may follow what; "noted", "late" and "assigned" leave the state alone
    "opened": {"opened", "acknowledged", "resolved"},
    "acknowledged": {"acknowledged", "resolved"},
    "resolved": {"resolved", "closed", "reopened"},
    "closed": {"closed", "reopened"},
    "reopened": {"reopened", "acknowledged", "resolved"},
}
NAMES = st.sampled_from(["sam", "kim"])
STEPS = st.one_of(
    st.tuples(st.just("open")),
    st.tuples(st.just("acknowledge"), NAMES),
    st.tuples(st.just("acknowledge"), NAMES),
    st.tuples(st.just("assign"), NAMES),
    st.tuples(st.just("resolve"), NAMES),
    st.tuples(st.just("resolve"), NAMES),
    st.tuples(st.just("close"), NAMES),
    st.tuples(st.just("not_solved"), st.sampled_from(["no", ""])),
    st.tuples(st.just("stale"), NAMES),
    st.tuples(st.just("outcome"), st.sampled_from(["sent", "failed", "uncertain"]), st.integers(0, 5), st.integers(0, 200)),
    st.tuples(st.just("move"), st.integers(1, 100)),
    st.tuples(st.just("late")),
)
ONCE_A_CASE = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Story:
    """One case, its register, and the steps that are tried on it."""

    def __init__(self, register: SqlRegister, engine: Engine, clock: MovableClock, *, answerable: bool) -> None:
        self.register, self.engine, self.clock = register, engine, clock
        self.issue = issue(f"story {next(NUMBERS)}", answerable=answerable, received_at=clock.now())
        self.open()
        self.id = case_id_of(self.issue)

    def try_it(self, step: str, *arguments: Any) -> None:
        """Take the step; being refused is fine."""
        act: Callable[..., object] = getattr(self, step)
        with suppress(Conflict):
            act(*arguments)

    def open(self) -> None:
        self.register.open([self.issue, self.issue])

    def acknowledge(self, name: str) -> Case:
        return self.register.acknowledge(self.id, name)

    def assign(self, name: str) -> Case:
        return self.register.assign(self.id, f"desk of {name}", name)

    def resolve(self, name: str) -> Case:
        return self.register.resolve(self.id, RESOLUTION, name)

    def close(self, name: str) -> Case:
        return self.register.close(self.id, name)

    def not_solved(self, words: str) -> Case:
        return self.register.not_solved(self.id, words)

    def stale(self, name: str) -> None:
        version = self.register.find(self.id).version
        with pytest.raises(Conflict):
            self.register.assign(self.id, name, name, version=version - 1)

    def outcome(self, state: Any, number: int, minutes_ago: int) -> None:
        request = request_id(self.id, "resolution" if number > 1 else "acknowledgement", number)
        came = ReplyOutcome(
            id=derived_id("outcome", request, state),
            request=request,
            case=self.id,
            customer=self.issue.customer,
            channel="email",
            state=state,
            at=self.clock.now() - timedelta(minutes=minutes_ago),
        )
        self.register.note_outcomes([came, came])

    def move(self, hours: int) -> None:
        self.clock.move(timedelta(hours=hours))

    def late(self) -> None:
        mark_late(self.engine, self.clock, 1000)


@ONCE_A_CASE
@given(steps=st.lists(STEPS, max_size=14), answerable=st.booleans())
def test_any_steps_in_any_order_give_one_lawful_history(
    *, steps: list[Any], answerable: bool, register: SqlRegister, database: Engine, clock: MovableClock
) -> None:
    story = Story(register, database, clock, answerable=answerable)
    for step in steps:
        story.try_it(*step)
    history = register.history(story.id)
    with reading(database) as connection:
        (file,) = rows.load(connection, cases.c.id == story.id)
    assert rebuild(history) == state_of(file)
    states = [event.state for event in history]
    assert all(after in LAWFUL[before] for before, after in itertools.pairwise(states))
    assert [event.number for event in history] == list(range(1, len(history) + 1))
    assert [event.at for event in history] == sorted(event.at for event in history)
    assert_late_once(history)


def assert_late_once(history: list[CaseEvent]) -> None:
    late = [event.note for event in history if event.step == "late"]
    assert len(late) == len(set(late)), "each promise has its own time, so the same words twice are one promise found late twice"


def test_a_history_with_a_gap_is_refused(register: SqlRegister) -> None:
    register.open([issue()])
    case = register.acknowledge(case_id_of(issue()), "sam")
    history = register.history(case.id)
    for broken in ([], history[1:], history[::-1], [history[0], replace(history[1], number=3)]):
        with pytest.raises(Malformed):
            rebuild(broken)
