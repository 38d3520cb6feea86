"""A real HTTP server that takes web hooks and answers as a test wants. Fixture: `hook_server`."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass(frozen=True, slots=True)
class Got:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class HookServer:
    """What came, and what to answer by path: a status, or 0 for closing without one. `said` are headers of every answer."""

    url: str = ""
    answers: dict[str, list[int]] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    got: list[Got] = field(default_factory=list)

    def at(self, path: str) -> list[Got]:
        """What came at that path."""
        return [one for one in self.got if one.path == path]


def _handler(server: HookServer) -> type[BaseHTTPRequestHandler]:
    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.got.append(Got(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            planned = server.answers.get(self.path, [])
            status = (planned.pop(0) if len(planned) > 1 else planned[0]) if planned else 204
            if not status:
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in server.said.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    return Answer


@pytest.fixture
def hook_server() -> Iterator[HookServer]:
    """A server on a free port. The last answer planned for a path is given again and again."""
    place = HookServer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(place))
    place.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield place
    server.shutdown()
    thread.join()
    server.server_close()
