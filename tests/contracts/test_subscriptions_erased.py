"""Who was erased is told to nobody afterwards: not what waits for its next try, and not what is still to be read."""

from contextlib import closing

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, select

from golddust import topics, wire
from golddust.database.engine import reading, writing
from golddust.database.erasing.register import Gone, enter
from golddust.database.erasing.whose import whose
from golddust.database.erasing.wiping import wipe
from golddust.database.schema import subscriptions as tables
from golddust.erased import HEADERS
from golddust.records import Entry
from tests.services.receiver import Receiver, says
from tests.services.subscribed import AT, CASE, Desk, move, tagged, until_idle

HER, HIS = "cust_her", "cust_his"
WORD = "zwiebelkuchen"


@pytest.fixture
def desk(database: Engine) -> Desk:
    return Desk(database)


def erase(desk: Desk, customer: str = HER) -> None:
    """As `golddust erase` does, but for the log: at Kafka it cannot be written over."""
    with writing(desk.engine) as connection:
        enter(connection, [Gone(desk.hashing(customer), desk.clock.now(), "erasure")])
        wipe(connection, whose(connection, [customer], desk.clock.now()), "erasure", desk.clock.now())


def keys_waiting(desk: Desk) -> list[str]:
    with reading(desk.engine) as connection:
        return list(connection.execute(select(tables.waiting.c.key).order_by(tables.waiting.c.number)).scalars())


def told(hook_receiver: Receiver) -> list[str]:
    return [one.id for one in hook_receiver.got]


@pytest.mark.parametrize("restarted", [False, True])
def test_what_waits_of_somebody_is_not_delivered_once_they_are_erased(
    desk: Desk, hook_receiver: Receiver, *, restarted: bool
) -> None:
    desk.subscribe(hook_receiver.plan("/in", says(503), says(503), says(200)))
    work = desk.work()
    desk.write(tagged(1, customer=HER, text=WORD, received_at=AT), tagged(2, customer=HIS, received_at=AT))
    until_idle(work)
    assert sorted(keys_waiting(desk)) == [HER, HIS]
    erase(desk)
    assert keys_waiting(desk) == [HIS]
    before = len(hook_receiver.got)
    if restarted:
        work.close()
        work = desk.work()
    move(desk, 10)
    with closing(work):
        until_idle(work)
    assert told(hook_receiver)[before:] == ["tag-2"]
    assert keys_waiting(desk) == []
    tries = [repr(row) for row in desk.kept.tries("shop", 10)]
    assert tries
    assert not [one for one in tries if WORD in one or HER in one]


def test_what_is_still_to_be_read_is_passed_over_and_what_they_say_later_is_not(desk: Desk, hook_receiver: Receiver) -> None:
    desk.subscribe(hook_receiver.url + "/in")
    desk.write(tagged(1, customer=HER, received_at=AT), tagged(2, customer=HIS, received_at=AT))
    erase(desk)
    move(desk, 60)
    desk.write(tagged(3, customer=HER, received_at=desk.clock.now()))
    with closing(desk.work()) as work:
        until_idle(work)
    assert sorted(told(hook_receiver)) == ["tag-2", "tag-3"]


def test_a_record_that_was_written_over_is_no_event(desk: Desk, hook_receiver: Receiver) -> None:
    desk.subscribe(hook_receiver.url + "/in")
    desk.log.append([Entry(topics.TAGGED, "", b"", HEADERS), wire.entry(tagged(2))])
    with closing(desk.work()) as work:
        until_idle(work)
    assert told(hook_receiver) == ["tag-2"]


def test_steps_of_their_case_go_on_without_words_and_are_kept_back_with_them(desk: Desk, hook_receiver: Receiver) -> None:
    desk.subscribe(hook_receiver.url + "/in", topics.COMPLAINTS)
    noted = replace(CASE, id="noted", customer=HER, note=WORD, at=AT)
    silent = replace(CASE, id="silent", customer="", note="", delay="", promises=(), escalation=None, at=AT)
    erase(desk)
    move(desk, 1)
    desk.write(noted, silent)
    with closing(desk.work()) as work:
        until_idle(work)
    assert told(hook_receiver) == ["silent"]
