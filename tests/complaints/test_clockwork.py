"""What time brings about: each thing once, whichever process looks, also after downtime."""

from collections import Counter
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine, select, update

from complaints.cases.clockwork import Clockwork
from complaints.cases.opening import case_id_of
from complaints.cases.register import SqlRegister
from complaints.cases.rules import Times
from golddust import topics
from golddust.clock import MovableClock
from golddust.database.engine import reading, writing
from golddust.database.schema import cases, outbox, promises
from golddust.errors import Conflict, Malformed
from golddust.events import CaseEvent, ReplyRequest, StaffNotice
from golddust.identity import derived_id
from golddust.ports import Pledge
from tests.complaints.made import (
    MONDAY,
    RESOLUTION,
    clockwork_on,
    copy_outbox,
    issue,
    outcome,
    promise,
    register_on,
    standards,
)
from tests.complaints.test_register import at_once


@pytest.fixture
def clockwork(database: Engine, clock: MovableClock) -> Clockwork:
    return clockwork_on(database, clock)


def run_until(clockwork: Clockwork, clock: MovableClock, hours: float, step: float = 0.25) -> None:
    """Let time go by as it does for a process that stays up."""
    end = clock.now() + timedelta(hours=hours)
    while clock.now() < end:
        clock.move(timedelta(hours=step))
        clockwork.tick()


def steps_of(register: SqlRegister, name: str = "parcel") -> list[str]:
    return [event.step for event in register.history(case_id_of(issue(name)))]


def events_of(register: SqlRegister, step: str, name: str = "parcel") -> list[CaseEvent]:
    return [event for event in register.history(case_id_of(issue(name))) if event.step == step]


def said(database: Engine, topic: str = topics.REPLIES_REQUESTED, struct: Any = ReplyRequest) -> list[Any]:
    with reading(database) as connection:
        values = connection.execute(select(outbox.c.value).where(outbox.c.topic == topic).order_by(outbox.c.number)).scalars()
        return [msgspec.json.decode(value, type=struct) for value in values]


def purposes(database: Engine) -> list[str]:
    return [request.purpose for request in said(database)]


def test_nothing_happens_before_its_time(register: SqlRegister, clockwork: Clockwork, clock: MovableClock) -> None:
    register.open([issue()])
    clock.move(timedelta(hours=1.5) - timedelta(microseconds=1))
    assert clockwork.tick() == 0
    clock.move(timedelta(microseconds=1))
    assert clockwork.tick() == 1
    assert steps_of(register) == ["opened", "at_risk"]


def test_the_owner_is_warned_then_the_customer_and_an_apology_comes_once_after_the_breach(
    register: SqlRegister, clockwork: Clockwork, clock: MovableClock, database: Engine
) -> None:
    register.open([issue()])
    register.note_outcomes([outcome(said(database)[0])])
    run_until(clockwork, clock, 24 * 3)
    (request,) = [one for one in said(database) if one.purpose == "late_warning"]
    due = promise(register.find(case_id_of(issue())), "answer").due
    assert due == MONDAY + timedelta(days=2)
    assert MONDAY.replace(day=24, hour=16, minute=24) <= request.requested_at <= MONDAY.replace(day=24, hour=16, minute=45), (
        "14.4 of 16 h"
    )
    assert "sorry" in request.text
    assert purposes(database) == ["acknowledgement", "late_warning", "late_apology"]
    (apology,) = [one for one in said(database) if one.purpose == "late_apology"]
    assert due <= apology.requested_at <= due + timedelta(minutes=15)
    assert [event.note.split()[0] for event in events_of(register, "at_risk")] == ["answer"]
    assert [event.note for event in events_of(register, "late")] == ["answer was promised by 2026-11-25 10:00 UTC"]


def test_whoever_is_told_that_it_takes_longer_is_told_why(
    register: SqlRegister, clockwork: Clockwork, clock: MovableClock, database: Engine
) -> None:
    register.open([issue()])
    with pytest.raises(Malformed, match="without names, numbers"):
        register.change(case_id_of(issue()), "sam", delay="the depot is flooded, ask 202-555-0117")
    assert register.change(case_id_of(issue()), "sam", delay="the depot is flooded").delay == "the depot is flooded"
    run_until(clockwork, clock, 24 * 3)
    late = [one.text for one in said(database) if one.purpose.startswith("late_")]
    assert len(late) == 2
    assert all("the depot is flooded" in text for text in late)


