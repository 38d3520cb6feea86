"""Stand-ins for the relay and for Twilio: they take every answer and keep it, so that the demo can show what arrived."""

import email
import email.policy
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope


@dataclass(frozen=True, slots=True)
class Arrival:
    """An answer as the customer got it."""

    channel: str
    to: str
    text: str


@dataclass(slots=True)
class Carriers:
    """A mail server and an imitation of Twilio's sending API on free loopback ports; `arrived` is called for each answer."""

    arrived: Callable[[Arrival], None]
    mail: Controller = field(init=False)
    texts: ThreadingHTTPServer = field(init=False)

    def __post_init__(self) -> None:
        self.mail = Controller(_Mailbox(self.arrived), hostname="127.0.0.1", port=_free_port())
        self.texts = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self.arrived))

    def start(self) -> None:
        """Listen."""
        self.mail.start()
        threading.Thread(target=self.texts.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Stop listening."""
        self.mail.stop()
        self.texts.shutdown()
        self.texts.server_close()

    @property
    def texts_url(self) -> str:
        """What stands in for Twilio's address."""
        return f"http://127.0.0.1:{self.texts.server_address[1]}"


def _free_port() -> int:
    import socket  # noqa: PLC0415 - for this one question

    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


class _Mailbox:
    def __init__(self, arrived: Callable[[Arrival], None]) -> None:
        self._arrived = arrived

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802, ARG002 - aiosmtpd's names
        message = email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
        body = message.get_body(("plain",))
        self._arrived(Arrival("email", envelope.rcpt_tos[0], body.get_content() if body else ""))
        return "250 OK"


def _handler(arrived: Callable[[Arrival], None]) -> type[BaseHTTPRequestHandler]:
    class Texts(BaseHTTPRequestHandler):
        """Answers `POST …/Messages.json` as Twilio does, as far as its client looks."""

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
            arrived(Arrival("sms", form["To"][0], form["Body"][0]))
            body = json.dumps({"sid": f"SM{abs(hash(form['Body'][0])):032x}"[:34], "status": "queued"}).encode()
            self.send_response(201)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing: the story is on the terminal."""

    return Texts
