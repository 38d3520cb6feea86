"""A server in the place of Twilio's media, and one of the storage that it sends on to, which fail as a test wants.

Fixture: `media_server`.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

ACCOUNT = "AC" + "a1" * 16
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(range(256)) * 8
Play = Callable[["Answer"], None]


def path_of(number: int = 0, account: str = ACCOUNT) -> str:
    """The path of a medium as Twilio writes it."""
    return f"/2010-04-01/Accounts/{account}/Messages/MM{number:032x}/Media/ME{number:032x}"


def url_of(number: int = 0, account: str = ACCOUNT) -> str:
    """The address that comes with a message."""
    return "https://api.twilio.com" + path_of(number, account)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    path: str
    headers: dict[str, str]


@dataclass(slots=True)
class MediaServer:
    """What it is asked for, and what it plays, by path and one after the other; the last is played again and again.

    Where nothing is planned, it gives JPEG. `storage_url` is another host, which asks for nothing and shares the plans.
    """

    url: str = ""
    storage_url: str = ""
    plans: dict[str, list[Play]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    stored: list[Asked] = field(default_factory=list)
    ending: threading.Event = field(default_factory=threading.Event)

    def plan(self, path: str, *plays: Play) -> None:
        self.plans[path] = list(plays)

    def next_play(self, path: str) -> Play:
        plays = self.plans.get(path, [])
        return (plays.pop(0) if len(plays) > 1 else plays[0]) if plays else gives(JPEG)


class Answer(BaseHTTPRequestHandler):
    """One request being answered."""

    place: MediaServer
    heard: list[Asked]

    def do_GET(self) -> None:
        self.heard.append(Asked(self.path, {name.lower(): value for name, value in self.headers.items()}))
        self.close_connection = True
        with suppress(ConnectionError):
            self.place.next_play(self.path)(self)

    def head(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


def gives(content: bytes, kind: str = "image/jpeg") -> Play:
    def play(answer: Answer) -> None:
        answer.head(200, Content_Type=kind, Content_Length=str(len(content)))
        answer.wfile.write(content)

    return play


def says(status: int, **headers: str) -> Play:
    return lambda answer: answer.head(status, Content_Length="0", **headers)


def sends_to(location: str, status: int = 307) -> Play:
    return says(status, Location=location)


def in_pieces(content: bytes, *, whole: bool = True) -> Play:
    """Chunked; or broken off before the last chunk."""

    def play(answer: Answer) -> None:
        answer.protocol_version = "HTTP/1.1"
        answer.head(200, Transfer_Encoding="chunked")
        for start in range(0, len(content), 1000):
            piece = content[start : start + 1000]
            answer.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        if whole:
            answer.wfile.write(b"0\r\n\r\n")

    return play


def breaks_off(content: bytes) -> Play:
    def play(answer: Answer) -> None:
        answer.head(200, Content_Length=str(len(content) + 1))
        answer.wfile.write(content)

    return play


def without_length(content: bytes) -> Play:
    def play(answer: Answer) -> None:
        answer.head(200)
        answer.wfile.write(content)

    return play


def endless(answer: Answer) -> None:
    answer.head(200)
    while not answer.place.ending.is_set():
        answer.wfile.write(JPEG)


def claims_to_be_huge(answer: Answer) -> None:
    answer.head(200, Content_Length=str(1 << 40))
    answer.wfile.write(JPEG)


def drips_body(answer: Answer) -> None:
    answer.head(200, Content_Length="1000")
    _drip(answer)


def drips_headers(answer: Answer) -> None:
    answer.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    _drip(answer)


def _drip(answer: Answer) -> None:
    while not answer.place.ending.is_set():
        answer.wfile.write(b"x")
        answer.wfile.flush()
        time.sleep(0.02)


def resets(answer: Answer) -> None:
    """Take the connection down at once, with a reset in place of a goodbye."""
    answer.head(200, Content_Length=str(len(JPEG)))
    answer.wfile.write(JPEG[:20])
    answer.wfile.flush()
    answer.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    answer.connection.close()


def babbles(answer: Answer) -> None:
    answer.wfile.write(b"\0\1\2 no HTTP at all\r\n\r\n")


@pytest.fixture
def media_server() -> Iterator[MediaServer]:
    """Twilio's place and its storage's, each on a free port."""
    place = MediaServer()
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), _handler(place, heard)) for heard in (place.asked, place.stored)]
    place.url, place.storage_url = (f"http://127.0.0.1:{server.server_address[1]}" for server in servers)
    threads = [threading.Thread(target=s.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True) for s in servers]
    for thread in threads:
        thread.start()
    yield place
    place.ending.set()
    for server, thread in zip(servers, threads, strict=True):
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(server: MediaServer, of: list[Asked]) -> type[Answer]:
    class Here(Answer):
        place = server
        heard = of

    return Here