def test_after_long_downtime_each_broken_promise_is_found_once_and_one_apology_says_it(
    register: SqlRegister, clockwork: Clockwork, clock: MovableClock, database: Engine
) -> None:
    register.open([issue(str(n)) for n in range(5)])
    clock.move(timedelta(days=300))
    while clockwork.tick():
        pass
    assert [event.note.split()[0] for event in events_of(register, "late", "3")] == ["acknowledge", "answer", "resolve"]
    assert Counter(purposes(database)) == {"acknowledgement": 5, "late_apology": 5}
    assert clockwork.tick() == 0


def test_the_longest_overdue_are_looked_at_first(register: SqlRegister, clockwork: Clockwork, clock: MovableClock) -> None:
    register.open([issue("slow", priority="low"), issue("quick", priority="critical")])
    clock.move(timedelta(hours=4))
    clockwork.tick(limit=1)
    assert events_of(register, "late", "slow") == []
    assert len(events_of(register, "late", "quick")) == 2


def test_what_was_kept_is_never_late(register: SqlRegister, clockwork: Clockwork, clock: MovableClock) -> None:
    register.open([issue(answerable=False)])
    register.resolve(case_id_of(issue()), RESOLUTION, "sam")
    clock.move(timedelta(days=10))
    assert clockwork.tick() == 0
    clock.move(timedelta(days=10))
    assert clockwork.tick() == 1
    assert steps_of(register) == ["opened", "resolved", "closed"]


def test_many_who_look_at_once_find_each_promise_once(register: SqlRegister, database: Engine, clock: MovableClock) -> None:
    register.open([issue(str(n)) for n in range(40)])
    clock.move(timedelta(days=30))
    at_once([lambda: clockwork_on(database, clock).tick()] * 5)
    while clockwork_on(database, clock).tick():  # left to a process that was busy with them
        pass
    for n in range(40):
        assert len(events_of(register, "late", str(n))) == 3
    assert Counter(purposes(database)) == {"acknowledgement": 40, "late_apology": 40}


def test_the_clocks_stand_while_the_customer_is_waited_for(
    register: SqlRegister, clockwork: Clockwork, clock: MovableClock, database: Engine
) -> None:
    register.open([issue()])
    clock.move(timedelta(hours=1))
    asked = register.ask(case_id_of(issue()), "Which colour was it?", "sam")
    assert asked.state == "waiting"
    run_until(clockwork, clock, 24 * 6, step=3)  # over a weekend
    assert events_of(register, "late") == []
    register.not_solved(asked.id, "It was blue.")
    case = register.find(asked.id)
    assert case.state == "in_work"
    assert promise(case, "answer").due == MONDAY.replace(month=12, day=1, hour=16), "15 of 16 working hours were left on Sunday"
    assert purposes(database) == ["acknowledgement", "question"]


def test_a_case_climbs_to_the_top_when_nobody_accepts(
    register: SqlRegister, clockwork: Clockwork, clock: MovableClock, database: Engine
) -> None:
    register.open([issue(emotion="anger", priority="high")])
    run_until(clockwork, clock, 24 * 4)
    rungs = [event.escalation for event in events_of(register, "escalated")]
    assert [one.role for one in rungs if one] == ["team lead", "head of customer service", "director"]
    assert all(
        event.note.startswith(f"Escalated to the {event.escalation.role} because")
        for event in events_of(register, "escalated")
        if event.escalation
    )
    notices = [one for one in said(database, topics.STAFF, StaffNotice) if one.purpose == "escalation"]
    assert [notice.role for notice in notices] == ["team lead", "head of customer service", "director"]


def test_who_accepts_stops_the_climbing(register: SqlRegister, clockwork: Clockwork, clock: MovableClock) -> None:
    register.open([issue(emotion="anger")])
    taken = register.accept(case_id_of(issue()), "kim")
    assert taken.assignee == "kim"
    clock.move(timedelta(days=1))
    clockwork.tick()
    assert len(events_of(register, "escalated")) == 1


