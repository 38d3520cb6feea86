"""One suite for web hooks out, on each engine: every event at least once and in order, whatever receivers do."""

from collections import Counter
from contextlib import closing

import pytest
from sqlalchemy import Engine
from standardwebhooks import Webhook

from golddust.database.schema import subscriptions as tables
from sinks.subscriptions import claims
from sinks.subscriptions.claims import CLAIM_LASTS, Lost
from sinks.subscriptions.delivering import BATCH
from sinks.subscriptions.waits import IN_VAIN, LONGEST_OBEYED, LONGEST_PAUSE, LONGEST_REST, TRIED_FOR
from tests.services.receiver import Answer, Receiver, closes, hangs, says
from tests.services.subscribed import HERE, Desk, ids, move, tagged, until_idle, waiting


@pytest.fixture
def desk(database: Engine) -> Desk:
    return Desk(database)


def test_an_event_arrives_signed_as_the_standard_has_it(desk: Desk, hook_receiver: Receiver) -> None:
    secret = desk.subscribe(hook_receiver.url + "/in")
    desk.write(tagged(1, customer="cust_a"))
    with closing(desk.work()) as work:
        until_idle(work)
    [got] = hook_receiver.got
    stamp = int(got.headers["webhook-timestamp"])
    assert stamp == int(desk.clock.now().timestamp())
    signature = Webhook(secret).sign("tag-1", desk.clock.now(), got.body.decode())
    assert got.headers["webhook-signature"] == signature
    assert got.headers["content-type"].startswith("application/cloudevents+json")
    event = got.event
    assert (got.id, event["id"], event["type"], event["specversion"]) == ("tag-1", "tag-1", "golddust.feedback.tagged.v1", "1.0")
    assert (event["partitionkey"], event["data"]["customer"]) == ("cust_a", "cust_a")
    [tried] = desk.kept.tries("shop", 10)
    assert (tried.event, tried.result, tried.status, tried.tried, tried.size) == ("tag-1", "accepted", 200, 1, len(got.body))


def test_what_came_before_the_subscription_is_not_sent_and_what_came_after_is(desk: Desk, hook_receiver: Receiver) -> None:
    desk.write(tagged(1))
    move(desk, 1)
    desk.subscribe(hook_receiver.url + "/in")
    desk.write(tagged(2))
    with closing(desk.work()) as work:
        until_idle(work)
    assert ids(hook_receiver) == ["tag-2"]


def test_it_goes_on_where_it_stood_and_sends_nothing_twice(desk: Desk, hook_receiver: Receiver) -> None:
    desk.subscribe(hook_receiver.url + "/in")
    for number in (1, 2, 3):
        desk.write(tagged(number))
        with closing(desk.work()) as work:
            until_idle(work)
    assert ids(hook_receiver) == ["tag-1", "tag-2", "tag-3"]


def test_a_killed_process_sends_again_what_was_not_written_down(desk: Desk, hook_receiver: Receiver) -> None:
    desk.subscribe(hook_receiver.url + "/in")
    desk.write(tagged(1))
    first = desk.work()
    claims.take_over(desk.engine)  # as after it was killed: what it does now is written down by nobody
    with pytest.raises(Lost):
        until_idle(first)
    with closing(desk.work()) as work:
        until_idle(work)
    assert set(ids(hook_receiver)) == {"tag-1"}
    assert [one.event for one in desk.kept.tries("shop", 10)] == ["tag-1"]


def test_an_old_claim_is_taken_over_and_a_fresh_one_is_not(desk: Desk, hook_receiver: Receiver) -> None:
    desk.subscribe(hook_receiver.url + "/in")
    desk.work()
    assert claims.take(desk.engine, "shop", desk.clock.now()) is None
    move(desk, CLAIM_LASTS.total_seconds())
    assert claims.take(desk.engine, "shop", desk.clock.now()) is not None


