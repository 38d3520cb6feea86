"""Any order of steps, repeats and races gives one lawful history, and the history alone gives the state."""

import itertools
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import Engine, select

from complaints.answers.requests import request_id
from complaints.cases import rows
from complaints.cases.duties import wakes_at
from complaints.cases.history import rebuild, state_of
from complaints.cases.opening import case_id_of
from complaints.cases.register import SqlRegister
from golddust import topics
from golddust.clock import MovableClock
from golddust.database.engine import reading
from golddust.database.schema import cases, outbox
from golddust.errors import Conflict, Malformed
from golddust.events import CaseEvent, ReplyOutcome, ReplyRequest
from golddust.identity import derived_id
from golddust.ports import Case, Pledge
from tests.complaints.made import RESOLUTION, clockwork_on, issue, rules, tagged

NUMBERS = itertools.count()
LAWFUL = {  # what may follow what; most steps leave the state alone
    "received": {"received", "acknowledged", "in_work", "waiting", "resolved"},
    "acknowledged": {"acknowledged", "in_work", "waiting", "resolved"},
    "in_work": {"in_work", "waiting", "resolved"},
    "waiting": {"waiting", "in_work", "resolved"},
    "resolved": {"resolved", "closed", "reopened"},
    "closed": {"closed", "reopened"},
    "reopened": {"reopened", "acknowledged", "in_work", "waiting", "resolved"},
}
NAMES = st.sampled_from(["sam", "kim"])
STEPS = st.one_of(
    st.tuples(st.just("open")),
    st.tuples(st.just("acknowledge"), NAMES),
    st.tuples(st.just("acknowledge"), NAMES),
    st.tuples(st.just("assign"), NAMES),
    st.tuples(st.just("start"), NAMES),
    st.tuples(st.just("ask"), NAMES),
    st.tuples(st.just("ask"), NAMES),
    st.tuples(st.just("tell"), NAMES),
    st.tuples(st.just("escalate"), NAMES),
    st.tuples(st.just("accept"), NAMES),
    st.tuples(st.just("change"), st.sampled_from(["low", "critical"])),
    st.tuples(st.just("say"), st.sampled_from(["thanks", "no", "it is still broken"]), st.booleans()),
    st.tuples(st.just("keep_pledge"), st.integers(1, 2)),
    st.tuples(st.just("resolve"), NAMES),
    st.tuples(st.just("resolve"), NAMES),
    st.tuples(st.just("close"), NAMES),
    st.tuples(st.just("not_solved"), st.sampled_from(["no", ""])),
    st.tuples(st.just("stale"), NAMES),
    st.tuples(st.just("outcome"), st.sampled_from(["sent", "failed", "uncertain"]), st.integers(0, 5), st.integers(0, 200)),
    st.tuples(st.just("move"), st.integers(1, 100)),
    st.tuples(st.just("tick")),
    st.tuples(st.just("tick")),
)
ONCE_A_CASE = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Story:
    """One case, its register, and the steps that are tried on it."""

    def __init__(self, register: SqlRegister, engine: Engine, clock: MovableClock, *, answerable: bool) -> None:
        self.register, self.engine, self.clock = register, engine, clock
        self.clockwork = clockwork_on(engine, clock)
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
        pledge = Pledge(self.clock.now() + timedelta(hours=30), "a new one by then") if name == "kim" else None
        return self.register.resolve(self.id, RESOLUTION, name, pledge=pledge)

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

    def start(self, name: str) -> Case:
        return self.register.start(self.id, name)

    def ask(self, name: str) -> Case:
        return self.register.ask(self.id, "Which colour was it?", name)

    def tell(self, name: str) -> Case:
        return self.register.tell(self.id, "We have found the parcel.", name)

    def escalate(self, name: str) -> Case:
        return self.register.escalate(self.id, "it cannot wait", name)

    def accept(self, name: str) -> Case:
        return self.register.accept(self.id, name)

    def change(self, priority: str) -> Case:
        return self.register.change(self.id, "sam", priority=priority)

    def keep_pledge(self, number: int) -> Case:
        return self.register.keep_pledge(self.id, number, "sam")

    def say(self, words: str, an_issue: bool) -> None:
        """The customer says more, twice over."""
        reference = self.register.find(self.id).reference
        more = issue(f"more {next(NUMBERS)}", text=words, refers_to=(reference,), received_at=self.clock.now())
        if an_issue:
            self.register.open([more, more])
        else:
            self.register.hear([tagged(more), tagged(more)])

    def tick(self) -> None:
        while self.clockwork.tick(1000):
            pass


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
        (row,) = connection.execute(select(cases).where(cases.c.id == story.id)).all()
        said = connection.execute(select(outbox.c.value).where(outbox.c.topic == topics.REPLIES_REQUESTED)).scalars().all()
    assert rebuild(history) == state_of(file)
    states = [event.state for event in history]
    assert all(after in LAWFUL[before] for before, after in itertools.pairwise(states))
    assert [event.number for event in history] == list(range(1, len(history) + 1))
    assert [event.at for event in history] == sorted(event.at for event in history)
    assert row.wakes_at == wakes_at(file, max(file.case.changed_at, row.changed_at), rules()) or row.wakes_at > clock.now()
    assert_late_once(history)
    assert_pauses_are_waiting(history)
    assert_the_ladder_is_climbed_only(history)
    requests = [msgspec.json.decode(value, type=ReplyRequest) for value in said]
    assert_nobody_is_told_twice([request for request in requests if request.case == story.id], history, answerable=answerable)


def assert_late_once(history: list[CaseEvent]) -> None:
    late = [event.note for event in history if event.step == "late" and "as well" not in event.note]
    assert len(late) == len(set(late)), "each promise has its own time, so the same words twice are one promise found late twice"


def assert_pauses_are_waiting(history: list[CaseEvent]) -> None:
    for event in history:
        ends = [moment for pause in event.pauses for moment in (pause.begins, pause.ends) if moment]
        assert ends == sorted(ends)
        assert all(pause.ends for pause in event.pauses[:-1])
        assert (bool(event.pauses) and event.pauses[-1].ends is None) == (event.state == "waiting")


def assert_the_ladder_is_climbed_only(history: list[CaseEvent]) -> None:
    rungs = [event.escalation.rung for event in history if event.escalation]
    assert rungs == sorted(rungs)
    for before, event in itertools.pairwise(history):
        if event.step == "escalated" and before.escalation and event.escalation:
            assert event.escalation.rung > before.escalation.rung or event.escalation.accept_by is None


def assert_nobody_is_told_twice(requests: list[ReplyRequest], history: list[CaseEvent], *, answerable: bool) -> None:
    assert len({request.id for request in requests}) == len(requests)
    said = Counter(request.purpose for request in requests)
    assert answerable or not requests
    assert said["acknowledgement"] + said["idea"] <= 1
    assert said["check"] <= 1
    apologies = sorted(request.requested_at for request in requests if request.purpose == "late_apology")
    assert all(later - earlier >= timedelta(hours=24) for earlier, later in itertools.pairwise(apologies))
    for purpose, step in (("resolution", "resolved"), ("reopened", "reopened"), ("question", "waiting")):
        assert said[purpose] == (sum(event.step == step for event in history) if answerable else 0)


def test_a_history_with_a_gap_is_refused(register: SqlRegister) -> None:
    register.open([issue()])
    case = register.acknowledge(case_id_of(issue()), "sam")
    history = register.history(case.id)
    for broken in ([], history[1:], history[::-1], [history[0], replace(history[1], number=3)]):
        with pytest.raises(Malformed):
            rebuild(broken)
