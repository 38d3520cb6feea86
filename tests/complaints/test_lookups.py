"""Cases are found by what is known of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from complaints.cases.clockwork import Clockwork
from complaints.cases.register import SqlRegister
from golddust.clock import MovableClock
from golddust.errors import Malformed, NotFound
from golddust.ports import Case, Pledge, Wanted
from tests.complaints.made import MONDAY, RESOLUTION, clockwork_on, issue, register_on


@pytest.fixture
def clockwork(database: Engine, clock: MovableClock) -> Clockwork:
    return clockwork_on(database, clock)


def opened(register: SqlRegister, name: str, **changes: object) -> Case:
    one = issue(name, **changes)
    register.open([one])
    case = register.of_feedback(one.feedback)
    assert case is not None
    return case


def found(register: SqlRegister, **wanted: str) -> set[str]:
    return {case.reference for case in register.search(Wanted(**wanted))}


def test_each_filter_leaves_what_fits_it(register: SqlRegister) -> None:
    mine = opened(register, "a", priority="high", owner="finance")
    other = opened(register, "b")
    register.assign(mine.id, "kim", "ann")
    register.change(mine.id, "ann", segment="gold", cause="c" * 26)
    everything = {mine.reference, other.reference}
    assert found(register) == everything
    for wanted in ({"assignee": "kim"}, {"person": "kim"}, {"owner": "finance"}, {"priority": "high"}, {"segment": "gold"}):
        assert found(register, **wanted) == {mine.reference}
    assert found(register, cause="c" * 26, state="open") == {mine.reference}
    assert found(register, owner="delivery") == {other.reference}
    assert found(register, assignee="kim", owner="delivery") == set()


def test_who_was_called_by_the_ladder_finds_the_case(database: Engine, clock: MovableClock) -> None:
    roles = {
        role: {"people": ["kim"]} for role in ("team lead", "head of customer service", "director", "on call", "product manager")
    }
    register = register_on(database, clock, escalation={"staff": {"kim": {"mail": "kim@example.com"}}, "roles": roles})
    case = opened(register, "a")
    assert found(register, person="kim") == set()
    register.escalate(case.id, "it is stuck", "ann")
    assert found(register, person="kim") == {case.reference}


def test_states_are_found_alone_and_in_groups(register: SqlRegister) -> None:
    new, asked, ended = (opened(register, name) for name in "abc")
    register.ask(asked.id, "Which colour?", "ann")
    register.resolve(ended.id, RESOLUTION, "ann")
    assert found(register, state="open") == {new.reference}
    assert found(register, state="unresolved") == {new.reference, asked.reference}
    assert found(register, state="resolved") == {ended.reference}
    assert {case.reference for case in register.cases("open")} == {new.reference}


def test_what_is_at_risk_or_late_is_found_and_what_stands_is_not(
    register: SqlRegister, clockwork: Clockwork, clock: MovableClock
) -> None:
    ours, waits = opened(register, "a"), opened(register, "b")
    register.start(ours.id, "ann")
    register.ask(waits.id, "Which colour?", "ann")
    assert found(register, standing="late") == found(register, standing="at_risk") == set()
    clock.move(timedelta(days=1, hours=6))  # 13 of 16 working hours
    clockwork.tick()
    assert found(register, standing="at_risk", state="open") == {ours.reference}
    clock.move(timedelta(days=30))
    clockwork.tick()
    assert ours.reference in found(register, standing="late")
    assert waits.reference not in found(register, standing="late")


def test_a_pledge_that_was_not_kept_is_late_although_the_case_is_resolved(register: SqlRegister, clock: MovableClock) -> None:
    case = opened(register, "a")
    register.resolve(case.id, RESOLUTION, "ann", pledge=Pledge(MONDAY + timedelta(days=2), "a new parcel"))
    assert found(register, standing="late") == set()
    clock.move(timedelta(days=3))
    assert found(register, standing="late") == {case.reference}
    register.keep_pledge(case.id, 1, "ann")
    assert found(register, standing="late") == set()


def test_what_was_found_is_told_part_by_part(register: SqlRegister) -> None:
    everything = {opened(register, str(n)).id for n in range(5)}
    pages = [register.page(Wanted(), 2)]
    while pages[-1].after is not None:
        pages.append(register.page(Wanted(), 2, pages[-1].after))
    parts = [[case.id for case in page.cases] for page in pages]
    assert [len(part) for part in parts] == [2, 2, 1]
    assert {case for part in parts for case in part} == everything


@pytest.mark.parametrize("wanted", [Wanted(state="x"), Wanted(priority="x"), Wanted(standing="x")])
def test_what_there_is_not_is_refused_with_what_there_is(register: SqlRegister, wanted: Wanted) -> None:
    with pytest.raises(Malformed, match="there are "):
        register.search(wanted)


def test_a_resolution_with_blanks_is_not_sent(register: SqlRegister) -> None:
    case = opened(register, "a")
    with pytest.raises(Malformed, match="still blank"):
        register.resolve(case.id, replace(RESOLUTION, reason="[… why it happened]"), "ann")
    assert register.find(case.id).version == case.version


@pytest.mark.parametrize(
    "values",
    [
        {"owner": "o" * 81},
        {"segment": "s" * 81},
        {"segment": " "},
        {"owner": ""},
        {"cause": "c"},
        {"cause": "c" * 25 + "\0"},
        {"priority": "x"},
        {"cost": float("nan")},
        {"cost": -1.0},
        {"state": "closed"},
        {},
    ],
)
def test_what_no_database_could_keep_is_refused_in_words(register: SqlRegister, values: dict[str, Any]) -> None:
    case = opened(register, "a")
    with pytest.raises(Malformed):
        register.change(case.id, "ann", **values)
    assert register.find(case.id) == case


def test_a_segment_and_a_cause_can_be_taken_away_again(register: SqlRegister) -> None:
    case = opened(register, "a")
    register.change(case.id, "ann", segment="gold", cause="c" * 26)
    changed = register.change(case.id, "ann", segment="", cause="")
    assert (changed.segment, changed.cause) == ("", "")


def test_no_question_upsets_the_database(register: SqlRegister) -> None:
    case = opened(register, "a")
    assert found(register, owner="a\0b", person="a\0b", segment="x" * 5000) == set()
    for split in ("a\0b", "x" * 5000):
        with pytest.raises(NotFound):
            register.split(case.id, split, "ann")


def test_a_pledge_and_an_escalation_say_something(register: SqlRegister) -> None:
    case = opened(register, "a")
    with pytest.raises(Malformed, match="something must be said"):
        register.escalate(case.id, " ", "ann")
    with pytest.raises(Malformed, match="something must be said"):
        register.resolve(case.id, RESOLUTION, "ann", pledge=Pledge(MONDAY + timedelta(days=2), " "))


@pytest.mark.parametrize("due", ["0001-01-01T00:00:00+14:00", "2026-11-23T10:00:00Z", "9999-12-31T23:59:00-12:00"])
def test_a_pledge_is_for_a_time_that_can_come(register: SqlRegister, due: str) -> None:
    case = opened(register, "a")
    with pytest.raises(Malformed, match="a time to come"):
        register.resolve(case.id, RESOLUTION, "ann", pledge=Pledge(datetime.fromisoformat(due), "a new one"))


def test_a_pledge_is_kept_on_a_full_minute_in_utc(register: SqlRegister) -> None:
    case = opened(register, "a")
    pledge = Pledge(datetime.fromisoformat("2026-12-01T17:00:30+01:00"), "a new one")
    promise = register.resolve(case.id, RESOLUTION, "ann", pledge=pledge).promises[-1]
    assert (promise.due, promise.due.tzinfo) == (datetime(2026, 12, 1, 16, 1, tzinfo=UTC), UTC)
