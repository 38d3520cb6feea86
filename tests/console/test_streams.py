"""Streams: who follows is told what comes, from where they were; only those are let in who may."""

import asyncio
import dataclasses
import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from console.feeds import Feed, Follower, id_of
from console.streams import Streams
from golddust import topics, wire
from golddust.bus.memory import MemoryLog
from golddust.clock import SystemClock
from golddust.errors import Unavailable
from golddust.events import Tagged
from golddust.records import Entry
from tests.console.company import PASSWORD, Company
from tests.sinks.made import said, tagged

PATIENCE = 20.0


def event(name: str) -> Tagged:
    return replace(tagged(said(name)), text=f"the words of {name}")


class Listener:
    """A stream that is read by a thread of its own until it is closed: what came, and the answer's beginning."""

    def __init__(self, door: Streams, path: str, headers: dict[str, str | bytes], loop: asyncio.AbstractEventLoop) -> None:
        self.status, self.text, self._loop, self._gone = 0, "", loop, asyncio.Event()
        raw = [(name.encode(), value if isinstance(value, bytes) else value.encode()) for name, value in headers.items()]
        path, _, query = path.partition("?")
        scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": raw}
        self._answer = asyncio.run_coroutine_threadsafe(door(scope, self._receive, self._send), loop)

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.status = message.get("status", self.status)
        self.text += message.get("body", b"").decode()

    def events(self, count: int = 0) -> list[dict[str, Any]]:
        """At least so many events: {event, id, data}."""
        eventually(lambda: self.text.count("data: ") >= count)
        parts = [part for part in self.text.split("\n\n") if "data: " in part]
        pairs = [dict(line.split(": ", 1) for line in part.split("\n")) for part in parts]
        return [{**pair, "data": json.loads(pair["data"])} for pair in pairs]

    def close(self) -> None:
        """Hang up; the stream must end by that."""
        self._loop.call_soon_threadsafe(self._gone.set)
        self._answer.result(PATIENCE)


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.01)


class House:
    """A log, the door to its streams, and who listens."""

    def __init__(self, company: Company) -> None:
        self.log = MemoryLog(SystemClock())
        self.stored: set[str] | None = None
        self.feeds: list[Feed] = []
        self.accounts = company.accounts
        self.listeners: list[Listener] = []
        self.asked: list[str] = []
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.door = self.new_door()

    def new_door(self) -> Streams:
        """As after a start."""

        def feed_of(topic: str) -> Feed:
            self.feeds.append(Feed(self.log, topic, lambda ids: ids if self.stored is None else self.stored))
            return self.feeds[-1]

        async def pages(scope: Any, _: object, send: Any) -> None:
            self.asked.append(scope["query_string"].decode("ascii"))
            await send({"type": "http.response.start", "status": 204, "headers": []})

        return Streams(pages, self.accounts, feed_of)

    def say(self, *names: str) -> None:
        self.log.append([wire.entry(event(name)) for name in names])

    def listen(self, path: str = "/console/feedback/stream", **headers: str | bytes) -> Listener:
        listener = Listener(self.door, path, headers, self.loop)
        self.listeners.append(listener)
        eventually(lambda: listener.status != 0)
        return listener


@pytest.fixture
def house(company: Company) -> Iterator[House]:
    """One in which something was said before."""
    house = House(company)
    house.say("before")
    yield house
    for listener in house.listeners:
        listener.close()
    for feed in house.feeds:
        feed.stop()
    house.loop.call_soon_threadsafe(house.loop.stop)
    house.thread.join()
    house.loop.close()


@pytest.fixture
def cookie(company: Company) -> str:
    """Ann's session."""
    company.accounts.add_user("ann", PASSWORD)
    return f"golddust_session={company.accounts.sign_in('ann', PASSWORD)}"


def ids_of(events: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for told in events for one in told["data"]]


def test_all_who_follow_are_told_what_comes_and_no_words(house: House, cookie: str) -> None:
    listeners = [house.listen(cookie=cookie) for _ in range(3)]
    house.say("a")
    for listener in listeners:
        (told,) = listener.events(1)
        assert told["event"] == "tagged"
        assert told["data"] == [{"id": said("a").id, "channel": "email", "kind": "complaint", "mood": "negative"}]
        assert "words of" not in listener.text
    assert len(house.feeds) == 1


def test_nothing_is_told_before_the_database_has_it(house: House, cookie: str) -> None:
    house.stored = set()
    listener = house.listen(cookie=cookie)
    house.say("a")
    time.sleep(0.5)
    assert listener.events() == []
    house.stored = {said("a").id}
    assert ids_of(listener.events(1)) == [said("a").id]


def test_what_became_a_dead_letter_holds_up_nothing_that_came_after_it(house: House, cookie: str) -> None:
    house.stored = {said("b").id}
    listener = house.listen(cookie=cookie)
    house.say("a", "b")  # of one customer, so of one partition: who has stored b has given up a
    assert ids_of(listener.events(1)) == [said("a").id, said("b").id]


def test_who_comes_back_is_told_what_was_missed(house: House, cookie: str) -> None:
    first = house.listen(cookie=cookie)
    house.say("a")
    last = first.events(1)[-1]["id"]
    first.close()
    house.say("b")
    again = house.listen(cookie=cookie, **{"last-event-id": last})
    assert said("b").id in ids_of(again.events(1))


