import json

from msgspec.structs import replace
from sqlalchemy import Engine

from complaints.as_json import as_json
from complaints.cases.opening import case_id_of
from complaints.cases.register import SqlRegister
from complaints.step import complaints_step, outcomes_step
from golddust import marks, topics, wire
from golddust.bus.memory import MemoryLog
from golddust.events import ReplyRequest
from golddust.outcomes import Done, Reject
from golddust.records import Entry, Record
from tests.complaints.made import copy_outbox, issue, outcome


def records(*entries: Entry) -> list[Record]:
    log = MemoryLog()
    log.append(entries)
    return log.browse(entries[0].topic, None).read(100, 0)


def test_issues_are_opened_and_what_is_none_is_rejected(register: SqlRegister) -> None:
    good = wire.entry(issue("one"))
    unreadable = Entry(topics.ISSUES, good.key, b"{}", good.headers)
    unknown = Entry(topics.ISSUES, good.key, good.value, {**good.headers, "ce_type": "golddust.feedback.issue.v9"})
    other = wire.entry(outcome(request()), topics.ISSUES)
    outcomes = complaints_step(register)(
        records(good, unreadable, unknown, Entry(other.topic, good.key, other.value, other.headers))
    )
    assert outcomes[0] == Done()
    assert [type(one) for one in outcomes[1:]] == [Reject, Reject, Reject]
    assert len(register.cases()) == 1


def test_what_was_answered_before_the_database_was_lost_is_opened_in_silence(register: SqlRegister, database: Engine) -> None:
    told, untold = wire.entry(issue("told")), wire.entry(issue("untold"))
    assert complaints_step(register)(records(marks.answered(told), untold)) == [Done(), Done()]
    log = MemoryLog()
    copy_outbox(database, log)
    asked = [wire.event_of(record, ReplyRequest) for record in log.browse(topics.REPLIES_REQUESTED).read(9, 0)]
    assert [request.feedback for request in asked] == [issue("untold").feedback]
    assert len(register.cases()) == 2


def request() -> ReplyRequest:
    return ReplyRequest(
        id="r",
        case="",
        feedback="f",
        customer=issue().customer,
        channel="email",
        purpose="acknowledgement",
        subject="",
        text="",
        language="en",
        requested_at=issue().received_at,
    )


def test_outcomes_are_noted_and_those_of_unknown_cases_are_rejected(register: SqlRegister, database: Engine) -> None:
    register.open([issue()])
    log = MemoryLog()
    copy_outbox(database, log)
    (asked,) = (wire.event_of(record, ReplyRequest) for record in log.browse(topics.REPLIES_REQUESTED, None).read(9, 0))
    known, stray, homeless = outcome(asked), outcome(replace(asked, id="x", case="a" * 26)), outcome(request())
    step = outcomes_step(register)
    came = records(*map(wire.entry, (known, stray, homeless)))
    assert step(came) == step(came) == [Done(), Reject("the register knows no such case"), Done()]
    assert len(register.history(case_id_of(issue()))) == 2


def test_a_case_is_shown_with_every_field(register: SqlRegister) -> None:
    register.open([issue()])
    shown = json.loads(json.dumps(as_json(register.find(case_id_of(issue())))))
    assert shown["opened_at"] == "2026-11-23T10:00:00Z"
    assert shown["topics"] == ["delivery"]
    first = {name: shown["promises"][0][name] for name in ("standard", "due", "kept_at", "since", "policy")}
    made = {"since": "2026-11-23T10:00:00Z", "policy": "default"}
    assert first == {"standard": "acknowledge", "due": "2026-11-23T12:00:00Z", "kept_at": None} | made
    assert (shown["state"], shown["priority"], shown["version"]) == ("received", "normal", 1)
