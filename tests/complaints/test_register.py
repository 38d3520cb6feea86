"""What our register does beyond the port: the outbox, answers, closing, races."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, update

from complaints.cases.history import rebuild
from complaints.cases.opening import case_id_of
from complaints.cases.references import reference_of
from complaints.cases.register import SqlRegister
from golddust import topics, wire
from golddust.bus.memory import MemoryLog
from golddust.clock import MovableClock
from golddust.database.engine import writing
from golddust.database.schema import cases
from golddust.errors import Conflict
from golddust.events import CaseEvent, ReplyRequest
from golddust.ports import Case
from tests.complaints.made import MONDAY, RESOLUTION, copy_outbox, issue, outcome, promise, register_on


def open_one(register: SqlRegister, name: str = "parcel", **changes: object) -> Case:
    register.open([issue(name, **changes)])
    return register.find(case_id_of(issue(name)))


def on_the_log(database: Engine, topic: str) -> list[CaseEvent | ReplyRequest]:
    log = MemoryLog()
    copy_outbox(database, log)
    return [wire.event(record) for record in log.browse(topic, None).read(10_000, 0)]


def notes(register: SqlRegister, case: Case) -> list[str]:
    return [event.note for event in register.history(case.id)][1:]


def test_each_step_is_announced_once(register: SqlRegister, database: Engine) -> None:
    case = open_one(register)
    register.open([issue()])
    register.acknowledge(case.id, "sam")
    register.resolve(case.id, RESOLUTION, "sam")
    history = register.history(case.id)
    log = MemoryLog()
    copy_outbox(database, log)
    assert [wire.event(record) for record in log.browse(topics.COMPLAINTS, None).read(99, 0)] == history
    requests = [wire.event_of(r, ReplyRequest) for r in log.browse(topics.REPLIES_REQUESTED, None).read(99, 0)]
    assert [request.purpose for request in requests] == ["acknowledgement", "resolution"]
    assert {request.case for request in requests} == {case.id}


def test_a_step_that_fails_announces_nothing(register: SqlRegister, database: Engine) -> None:
    case = open_one(register)
    with pytest.raises(Conflict):
        register.close(case.id, "sam")
    assert len(on_the_log(database, topics.COMPLAINTS)) == 1


def test_who_cannot_be_answered_is_not_written_to(register: SqlRegister, database: Engine) -> None:
    case = open_one(register, answerable=False)
    taken = register.acknowledge(case.id, "sam")
    assert promise(taken, "acknowledge").kept_at == MONDAY
    register.resolve(case.id, RESOLUTION, "sam")
    assert on_the_log(database, topics.REPLIES_REQUESTED) == []


def test_a_case_resolved_at_once_leaves_no_promise_to_someone_who_cannot_be_told(register: SqlRegister) -> None:
    case = open_one(register, answerable=False)
    assert all(kept.kept_at for kept in register.resolve(case.id, RESOLUTION, "sam").promises)


def test_a_person_taking_it_does_not_tell_the_customer(register: SqlRegister) -> None:
    case = open_one(register)
    assert promise(register.acknowledge(case.id, "sam"), "acknowledge").kept_at is None


def test_an_acknowledgement_that_was_sent_keeps_the_promise(register: SqlRegister, database: Engine, clock: MovableClock) -> None:
    case = open_one(register, channel="sms")
    (request,) = on_the_log(database, topics.REPLIES_REQUESTED)
    sent_at = MONDAY + timedelta(seconds=3)
    clock.move(timedelta(hours=5))
    for _ in range(2):
        register.note_outcomes([outcome(request, at=sent_at)])
    assert promise(register.find(case.id), "acknowledge").kept_at == sent_at
    assert notes(register, case) == ["acknowledgement sent by sms"]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("failed", "acknowledgement by email failed: no such mailbox […]"),
        ("suppressed", "acknowledgement by email was not sent: no such mailbox […]"),
        ("uncertain", "acknowledgement by email may not have arrived, and is not sent again by itself: no such mailbox […]"),
    ],
)
def test_an_answer_that_did_not_arrive_is_noted_and_keeps_no_promise(
    register: SqlRegister, database: Engine, state: str, words: str
) -> None:
    case = open_one(register)
    (request,) = on_the_log(database, topics.REPLIES_REQUESTED)
    register.note_outcomes([outcome(request, state, why="no such mailbox ann@example.com")])
    assert promise(register.find(case.id), "acknowledge").kept_at is None
    assert notes(register, case) == [words]


def test_a_resolution_that_was_sent_tells_the_customer_too(register: SqlRegister, database: Engine) -> None:
    case = open_one(register)
    register.resolve(case.id, RESOLUTION, "sam")
    acknowledgement, resolution = on_the_log(database, topics.REPLIES_REQUESTED)
    register.note_outcomes([outcome(acknowledgement, "failed"), outcome(resolution)])
    assert notes(register, case)[1:] == ["acknowledgement by email failed", "resolution sent by email"]
    assert promise(register.find(case.id), "acknowledge").kept_at == MONDAY


def test_an_outcome_of_an_unknown_case_is_handed_back(register: SqlRegister, database: Engine) -> None:
    open_one(register)
    (request,) = on_the_log(database, topics.REPLIES_REQUESTED)
    strange = outcome(replace(request, case="a" * 26))
    assert register.note_outcomes([strange]) == [strange]


def test_a_closed_case_can_be_opened_again_by_its_customer_alone(register: SqlRegister) -> None:
    case = open_one(register)
    register.resolve(case.id, RESOLUTION, "sam")
    assert register.close(case.id, "sam").state == "closed"
    with pytest.raises(Conflict, match="possible now: not solved"):
        register.assign(case.id, "kim", "sam")
    assert register.not_solved(case.id, "").state == "reopened"
    assert register.acknowledge(case.id, "kim").assignee == "kim"


def test_personal_data_in_what_people_write_stays_out_of_the_history(register: SqlRegister) -> None:
    case = open_one(register)
    register.not_solved(case.id, "Call me on +1 202 555 0123 or ann@example.com, please.")
    assert notes(register, case) == ["Call me on […] or […] please."]


def test_a_given_redaction_is_used(database: Engine, clock: MovableClock) -> None:
    register = register_on(database, clock, redact=str.upper)
    case = open_one(register)
    register.not_solved(case.id, "no")
    assert notes(register, case) == ["NO"]


def test_a_reference_that_is_taken_is_not_given_again(register: SqlRegister, database: Engine) -> None:
    other = open_one(register, "other")
    wanted = reference_of(case_id_of(issue("parcel")))
    with writing(database) as connection:
        connection.execute(update(cases).where(cases.c.id == other.id).values(reference=wanted))
    register.open([issue("parcel"), issue("third")])
    assert open_one(register).reference == reference_of(case_id_of(issue("parcel")), attempt=1)
    assert len(register.cases()) == 3


def at_once(work: list[Callable[[], object]]) -> list[object]:
    """What each came to, a Conflict included, when all are started together."""
    results: list[object] = [None] * len(work)
    start = threading.Barrier(len(work))

    def run(number: int) -> None:
        start.wait()
        try:
            results[number] = work[number]()
        except Conflict as conflict:
            results[number] = conflict

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_the_same_issues_brought_by_many_at_once_open_one_case_each(
    register: SqlRegister, database: Engine, clock: MovableClock
) -> None:
    issues = [issue(str(n)) for n in range(60)]
    others = [register_on(database, clock) for _ in range(6)]
    at_once([lambda other=other, n=n: other.open(issues[n:] + issues[:n]) for n, other in enumerate(others)])  # type: ignore[misc]
    assert len(register.cases(limit=999)) == 60
    opened = [event.case for event in on_the_log(database, topics.COMPLAINTS) if event.step == "opened"]
    assert len(opened) == len(set(opened)) == 60


def test_of_two_agents_who_saw_the_same_version_one_is_told(register: SqlRegister) -> None:
    case = open_one(register)
    agents = [lambda name=name: register.acknowledge(case.id, name, version=1) for name in ("sam", "kim", "alex", "jo")]
    results = at_once(agents)  # type: ignore[arg-type]
    assert sum(isinstance(result, Conflict) for result in results) == 3
    assert len(register.history(case.id)) == 2


def test_steps_without_a_version_race_and_none_is_lost(register: SqlRegister) -> None:
    case = open_one(register)
    at_once([lambda n=n: register.not_solved(case.id, f"words {n}") for n in range(12)])  # type: ignore[misc]
    assert sorted(notes(register, case)) == sorted(f"words {n}" for n in range(12))
    assert rebuild(register.history(case.id))["version"] == 13