def test_who_comes_back_after_a_new_start_is_told_from_the_log(house: House, cookie: str) -> None:
    first = house.listen(cookie=cookie)
    house.say("a")
    last = first.events(1)[-1]["id"]
    house.say("b")
    house.door = house.new_door()
    again = house.listen(cookie=cookie, **{"last-event-id": last})
    assert said("b").id in ids_of(again.events(1))


def test_a_page_is_told_what_came_while_it_was_made(house: House, cookie: str) -> None:
    place = id_of(datetime.now(UTC))
    house.say("a")
    assert said("a").id in ids_of(house.listen(f"/console/feedback/stream?since={place}", cookie=cookie).events(1))


@pytest.mark.parametrize("last", ["nonsense", "-1", "9" * 40, "\u0664"])
def test_a_place_that_nobody_was_given_is_passed_over(house: House, cookie: str, last: str) -> None:
    listener = house.listen(cookie=cookie, **{"last-event-id": last})
    assert (listener.status, listener.events()) == (200, [])


def test_nobody_follows_without_a_session(house: House, company: Company, cookie: str) -> None:
    assert house.listen().status == 401
    assert house.listen(cookie="golddust_session=made-up").status == 401
    assert house.listen(cookie=b"\xed\xa0\x80").status == 401  # half a character, which werkzeug.http refuses
    company.accounts.sign_out(cookie.partition("=")[2])
    assert house.listen(cookie=cookie).status == 401


def test_a_program_follows_a_topic_with_the_scope_for_it(house: House, company: Company) -> None:
    reads = company.accounts.add_token("reader", ["read:feedback"])
    others = company.accounts.add_token("other", ["read:cases"])
    path = f"/api/v1/streams/{topics.TAGGED}"
    assert [house.listen(path).status, house.listen(path, authorization=f"Bearer {others}").status] == [401, 403]
    listener = house.listen(path, authorization=f"Bearer {reads}")
    house.say("a", "b")
    events = listener.events(2)
    assert [one["event"] for one in events] == ["golddust.feedback.tagged.v1"] * 2
    assert [one["data"]["feedback"] for one in events] == [said("a").id, said("b").id]


@pytest.mark.parametrize("topic", [topics.RECEIVED, topics.REPLIES_REQUESTED, topics.INTAKE, "made.up", ""])
def test_what_holds_raw_words_is_no_stream_and_those_that_are_are_named(house: House, topic: str) -> None:
    listener = house.listen(f"/api/v1/streams/{topic}")
    eventually(lambda: "}" in listener.text)
    told = json.loads(listener.text)
    assert (listener.status, told["status"]) == (404, 404)
    assert topics.TAGGED in told["detail"]
    assert topics.RECEIVED not in told["detail"]
    assert house.asked == []


def test_a_follower_that_does_not_read_is_dropped(house: House) -> None:
    loop = asyncio.new_event_loop()
    follower, batch = Follower(loop), house.log
    for _ in range(101):
        follower.tell(batch)  # type: ignore[arg-type]
    assert follower.dropped
    loop.close()


def test_what_is_no_tagged_feedback_ends_no_stream(house: House, cookie: str) -> None:
    listener = house.listen(cookie=cookie)
    entry = wire.entry(event("strange"))
    house.log.append([dataclasses.replace(entry, value=b"no JSON at all")])
    house.say("a")
    eventually(lambda: said("a").id in listener.text)


def test_whoever_is_refused_is_told_nothing_later(house: House, cookie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> list[Any]:
        raise Unavailable("the log is away")

    monkeypatch.setattr(Feed, "_from_the_log", away)
    assert house.listen(cookie=cookie, **{"last-event-id": "long-ago"}).status == 503
    assert house.feeds[0]._followers == set()


def test_what_others_wrote_on_a_topic_forges_no_event_and_ends_no_stream(house: House, company: Company) -> None:
    secret = company.accounts.add_token("reader", ["read:feedback"])
    listener = house.listen("/api/v1/streams/feedback.tagged", authorization=f"Bearer {secret}")
    headers = {"ce_type": "golddust.feedback.tagged.v1\nevent: forged", "ce_subject": "\udcff\0" * 9}
    house.log.append([Entry(topics.TAGGED, "k", b'{"a":\r\n\ndata: {"forged": 1}\n\nevent: forged}\xff', headers)])
    house.say("a")
    eventually(lambda: "the words of a" in listener.text)
    lines = listener.text.split("\n")
    assert [line for line in lines if line.startswith("event: ")] == ["event: message", "event: golddust.feedback.tagged.v1"]
    assert all(line.partition(":")[0] in ("event", "id", "data", "retry", "") for line in lines)


def test_nobody_waits_for_the_database_to_have_what_is_no_id_of_ours(house: House, cookie: str) -> None:
    asked: list[set[str]] = []
    listener = house.listen(cookie=cookie)
    feed = house.feeds[0]
    feed._stored = lambda ids: asked.append(set(ids)) or ids  # type: ignore[func-returns-value]
    house.log.append(
        [Entry(topics.TAGGED, "k", b"no event", {"ce_subject": subject}) for subject in ("\udcff", "a\0b", "x" * 99, "")]
    )
    house.say("a")
    assert ids_of(listener.events(1)) == [said("a").id]
    assert set().union(*asked) == {said("a").id}
