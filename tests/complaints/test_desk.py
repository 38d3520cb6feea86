"""What helps those at work on a case."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from complaints.cases.register import SqlRegister
from complaints.desk import CaseDesk
from golddust.clock import MovableClock
from golddust.errors import Conflict
from golddust.ports import Case, Desk
from tests.complaints.made import RESOLUTION, drafts, issue, rules


@pytest.fixture
def desk(database: Engine, clock: MovableClock) -> Desk:
    by = rules()
    return CaseDesk(database, clock, by, drafts(by.answers.zone))


@pytest.fixture
def case(register: SqlRegister) -> Case:
    one = issue(language="de")
    register.open([one])
    found = register.of_feedback(one.feedback)
    assert found is not None
    return found


def words(desk: Desk, case: Case, standard: str) -> str:
    return next(clock.words for clock in desk.clocks(case) if clock.promise.standard == standard)


def test_each_clock_explains_itself(desk: Desk, case: Case, clock: MovableClock) -> None:
    clock.move(timedelta(hours=3))
    assert [reading.promise for reading in desk.clocks(case)] == list(case.promises)
    assert words(desk, case, "answer") == "3 h of 16 working hours used; due Wed 10:00"
    assert not any(reading.stands for reading in desk.clocks(case))


def test_while_the_customer_is_waited_for_a_clock_says_that_it_stands(
    desk: Desk, case: Case, register: SqlRegister, clock: MovableClock
) -> None:
    asked = register.ask(case.id, "Which colour?", "ann")
    clock.move(timedelta(days=30))
    readings = {reading.promise.standard: reading for reading in desk.clocks(asked)}
    assert readings["resolve"].stands
    assert readings["resolve"].words.startswith("paused since")
    assert not readings["acknowledge"].stands  # asking has kept it


def test_drafts_are_proposed_in_the_customers_language_with_their_blanks(desk: Desk, case: Case) -> None:
    drafts = desk.drafts(case)
    assert {draft.language for draft in drafts} == {"de"}
    assert drafts[0].title
    assert all(blank.startswith("[…") for blanks in drafts[0].blanks.values() for blank in blanks)


def test_what_was_told_before_stands_beside_a_case(desk: Desk, case: Case, register: SqlRegister, clock: MovableClock) -> None:
    register.resolve(case.id, RESOLUTION, "ann")
    clock.move(timedelta(days=9))
    assert desk.told_before(case) == []  # nothing of it is stored in this test; tests/complaints/test_people_timeline.py has more


def test_what_can_be_done_is_what_the_register_would_do(desk: Desk, case: Case, register: SqlRegister) -> None:
    calls: dict[str, Callable[[], Case]] = {
        "acknowledged": lambda: register.acknowledge(case.id, "ann"),
        "started": lambda: register.start(case.id, "ann"),
        "waiting": lambda: register.ask(case.id, "Which colour?", "ann"),
        "told": lambda: register.tell(case.id, "Soon.", "ann"),
        "escalated": lambda: register.escalate(case.id, "It is stuck.", "ann"),
        "accepted": lambda: register.accept(case.id, "ann"),
        "resolved": lambda: register.resolve(case.id, RESOLUTION, "ann"),
        "closed": lambda: register.close(case.id, "ann"),
        "assigned": lambda: register.assign(case.id, "kim", "ann"),
    }
    for step in (
        "accepted",
        "escalated",
        "waiting",
        "started",
        "accepted",
        "acknowledged",
        "resolved",
        "waiting",
        "closed",
        "told",
    ):
        before = register.find(case.id)
        if step in desk.possible(before):
            assert calls[step]().version > before.version
        else:
            with pytest.raises(Conflict):
                calls[step]()
    assert desk.possible(register.find(case.id)) == {"noted", "changed", "reopened", "split"}


def test_a_merged_case_can_be_written_to_and_nothing_else(desk: Desk, case: Case, register: SqlRegister) -> None:
    register.open([issue("other", language="de")])
    other = register.of_feedback(issue("other").feedback)
    assert other is not None
    assert "merged" in desk.possible(other)
    register.merge(other.id, case.id, "ann")
    assert desk.possible(register.find(other.id)) == {"noted"}
