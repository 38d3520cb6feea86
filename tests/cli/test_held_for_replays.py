"""After a restore with the log on Kafka, only the log knows what was said in the lost time: nothing is said twice meanwhile."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from benchmarks.processes import Running
from cli.backup.note import Note, read_note, write_note
from cli.doctor.backup import backup_findings
from cli.wiring.texting import reply_policy
from golddust import marks, wire
from golddust.database.engine import reading, writing
from golddust.database.schema import replies
from golddust.events import ReplyOutcome, ReplyRequest
from golddust.records import Record
from sinks.replies.policy import Later, Said
from sinks.replies.requests import requests_step
from sinks.replies.restored import HELD
from sinks.replies.rows import Waiting
from tests.cli.company import Company
from tests.journeys.commands import ask


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = Company(tmp_path / "data")
    made.say(1)
    made.work()
    yield made
    made.installation.close()


def only_row(company: Company) -> Any:
    with reading(company.installation.engine) as connection:
        return connection.execute(select(replies)).one()


def request_of(company: Company, **more: Any) -> ReplyRequest:
    row = only_row(company)
    return ReplyRequest(**{name: getattr(row, name) for name in ReplyRequest.__struct_fields__} | more)


def test_what_a_machine_says_by_itself_waits_and_what_people_write_goes(company: Company) -> None:
    installation = company.installation
    at = installation.clock.now()
    of, after = at - timedelta(hours=2), at + timedelta(minutes=1)
    write_note(installation.settings, Note("20260101T000000Z", of, at, 0, held=True))
    policy = reply_policy(installation)

    def verdict(purpose: str, asked: Any, heard: Any = None) -> Any:
        return policy.verdict(Waiting(request_of(company, purpose=purpose, requested_at=asked), 0, heard_at=heard), after)

    assert isinstance(verdict("late_apology", after), Later)
    assert verdict("late_apology", after).why == HELD
    assert isinstance(verdict("answer", at - timedelta(hours=1)), Later)
    assert isinstance(verdict("acknowledgement", after, at - timedelta(hours=1)), Later)
    assert verdict("answer", after) is None
    assert verdict("acknowledgement", after, after) is None
    assert "held back" in next(one.words for one in backup_findings(installation))
    ended = ask(Running(installation.settings.data_dir), "backup", "replayed", "--as", "ann")
    assert ended.returncode == 0, ended.stderr
    note = read_note(installation.settings)
    assert note == Note("20260101T000000Z", of, at, 0, held=False)
    assert verdict("late_apology", after) is None
    assert verdict("late_apology", at - timedelta(hours=1)) == Said(of)
    assert verdict("acknowledgement", after, at - timedelta(hours=1)) == Said(of)


def test_what_the_log_knows_to_have_ended_is_not_sent_though_it_was_asked_for_again(company: Company) -> None:
    installation = company.installation
    with writing(installation.engine) as connection:
        connection.execute(update(replies).values(state="waiting"))
    request, now = request_of(company), installation.clock.now()
    outcome = ReplyOutcome(
        id="o" * 26, request=request.id, case=request.case, customer=request.customer, channel=request.channel, state="sent",
        at=now, why="", provider_id="<1@x>",
    )  # fmt: skip
    entry = marks.ended(wire.entry(request), outcome)
    record = Record(entry.topic, 0, 1, entry.key, entry.value, entry.headers, now)
    requests_step(installation.engine, installation.clock)([record])
    row = only_row(company)
    assert (row.state, row.provider_id) == ("sent", "<1@x>")
