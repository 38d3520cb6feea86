"""Notices to the staff by signed web hook, for whatever wakes people at a company.

Source: the Standard Webhooks specification (standardwebhooks.com); the header webhook-signature is over "id.timestamp.body". The
id is the same at each try, so that who got it before can tell. Redirects are not followed: the body is for the address in the
directory alone.
"""

import base64
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

import msgspec
import requests
from standardwebhooks import Webhook

from golddust.errors import GoldDustError, Refused, Unavailable
from golddust.ports import Clock, Colleague
from sinks.staff.addressees import HOOK
from sinks.staff.rows import Waiting

TYPE = "golddust.staff.notice.v1"
TIMEOUT = (5.0, 10.0)
"""Seconds to connect, and to wait for an answer."""
PAUSE, SECRET_PAUSE = 5.0, 60.0
LATER = frozenset((HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS))
REDIRECTS = range(300, 400)
SERVERS_FAULT = 500
LONGEST_PAUSE = 3600.0


class StaffHooks:
    """A `Way`: signed web hooks."""

    name = HOOK
    repeats = True

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def waiting_for(self) -> str | None:
        """Nothing: each hook has its address and its secret in the directory."""
        return None

    def send(self, row: Waiting, to: Colleague) -> str:
        """Post it; returns the status of the answer.

        Raises Unavailable for 408, 425, 429, 5xx, no answer and a secret that cannot be read; Refused for any other but 2xx.
        """
        body = body_of(row)
        headers = signed(row.id, body, _secret(to.hook_secret), self._clock.now())
        try:
            with requests.post(
                to.hook, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False, stream=True
            ) as answer:
                status, asked_for = answer.status_code, answer.headers.get("Retry-After", "")
        except requests.RequestException as error:
            raise Unavailable(f"the hook is away: {type(error).__name__}", PAUSE) from error
        if refused := _meaning(status, asked_for):
            raise refused
        return f"HTTP {status}"


def body_of(row: Waiting) -> bytes:
    """The notice as JSON; the same bytes at each try."""
    data = msgspec.to_builtins(row.notice)
    return msgspec.json.encode({"type": TYPE, "timestamp": row.notice.requested_at, "data": data})


def signed(message_id: str, body: bytes, secret: Webhook, now: datetime) -> dict[str, str]:
    """The headers that go with the body."""
    return {
        "content-type": "application/json",
        "user-agent": "golddust",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": secret.sign(message_id, now, body.decode()),
    }


def _secret(path: str) -> Webhook:
    """Read each time, so that a new secret holds at once."""
    try:
        text = Path(path).read_text(encoding="ascii").strip().removeprefix("whsec_")
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (OSError, ValueError) as error:  # ValueError: not ASCII, not base64
        raise Unavailable(f"the hook's secret cannot be read: {type(error).__name__}", SECRET_PAUSE) from error
    if not key:
        raise Unavailable("the hook's secret is empty", SECRET_PAUSE)
    return Webhook(key)


def _meaning(status: int, asked_for: str) -> GoldDustError | None:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    reason = f"the hook answered {status}"
    if status in LATER or status >= SERVERS_FAULT:
        return Unavailable(reason, min(float(asked_for), LONGEST_PAUSE) if asked_for.isdecimal() else PAUSE)
    return Refused(f"{reason}, and redirects are not followed" if status in REDIRECTS else reason)
