"""One suite for web hooks out, on each engine: every event at least once and in order, whatever receivers do."""

from collections import Counter
from contextlib import closing
from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, func, select, text
from standardwebhooks import Webhook

from golddust import topics
from golddust.clock import MovableClock
from golddust.database.engine import reading
from golddust.database.schema import subscriptions as tables
from golddust.errors import Conflict, Malformed, NotFound, Refused
from golddust.subscribing import Filter, Wish
from sinks.subscriptions import claims
from sinks.subscriptions.claims import CLAIM_LASTS, Lost
from sinks.subscriptions.delivering import BATCH, BEAT
from sinks.subscriptions.following import ASKED_EVERY
from sinks.subscriptions.sealing import Seal
from sinks.subscriptions.waits import IN_VAIN, LONGEST_OBEYED, LONGEST_PAUSE, LONGEST_REST, TRIED_FOR
from tests.services.receiver import Answer, Receiver, closes, hangs, says
from tests.services.subscribed import CASE, HERE, ISSUE, Desk, tagged, until_idle


@pytest.fixture
def desk(database: Engine) -> Desk:
    return Desk(database)


def move(desk: Desk, seconds: float) -> None:
    assert isinstance(desk.clock, MovableClock)
    desk.clock.move(timedelta(seconds=seconds))


def waiting(desk: Desk) -> int:
    with reading(desk.engine) as connection:
        return int(connection.execute(select(func.count()).select_from(tables.waiting)).scalar_one())


def ids(hook_receiver: Receiver, path: str = "/in") -> list[str]:
    return [one.id for one in hook_receiver.at(path)]


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


def test_an_event_of_two_subscribed_topics_is_sent_once(desk: Desk, hook_receiver: Receiver) -> None:
    streams = [topics.of_topic(name) for name in ("delivery", "billing")]
    desk.subscribe(hook_receiver.url + "/in", *streams)
    both = tagged(1, names=("billing", "delivery"))
    for stream in streams:
        desk.write(both, topic=stream)
    desk.write(tagged(2, names=("delivery",)), topic=streams[0])
    with closing(desk.work()) as work:
        until_idle(work)
    assert Counter(ids(hook_receiver)) == {"tag-1": 1, "tag-2": 1}


def test_only_what_fits_the_filter_is_sent_and_the_rest_is_passed_over(desk: Desk, hook_receiver: Receiver) -> None:
    conditions = Filter(labels={"shop": "york"}, steps=("resolved",))
    desk.subscribe(hook_receiver.url + "/in", topics.TAGGED, topics.ISSUES, topics.COMPLAINTS, conditions=conditions)
    desk.write(tagged(1), tagged(2, labels={"shop": "york", "till": "3"}), tagged(3, labels={"shop": "leeds"}))
    desk.write(replace(ISSUE, labels={"shop": "york"}), CASE, replace(CASE, id="event-9", step="resolved"))
    with closing(desk.work()) as work:
        until_idle(work)
        move(desk, BEAT)
        until_idle(work)
    assert sorted(ids(hook_receiver)) == sorted(["tag-2", ISSUE.id, "event-9"])
    assert desk.kept.one("shop").behind == 0


def test_replay_sends_what_is_there_since_a_time_once_more_under_the_same_ids(desk: Desk, hook_receiver: Receiver) -> None:
    desk.subscribe(hook_receiver.url + "/in")
    times = []
    with closing(desk.work()) as work:
        for number in (1, 2, 3):
            times.append(desk.clock.now())
            desk.write(tagged(number))
            until_idle(work)
            move(desk, 60)
    desk.kept.replay("shop", times[1])
    with closing(desk.work()) as work:
        until_idle(work)
    assert ids(hook_receiver) == ["tag-1", "tag-2", "tag-3", "tag-2", "tag-3"]
    with pytest.raises(Malformed):
        desk.kept.replay("shop", desk.clock.now() + timedelta(days=1))


def test_a_change_ends_the_work_under_way_before_anything_is_written(desk: Desk, hook_receiver: Receiver) -> None:
    desk.subscribe(hook_receiver.url + "/in")
    work = desk.work()
    until_idle(work)
    desk.kept.pause("shop")
    desk.write(tagged(1))
    move(desk, ASKED_EVERY)
    with pytest.raises(Lost):
        until_idle(work)
    work.close()
    assert desk.kept.tries("shop", 10) == []
    desk.kept.resume("shop")
    with closing(desk.work()) as again:
        until_idle(again)
    assert set(ids(hook_receiver)) == {"tag-1"}


