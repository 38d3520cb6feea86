"""What is to be said becomes a row that waits, once."""

import pytest
from sqlalchemy import Engine

from golddust.clock import MovableClock
from golddust.outcomes import Done, Reject
from golddust.records import Record
from sinks.replies.requests import requests_step
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


def test_nothing_is_no_work(database: Engine) -> None:
    assert requests_step(database, MovableClock(MONDAY))([]) == []


@pytest.mark.parametrize("text", ["\x00", "fine"])
def test_words_that_the_database_cannot_hold_are_rejected_alone(database: Engine, text: str) -> None:
    step = requests_step(database, MovableClock(MONDAY))
    outcomes = step(records([asked(said("a")), asked(said("b"), text=text), asked(said("c"))]))
    refused = text == "\x00" and database.dialect.name == "postgresql"
    assert [type(outcome) for outcome in outcomes] == [Done, Reject if refused else Done, Done]
