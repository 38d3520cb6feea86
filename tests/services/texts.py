"""A server in Twilio's place that answers as a test wants. Fixture: `texts`. What Twilio itself would say is Prism's to play."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import pytest


@dataclass(slots=True)
class Texts:
    """The forms that came, and what to answer: a status with a body, or nothing at all ("drop")."""

    url: str = ""
    status: int = 201
    body: str = json.dumps({"sid": "SM" + "0" * 32, "status": "queued"})
    drop: bool = False
    paths: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)

    def refuse(self, status: int, code: int | None, message: str = "no") -> None:
        """Answer with an error as Twilio writes it."""
        self.status = status
        self.body = json.dumps({"code": code, "message": message, "status": status, "more_info": "https://example.com"})


def _handler(texts: Texts) -> type[BaseHTTPRequestHandler]:
    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            texts.paths.append(self.path)
            texts.forms.append(dict(parse_qsl(form)))
            if texts.drop:
                self.close_connection = True
                return
            body = texts.body.encode()
            self.send_response(texts.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    return Answer


@pytest.fixture
def texts() -> Iterator[Texts]:
    """Twilio's place on a free port."""
    place = Texts()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(place))
    place.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield place
    server.shutdown()
    thread.join()
    server.server_close()