def test_a_topic_that_is_added_later_begins_then(desk: Desk, hook_receiver: Receiver) -> None:
    desk.subscribe(hook_receiver.url + "/in")
    desk.write(ISSUE)
    move(desk, 1)
    desk.kept.change("shop", Wish(url=hook_receiver.url + "/new", topics=(topics.TAGGED, topics.ISSUES)))
    desk.write(tagged(1), replace(ISSUE, id="issue-2"))
    with closing(desk.work()) as work:
        until_idle(work)
    assert sorted(ids(hook_receiver, "/new")) == ["issue-2", "tag-1"]
    assert ids(hook_receiver) == []


def test_two_secrets_sign_while_one_is_rotated_and_one_a_day_later(desk: Desk, hook_receiver: Receiver) -> None:
    old = desk.subscribe(hook_receiver.url + "/in")
    new = desk.kept.rotate("shop")
    with pytest.raises(Conflict):
        desk.kept.rotate("shop")
    with closing(desk.work()) as work:
        desk.write(tagged(1))
        until_idle(work)
        move(desk, 86400)
        desk.write(tagged(2))
        until_idle(work)
    first, second = hook_receiver.got
    for key in (old, new):
        Webhook(key)  # both are secrets as the standard has them
    assert len(first.headers["webhook-signature"].split()) == 2
    assert len(second.headers["webhook-signature"].split()) == 1
    desk.kept.rotate("shop")


def test_a_secret_is_in_no_column_as_it_is(desk: Desk, hook_receiver: Receiver) -> None:
    secret = desk.subscribe(hook_receiver.url + "/in")
    with reading(desk.engine) as connection:
        row = connection.execute(text("SELECT * FROM subscriptions")).one()
    assert secret not in str(row)
    assert secret.removeprefix("whsec_") not in str(row)
    assert Seal(b"1" * 32).open(row.secret) == secret
    with pytest.raises(Refused):
        Seal(b"2" * 32).open(row.secret)
    assert "secret" not in {name for name in type(desk.kept.one("shop")).__struct_fields__ if name != "old_secret_until"}


def test_a_test_event_is_sent_even_while_paused_and_remembered(desk: Desk, hook_receiver: Receiver) -> None:
    desk.subscribe(hook_receiver.plan("/in", says(200), says(500)))
    desk.kept.pause("shop")
    assert (desk.kept.test("shop").status, desk.kept.test("shop").error) == (200, "status")
    assert hook_receiver.got[0].event["type"] == "golddust.subscription.test.v1"
    assert [one.result for one in desk.kept.tries("shop", 10)] == ["test", "test"]


def test_tries_are_remembered_for_so_long_and_so_many(database: Engine, hook_receiver: Receiver) -> None:
    desk = Desk(database, options=HERE.model_copy(update={"keep_tries": 20}))
    desk.subscribe(hook_receiver.url + "/in")
    with closing(desk.work()) as work:
        desk.write(*(tagged(number) for number in range(30)))
        until_idle(work)
        move(desk, BEAT)
        until_idle(work)
        kept = desk.kept.tries("shop", 5000)
        assert len(kept) == 20
        move(desk, HERE.keep_tries_days * 86400 + 1)
        until_idle(work)
        assert desk.kept.tries("shop", 5000) == []


def test_removing_forgets_everything_and_the_name_is_free(desk: Desk, hook_receiver: Receiver) -> None:
    desk.subscribe(hook_receiver.plan("/in", says(500)))
    desk.write(tagged(1))
    with closing(desk.work()) as work:
        until_idle(work)
    desk.kept.remove("shop")
    for table in (tables.subscriptions, tables.positions, tables.waiting, tables.tries):
        with reading(desk.engine) as connection:
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0
    with pytest.raises(NotFound):
        desk.kept.one("shop")
    desk.subscribe(hook_receiver.url + "/in")


def test_a_name_is_taken_once_and_there_is_a_most(database: Engine, hook_receiver: Receiver) -> None:
    desk = Desk(database, options=HERE.model_copy(update={"most": 2}))
    desk.subscribe(hook_receiver.url)
    with pytest.raises(Conflict):
        desk.subscribe(hook_receiver.url)
    desk.subscribe(hook_receiver.url, name="b")
    with pytest.raises(Conflict):
        desk.subscribe(hook_receiver.url, name="c")


def test_how_far_it_is_behind_is_known(desk: Desk, hook_receiver: Receiver) -> None:
    desk.subscribe(hook_receiver.plan("/in", says(500)))
    began = desk.clock.now()
    desk.write(*(tagged(number) for number in range(30)))
    with closing(desk.work()) as work:
        until_idle(work)
        move(desk, BEAT)
        until_idle(work)
    found = desk.kept.one("shop")
    assert (found.behind, found.behind_since) == (30, began)
