"""Who golddust sends to: a mail relay, Twilio, a complaint system elsewhere, a collector of traces; each can refuse, or hang."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.ports import ADDRESS, free_port
from tests.services.texts import Texts

HANGS, MOMENT = 3600.0, 0.2


class Receiver(Protocol):
    """Somebody who is sent something."""

    def refuse(self) -> None:
        """Be gone: nobody listens any more."""

    def hang(self) -> None:
        """Let everybody in, and say nothing."""

    def recover(self) -> None:
        """Be there again, at the same port."""

    def got(self) -> int:
        """How much came so far."""


@dataclass(slots=True)
class Web:
    """Takes whatever is posted."""

    port: int = field(default_factory=free_port)
    count: int = 0
    ids: Counter[str] = field(default_factory=Counter)
    _going_on: threading.Event = field(default_factory=threading.Event)
    _server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://{ADDRESS}:{self.port}"

    def up(self) -> None:
        """Listen."""
        self._going_on.set()
        self._server = _Quiet((ADDRESS, self.port), type("Answer", (_Answer,), {"web": self}))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    def refuse(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def hang(self) -> None:
        """Answer nobody."""
        self._going_on.clear()

    def recover(self) -> None:
        """Listen, and answer those who still wait."""
        self._going_on.set()
        if self._server is None:
            self.up()

    def got(self) -> int:
        """How many requests were answered."""
        return self.count

    def answered(self, name: str) -> bool:
        """Wait while it hangs, and count the request; `name` is what tells it from others, if anything."""
        self._going_on.wait(HANGS)
        self.count += 1
        if name:
            self.ids[name] += 1
        return True


class _Quiet(ThreadingHTTPServer):
    """Says nothing of senders that were killed while they spoke."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing."""


class _Answer(BaseHTTPRequestHandler):
    web: Web
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.web.answered(self.headers.get("webhook-id", ""))
        self._say()

    def do_HEAD(self) -> None:
        self._say()

    def _say(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@dataclass(slots=True)
class Relay:
    """Takes mail, and counts each Message-ID."""

    port: int = field(default_factory=free_port)
    ids: Counter[str] = field(default_factory=Counter)
    _going_on: threading.Event = field(default_factory=threading.Event)
    _controller: Controller | None = None

    def recover(self) -> None:
        """Listen, and answer those who still wait."""
        self._going_on.set()
        if self._controller is None:
            self._controller = Controller(self, hostname=ADDRESS, port=self.port)
            self._controller.start()

    def refuse(self) -> None:
        """Listen no more."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def hang(self) -> None:
        """Answer nobody who begins a mail."""
        self._going_on.clear()

    def got(self) -> int:
        """How many mails were taken."""
        return self.ids.total()

    async def handle_MAIL(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802 - aiosmtpd's name
        """Wait while it hangs."""
        while not self._going_on.is_set():  # noqa: ASYNC110 - it is set in another thread
            await asyncio.sleep(MOMENT)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Take it, and count it."""
        content = envelope.content or b""
        self.ids[str(message_from_bytes(content if isinstance(content, bytes) else content.encode())["Message-ID"])] += 1
        return "250 2.0.0 taken"


@dataclass(slots=True)
class Carrier:
    """Twilio's place."""

    texts: Texts = field(default_factory=Texts)

    def recover(self) -> None:
        """Listen, and take texts."""
        self.texts.script = lambda _: ""
        if self.texts.is_down:
            self.texts.up()

    def refuse(self) -> None:
        """Listen no more."""
        self.texts.down()

    def hang(self) -> None:
        """Take nothing, and say nothing for some seconds."""
        self.texts.script = lambda _: "hangs_before"

    def got(self) -> int:
        """How many texts were taken."""
        return len(self.texts.taken)


@dataclass(frozen=True, slots=True)
class Receivers:
    """All of them."""

    relay: Relay = field(default_factory=Relay)
    texts: Carrier = field(default_factory=Carrier)
    mirror: Web = field(default_factory=Web)
    traces: Web = field(default_factory=Web)

    def each(self) -> dict[str, Receiver]:
        """By name."""
        return {"relay": self.relay, "texts": self.texts, "mirror": self.mirror, "traces": self.traces}

    @property
    def settings(self) -> dict[str, str]:
        """What makes golddust send to them, as fast as things come."""
        return {
            "GOLDDUST_REPLIES__SMTP__HOST": ADDRESS,
            "GOLDDUST_REPLIES__SMTP__PORT": str(self.relay.port),
            "GOLDDUST_REPLIES__CAPS": '["9999 in 60 min"]',
            "GOLDDUST_SMS__TWILIO__FROM_NUMBER": "+12025550100",
            "GOLDDUST_SMS__TWILIO__API_BASE": self.texts.texts.url,
            "GOLDDUST_SMS__SENDING__PER_SECOND": "0",
            **dict.fromkeys(("GOLDDUST_SMS__SENDING__MOST_PER_HOUR", "GOLDDUST_SMS__SENDING__PEOPLE_PER_HOUR"), "1000000"),
            **dict.fromkeys(
                ("GOLDDUST_SMS__SENDING__MOST_COST_PER_HOUR", "GOLDDUST_SMS__SENDING__PEOPLE_COST_PER_HOUR"), "1000000"
            ),
            "GOLDDUST_COMPLAINTS__MIRRORS": '["hook"]',
            "GOLDDUST_MIRRORS__HOOK__URL": self.mirror.url,
            "GOLDDUST_MIRRORS__HOOK__SECRET": "whsec_bWFkZS11cC1zZWNyZXQ=",
            "GOLDDUST_OBSERVE__OTLP_ENDPOINT": self.traces.url,
        }


@contextmanager
def receivers() -> Iterator[Receivers]:
    """All of them, at work."""
    all_of_them = Receivers()
    for one in all_of_them.each().values():
        one.recover()
    try:
        yield all_of_them
    finally:
        for one in all_of_them.each().values():
            one.recover()
            one.refuse()