def test_danger_pages_whoever_is_on_call(register: SqlRegister, database: Engine) -> None:
    register.open(
        [
            issue(
                urgency="critical",
                why="A complaint about safety; urgent because of safety.",
                text="The wire is live, my child got a shock.",
            )
        ]
    )
    pages = [one for one in said(database, topics.STAFF, StaffNotice) if one.purpose == "page"]
    assert len(pages) == 1
    assert pages[0].urgent


def test_a_second_danger_pages_again_and_the_same_one_does_not(register: SqlRegister, database: Engine) -> None:
    register.open([issue(channel="sms", text="I can smell gas in the shop", urgency="critical")])
    for number, text in enumerate(("I can smell gas, hurry", "I will kill you if nobody comes")):
        register.open([issue(f"more {number}", channel="sms", text=text, urgency="critical")])
    pages = [one for one in said(database, topics.STAFF, StaffNotice) if one.purpose == "page"]
    assert len(pages) == len({page.id for page in pages}) == 2
    assert len(register.cases()) == 1


def test_a_brilliant_idea_goes_to_those_who_can_act_and_one_with_danger_in_it_pages_as_well(
    register: SqlRegister, database: Engine
) -> None:
    bright = {"kind": "suggestion", "emotion": "joy", "sentiment": "positive"}
    register.open([issue("idea", text="Text me when the parcel is near!", **bright)])
    case = register.of_feedback(derived_id("idea"))
    assert case is not None
    assert {p.standard for p in case.promises} == {"acknowledge", "answer"}
    assert purposes(database) == ["idea"]
    assert [one.purpose for one in said(database, topics.STAFF, StaffNotice)] == ["idea"]
    register.open([issue("danger", text="Lovely shop, but I smell gas, please look", urgency="critical", **bright)])
    assert "page" in [one.purpose for one in said(database, topics.STAFF, StaffNotice)]


def test_nobody_is_paged_again_for_what_was_dealt_with_before_a_database_was_lost(
    register: SqlRegister, database: Engine
) -> None:
    old = issue(text="I smell gas", urgency="critical")
    register.open([old], {old.feedback})
    assert said(database, topics.STAFF, StaffNotice) == []


def test_the_one_question_comes_some_days_later_and_never_again(
    register: SqlRegister, clockwork: Clockwork, clock: MovableClock, database: Engine
) -> None:
    register.open([issue()])
    case = register.resolve(case_id_of(issue()), RESOLUTION, "sam")
    run_until(clockwork, clock, 24 * 30, step=6)
    assert purposes(database).count("check") == 1
    assert register.find(case.id).state == "closed"
    register.not_solved(case.id, "Still broken.")
    register.resolve(case.id, RESOLUTION, "sam")
    run_until(clockwork, clock, 24 * 30, step=6)
    assert purposes(database).count("check") == 1


def test_a_pledge_is_a_promise_with_its_date(
    register: SqlRegister, clockwork: Clockwork, clock: MovableClock, database: Engine
) -> None:
    register.open([issue()])
    pledge = Pledge(MONDAY + timedelta(days=5), "the refund is on your account")
    case = register.resolve(case_id_of(issue()), RESOLUTION, "sam", pledge=pledge)
    assert promise(case, "pledge").due == pledge.due
    run_until(clockwork, clock, 24 * 6, step=3)
    late = [event.note.split(" was")[0] for event in events_of(register, "late")]
    assert late == ["acknowledge", "pledge 1"], "nobody said that the acknowledgement was sent"
    assert "late_apology" in purposes(database)
    run_until(clockwork, clock, 24 * 20, step=6)
    assert register.find(case.id).state == "resolved", "what was promised is still to be done"
    register.keep_pledge(case.id, 1, "sam")
    run_until(clockwork, clock, 24)
    assert register.find(case.id).state == "closed"


