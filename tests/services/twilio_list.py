"""A server that plays Twilio's Messages list: pages, media, and answers that ask for patience. Fixture: `twilio_list`.

What a real list looks like is taken from Twilio's API document ("Messages resource"), which Prism checks our requests against.
"""

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

VERSION = "/2010-04-01/Accounts"
ACCOUNT = "AC" + "0" * 32


@dataclass(slots=True)
class TwilioList:
    """`messages` in the order in which they came; `page` of them at a time, the latest first.

    `failing`: statuses to answer first. `asked` are the paths with their queries that came with the right password.
    """

    token: str = "made-up-token"
    page: int = 50
    url: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)
    media: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    failing: list[int] = field(default_factory=list)
    retry_after: str = ""
    next_page: str = ""
    asked: list[str] = field(default_factory=list)

    def came(self, number: int, at: datetime, body: str = "The heel broke", pictures: int = 0, **changes: Any) -> dict[str, str]:
        """A customer's message; returns the form that its web hook would have posted."""
        sid = f"{'MM' if pictures else 'SM'}{number:032x}"
        listed = {
            "sid": sid,
            "account_sid": ACCOUNT,
            "from": "+12025550143",
            "to": "+12025550100",
            "body": body,
            "direction": "inbound",
            "num_media": str(pictures),
            "num_segments": "1",
            "messaging_service_sid": None,
            "error_code": None,
            "status": "received",
            "date_sent": format_datetime(at),
            "date_created": format_datetime(at),
            **changes,
        }
        self.messages.append(listed)
        uris = [f"{VERSION}/{ACCOUNT}/Messages/{sid}/Media/ME{number:016x}{n:016x}" for n in range(pictures)]
        self.media[sid] = [{"sid": uri[-34:], "uri": f"{uri}.json", "content_type": "image/jpeg"} for uri in reversed(uris)]
        form = {"MessageSid": sid, "AccountSid": ACCOUNT, "NumMedia": str(pictures), "ToCountry": "US", "SmsStatus": "received"}
        form |= {"From": listed["from"], "To": listed["to"], "Body": listed["body"] or ""}
        for n, uri in enumerate(uris):
            form |= {f"MediaUrl{n}": f"https://api.twilio.com{uri}", f"MediaContentType{n}": "image/jpeg"}
        return form

    def answer(self, target: str) -> dict[str, Any] | None:
        """What the API says to a GET of that path; None for a path that it does not have."""
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == f"{VERSION}/{ACCOUNT}/Messages.json":
            return self._listed(query)
        sid = parts.path.removeprefix(f"{VERSION}/{ACCOUNT}/Messages/").removesuffix("/Media.json")
        return {"media_list": self.media[sid], "next_page_uri": None} if sid in self.media else None

    def _listed(self, query: dict[str, str]) -> dict[str, Any]:
        since, until = query["DateSent>"], query["DateSent<"]
        of_day = [one for one in reversed(self.messages) if since <= _time(one) <= until]
        first = int(query.get("Page", "0")) * self.page
        again = urlencode({"DateSent>": since, "DateSent<": until, "Page": first // self.page + 1, "PageToken": "PA1"})
        following = f"{VERSION}/{ACCOUNT}/Messages.json?{again}"
        more = self.next_page or following
        return {
            "messages": of_day[first : first + self.page],
            "next_page_uri": more if first + self.page < len(of_day) else None,
            "page": first // self.page,
        }


def _time(message: dict[str, Any]) -> str:
    return parsedate_to_datetime(message["date_sent"]).strftime("%Y-%m-%dT%H:%M:%SZ")


def _handler(place: TwilioList) -> type[BaseHTTPRequestHandler]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = f"{ACCOUNT}:{place.token}".encode()
            if self.headers["Authorization"] != f"Basic {base64.b64encode(wanted).decode()}":
                self._say(401, {"code": 20003, "message": "Authenticate"})
            elif place.failing:
                self._say(place.failing.pop(0), {"code": 20429, "message": "Too Many Requests"})
            else:
                place.asked.append(self.path)
                found = place.answer(self.path)
                self._say(200 if found else 404, found or {"code": 20404, "message": "not found"})

        def _say(self, status: int, body: dict[str, Any]) -> None:
            text = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            if place.retry_after:
                self.send_header("Retry-After", place.retry_after)
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: Any) -> None:
            pass

    return Answer


@pytest.fixture
def twilio_list() -> Iterator[TwilioList]:
    """Twilio's place on a free port."""
    place = TwilioList()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(place))
    place.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield place
    server.shutdown()
    thread.join()
    server.server_close()
