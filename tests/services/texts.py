"""A server in Twilio's place that answers as a test wants. Fixture: `texts`. What Twilio itself would say is Prism's to play.

It keeps what it took, whatever it answered, and lists it. `script` says for each request what goes wrong.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from golddust.ports import Clock
from ingest.sms.twilio.options import Options
from sinks.replies.sms.twilio.sender import TwilioReplies

ACCOUNT = "AC" + "0" * 32
Fault = Literal[
    "",  # all goes well
    "lost",  # taken, and the connection breaks before the answer
    "hangs_after",  # taken, and no answer comes
    "garbage",  # taken, and the answer is no answer
    "502_after",  # taken, and something in between answers 502
    "dropped",  # the connection breaks, and nothing was taken
    "hangs_before",  # no answer comes, and nothing was taken
    "503",
    "500",
    "429",
]
TAKEN = frozenset(("", "lost", "hangs_after", "garbage", "502_after"))


@dataclass(slots=True)
class Taken:
    """A message that was taken, with the form it came in."""

    sid: str
    at: datetime
    form: dict[str, str]

    @property
    def as_json(self) -> dict[str, Any]:
        return {
            "sid": self.sid,
            "account_sid": ACCOUNT,
            "to": self.form["To"],
            "from": self.form.get("From"),
            "messaging_service_sid": self.form.get("MessagingServiceSid"),
            "body": self.form["Body"],
            "status": "queued",
            "direction": "outbound-api",
            "date_created": format_datetime(self.at.replace(microsecond=0)),
            "date_sent": None,
            "error_code": None,
        }


@dataclass(slots=True)
class Texts:
    """The forms that came, and what to answer: a status with a body, or nothing at all ("drop")."""

    url: str = ""
    status: int = 201
    body: str = ""
    drop: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    script: Callable[[str], Fault] = lambda method: ""  # noqa: ARG005 - a test may look at the method
    clock: Clock | None = None
    lag: timedelta = timedelta(0)
    page_size: int = 0
    taken: list[Taken] = field(default_factory=list)
    hung: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _server: ThreadingHTTPServer | None = None

    def refuse(self, status: int, code: int | None, message: str = "no") -> None:
        """Answer with an error as Twilio writes it."""
        self.status = status
        self.body = json.dumps({"code": code, "message": message, "status": status, "more_info": "https://example.com"})

    def up(self) -> None:
        """Listen, at the same port as before."""
        port = urlsplit(self.url).port or 0
        self._server = ThreadingHTTPServer(("127.0.0.1", port), type("Answer", (_Answer,), {"texts": self}))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def down(self) -> None:
        """Refuse connections."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    @property
    def is_down(self) -> bool:
        return self._server is None

    def take(self, form: dict[str, str]) -> Taken:
        """Keep a message."""
        with self._lock:
            one = Taken(f"SM{len(self.taken):032x}", self.now, form)
            self.taken.append(one)
        return one

    @property
    def now(self) -> datetime:
        return self.clock.now() if self.clock else datetime.now(UTC)

    def listed(self, query: str) -> dict[str, Any]:
        """A page of what was taken, newest first, as far as the list knows of it yet."""
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        page, size = int(asked.get("Page", 0)), self.page_size or int(asked.get("PageSize", 50))
        with self._lock:
            found = [one for one in reversed(self.taken) if one.at <= self.now - self.lag]
        found = [one for one in found if asked.get("To") in (None, one.form["To"])]
        more = len(found) > (page + 1) * size
        uri = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json?To={asked.get('To', '').replace('+', '%2B')}&PageSize={size}&Page="
        return {
            "messages": [one.as_json for one in found[page * size : (page + 1) * size]],
            "page": page,
            "page_size": size,
            "next_page_uri": f"{uri}{page + 1}" if more else None,
            "first_page_uri": f"{uri}0",
            "uri": f"{uri}{page}",
        }


class _Answer(BaseHTTPRequestHandler):
    texts: Texts

    def do_POST(self) -> None:
        texts = self.texts
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        texts.paths.append(self.path)
        texts.forms.append(form)
        texts.users.append(self.headers.get("Authorization", ""))
        fault = texts.script("POST")
        if texts.drop:
            self.close_connection = True
        elif fault in TAKEN and texts.status < HTTPStatus.BAD_REQUEST:
            self._say(fault, texts.status, texts.body or json.dumps(texts.take(form).as_json))
        else:
            self._say(fault, texts.status, texts.body)

    def do_GET(self) -> None:
        self.texts.paths.append(self.path)
        self._say(self.texts.script("GET"), 200, json.dumps(self.texts.listed(urlsplit(self.path).query)))

    def _say(self, fault: Fault, status: int, body: str) -> None:
        if fault in ("hangs_after", "hangs_before"):
            self.texts.hung.wait(5)
        if fault in ("lost", "dropped", "hangs_after", "hangs_before"):
            self.close_connection = True
        elif fault == "garbage":
            self._answer(200, "<html>")
        elif fault:
            number = int(fault[:3])
            self._answer(number, json.dumps({"code": 20000 + number, "message": "no", "status": number}))
        else:
            self._answer(status, body)

    def _answer(self, status: int, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in self.texts.headers.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):  # who did not wait for it is gone
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def twilio(url: str, public_url: str = "", timeout: float = 5.0, **options: Any) -> TwilioReplies:
    """Our sender, with one account and a number, unless the options say otherwise."""
    given = {"account_sid": ACCOUNT, "auth_token": "made-up", "from_number": "+12025550199", "api_base": url}
    return TwilioReplies(Options.model_validate(given | options), public_url, timeout)


@pytest.fixture
def texts() -> Iterator[Texts]:
    """Twilio's place on a free port."""
    place = Texts()
    place.up()
    yield place
    place.hung.set()
    place.down()
