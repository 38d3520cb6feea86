"""Cases through split shifts, holidays, the night when the clocks change, and a changed policy, by a clock that moves."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from complaints.cases.opening import case_id_of
from complaints.promises.explaining import explain
from golddust.clock import MovableClock
from tests.complaints.made import RESOLUTION, clockwork_on, issue, promise, register_on, rules, standards
from tests.complaints.test_clockwork import events_of, run_until, said

BERLIN = ZoneInfo("Europe/Berlin")
SPLIT = ["09:00-12:30", "13:30-17:00"]
EASTER = {
    "zone": "Europe/Berlin",
    "holidays": "DE",
    **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), SPLIT),
    "saturday": ["22:00-24:00"],
    "sunday": ["00:00-06:00"],
}
THURSDAY = datetime(2027, 3, 25, 15, 0, tzinfo=BERLIN).astimezone(UTC)
"""Before Good Friday; in the night to Easter Sunday the clocks go forward; Easter Monday is a holiday, too."""


def test_split_shifts_holidays_and_the_night_when_clocks_go_forward(database: Engine) -> None:
    clock = MovableClock(THURSDAY)
    easter = {"standards": standards(working_hours=EASTER)}
    register, clockwork = register_on(database, clock, **easter), clockwork_on(database, clock, **easter)
    register.open([issue(received_at=THURSDAY)])
    case = register.find(case_id_of(issue()))
    tuesday = datetime(2027, 3, 30, 17, 0, tzinfo=BERLIN)
    assert promise(case, "answer").due == tuesday, "2 h on Thursday, 2 + 5 in the short night, 7 on Tuesday"
    run_until(clockwork, clock, 24 * 4, step=1)
    assert [event.note.split()[0] for event in events_of(register, "late")] == ["acknowledge"]
    clock.move(promise(case, "answer").due - clock.now() - timedelta(minutes=1))
    clockwork.tick()
    assert len(events_of(register, "late")) == 1
    clock.move(timedelta(minutes=1))
    clockwork.tick()
    assert len(events_of(register, "late")) == 2


def test_a_clock_explains_itself_over_pauses_and_days_off(database: Engine) -> None:
    clock = MovableClock(THURSDAY)
    easter = {"standards": standards(working_hours=EASTER)}
    register = register_on(database, clock, **easter)
    register.open([issue(received_at=THURSDAY)])
    clock.move(timedelta(hours=1))
    case = register.ask(case_id_of(issue()), "Which one?", "sam")
    clock.move(timedelta(days=5))
    case = register.start(case.id, "sam")
    policy = rules(**easter).policy(case)
    words = explain(promise(case, "answer"), "normal", case.pauses, policy, clock.now())
    assert "1 h of 16 working hours used" in words
    assert "paused" in words
    assert "due" in words


def test_a_policy_changed_while_clocks_run_moves_them_and_the_warnings_with_them(database: Engine) -> None:
    clock = MovableClock(THURSDAY)
    register = register_on(database, clock)
    register.open([issue(received_at=THURSDAY)])
    easter = {"standards": standards(working_hours=EASTER)}
    clockwork = clockwork_on(database, clock, **easter)
    assert clockwork.recompute() == 1
    (event,) = events_of(register, "recomputed")
    assert "answer by 2027-03-30 15:00 UTC" in event.note
    run_until(clockwork, clock, 24 * 5, step=1)
    warned = [event for event in events_of(register, "at_risk") if event.note.startswith("answer")]
    assert [event.at.astimezone(BERLIN).day for event in warned] == [30]


def test_a_process_that_was_down_over_a_deadline_does_each_thing_once_when_it_is_back(database: Engine) -> None:
    clock = MovableClock(THURSDAY)
    register, clockwork = register_on(database, clock), clockwork_on(database, clock)
    register.open([issue(received_at=THURSDAY, emotion="anger")])
    clock.move(timedelta(days=2))
    while clockwork.tick():
        pass
    late = [event.note.split()[0] for event in events_of(register, "late")]
    assert late == ["acknowledge"]
    clock.move(timedelta(days=30))
    while clockwork.tick():
        pass
    assert [event.note.split()[0] for event in events_of(register, "late")] == ["acknowledge", "answer", "resolve"]
    roles = [event.escalation.role for event in events_of(register, "escalated") if event.escalation]
    assert roles == ["team lead", "head of customer service", "director"]


def test_a_final_answer_says_what_a_regulator_demands_with_the_last_day_to_go_to_the_ombudsman(database: Engine) -> None:
    clock = MovableClock(THURSDAY)
    law = {
        "company": "Example Bank",
        "regulations": ["uk-financial"],
        "regulation": {"uk-financial": {"body": "The Example Ombudsman"}},
    }
    register = register_on(database, clock, standards=standards(**law))
    register.open([issue(received_at=THURSDAY)])
    register.resolve(case_id_of(issue()), RESOLUTION, "sam")
    (told,) = [one for one in said(database) if one.purpose == "resolution"]
    assert "The Example Ombudsman" in told.text
    assert "Example Bank" in told.text
    assert "2027-09-25" in told.text, "six months from the answer"
    assert promise(register.find(case_id_of(issue())), "resolve").policy == "uk-financial"
