"""The Standard Webhooks scheme: who signed, and when, is known before a byte of the body is read.

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hmac
from collections.abc import Sequence
from datetime import datetime

from werkzeug.datastructures import Headers

from golddust.errors import Unauthentic

PREFIX = "whsec_"
MOST_SIGNATURES = 20
SHORTEST_KEY = 8


def key_of(secret: str) -> bytes:
    """The key that a secret such as `whsec_…` (base64) stands for. Raises ValueError."""
    expected = f"a secret of the form whsec_ and base64, of {SHORTEST_KEY} bytes or more"
    try:
        text = secret.removeprefix(PREFIX).rstrip("=")  # some write the padding, some leave it out
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        raise ValueError(expected) from None
    if len(key) < SHORTEST_KEY:
        raise ValueError(expected)
    return key


def verified_id(headers: Headers, body: bytes, keys: Sequence[bytes], now: datetime, tolerance: int) -> str:
    """The message's id, when one of the keys signed id, time and body, and the time is near. Raises Unauthentic with the reason.

    The same answer is given to every wrong signature; all keys are tried, in constant time each.
    """
    message_id, time = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    given = headers.get("webhook-signature", "")
    if not (message_id and time and given):
        raise Unauthentic("the headers webhook-id, webhook-timestamp and webhook-signature are needed")
    if not time.isascii() or not time.isdigit() or len(time) > 12:  # noqa: PLR2004 - seconds until the year 33658
        raise Unauthentic("webhook-timestamp must be whole seconds since 1970")
    signed = f"{message_id}.{time}.".encode("utf-8", "surrogateescape") + body
    expected = ["v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode() for key in keys]
    offered = given.split(" ")[:MOST_SIGNATURES]
    matches = [hmac.compare_digest(e.encode(), o.encode("utf-8", "replace")) for e in expected for o in offered]
    if not any(matches):
        raise Unauthentic("the signature does not match")
    age = now.timestamp() - int(time)
    if abs(age) > tolerance:
        raise Unauthentic(f"timestamp too {'old' if age > 0 else 'new'}: more than {tolerance} seconds away from our time")
    return message_id
