"""A receiver of signed web hooks that counts each id once. Source: Standard Webhooks. Fixture: `hooked`."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.services.complaint_systems.served import Asked, Said, Served, serving

SECRET = "whsec_" + base64.b64encode(b"a made-up secret of 24 b").decode()


@dataclass(slots=True)
class Hooked:
    """What came, by the hook's id."""

    received: dict[str, Any] = field(default_factory=dict)

    def respond(self, asked: Asked) -> Said:
        if asked.method == "HEAD":
            return Said(405)
        identifier, at = asked.headers["webhook-id"], asked.headers["webhook-timestamp"]
        signed = f"{identifier}.{at}.".encode() + asked.raw
        key = base64.b64decode(SECRET.removeprefix("whsec_"))
        wanted = "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
        if not hmac.compare_digest(wanted, asked.headers["webhook-signature"]):
            return Said(401, {"error": "wrong signature"})
        self.received.setdefault(identifier, json.loads(asked.raw))
        return Said(204)

    def texts(self, ticket: str) -> list[str]:
        mine = [hook["data"] for hook in self.received.values() if ticket in (hook["data"].get("id"), hook["data"].get("case"))]
        opened = [f"[{data['reference']}] {data['subject']}\n{data['text']}" for data in mine if "reference" in data]
        return [*opened, *(data["text"] for data in mine if "case" in data and "text" in data)]

    def count(self, reference: str) -> int:
        return sum(hook["data"].get("reference") == reference for hook in self.received.values())


@pytest.fixture
def hooked() -> Iterator[Served]:
    """A receiver of this test's own."""
    with serving(Hooked()) as served:
        yield served
