"""Pure: what is posted, and the proof that we posted it.

Sources: the Standard Webhooks specification (standardwebhooks.com): headers webhook-id, webhook-timestamp and webhook-signature,
the last over "id.timestamp.body", once for each secret that is good; the CloudEvents specification 1.0.2, its JSON format and its
extension attribute `partitionkey`.
"""

import base64
import hmac
import json
import secrets
from collections.abc import Sequence
from datetime import datetime

from golddust.records import Record

PREFIX = "whsec_"
KEY_LENGTH = 24
"""In bytes; the specification wants 24 to 64."""
ATTRIBUTES = ("id", "source", "type", "subject", "time", "revision")
LONGEST_ID = 200
CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"


def new_secret() -> str:
    """A secret as receivers are given it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(KEY_LENGTH)).decode()


def body_of(record: Record) -> bytes:
    """The event as CloudEvents' JSON format has it; the same bytes at each try.

    The signature covers the body alone, so what the event is must be in there and not in headers beside it.
    """
    head: dict[str, str] = {"specversion": "1.0"}
    head |= {name: record.headers[f"ce_{name}"] for name in ATTRIBUTES if f"ce_{name}" in record.headers}
    head |= {"partitionkey": record.key, "datacontenttype": "application/json"}
    return json.dumps(head, separators=(",", ":"))[:-1].encode() + b',"data":' + record.value + b"}"


def sendable(record: Record) -> bool:
    """Whether its id can stand in a header, and what is written down of it in any database."""
    event, kind = record.headers.get("ce_id", ""), record.headers.get("ce_type", "")
    return event.isascii() and event.isprintable() and len(event) <= LONGEST_ID and all(map(_plain, (record.key, kind)))


def _plain(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def headers_of(event: str, body: bytes, keys: Sequence[str], now: datetime) -> dict[str, str]:
    """What goes with the body; `keys` are secrets as they were given out, the newest first."""
    stamp = str(int(now.timestamp()))
    return {
        "Content-Type": CONTENT_TYPE,
        "User-Agent": "golddust",
        "webhook-id": event,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{_signature(key, event, stamp, body)}" for key in keys),
    }


def _signature(secret: str, event: str, stamp: str, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, f"{event}.{stamp}.".encode() + body, "sha256")).decode()
