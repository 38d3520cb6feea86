from datetime import timedelta

from sqlalchemy import Engine

from complaints.cases.clockwork import mark_late
from complaints.cases.opening import case_id_of
from complaints.cases.register import SqlRegister
from golddust import topics, wire
from golddust.bus.memory import MemoryLog
from golddust.clock import MovableClock
from golddust.events import ReplyRequest
from tests.complaints.made import MONDAY, RESOLUTION, copy_outbox, issue, outcome
from tests.complaints.test_register import at_once


def late_notes(register: SqlRegister, name: str = "parcel") -> list[str]:
    return [event.note for event in register.history(case_id_of(issue(name))) if event.step == "late"]


def test_a_promise_is_not_late_before_its_time(register: SqlRegister, database: Engine, clock: MovableClock) -> None:
    register.open([issue()])
    clock.move(timedelta(hours=2) - timedelta(microseconds=1))
    assert mark_late(database, clock) == 0
    clock.move(timedelta(microseconds=1))
    assert mark_late(database, clock) == 1
    assert late_notes(register) == ["acknowledge was promised by 2026-11-23 12:00 UTC"]


def test_after_long_downtime_each_broken_promise_is_found_once(
    register: SqlRegister, database: Engine, clock: MovableClock
) -> None:
    register.open([issue(str(n)) for n in range(5)])
    clock.move(timedelta(days=300))
    assert mark_late(database, clock) == 15
    assert mark_late(database, clock) == 0
    assert [note.split()[0] for note in late_notes(register, "3")] == ["acknowledge", "answer", "resolve"]


def test_the_longest_overdue_are_found_first(register: SqlRegister, database: Engine, clock: MovableClock) -> None:
    register.open([issue("slow", priority="low"), issue("quick", priority="critical")])
    clock.move(timedelta(hours=4))
    assert mark_late(database, clock, limit=1) == 2
    assert late_notes(register, "slow") == []
    assert len(late_notes(register, "quick")) == 2


def test_what_was_kept_is_never_late(register: SqlRegister, database: Engine, clock: MovableClock) -> None:
    register.open([issue(answerable=False)])
    register.resolve(case_id_of(issue()), RESOLUTION, "sam")
    clock.move(timedelta(days=300))
    assert mark_late(database, clock) == 0


def test_many_who_look_at_once_find_each_promise_once(register: SqlRegister, database: Engine, clock: MovableClock) -> None:
    register.open([issue(str(n)) for n in range(40)])
    clock.move(timedelta(days=30))
    found = at_once([lambda: mark_late(database, clock)] * 5)
    while more := mark_late(database, clock):  # left to a process that was busy with them
        found.append(more)
    assert sum(number for number in found if isinstance(number, int)) == 120
    assert all(len(late_notes(register, str(n))) == 3 for n in range(40))


def test_a_mark_goes_when_the_promise_turns_out_to_have_been_kept(
    register: SqlRegister, database: Engine, clock: MovableClock
) -> None:
    register.open([issue()])
    log = MemoryLog()
    copy_outbox(database, log)
    (record,) = log.browse(topics.REPLIES_REQUESTED, None).read(9, 0)
    clock.move(timedelta(hours=3))
    assert mark_late(database, clock) == 1
    register.note_outcome(outcome(wire.event_of(record, ReplyRequest), at=MONDAY + timedelta(minutes=1)))
    assert mark_late(database, clock) == 0


def test_a_promise_renewed_can_break_again(register: SqlRegister, database: Engine, clock: MovableClock) -> None:
    register.open([issue(answerable=False)])
    clock.move(timedelta(days=30))
    assert mark_late(database, clock) == 3
    register.resolve(case_id_of(issue()), RESOLUTION, "sam")
    register.not_solved(case_id_of(issue()), "Still nothing.")
    assert mark_late(database, clock) == 0
    clock.move(timedelta(days=30))
    assert mark_late(database, clock) == 2
