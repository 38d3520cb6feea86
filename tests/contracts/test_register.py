"""What every register keeps: the port's promises, on SQLite and on PostgreSQL."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from complaints.cases.register import SqlRegister
from golddust.clock import MovableClock
from golddust.errors import Conflict, Malformed, NotFound
from golddust.identity import derived_id
from golddust.ports import Case, Register, Resolution
from tests.complaints.made import MONDAY, RESOLUTION, issue, promise, register_on


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(MONDAY)


@pytest.fixture
def register(database: Engine, clock: MovableClock) -> Register:
    return register_on(database, clock)


@pytest.fixture
def case(register: Register) -> Case:
    return opened(register)


def opened(register: Register, name: str = "parcel", **changes: object) -> Case:
    register.open([issue(name, **changes)])
    found = register.of_feedback(derived_id(name))
    assert found is not None
    return found


def steps(register: Register, case: Case) -> list[str]:
    return [event.step for event in register.history(case.id)]


def test_an_issue_becomes_an_open_case_with_three_promises(register: Register) -> None:
    case = opened(register)
    assert (case.state, case.version, case.assignee) == ("received", 1, "")
    assert (case.kind, case.priority, case.owner, case.channel) == ("complaint", "normal", "delivery", "email")
    assert (case.text, case.subject, case.topics) == ("My parcel never came.", "Parcel", ("delivery",))
    assert [p.standard for p in case.promises] == ["acknowledge", "answer", "resolve"]
    assert [p.due - MONDAY for p in case.promises] == [timedelta(hours=2), timedelta(days=2), timedelta(days=7)]
    assert case.opened_at == case.changed_at == MONDAY


def test_the_same_issues_again_change_nothing(register: Register, clock: MovableClock) -> None:
    names = [f"n{n}" for n in range(7)]
    register.open([issue(name) for name in names])
    before = register.cases()
    clock.move(timedelta(hours=1))
    register.open([issue(name, revision=1, why="Tagged anew.") for name in [*names, *names]])
    assert register.cases() == before
    assert len(before) == 7


def test_a_batch_that_names_a_feedback_twice_opens_one_case(register: Register) -> None:
    register.open([issue(why="The first."), issue(why="The second.")])
    assert [case.why for case in register.cases()] == ["The first."]


def test_opening_nothing_is_harmless(register: Register) -> None:
    register.open([])
    assert register.cases() == []


def test_many_issues_at_once_have_references_of_their_own(register: Register) -> None:
    register.open([issue(str(n)) for n in range(1203)])
    found = register.cases(limit=5000)
    assert len({case.reference for case in found}) == len({case.id for case in found}) == 1203


def test_what_postgresql_cannot_keep_stops_no_case(register: Register) -> None:
    assert opened(register, text="nul\0byte", subject="\0", why="a\0b").text == "nul\ufffdbyte"
    assert len(register.cases()) == 1


def test_a_case_is_found_by_id_and_by_its_reference_in_any_spelling(register: Register, case: Case) -> None:
    bare = case.reference.replace("-", "")
    for written in (case.id, case.id.upper(), case.reference, case.reference.lower(), bare, bare[2:], f" {bare[2:].lower()} "):
        assert register.find(written) == case


@pytest.mark.parametrize("unknown", ["", "GD-0000-0000", "GD", "a" * 26, "\0", "' OR 1=1", "ü" * 500])
def test_an_unknown_case_is_not_found(register: Register, case: Case, unknown: str) -> None:
    assert case
    attempts: list[Callable[[], object]] = [
        lambda: register.find(unknown),
        lambda: register.history(unknown),
        lambda: register.acknowledge(unknown, "sam"),
        lambda: register.not_solved(unknown, "no", "customer"),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()
    assert register.of_feedback(unknown) is None


def test_a_whole_life(register: Register, clock: MovableClock, case: Case) -> None:
    taken = register.acknowledge(case.reference, "sam", version=1)
    assert (taken.state, taken.assignee, taken.version) == ("acknowledged", "sam", 2)
    given = register.assign(case.id, "kim", "sam", version=2)
    assert (given.state, given.assignee) == ("acknowledged", "kim")
    clock.move(timedelta(hours=3))
    resolved = register.resolve(case.id, RESOLUTION, "kim", version=3)
    assert resolved.state == "resolved"
    assert promise(resolved, "answer").kept_at == promise(resolved, "resolve").kept_at == clock.now()
    clock.move(timedelta(days=1))
    again = register.not_solved(case.id, "It is still not here.", "customer")
    assert again.state == "reopened"
    assert again.assignee == "kim"
    assert promise(again, "resolve").kept_at is None
    assert promise(again, "answer").due == clock.now() + timedelta(days=2, hours=0)
    assert steps(register, case) == ["opened", "acknowledged", "assigned", "resolved", "reopened", "escalated"]
    events = register.history(case.id)
    assert [event.number for event in events] == [1, 2, 3, 4, 5, 6]
    assert [event.actor for event in events] == ["register", "sam", "sam", "kim", "customer", "register"]
    assert all(part in events[3].note for part in ("wrong depot", "sorry", "unreadable", "arrives tomorrow"))
    assert events[4].note == "It is still not here."
    assert register.find(case.id) == again


def test_a_case_may_be_resolved_at_first_sight(register: Register, case: Case) -> None:
    assert register.resolve(case.id, RESOLUTION, "sam").state == "resolved"


def test_steps_that_the_state_does_not_allow_say_what_is_possible(register: Register, case: Case) -> None:
    register.acknowledge(case.id, "sam")
    with pytest.raises(
        Conflict, match="is acknowledged, so 'acknowledge' is not possible; possible now: start, assign, ask, tell, resolve"
    ):
        register.acknowledge(case.id, "kim")
    register.resolve(case.id, RESOLUTION, "sam")
    for attempt in (lambda: register.resolve(case.id, RESOLUTION, "sam"), lambda: register.acknowledge(case.id, "sam")):
        with pytest.raises(Conflict, match="possible now: assign, tell, close, not solved, escalate, accept, merge"):
            attempt()
    assert steps(register, case) == ["opened", "acknowledged", "resolved"]


@pytest.mark.parametrize("part", ["happened", "apology", "reason", "remedy"])
def test_nothing_is_resolved_without_all_four_things(register: Register, case: Case, part: str) -> None:
    with pytest.raises(Malformed, match=f"missing: {part};"):
        register.resolve(case.id, replace(RESOLUTION, **{part: " \n"}), "sam")
    assert register.find(case.id) == case


def test_all_that_is_missing_is_named(register: Register, case: Case) -> None:
    with pytest.raises(Malformed, match="missing: happened, apology, reason, remedy;"):
        register.resolve(case.id, Resolution("", "", "", ""), "sam")


def test_not_solved_is_said_while_the_case_is_open_anyway(register: Register, case: Case) -> None:
    noted = register.not_solved(case.id, "I am still waiting.", "customer")
    assert (noted.state, noted.promises) == (case.state, case.promises)
    assert [event.note for event in register.history(case.id)][1] == "I am still waiting."
    assert steps(register, case) == ["opened", "said"]


def test_who_saw_an_older_version_changes_nothing(register: Register, case: Case) -> None:
    register.acknowledge(case.id, "sam", version=case.version)
    for attempt in (
        lambda: register.assign(case.id, "kim", "kim", version=case.version),
        lambda: register.resolve(case.id, RESOLUTION, "kim", version=case.version),
        lambda: register.assign(case.id, "kim", "kim", version=99),
    ):
        with pytest.raises(Conflict, match="changed meanwhile"):
            attempt()
    assert steps(register, case) == ["opened", "acknowledged"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "sam\0", "sam\nkim"])
def test_who_does_it_must_have_a_name(register: Register, case: Case, name: str) -> None:
    with pytest.raises(Malformed, match="a name of 1 to 120"):
        register.acknowledge(case.id, name)
    with pytest.raises(Malformed, match="a name of 1 to 120"):
        register.assign(case.id, name, "sam")


def test_what_breaks_first_comes_first(register: Register) -> None:
    for name, priority in (("a", "low"), ("b", "critical"), ("c", "high")):
        opened(register, name, priority=priority)
    resolved = opened(register, "d", priority="critical", answerable=False)
    register.resolve(resolved.id, RESOLUTION, "sam")
    assert [case.priority for case in register.cases()] == ["critical", "high", "low", "critical"]
    assert [case.state for case in register.cases()][-1] == "resolved"
    assert len(register.cases(limit=2)) == 2


def test_cases_are_listed_by_state(register: Register, case: Case) -> None:
    other = register.acknowledge(opened(register, "other").id, "sam")
    ended = register.resolve(opened(register, "ended").id, RESOLUTION, "sam")
    assert register.cases("received") == [case]
    assert register.cases("acknowledged") == [other]
    assert register.cases("resolved") == [ended]
    assert {found.id for found in register.cases("open")} == {case.id, other.id}
    assert len(register.cases("")) == 3
    with pytest.raises(Malformed, match="open, unresolved, received"):
        register.cases("new")


def test_the_register_keeps_the_port(database: Engine, clock: MovableClock) -> None:
    concrete: SqlRegister = register_on(database, clock)
    as_port: Register = concrete
    assert as_port is concrete


def test_cases_are_found_together_in_the_order_of_their_ids_as_given(register: Register) -> None:
    first, second = opened(register, "one"), opened(register, "two")
    assert register.those([second.id, "z" * 26, first.id]) == [second, first]
    assert register.those([]) == []
