"""All subscriptions at once: one slow or dead receiver delays no other; what is changed, paused or taken over is noticed."""

import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from golddust.bus.memory import MemoryLog
from golddust.clock import SystemClock
from sinks.subscriptions.crew import Crew
from tests.services.receiver import WITHIN, Receiver, closes, hangs, never_ends, says
from tests.services.subscribed import HERE, Desk, tagged

Start = Callable[[], Crew]


@pytest.fixture
def desk(database: Engine) -> Desk:
    clock = SystemClock()
    return Desk(database, MemoryLog(clock), clock, HERE)


@pytest.fixture
def start(desk: Desk) -> Iterator[Start]:
    """Starts a crew, which ends with the test."""
    running: list[tuple[Crew, threading.Thread]] = []

    def begin() -> Crew:
        crew = Crew(desk.house)
        thread = threading.Thread(target=crew.run)
        thread.start()
        running.append((crew, thread))
        return crew

    yield begin
    for crew, thread in running:
        crew.stop()
        thread.join(WITHIN)
        assert not thread.is_alive()


def test_receivers_that_hang_close_never_end_or_refuse_delay_no_other(desk: Desk, start: Start, hook_receiver: Receiver) -> None:
    bad = {
        "hangs": hangs,
        "closes": closes,
        "endless": never_ends,
        "refuses": says(500),
        "redirects": says(302, Location="/quick"),
    }
    for name, play in bad.items():
        desk.subscribe(hook_receiver.plan(f"/{name}", play), name=name)
    desk.subscribe(hook_receiver.url + "/quick", name="quick")
    desk.write(*(tagged(number) for number in range(100)))
    start()
    came = hook_receiver.await_at("/quick", 100)
    assert {one.id for one in came} == {f"tag-{number}" for number in range(100)}
    assert len(hook_receiver.await_at("/hangs", 1)) <= HERE.parallel, "they hang still, since the test began"


def test_one_that_is_made_paused_and_resumed_while_it_runs_is_heeded(desk: Desk, start: Start, hook_receiver: Receiver) -> None:
    start()
    desk.subscribe(hook_receiver.url + "/in")
    desk.write(tagged(1))
    hook_receiver.await_at("/in", 1)
    desk.kept.pause("shop")
    desk.subscribe(hook_receiver.url + "/other", name="other")
    desk.write(tagged(2))
    hook_receiver.await_at("/other", 1)
    desk.kept.resume("shop")
    hook_receiver.await_id("/in", "tag-2")


def test_two_crews_share_the_work_and_what_one_leaves_the_other_takes(desk: Desk, start: Start, hook_receiver: Receiver) -> None:
    desk.subscribe(hook_receiver.url + "/in")
    first = start()
    desk.write(tagged(1))
    hook_receiver.await_at("/in", 1)
    start()
    first.stop()
    desk.write(tagged(2))
    hook_receiver.await_id("/in", "tag-2")


def test_a_crew_that_stops_leaves_no_thread_behind_though_its_receiver_hangs(
    desk: Desk, start: Start, hook_receiver: Receiver
) -> None:
    desk.subscribe(hook_receiver.plan("/in", hangs))
    desk.write(tagged(1))
    crew = start()
    hook_receiver.await_at("/in", 1)
    crew.stop()
