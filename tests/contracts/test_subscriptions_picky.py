"""Web hooks out whose receivers refuse single events: nobody is disabled for it, and nothing stands still."""

from contextlib import closing

import pytest
from sqlalchemy import Engine

from sinks.subscriptions import delivering
from sinks.subscriptions.delivering import BATCH
from sinks.subscriptions.waits import LONGEST_REST
from tests.services.receiver import Answer, Receiver, says
from tests.services.subscribed import Desk, move, tagged, until_idle, waiting

DAY = 86400.0


@pytest.fixture
def desk(database: Engine) -> Desk:
    return Desk(database)


def refuses_odd(answer: Answer) -> None:
    says(422 if int(answer.headers["webhook-id"].removeprefix("tag-")) % 2 else 200)(answer)


def test_a_sole_event_that_is_refused_is_given_up_after_its_day_and_disables_nobody(desk: Desk, hook_receiver: Receiver) -> None:
    hook_receiver.plan("/in", refuses_odd)
    desk.subscribe(hook_receiver.url + "/in")
    desk.write(tagged(1))
    with closing(desk.work()) as work:
        for _ in range(4):
            until_idle(work)
            move(desk, DAY / 2)
    assert waiting(desk) == 0
    assert desk.kept.tries("shop", 1)[0].result == "given_up"
    found = desk.kept.one("shop")
    assert (found.state, found.failing_since) == ("active", None)


@pytest.mark.parametrize("status", [500, 401, 404, 429])
def test_a_sole_event_that_is_not_taken_for_another_reason_is_kept(desk: Desk, hook_receiver: Receiver, status: int) -> None:
    desk.subscribe(hook_receiver.plan("/in", says(status)))
    desk.write(tagged(1))
    with closing(desk.work()) as work:
        for _ in range(4):
            until_idle(work)
            move(desk, DAY / 2)
    assert waiting(desk) == 1


def test_a_list_full_of_what_is_refused_makes_room_for_the_rest(
    desk: Desk, hook_receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "MOST_WAITING", 2 * BATCH)
    hook_receiver.plan("/in", refuses_odd)
    desk.subscribe(hook_receiver.url + "/in")
    desk.write(*(tagged(number) for number in range(6 * BATCH)))
    with closing(desk.work()) as work:
        for _ in range(24):  # six hours
            until_idle(work)
            assert waiting(desk) <= 2 * BATCH
            move(desk, LONGEST_REST)
    assert {one.id for one in hook_receiver.got} == {f"tag-{number}" for number in range(6 * BATCH)}
    assert any(one.result == "given_up" for one in desk.kept.tries("shop", 1000))
    assert desk.kept.one("shop").state == "active"


def test_a_receiver_that_is_dead_for_long_fills_its_list_and_no_more(
    desk: Desk, hook_receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "MOST_WAITING", BATCH + 10)
    monkeypatch.setattr(delivering, "PROBES", 50)
    desk.subscribe(hook_receiver.plan("/in", says(503)))
    desk.write(*(tagged(number) for number in range(4 * BATCH)))
    with closing(desk.work()) as work:
        for _ in range(12):
            until_idle(work)
            move(desk, LONGEST_REST)
            assert waiting(desk) <= BATCH + 10
    assert desk.kept.one("shop").state == "active"