def test_a_changed_policy_moves_what_is_open_and_nothing_else(
    register: SqlRegister, clock: MovableClock, database: Engine
) -> None:
    register.open([issue("open"), issue("kept")])
    register.tell(case_id_of(issue("kept")), "We are on it.", "sam")
    kept = promise(register.find(case_id_of(issue("kept"))), "answer")
    shorter = {"standards": standards(answer={"low": 8, "normal": 4, "high": 2, "critical": 1})}
    assert clockwork_on(database, clock).recompute() == 0
    changed = clockwork_on(database, clock, **shorter)
    assert changed.recompute() == 2
    assert changed.recompute() == 0
    assert promise(register.find(case_id_of(issue("open"))), "answer").due == MONDAY + timedelta(hours=4)
    assert promise(register.find(case_id_of(issue("kept"))), "answer") == kept
    assert steps_of(register, "open")[-1] == "recomputed"
    assert steps_of(register, "kept")[-1] == "told"
    clock.move(timedelta(hours=4))
    changed.tick()
    assert len(events_of(register, "late", "open")) == 2


def test_a_tightened_policy_breaks_no_promise_by_itself(register: SqlRegister, clock: MovableClock, database: Engine) -> None:
    register.open([issue()])
    clock.move(timedelta(hours=5))
    shorter = {"standards": standards(answer={"low": 8, "normal": 4, "high": 2, "critical": 1})}
    assert clockwork_on(database, clock, **shorter).recompute() == 1
    due = promise(register.find(case_id_of(issue())), "answer").due
    assert due == clock.now() + timedelta(hours=20), "4 working hours from now, which end tomorrow at eleven"


def test_an_idea_keeps_its_own_promise_whatever_is_set_about_its_case(register: SqlRegister, clockwork: Clockwork) -> None:
    register.open([issue("idea", kind="suggestion", emotion="joy", sentiment="positive")])
    before = promise(register.find(case_id_of(issue("idea"))), "answer")
    case = register.change(case_id_of(issue("idea")), "sam", priority="critical")
    assert promise(case, "answer") == before
    assert clockwork.recompute() == 0


def test_a_queue_that_is_too_slow_warns_before_the_time_does(register: SqlRegister, clockwork: Clockwork) -> None:
    names = [f"old {n}" for n in range(10)]
    register.open([issue(name) for name in names])
    for name in names:
        register.resolve(case_id_of(issue(name)), RESOLUTION, "sam")
    assert clockwork.foresee() == 0
    register.open([issue(f"new {n}") for n in range(20)])
    warned = clockwork.foresee()
    assert 0 < warned < 20
    assert clockwork.foresee() == 0
    notes = [event.note for n in range(20) for event in events_of(register, "at_risk", f"new {n}")]
    assert len(notes) == warned
    assert all("delivery resolves 0.7 a day" in note for note in notes)


def test_what_is_late_is_told_on_the_log(
    register: SqlRegister, clockwork: Clockwork, clock: MovableClock, database: Engine
) -> None:
    from golddust.bus.memory import MemoryLog  # noqa: PLC0415 - only here

    register.open([issue()])
    clock.move(timedelta(hours=3))
    clockwork.tick()
    log = MemoryLog(clock)
    copy_outbox(database, log)
    records = log.reader([topics.COMPLAINTS], "test").read(10, 0)
    assert [msgspec.json.decode(record.value, type=CaseEvent).step for record in records] == ["opened", "late"]


def test_a_case_that_needs_nothing_is_not_looked_at(register: SqlRegister, database: Engine, clock: MovableClock) -> None:
    register = register_on(database, clock, times=Times(ask_after=None))
    register.open([issue()])
    case = register.close(register.resolve(case_id_of(issue()), RESOLUTION, "sam").id, "sam")
    with reading(database) as connection:
        assert connection.execute(select(cases.c.wakes_at).where(cases.c.id == case.id)).scalar() is None


def test_a_case_with_an_open_pledge_cannot_be_closed(register: SqlRegister, clockwork: Clockwork, clock: MovableClock) -> None:
    register.open([issue()])
    pledge = Pledge(MONDAY + timedelta(days=5), "the refund is on your account")
    case = register.resolve(case_id_of(issue()), RESOLUTION, "sam", pledge=pledge)
    with pytest.raises(Conflict, match="open pledge, number 1"):
        register.close(case.id, "sam")
    run_until(clockwork, clock, 24 * 10, step=6)
    register.keep_pledge(case.id, 1, "sam")
    assert register.close(case.id, "sam").state == "closed"


