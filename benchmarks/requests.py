"""Requests ready to be sent over a socket: signed hooks, signed text messages, mails; each one new."""

import base64
import hmac
import json
import urllib.parse
from collections.abc import Iterator
from datetime import UTC, datetime

from standardwebhooks import Webhook
from twilio.request_validator import RequestValidator

from benchmarks.messages import message
from benchmarks.processes import HOOK_SECRET, SOURCE_SECRET, TWILIO_TOKEN

CUSTOMERS = 997
AREAS = (202, 212, 213, 215, 303, 305, 312, 404, 415, 503, 512, 602, 612, 617, 702, 713, 801, 804, 901, 919)
"""Of the numbers of an area, 555-0100 to 555-0199 are nobody's, so that stories can use them."""


def hook(number: int, text: str | None = None, now: datetime | None = None, customers: int = CUSTOMERS) -> bytes:
    """A signed web hook for the source `shop`; `now` where the sender's clock is not the machine's."""
    who = f"c{number % customers}@example.com"
    body = json.dumps({"message": text or message(number), "email": who, "title": "", "stars": 2})
    sender, now = f"msg_{number}", now or datetime.now(UTC)
    headers = {
        "webhook-id": sender,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(HOOK_SECRET).sign(sender, now, body),
        "Content-Type": "application/json",
    }
    return post("/hooks/shop", body.encode(), headers)


def ready_hook(number: int) -> bytes:
    """A hook of the ready source `typeform`, signed as Typeform does (HMAC-SHA256 of the body, base64)."""
    answers = [{"type": "text", "text": message(number)}, {"type": "email", "email": f"c{number % 997}@example.com"}]
    form = {"form_id": "f", "token": f"t{number}", "definition": {"title": "How was it?"}, "answers": answers}
    body = json.dumps({"event_id": f"e{number}", "event_type": "form_response", "form_response": form}).encode()
    signature = "sha256=" + base64.b64encode(hmac.digest(SOURCE_SECRET.encode(), body, "sha256")).decode()
    return post("/hooks/typeform", body, {"Typeform-Signature": signature, "Content-Type": "application/json"})


def text_message(
    number: int, public_url: str, text: str | None = None, to: str = "+12025550100", phones: int = CUSTOMERS // 10
) -> bytes:
    """A text message as Twilio posts it, signed for this public URL; from one of so many phones, a hundred at the least."""
    area = AREAS[number // 100 % max(1, phones // 100) % len(AREAS)]
    form = {
        "MessageSid": f"SM{number:032x}",
        "AccountSid": "AC" + "0" * 32,
        "From": f"+1{area}555{100 + number % 100:04d}",
        "To": to,
        "Body": text or message(number),
        "NumMedia": "0",
        "NumSegments": "1",
    }
    signature = RequestValidator(TWILIO_TOKEN).compute_signature(public_url + "/sms/twilio", form)
    headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
    return post("/sms/twilio", urllib.parse.urlencode(form).encode(), headers)


def mail(number: int, text: str | None = None, customers: int = CUSTOMERS) -> bytes:
    """A mail with the headers that a mail program and two servers put on it, lines ended by CR LF."""
    lines = [
        f"Received: from mx.example.com (mx.example.com [192.0.2.7]) by relay.example.net with ESMTPS id {number:x};",
        "        Tue, 24 Nov 2026 10:00:00 +0000",
        f"From: Customer {number} <c{number % customers}@example.com>",
        "To: feedback@localhost",
        "Subject: About my order",
        f"Message-ID: <bench.{number}@example.com>",
        "Date: Tue, 24 Nov 2026 10:00:00 +0000",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        *(text or message(number)).split(". "),
    ]
    return "\r\n".join(lines).encode()


def post(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """An HTTP/1.1 request that keeps the connection."""
    head = {"Host": "127.0.0.1", "Content-Length": str(len(body)), **headers}
    return f"POST {path} HTTP/1.1\r\n{''.join(f'{k}: {v}{chr(13)}{chr(10)}' for k, v in head.items())}\r\n".encode() + body


def many(make: object, count: int, start: int = 0) -> Iterator[bytes]:
    """The requests of these numbers, made before the first is given, so that making them is not measured."""
    return iter([make(number) for number in range(start, start + count)])  # type: ignore[operator] # one of the makers above
