"""What a carrier says later of an answer is noted in its case, once."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from complaints.cases.register import SqlRegister
from golddust import topics
from golddust.events import ReplyOutcome
from golddust.identity import derived_id
from golddust.ports import Case
from tests.complaints.made import MONDAY, outcome, promise
from tests.complaints.test_register import notes, on_the_log, open_one

Acknowledged = tuple[SqlRegister, Case, ReplyOutcome]


@pytest.fixture
def acknowledged(register: SqlRegister, database: Engine) -> Acknowledged:
    """A case with its acknowledgement sent by text."""
    case = open_one(register, channel="sms")
    (request,) = on_the_log(database, topics.REPLIES_REQUESTED)
    sent = outcome(request)  # type: ignore[arg-type] # it is a request
    register.note_outcomes([sent])
    return register, case, sent


def said_later(sent: ReplyOutcome, carrier: Any, why: str = "") -> ReplyOutcome:
    state: Any = "failed" if carrier == "undelivered" else "sent"
    identity = derived_id("status", sent.request, carrier)
    return replace(sent, id=identity, state=state, carrier=carrier, why=why, at=sent.at + timedelta(minutes=1))


def test_that_it_arrived_is_noted_once_though_it_was_read_too(acknowledged: Acknowledged) -> None:
    register, case, sent = acknowledged
    for carrier in ("delivered", "delivered", "read", "delivered"):
        register.note_outcomes([said_later(sent, carrier)])
    assert notes(register, case) == ["acknowledgement sent by sms", "acknowledgement delivered"]
    assert promise(register.find(case.id), "acknowledge").kept_at == MONDAY


def test_that_it_was_read_says_that_it_arrived(acknowledged: Acknowledged) -> None:
    register, case, sent = acknowledged
    register.note_outcomes([said_later(sent, "read"), said_later(sent, "delivered")])
    assert notes(register, case)[1:] == ["acknowledgement delivered"]


def test_that_it_was_not_delivered_says_why_without_personal_data(acknowledged: Acknowledged) -> None:
    register, case, sent = acknowledged
    register.note_outcomes([said_later(sent, "undelivered", "it is a landline (error 30006), ann@example.com")] * 2)
    assert notes(register, case)[1:] == [
        "acknowledgement by sms was not delivered: it is a landline (error […]), […]",  # any number might be somebody's
    ]