@pytest.mark.parametrize(
    "gone", [{"update": 24}, {"policies": [{"name": "mail", "channels": ["email"], "answer": 4, "update": 8}]}]
)
def test_what_the_standards_promise_no_more_is_still_owed_to_whom_it_was_promised(
    database: Engine, clock: MovableClock, gone: dict[str, Any]
) -> None:
    register_on(database, clock, standards=standards(**gone)).open([issue()])
    register, clockwork = register_on(database, clock), clockwork_on(database, clock)
    clockwork.recompute()
    run_until(clockwork, clock, 24 * 30, step=3)
    late = {event.note.split()[0] for event in events_of(register, "late")}
    assert late >= {"acknowledge", "answer", "resolve", "update"}


def test_a_fault_in_one_case_stops_no_other(register: SqlRegister, database: Engine, clock: MovableClock) -> None:
    register.open([issue("sick"), issue("well")])
    sick = case_id_of(issue("sick"))
    with writing(database) as connection:  # as no step of ours would leave it: a case that was merged and still has clocks
        connection.execute(update(cases).where(cases.c.id == sick).values(state="closed", escalation=None))
        connection.execute(update(promises).where(promises.c.case == sick).values(kept_at=None))
        connection.execute(update(cases).where(cases.c.id == sick).values(wakes_at=clock.now()))
    clock.move(timedelta(hours=3))
    clockwork_on(database, clock).tick()
    assert events_of(register, "late", "well")
    assert clockwork_on(database, clock).tick() == 0


def test_of_two_processes_with_other_standards_the_one_that_started_last_sets_the_clocks(
    register: SqlRegister, database: Engine, clock: MovableClock
) -> None:
    register.open([issue()])
    older = clockwork_on(database, clock)
    assert older.recompute() == 0
    newer = clockwork_on(database, clock, standards=standards(answer={"low": 8, "normal": 4, "high": 2, "critical": 1}))
    assert [newer.recompute(), older.recompute(), newer.recompute(), older.recompute()] == [1, 0, 0, 0]
    assert steps_of(register) == ["opened", "recomputed"]


def test_who_had_an_idea_is_told_no_other_time_than_the_one_they_were_promised(
    register: SqlRegister, clockwork: Clockwork, clock: MovableClock, database: Engine
) -> None:
    register.open([issue("idea", kind="suggestion", emotion="joy", sentiment="positive")])
    promised = promise(register.find(case_id_of(issue("idea"))), "answer").due
    run_until(clockwork, clock, 24 * 14, step=3)
    (warning,) = [one for one in said(database) if one.purpose == "late_warning"]
    assert warning.requested_at > MONDAY + (promised - MONDAY) * 0.85
    late = promise(register.find(case_id_of(issue("idea"))), "answer")
    assert late.late_at is not None
    assert late.new_due is None or late.new_due >= promised


def test_each_broken_promise_gets_its_apology_a_day_apart(
    register: SqlRegister, clockwork: Clockwork, clock: MovableClock, database: Engine
) -> None:
    register.open([issue(priority="critical")])
    run_until(clockwork, clock, 24 * 7, step=0.5)
    apologies = [one for one in said(database) if one.purpose == "late_apology"]
    assert len(apologies) == 2, "the answer, and a day later the resolution"
    assert apologies[1].requested_at - apologies[0].requested_at >= timedelta(hours=24)
    assert {p.standard for p in register.find(case_id_of(issue())).promises if p.sorry_at} == {"answer", "resolve"}


def test_a_resolved_case_climbs_no_further(register: SqlRegister, clockwork: Clockwork, clock: MovableClock) -> None:
    register.open([issue(emotion="anger")])
    register.resolve(case_id_of(issue()), RESOLUTION, "sam")
    run_until(clockwork, clock, 24 * 5, step=3)
    assert len(events_of(register, "escalated")) == 1