@pytest.mark.parametrize("status", [500, 401, 400, 302, 404, 429])
def test_whatever_is_no_success_is_tried_again(desk: Desk, hook_receiver: Receiver, status: int) -> None:
    desk.subscribe(hook_receiver.plan("/in", says(status), says(200)))
    desk.write(tagged(1))
    with closing(desk.work()) as work:
        until_idle(work)
        assert len(hook_receiver.got) == 1
        move(desk, 5)
        until_idle(work)
    assert ids(hook_receiver) == ["tag-1", "tag-1"]
    assert [(one.status, one.result) for one in desk.kept.tries("shop", 10)] == [(200, "accepted"), (status, "failed")]
    assert waiting(desk) == 0


def test_only_the_customer_whose_event_failed_waits_and_in_order(desk: Desk, hook_receiver: Receiver) -> None:
    desk.subscribe(hook_receiver.plan("/in", says(503), says(200)))
    desk.write(tagged(1, customer="cust_a"))
    with closing(desk.work()) as work:
        until_idle(work)
        desk.write(tagged(2, customer="cust_a"), tagged(3, customer="cust_b"), tagged(4, customer="cust_a"))
        until_idle(work)
        assert ids(hook_receiver) == ["tag-1", "tag-3"]
        move(desk, 5)
        until_idle(work)
    assert ids(hook_receiver) == ["tag-1", "tag-3", "tag-1", "tag-2", "tag-4"]


def test_what_waits_outlives_the_process(desk: Desk, hook_receiver: Receiver) -> None:
    desk.subscribe(hook_receiver.plan("/in", closes, says(200)))
    desk.write(tagged(1, customer="cust_a"), tagged(2, customer="cust_a"))
    with closing(desk.work()) as work:
        until_idle(work)
    assert waiting(desk) == 2
    move(desk, 5)
    with closing(desk.work()) as work:
        until_idle(work)
    assert ids(hook_receiver) == ["tag-1", "tag-1", "tag-2"]


def test_a_dead_receiver_costs_a_bounded_number_of_rows_and_gets_everything_when_it_is_back(
    desk: Desk, hook_receiver: Receiver
) -> None:
    down = True

    def play(answer: Answer) -> None:
        says(503 if down else 200)(answer)

    hook_receiver.plan("/in", play)
    desk.subscribe(hook_receiver.url + "/in")
    with closing(desk.work()) as work:
        for number in range(8):
            desk.write(*(tagged(number * 50 + n) for n in range(50)))
            move(desk, LONGEST_REST)
            until_idle(work)
        assert waiting(desk) <= 2 * BATCH
        assert len(hook_receiver.got) < 10 * 8
        move(desk, 2 * 86400)
        down = False
        until_idle(work)
    accepted = [one.id for one in hook_receiver.got if one.id]
    assert set(accepted) == {f"tag-{n}" for n in range(400)}
    assert waiting(desk) == 0
    assert desk.kept.one("shop").failing_since is None
    assert desk.kept.one("shop").state == "active"


