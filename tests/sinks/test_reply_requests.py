"""What is to be said becomes a row that waits, once."""

import pytest
from sqlalchemy import Engine

from golddust import marks, wire
from golddust.clock import MovableClock
from golddust.events import ReplyOutcome
from golddust.outcomes import Done, Reject
from golddust.records import Record
from sinks.replies.requests import requests_step
from sinks.replies.rows import due
from sinks.store.archive import StoredArchive
from tests.sinks.made import MONDAY, all_done, asked, record, records, said


def test_a_request_becomes_one_row_however_often_it_comes(database: Engine) -> None:
    step, request = requests_step(database, MovableClock(MONDAY)), asked(said("a"))
    for _ in range(2):
        assert all_done(step(records([request, request])))
    (row,) = StoredArchive(database).replies(request.case)
    assert (row["id"], row["state"], row["tries"], row["next_try_at"]) == (request.id, "waiting", 0, MONDAY)
    assert (row["subject"], row["text"]) == (request.subject, request.text)


def test_what_is_no_request_is_rejected_and_holds_up_nothing(database: Engine) -> None:
    step, good = requests_step(database, MovableClock(MONDAY)), record(asked(said("a")))
    broken = Record(good.topic, 0, 0, "", b"{", good.headers, MONDAY)
    assert [type(outcome) for outcome in step([broken, record(said("b")), good])] == [Reject, Reject, Done]


def test_a_request_that_is_marked_as_ended_is_kept_and_never_due(database: Engine) -> None:
    clock = MovableClock(MONDAY)
    step, told, untold = requests_step(database, clock), asked(said("a")), asked(said("b"))
    outcome = ReplyOutcome(
        id="o",
        request=told.id,
        case=told.case,
        customer=told.customer,
        channel="email",
        state="sent",
        at=MONDAY,
        provider_id="p1",
    )
    entries = [marks.ended(wire.entry(told), outcome), wire.entry(untold)]
    assert all_done(step([Record(e.topic, 0, 0, e.key, e.value, e.headers, MONDAY) for e in entries]))
    (row,) = StoredArchive(database).replies(told.case)
    assert (row["state"], row["provider_id"], row["changed_at"]) == ("sent", "p1", MONDAY)
    assert [waiting.request for waiting in due(database, MONDAY, 9)] == [untold]


def test_a_mark_that_cannot_be_read_is_rejected(database: Engine) -> None:
    good = record(asked(said("a")))
    marked = Record(good.topic, 0, 0, "", good.value, {**good.headers, "outcome": "sent"}, MONDAY)
    assert [type(outcome) for outcome in requests_step(database, MovableClock(MONDAY))([marked])] == [Reject]


def test_nothing_is_no_work(database: Engine) -> None:
    assert requests_step(database, MovableClock(MONDAY))([]) == []


@pytest.mark.parametrize("text", ["\x00", "fine"])
def test_words_that_the_database_cannot_hold_are_rejected_alone(database: Engine, text: str) -> None:
    step = requests_step(database, MovableClock(MONDAY))
    outcomes = step(records([asked(said("a")), asked(said("b"), text=text), asked(said("c"))]))
    refused = text == "\x00" and database.dialect.name == "postgresql"
    assert [type(outcome) for outcome in outcomes] == [Done, Reject if refused else Done, Done]
