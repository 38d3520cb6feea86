"""One suite for subscriptions, on each engine: what they want, what people do with them, and what is remembered of them."""

from collections import Counter
from contextlib import closing
from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, func, select, text
from standardwebhooks import Webhook

from golddust import topics
from golddust.database.engine import reading
from golddust.database.schema import subscriptions as tables
from golddust.errors import Conflict, Malformed, NotFound, Refused
from golddust.subscribing import Filter, Wish
from sinks.subscriptions.claims import Lost
from sinks.subscriptions.delivering import BEAT
from sinks.subscriptions.following import ASKED_EVERY
from sinks.subscriptions.sealing import Seal
from tests.services.receiver import Receiver, says
from tests.services.subscribed import CASE, HERE, ISSUE, Desk, ids, move, tagged, until_idle


@pytest.fixture
def desk(database: Engine) -> Desk:
    return Desk(database)


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
    assert ids(hook_receiver)[:3] == ["tag-1", "tag-2", "tag-3"]
    assert sorted(ids(hook_receiver)[3:]) == ["tag-2", "tag-3"]  # of two customers, so in either order
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
