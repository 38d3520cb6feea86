"""Server-sent events beside the pages: an ASGI application that serves streams itself and hands all else to the pages' threads.

A stream costs a task and a few kilobytes, no thread. Source: the HTML standard, "Server-sent events". ADR 27 says why.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, MutableMapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, quote

import msgspec
from werkzeug.sansio.http import parse_cookie

from console.admission.access import STREAMS
from console.admission.accounts import Accounts
from console.admission.visitors import COOKIE
from console.feeds import Batch, Feed, Follower
from golddust import topics
from golddust.errors import GoldDustError, NotFound, Unauthentic, Unavailable
from golddust.wire import UNREADABLE

INBOX = "/console/feedback/stream"
BY_TOPIC = "/api/v1/streams/"
MOST = 500
"""Streams at once."""
LASTS = 300.0
"""Seconds; then the browser comes again, and is let in again only with a session that is still good."""
STILL_HERE = 20.0
"""Seconds of silence after which a comment goes out, so that proxies keep the connection and the dead are noticed."""
HEADERS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
)
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]
Write = Callable[[Batch], Iterable[bytes]]


class _Seen(msgspec.Struct):
    """What a page must know of a tagged event to see whether it concerns it."""

    class Label(msgspec.Struct):
        label: str

    feedback: str
    channel: str
    kind: Label
    sentiment: Label


_SEEN = msgspec.json.Decoder(_Seen)
_LINE_ENDS = re.compile(rb"\r\n|\r|\n")
"""Source: the HTML standard, "Parsing an event stream"; a program puts the lines of one event together again."""


@dataclass(slots=True)
class Streams:
    """The inner door: streams, and `pages` for all else. `feed_of` makes the feed of a topic when it is first followed."""

    pages: Asgi
    accounts: Accounts
    feed_of: Callable[[str], Feed]
    _feeds: dict[str, Feed] = field(default_factory=dict)
    _open: int = 0
    _ending: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI 3 has it."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and scope["method"] == "GET" and is_stream(scope["path"]):
            await self._answer(scope, receive, send)
        elif scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith(BY_TOPIC):
            await _refuse(send, NotFound(f"there is no such stream; there are {', '.join(sorted(STREAMS))}"))
        else:
            query = quote(scope.get("query_string", b""), safe="!$&'()*+,;=:@/?%[]~")
            await self.pages({**scope, "query_string": query.encode()}, _coroutine(receive), send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._ending.set()
        for feed in self._feeds.values():
            feed.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        follower, topic = Follower(asyncio.get_running_loop()), _topic(scope["path"])
        try:
            await asyncio.to_thread(self._admit, scope["path"], topic, headers)
            feed = self._feeds.setdefault(topic, self.feed_of(topic)) if topic not in self._feeds else self._feeds[topic]
            since = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("since", [""])[0]
            missed = await asyncio.to_thread(feed.join, follower, headers.get("last-event-id", since))
        except GoldDustError as error:
            await _refuse(send, error)
            return
        self._open += 1
        try:
            await self._follow(follower, missed, receive, send, _for_pages if scope["path"] == INBOX else _for_programs)
        finally:
            self._open -= 1
            feed.leave(follower)

    def _admit(self, path: str, topic: str, headers: Mapping[str, str]) -> None:
        """Returns for who may follow. Raises Unauthentic, and Unavailable when there are too many."""
        if self._open >= MOST:
            raise Unavailable("too many streams are open", retry_after=30)
        if path == INBOX:
            if self.accounts.user_of(parse_cookie(headers.get("cookie", "")).get(COOKIE, "")) is None:
                raise Unauthentic("nobody is signed in")
            return
        kind, _, secret = headers.get("authorization", "").partition(" ")
        self.accounts.check_token(secret.strip() if kind.lower() == "bearer" else "", STREAMS[topic])

    async def _follow(self, follower: Follower, missed: Iterable[Batch], receive: Receive, send: Send, write: Write) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": list(HEADERS)})
        await send(_part(b"retry: 2000\n\n"))
        for batch in missed:
            await send(_part(b"".join(write(batch))))
        over = [asyncio.ensure_future(one) for one in (_gone(receive), self._ending.wait(), asyncio.sleep(LASTS))]
        try:
            async for told in _until(over, follower):
                await send(_part(b"".join(write(told)) if told else b": still here\n\n"))
        finally:
            for one in over:
                one.cancel()
        with suppress(OSError):
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def _coroutine(receive: Receive) -> Receive:
    """The same as a coroutine function, which the bridge to the pages needs and which granian's is not."""

    async def received() -> MutableMapping[str, Any]:
        return await receive()

    return received


async def _until(over: "Sequence[asyncio.Future[Any]]", follower: Follower) -> AsyncIterator[Batch | None]:
    """What the follower is told, None after a silence, until one of those is over or the follower is dropped."""
    while not follower.dropped:
        told = asyncio.ensure_future(follower.batches.get())
        done, _ = await asyncio.wait([told, *over], timeout=STILL_HERE, return_when=asyncio.FIRST_COMPLETED)
        if told not in done:
            told.cancel()
        if any(one in done for one in over):
            return
        yield told.result() if told in done else None


async def _gone(receive: Receive) -> None:
    """Returns when the other side has hung up."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send, error: GoldDustError) -> None:
    status, detail = HTTPStatus.SERVICE_UNAVAILABLE, {}
    if isinstance(error, Unauthentic):
        status = HTTPStatus(error.status)
    elif isinstance(error, NotFound):
        status, detail = HTTPStatus.NOT_FOUND, {"detail": error.reason}
    body = msgspec.json.encode({"type": "about:blank", "title": status.phrase, "status": int(status), **detail})
    kind = (b"content-type", b"application/problem+json")
    await send({"type": "http.response.start", "status": int(status), "headers": [kind, *HEADERS[1:]]})
    await send({"type": "http.response.body", "body": body})


def is_stream(path: str) -> bool:
    """Whether there is a stream at this path."""
    return path == INBOX or path.removeprefix(BY_TOPIC) in STREAMS


def _topic(path: str) -> str:
    return topics.TAGGED if path == INBOX else path.removeprefix(BY_TOPIC)


def _for_pages(batch: Batch) -> Iterable[bytes]:
    """Ids and labels, no words: a stream outlives its session by minutes, and rows are asked for with a session that is good."""
    seen = [one for record in batch.records if (one := _decoded(record.value))]
    notes = [{"id": s.feedback, "channel": s.channel, "kind": s.kind.label, "mood": s.sentiment.label} for s in seen]
    name = b"more" if batch.more else b"tagged"
    yield b"event: %s\nid: %s\ndata: %s\n\n" % (name, batch.id.encode(), msgspec.json.encode(notes))


def _decoded(value: bytes) -> _Seen | None:
    """None for what is no tagged feedback, whoever wrote it: it must not end the stream of those that are."""
    try:
        return _SEEN.decode(value)
    except UNREADABLE:
        return None


def _for_programs(batch: Batch) -> Iterable[bytes]:
    """The events as they lie on the log: one line each, as we write them, but anybody may have written there."""
    for record in batch.records:
        kind = record.headers.get("ce_type", "message")
        name = kind.encode() if kind.isascii() and kind.isprintable() else b"message"
        data = b"\ndata: ".join(_LINE_ENDS.split(record.value.decode("utf-8", "replace").encode()))
        yield b"event: %s\nid: %s\ndata: %s\n\n" % (name, batch.id.encode(), data)


def _part(body: bytes) -> MutableMapping[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": True}
