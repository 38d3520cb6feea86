"""A complaint's way through the real register into a real system elsewhere, and back to its customer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine

from complaints.words import masked
from golddust import topics
from golddust.bus.memory import MemoryLog
from golddust.clock import MovableClock
from golddust.database.engine import open_database
from golddust.database.outbox import OutboxCopying
from golddust.events import ReplyRequest
from golddust.metrics import NoMetrics
from golddust.ports import Case
from golddust.runner import Runner
from sinks.complaints import rows
from sinks.complaints.mirroring import Mirroring, mirrors_step
from sinks.complaints.options import Options
from sinks.complaints.registry import mirrors_of
from sinks.complaints.returning import Returning
from tests.complaints.made import MONDAY, issue, register_on, tagged
from tests.services.complaint_systems.people import People
from tests.sinks.complaints.made import ANSWER
from tests.sinks.complaints.test_returning import Drafting


@dataclass(slots=True)
class Company:
    """The register, the log, and one mirror, everything that happens between them included."""

    name: str
    people: People
    engine: Engine
    clock: MovableClock
    log: MemoryLog
    register: Any
    stage: Runner
    copying: OutboxCopying
    mirroring: Mirroring

    def goes_on(self, seconds: float = 0.0) -> None:
        """So much time goes by, and everything settles."""
        self.clock.move(timedelta(seconds=seconds))
        for _ in range(5):
            while self.copying.copy() + self.stage.run_once() + self.mirroring.work():
                pass

    def replies(self, purpose: str) -> list[str]:
        """What the customer is told."""
        reader = self.log.browse(topics.REPLIES_REQUESTED, until_now=True)
        records = reader.read(1000, 0.0)
        asked = [msgspec.json.decode(record.value, type=ReplyRequest) for record in records]
        return [request.text for request in asked if request.purpose == purpose]


@pytest.fixture
def company(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[Company]:
    name: str = request.param
    service: Any = request.getfixturevalue({"rt": "request_tracker"}.get(name, name))
    table = {"url": service.url, "user": service.user, "password": service.password, "poll_seconds": 5}
    clock, engine = MovableClock(MONDAY), open_database(sqlite_url)
    (mirror,) = mirrors_of([name], Options.model_validate({name: table}), clock)
    register, log = register_on(engine, clock), MemoryLog(clock)
    returning = Returning(register, Drafting(), masked)  # type: ignore[arg-type] # as much of a desk as is needed
    step = mirrors_step(engine, [name], clock)
    stage = Runner("mirrors", log.reader([topics.COMPLAINTS], "mirrors"), step, clock, NoMetrics())
    copying = OutboxCopying(engine, log)
    link = "https://care.example.com/console/cases/{}".format
    mirroring = Mirroring(engine, mirror, register, returning, link, 5.0, clock, NoMetrics())
    yield Company(name, service, engine, clock, log, register, stage, copying, mirroring)
    mirroring.close()
    copying.close()
    engine.dispose()


def ticket_of(company: Company, case: Case) -> str:
    (row,) = rows.listed(company.engine, case_id=case.id)
    assert (row.state, row.why) == ("open", "")
    return row.ticket


@pytest.mark.service
@pytest.mark.parametrize("company", ["rt", "roundup"], indirect=True)
def test_opened_followed_up_resolved_there_told_here_and_opened_again(company: Company, tmp_path: Any) -> None:
    one = issue(str(tmp_path), text="My parcel never came.")
    company.register.open([one])
    company.goes_on()
    case = company.register.of_feedback(one.feedback)
    assert company.people.count(case.reference) == 1
    ticket = ticket_of(company, case)

    again = issue(f"{tmp_path} again", text="It is still not here.", refers_to=(case.reference,))
    company.register.hear([tagged(again)])
    company.goes_on()
    assert any("It is still not here." in text for text in company.people.texts(ticket))

    company.people.answer(
        ticket, "Happened: It lay in the wrong depot.\nApology: So sorry.\nReason: No label.\nRemedy: It comes today."
    )
    company.people.resolve(ticket)
    company.goes_on(10)
    assert company.register.find(case.id).state == "resolved"
    assert [(e.step, e.actor) for e in company.register.history(case.id) if e.actor == company.name] == [
        ("resolved", company.name)
    ]
    (told,) = company.replies("resolution")
    assert all(words in told for words in ("It lay in the wrong depot.", "So sorry.", "No label.", "It comes today."))
    assert not any("Resolved by" in text for text in company.people.texts(ticket)), "what it brought is not said to it again"

    company.register.not_solved(case.id, "It did not.", "customer")
    company.goes_on(10)
    assert company.register.find(case.id).state == "reopened"
    assert any("It did not." in text for text in company.people.texts(ticket))
    company.people.answer(ticket, ANSWER.format("A new one is on its way."))
    company.people.resolve(ticket)
    company.goes_on(10)
    assert company.register.find(case.id).state == "resolved"
    assert "A new one is on its way." in company.replies("resolution")[1]
    assert company.people.count(case.reference) == 1
