"""A whole system that goes away for an hour and comes back, spoken to over HTTP as in earnest."""

from datetime import timedelta

import pytest

from tests.contracts.test_mirrors import SERVED
from tests.services.complaint_systems.served import Served
from tests.sinks.complaints.conftest import Office


@pytest.mark.parametrize("name", ["zendesk", "gitlab"])
def test_an_hour_without_the_system_is_caught_up_in_order(office: Office, name: str, request: pytest.FixtureRequest) -> None:
    served: Served = request.getfixturevalue(name)
    mirror = SERVED[name](served.url)
    office.mirrors.append(mirror)
    early = office.opened()
    office.work()
    served.stop()
    late = []
    for minute in range(6):
        late.append(office.opened())
        office.happened(early.case, "noted", f"minute {minute}")
        for _ in range(10):
            office.clock.move(timedelta(minutes=1))
            office.work()
    served.start()
    served.throttled = 1
    for _ in range(12):
        office.clock.move(timedelta(minutes=1))
        office.work()
    tickets = [office.row(event.case, name).ticket for event in (early, *late)]
    assert tickets == sorted(tickets, key=lambda ticket: int(ticket.rpartition("-")[2]))
    assert all(served.system.count(event.reference) == 1 for event in (early, *late))
    text = "\n".join(served.system.texts(tickets[0]))
    places = [text.index(f"minute {minute}") for minute in range(6)]
    assert places == sorted(places)
    assert all(text.count(f"minute {minute}\n") == 1 for minute in range(6))


def test_an_answer_that_is_lost_on_the_way_doubles_nothing(office: Office, freshdesk: Served) -> None:
    mirror = SERVED["freshdesk"](freshdesk.url)
    office.mirrors.append(mirror)
    office.opened()
    office.work()
    event = office.opened()
    freshdesk.system.unindexed = 1  # its search does not show what was just opened
    freshdesk.lost_posts = 1
    asked = len(freshdesk.asked)
    office.work()
    assert len(freshdesk.asked) == asked + 2
    for _ in range(9):
        office.clock.move(timedelta(seconds=30))
        office.work()
    assert office.row(event.case, "freshdesk").ticket == "", "its search may not show it yet"
    freshdesk.system.unindexed = 0
    for _ in range(3):
        office.clock.move(timedelta(seconds=30))
        office.work()
    assert office.row(event.case, "freshdesk").state == "open"
    assert freshdesk.system.count(event.reference) == 1
