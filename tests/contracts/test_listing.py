"""Lists are told page by page on either engine: nothing twice and nothing left out, while more comes in and things change."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, delete, update

from complaints.cases.register import SqlRegister
from golddust.clock import MovableClock
from golddust.database.engine import writing
from golddust.database.schema import cases, feedback
from golddust.identity import derived_id
from golddust.ports import EVERYTHING, Case, CaseOrder, Register, Told, Wanted
from sinks.store.archive import StoredArchive
from sinks.store.store import Store
from tests.complaints.made import MONDAY, issue, register_on
from tests.sinks.made import records, said

PAGE = 3
ANY = Wanted()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(MONDAY)


@pytest.fixture
def register(database: Engine, clock: MovableClock) -> SqlRegister:
    return register_on(database, clock)


def opened(register: Register, clock: MovableClock, names: Iterator[str] | list[str]) -> list[str]:
    """Some of them at the same moment, as a batch has them."""
    for number, name in enumerate(names):
        if number % 2:
            clock.move(timedelta(minutes=7))
        register.open([issue(name, priority=("low", "normal", "high")[number % 3], received_at=clock.now())])
    return [derived_id(name) for name in names]


def pages(register: Register, order: CaseOrder, wanted: Wanted = ANY) -> Iterator[list[Case]]:
    after = None
    while True:
        found = register.page(wanted, PAGE, after, order)
        yield list(found.cases)
        after = found.after
        if after is None:
            return


@pytest.mark.parametrize("order", ["due", "opened"])
def test_pages_put_together_are_the_whole_list(
    register: SqlRegister, clock: MovableClock, database: Engine, order: CaseOrder
) -> None:
    opened(register, clock, [f"case {n}" for n in range(11)])
    whole = register.page(Wanted(), 100, order=order)
    nothing_due = [case.id for case in whole.cases][::3]
    with writing(database) as connection:
        connection.execute(update(cases).where(cases.c.id.in_(nothing_due)).values(due_at=None))
    whole = register.page(Wanted(), 100, order=order)
    assert whole.after is None
    assert len(whole.cases) == 11
    assert [case.id for page in pages(register, order) for case in page] == [case.id for case in whole.cases]
    last = [case.id in nothing_due for case in whole.cases]
    assert order == "opened" or last == sorted(last), "what nothing is due in comes last"


@pytest.mark.parametrize("order", ["due", "opened"])
@pytest.mark.parametrize("seed", range(3))
def test_while_cases_come_in_none_is_told_twice_and_none_left_out(
    register: SqlRegister, clock: MovableClock, order: CaseOrder, seed: int
) -> None:
    there, chance = set(opened(register, clock, [f"case {n}" for n in range(10)])), random.Random(seed)  # noqa: S311 - no secret
    seen: list[str] = []
    for number, page in enumerate(pages(register, order)):
        seen += [case.feedback for case in page]
        clock.move(timedelta(days=chance.choice([-3, 0, 3])))
        opened(register, clock, [f"later {number} {n}" for n in range(chance.randrange(3))])
        assert number < 30
    assert len(seen) == len(set(seen))
    assert there <= set(seen)


def test_in_the_order_of_opening_cases_that_change_are_told_once_all_the_same(register: SqlRegister, clock: MovableClock) -> None:
    there = opened(register, clock, [f"case {n}" for n in range(9)])
    seen: list[str] = []
    for page in pages(register, "opened"):
        seen += [case.feedback for case in page]
        clock.move(timedelta(minutes=1))
        for case in register.search(Wanted(state="open")):
            register.acknowledge(case.id, "ann") if case.state == "received" else register.tell(case.id, "Soon.", "ann")
    assert sorted(seen) == sorted(there)


def test_a_page_of_what_is_looked_for_holds_nothing_else(register: SqlRegister, clock: MovableClock) -> None:
    opened(register, clock, [f"case {n}" for n in range(9)])
    for order in ("due", "opened"):
        found = [case for page in pages(register, order, Wanted(priority="high")) for case in page]
        assert len(found) == 3
        assert {case.priority for case in found} == {"high"}


@pytest.mark.parametrize("words", ["", "kettle"])
def test_feedback_goes_on_where_it_was_even_when_that_is_gone(database: Engine, words: str) -> None:
    store, archive = Store(database), StoredArchive(database)
    store.write(
        records([said(f"kettle {n}", text="My kettle broke.", received_at=MONDAY + timedelta(seconds=n // 2)) for n in range(9)])
    )
    sought, before, seen = replace(EVERYTHING, words=words), None, list[str]()
    whole = [row["id"] for row in archive.feedback(100, sought=sought)]
    assert len(whole) == 9
    while rows := archive.feedback(2, before or "", sought):
        seen += [row["id"] for row in rows]
        before = Told(rows[-1]["id"], rows[-1]["received_at"])
        with writing(database) as connection:
            connection.execute(delete(feedback).where(feedback.c.id == before.feedback))
        store.write(records([said(f"again {len(seen)}", text="The kettle again.", received_at=MONDAY + timedelta(days=1))]))
    left_out = set(whole) - set(seen)
    assert len(seen) == len(set(seen))
    assert not left_out if not words else len(left_out) <= 2, "words alone: what came within the very microsecond of what is gone"
