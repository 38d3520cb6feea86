"""Web hooks out where something is wrong with us: keys replaced, records that cannot be sent, rows nobody can read."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from golddust import wire
from golddust.clock import MovableClock
from golddust.database.engine import reading, writing
from golddust.errors import Refused
from golddust.metrics import NoMetrics
from golddust.subscribing import Wish
from sinks.subscriptions import claims, lanes, rows
from sinks.subscriptions.crew import AFTER_FAILURE, WELL_AFTER, Crew
from sinks.subscriptions.delivering import Delivering
from sinks.subscriptions.keeping import StoredSubscriptions
from sinks.subscriptions.sealing import Seal
from tests.journeys.speaking import eventually
from tests.services.receiver import Answer, Receiver, says
from tests.services.subscribed import HERE, OFFERED, Desk, tagged, until_idle

OLD, NEW, LOST = b"1" * 32, b"2" * 32, b"3" * 32


@pytest.fixture
def desk(database: Engine) -> Desk:
    return Desk(database)


def under(desk: Desk, seal: Seal) -> None:
    """As after a start with these keys."""
    desk.house = replace(desk.house, seal=seal)
    desk.kept = StoredSubscriptions(desk.engine, desk.clock, seal, HERE, lambda: OFFERED)


def test_secrets_outlive_a_key_that_is_replaced_and_are_sealed_anew(desk: Desk, hook_receiver: Receiver) -> None:
    secret = desk.subscribe(hook_receiver.url + "/in")
    under(desk, Seal(NEW, (OLD,)))
    desk.write(tagged(1))
    with closing(desk.work()) as work:
        until_idle(work)
    assert [one.id for one in hook_receiver.got] == ["tag-1"]
    with writing(desk.engine) as connection:
        rows.reseal(connection, desk.house.seal.renewed)
    with reading(desk.engine) as connection:
        assert Seal(NEW).open(rows.one(connection, "shop").secret) == secret
    assert desk.kept.unworkable() == {}


def test_a_secret_that_nobody_can_read_is_told_and_replaced(desk: Desk, hook_receiver: Receiver) -> None:
    desk.subscribe(hook_receiver.url + "/in")
    under(desk, Seal(LOST))
    assert "the secret cannot be read" in desk.kept.unworkable()["shop"]
    with pytest.raises(Refused):
        desk.kept.test("shop")
    desk.kept.rotate("shop")
    assert desk.kept.unworkable() == {}
    desk.kept.rotate("shop")  # the one that nobody could read signs nothing, so that it bars nothing
    desk.write(tagged(1))
    with reading(desk.engine) as connection:
        row = rows.one(connection, "shop")
    assert row.claim == ""
    with closing(desk.work()) as work:
        until_idle(work)
    [got] = hook_receiver.got
    assert len(got.headers["webhook-signature"].split()) == 2


def test_an_older_secret_that_nobody_can_read_is_passed_over(desk: Desk, hook_receiver: Receiver) -> None:
    desk.subscribe(hook_receiver.url + "/in")
    with writing(desk.engine) as connection:
        until = desk.clock.now().replace(year=2099)
        rows.change(connection, "shop", desk.clock.now(), {"old_secret": Seal(LOST).close("whsec_x"), "old_secret_until": until})
    desk.write(tagged(1))
    with closing(desk.work()) as work:
        until_idle(work)
    assert desk.kept.test("shop").status == 200
    assert [len(one.headers["webhook-signature"].split()) for one in hook_receiver.got] == [1, 1]
    desk.kept.rotate("shop")


def test_a_filter_that_cannot_be_read_bars_no_other_and_can_be_changed(desk: Desk, hook_receiver: Receiver) -> None:
    desk.subscribe(hook_receiver.url + "/in")
    desk.subscribe(hook_receiver.url + "/other", name="other")
    with writing(desk.engine) as connection:
        rows.change(connection, "shop", desk.clock.now(), {"filter": '{"kinds": ["of_a_later_version"]}'})
    assert [one.name for one in desk.kept.all()] == ["other", "shop"]
    assert "filter cannot be read" in desk.kept.one("shop").why
    assert list(desk.kept.unworkable()) == ["shop"]
    desk.kept.change("shop", Wish(url=hook_receiver.url + "/in", topics=("feedback.tagged",)))
    assert desk.kept.unworkable() == {}


@pytest.mark.parametrize(
    ("event", "key"), [("tag-\ud800", "cust_b"), ("tag-\u00e9", "cust_b"), ("tag\r\nX: y", "cust_b"), ("tag-2", "cust\0b")]
)
def test_a_record_that_cannot_be_sent_is_written_down_and_holds_up_nobody(
    desk: Desk, hook_receiver: Receiver, event: str, key: str
) -> None:
    desk.subscribe(hook_receiver.url + "/in")
    one, bad, other = (wire.entry(tagged(number)) for number in (1, 2, 3))
    desk.log.append([one, replace(bad, key=key, headers={**bad.headers, "ce_id": event}), other])
    with closing(desk.work()) as work:
        until_idle(work)
    assert sorted(one.id for one in hook_receiver.got) == ["tag-1", "tag-3"]
    [gone] = [one for one in desk.kept.tries("shop", 10) if one.result == "gone"]
    assert (gone.error, gone.status) == ("unsendable", 0)


class Gauges(NoMetrics):
    """Remembers what each gauge of a subscription stood at last."""

    def __init__(self) -> None:
        self.last: dict[tuple[str, str], float] = {}

    def gauge(self, name: str, value: float, **labels: str) -> None:
        self.last[name, labels.get("subscription", "")] = value


def test_one_that_cannot_be_worked_for_is_told_and_bars_no_other(desk: Desk, hook_receiver: Receiver) -> None:
    gauges = Gauges()
    desk.house = replace(desk.house, metrics=gauges)
    desk.subscribe(hook_receiver.url + "/in")
    desk.subscribe(hook_receiver.url + "/other", name="other")
    with writing(desk.engine) as connection:
        rows.change(connection, "shop", desk.clock.now(), {"filter": "{"})
    crew, wish = Crew(desk.house), Wish(url=hook_receiver.url + "/in", topics=("feedback.tagged",))
    assert isinstance(desk.clock, MovableClock)
    try:
        desk.write(tagged(1))
        crew.look()
        hook_receiver.await_at("/other", 1)
        assert gauges.last["golddust_subscription_stuck", "shop"] == 1
        desk.kept.change("shop", wish)
        desk.clock.move(timedelta(seconds=AFTER_FAILURE))
        crew.look()
        hook_receiver.await_at("/in", 1)
        desk.clock.move(timedelta(seconds=WELL_AFTER))
        crew.look()
        assert gauges.last["golddust_subscription_stuck", "shop"] == 0
        desk.kept.remove("shop")
        gauges.last["golddust_subscription_behind_seconds", "shop"] = 4000.0
        crew.look()
        assert gauges.last["golddust_subscription_behind_seconds", "shop"] == 0
    finally:
        crew.stop()
        crew.run()


def test_what_goes_wrong_in_the_work_ends_nothing_else_and_is_tried_again(
    desk: Desk, hook_receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    gauges = Gauges()
    desk.house = replace(desk.house, metrics=gauges)
    desk.subscribe(hook_receiver.url + "/in")
    desk.write(tagged(1))
    monkeypatch.setattr(Delivering, "turn", lambda _: 1 // 0)
    crew = Crew(desk.house)
    assert isinstance(desk.clock, MovableClock)
    try:
        crew.look()

        def is_told() -> bool:
            crew.look()
            return gauges.last.get(("golddust_subscription_stuck", "shop")) == 1

        assert eventually(is_told)
        monkeypatch.undo()
        desk.clock.move(timedelta(seconds=AFTER_FAILURE))
        crew.look()
        hook_receiver.await_at("/in", 1)
    finally:
        crew.stop()
        crew.run()


def test_what_is_changed_is_nobody_elses_before_it_was_given_back(desk: Desk, hook_receiver: Receiver) -> None:
    desk.subscribe(hook_receiver.url + "/in")
    work = desk.work()
    desk.kept.rotate("shop")
    desk.write(tagged(1))
    assert claims.take(desk.engine, "shop", desk.clock.now()) is None
    with pytest.raises(claims.Lost):
        until_idle(work)
    assert hook_receiver.got == []
    work.close()
    with closing(desk.work()) as again:
        until_idle(again)
    assert [one.id for one in hook_receiver.got] == ["tag-1"]


def test_nothing_more_is_sent_once_the_claim_is_anothers_and_a_long_round_renews_it(
    desk: Desk, hook_receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "NEW_TRIES_FOR", 3600.0)
    clock = desk.clock
    assert isinstance(clock, MovableClock)

    def takes_long(answer: Answer) -> None:
        clock.move(claims.CLAIM_LASTS * 0.9)
        if answer.headers["webhook-id"] == "tag-3":
            claims.take_over(desk.engine)
        says(200)(answer)

    hook_receiver.plan("/in", takes_long)
    desk.subscribe(hook_receiver.url + "/in")
    desk.write(*(tagged(number, customer="cust_a") for number in range(1, 6)))
    work = desk.work()
    with pytest.raises(claims.Lost):
        until_idle(work)
    assert [one.id for one in hook_receiver.got] == ["tag-1", "tag-2", "tag-3"]
