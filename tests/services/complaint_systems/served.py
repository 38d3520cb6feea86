"""A system that answers over HTTP, and what can go wrong with one: away, throttled, broken, answers that are lost."""

import base64
import itertools
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

from tests.services.ports import free_port

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; `body` is parsed JSON, or None."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any
    raw: bytes = b""

    def basic(self) -> tuple[str, str]:
        """Name and password; empty where there are none."""
        scheme, _, code = self.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return "", ""
        name, _, password = base64.b64decode(code).decode().partition(":")
        return name, password


@dataclass(frozen=True, slots=True)
class Said:
    """One answer."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


class System(Protocol):
    """What stands behind the address."""

    def respond(self, asked: Asked) -> Said:
        """What the real one would say."""


@dataclass(slots=True)
class Clockwork:
    """A system's own clock, which goes on by a second with everything that is done, and its numbers."""

    time: datetime = START
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(101))

    def tick(self) -> str:
        """The next moment, as ISO 8601."""
        self.time += timedelta(seconds=1)
        return f"{self.time:%Y-%m-%dT%H:%M:%SZ}"

    def number(self) -> int:
        """The next number."""
        return next(self.numbers)


@dataclass(slots=True)
class Served:
    """A running system. What is set here happens to that many of the next requests; the `lost` are done and not answered."""

    system: System
    port: int = field(default_factory=free_port)
    throttled: int = 0
    broken: int = 0
    lost: int = 0
    lost_posts: int = 0
    refused: int = 0
    retry_after: str = "30"
    asked: list[Asked] = field(default_factory=list)
    _server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Answer on the same port as before."""
        self._server = _Server(("127.0.0.1", self.port), _handler(self))
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        """Nobody is there any more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def loses(self, asked: Asked) -> bool:
        """Whether this one is done and not answered."""
        if self.lost:
            self.lost -= 1
            return True
        if self.lost_posts and asked.method == "POST":
            self.lost_posts -= 1
            return True
        return False

    def fault(self) -> Said | None:
        """What goes wrong now, if anything."""
        if self.throttled:
            self.throttled -= 1
            return Said(429, {"error": "too many"}, {"Retry-After": self.retry_after})
        if self.broken:
            self.broken -= 1
            return Said(500, {"error": "broken"})
        if self.refused:
            self.refused -= 1
            return Said(422, {"error": "no, and never"})
        return None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def serving(system: System) -> Iterator[Served]:
    """The system on a free port."""
    served = Served(system)
    served.start()
    try:
        yield served
    finally:
        served.stop()


def _handler(served: Served) -> type[BaseHTTPRequestHandler]:
    lock = threading.Lock()

    class Answer(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            raw = self.rfile.read(length)
            address = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = json.loads(raw) if raw else None
            asked = Asked(self.command, address.path, dict(parse_qsl(address.query, keep_blank_values=True)), headers, body, raw)
            with lock:
                served.asked.append(asked)
                said = served.fault() or served.system.respond(asked)
                if served.loses(asked):
                    self.close_connection = True
                    return
            self._say(said)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _answer  # noqa: N815 - the server's own names

        def _say(self, said: Said) -> None:
            content = b"" if said.body is None else json.dumps(said.body).encode()
            self.send_response(said.status)
            for name, value in {"Content-Type": "application/json", **said.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    return Answer


def page_of(rows: list[Any], query: Mapping[str, str], size: str = "per_page", usual: int = 20) -> list[Any]:
    """The page asked for, of pages counted from 1."""
    most = min(int(query.get(size, usual)), 100)
    start = (int(query.get("page", 1)) - 1) * most
    return rows[start : start + most]
