"""A real HTTP server that takes web hooks out and does to them as a test wants. Fixture: `hook_receiver`."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

WITHIN = 30.0
"""Seconds to wait at most for what surely comes."""


@dataclass(frozen=True, slots=True)
class Got:
    """One request, and the connection that it came over."""

    path: str
    headers: dict[str, str]
    body: bytes
    peer: tuple[str, int]

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def event(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.body)
        return read


Play = Callable[["Answer"], None]


@dataclass(slots=True)
class Receiver:
    """What came, and what it plays, by path and one after the other; the last is played again and again, else it answers 200."""

    url: str = ""
    port: int = 0
    got: list[Got] = field(default_factory=list)
    plans: dict[str, list[Play]] = field(default_factory=dict)
    came: threading.Condition = field(default_factory=threading.Condition)
    ending: threading.Event = field(default_factory=threading.Event)

    def plan(self, path: str, *plays: Play) -> str:
        """Play these at this path; returns its address."""
        self.plans[path] = list(plays)
        return self.url + path

    def play_of(self, path: str) -> Play:
        with self.came:
            plays = self.plans.get(path, [])
            return (plays.pop(0) if len(plays) > 1 else plays[0]) if plays else says(200)

    def at(self, path: str) -> list[Got]:
        with self.came:
            return [one for one in self.got if one.path == path]

    def await_at(self, path: str, number: int) -> list[Got]:
        """So many at this path, which surely come."""
        with self.came:
            assert self.came.wait_for(lambda: sum(one.path == path for one in self.got) >= number, WITHIN), self.got
        return self.at(path)

    def await_id(self, path: str, event: str) -> None:
        """This event at this path, which surely comes."""
        with self.came:
            assert self.came.wait_for(lambda: any(one.path == path and one.id == event for one in self.got), WITHIN), self.got


class Answer(BaseHTTPRequestHandler):
    """One request being answered."""

    receiver: Receiver
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        with self.receiver.came:
            self.receiver.got.append(Got(self.path, headers, body, self.client_address[:2]))
            self.receiver.came.notify_all()
        with suppress(ConnectionError):
            self.receiver.play_of(self.path)(self)

    def log_message(self, *_: Any) -> None:
        """Quietly."""


def says(status: int, body: bytes = b"ok", **headers: str) -> Play:
    """This status and body."""

    def play(answer: Answer) -> None:
        answer.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            answer.send_header(name.replace("_", "-"), value)
        answer.end_headers()
        answer.wfile.write(body)

    return play


def hangs(answer: Answer) -> None:
    """Nothing, until the test ends."""
    answer.receiver.ending.wait(WITHIN)
    answer.close_connection = True


def closes(answer: Answer) -> None:
    """Nothing, and the connection ends."""
    answer.close_connection = True
    answer.connection.shutdown(socket.SHUT_RDWR)


def closes_afterwards(answer: Answer) -> None:
    """200, and the connection ends without a word about it."""
    says(200)(answer)
    answer.wfile.flush()
    answer.close_connection = True


def never_ends(answer: Answer) -> None:
    """200, and then bytes for ever."""
    answer.send_response(200)
    answer.end_headers()
    with suppress(OSError):
        while not answer.receiver.ending.is_set():
            answer.wfile.write(bytes(65536))
    answer.close_connection = True


def goes_on(answer: Answer) -> None:
    """100 Continue for ever."""
    with suppress(OSError):
        while not answer.receiver.ending.is_set():
            answer.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)
    answer.close_connection = True


def speaks_no_http(answer: Answer) -> None:
    """Words of another kind."""
    answer.wfile.write(b"220 mail.example.com ESMTP\r\n")
    answer.close_connection = True


def runs(certificate: tuple[Path, Path] | None = None) -> Iterator[Receiver]:
    """A receiver that runs until it is done with; behind TLS with this certificate and key."""
    receiver = Receiver()
    handler = type("ReceiversAnswer", (Answer,), {"receiver": receiver})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    receiver.port = server.server_port
    receiver.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.ending.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def hook_receiver() -> Iterator[Receiver]:
    """A receiver of web hooks."""
    yield from runs()