def test_one_event_that_is_never_taken_holds_up_nobody_and_is_given_up_after_a_day(desk: Desk, hook_receiver: Receiver) -> None:

    def play(answer: Answer) -> None:
        says(422 if answer.headers["webhook-id"] == "tag-0" else 200)(answer)

    hook_receiver.plan("/in", play)
    desk.subscribe(hook_receiver.url + "/in")
    hours = int(TRIED_FOR.total_seconds() // 3600) + 2
    with closing(desk.work()) as work:
        desk.write(tagged(0, customer="cust_a"))
        for number in range(1, hours + 1):
            desk.write(tagged(number))
            until_idle(work)
            assert f"tag-{number}" in ids(hook_receiver)
            move(desk, LONGEST_PAUSE)
        until_idle(work)
    results = Counter(one.result for one in desk.kept.tries("shop", 1000))
    assert results["accepted"] == hours
    assert results["given_up"] == 1
    assert results["failed"] > 15
    assert waiting(desk) == 0


def test_a_receiver_that_takes_nothing_loses_nothing_until_it_is_disabled(database: Engine, hook_receiver: Receiver) -> None:
    desk = Desk(database, options=HERE.model_copy(update={"disable_after_days": 0.125}))
    desk.subscribe(hook_receiver.plan("/in", says(500)))
    desk.write(*(tagged(number) for number in range(IN_VAIN + 2)))
    work = desk.work()
    with pytest.raises(Lost):
        for _ in range(20):
            until_idle(work)
            move(desk, LONGEST_REST)
    work.close()
    found = desk.kept.one("shop")
    assert (found.state, found.why) == ("disabled", "its receiver took nothing for 0.125 days")
    assert waiting(desk) == IN_VAIN + 2
    assert claims.take(desk.engine, "shop", desk.clock.now()) is None
    hook_receiver.plan("/in", says(200))
    desk.kept.resume("shop")
    with closing(desk.work()) as again:
        for _ in range(5):
            until_idle(again)
            move(desk, LONGEST_PAUSE)
    assert waiting(desk) == 0
    assert [one.result for one in desk.kept.tries("shop", IN_VAIN + 2)] == ["accepted"] * (IN_VAIN + 2)


def test_410_disables_at_once_and_keeps_the_place(desk: Desk, hook_receiver: Receiver) -> None:
    desk.subscribe(hook_receiver.plan("/in", says(410), says(200)))
    desk.write(tagged(1))
    work = desk.work()
    with pytest.raises(Lost):
        until_idle(work)
    work.close()
    found = desk.kept.one("shop")
    assert (found.state, found.why) == ("disabled", "its receiver answered 410: it is gone for good")
    assert len(hook_receiver.got) == 1
    desk.kept.resume("shop")
    move(desk, 5)
    with closing(desk.work()) as again:
        until_idle(again)
    assert ids(hook_receiver) == ["tag-1", "tag-1"]


@pytest.mark.parametrize(("asked_for", "rests"), [("120", 120.0), ("9999999", LONGEST_OBEYED)])
def test_retry_after_is_obeyed_for_all_events_up_to_a_bound(
    desk: Desk, hook_receiver: Receiver, asked_for: str, rests: float
) -> None:
    desk.subscribe(hook_receiver.plan("/in", says(429, Retry_After=asked_for), says(200)))
    desk.write(tagged(1))
    with closing(desk.work()) as work:
        until_idle(work)
        desk.write(tagged(2))
        move(desk, rests - 1)
        until_idle(work)
        assert len(hook_receiver.got) == 1
        move(desk, 1)
        until_idle(work)
    assert sorted(ids(hook_receiver)) == ["tag-1", "tag-1", "tag-2"]


def test_one_that_hangs_is_a_failed_try(database: Engine, hook_receiver: Receiver) -> None:
    desk = Desk(database, options=HERE.model_copy(update={"time_limit": 0.2}))
    desk.subscribe(hook_receiver.plan("/in", hangs))
    desk.write(tagged(1))
    with closing(desk.work()) as work:
        until_idle(work)
    [tried] = desk.kept.tries("shop", 10)
    assert (tried.result, tried.error, tried.status) == ("failed", "timeout", 0)


def test_an_event_that_is_on_the_log_no_more_waits_no_more(desk: Desk, hook_receiver: Receiver) -> None:
    desk.subscribe(hook_receiver.plan("/in", says(500)))
    desk.write(tagged(1))
    with closing(desk.work()) as work:
        until_idle(work)
    with desk.engine.begin() as connection:
        connection.execute(tables.waiting.update().values(position=4711))
    move(desk, 5)
    with closing(desk.work()) as work:
        until_idle(work)
    assert [one.result for one in desk.kept.tries("shop", 10)] == ["gone", "failed"]
    assert waiting(desk) == 0
