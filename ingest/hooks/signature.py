"""The Standard Webhooks scheme: who signed, and when, is known before a byte of the body is read.

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

from golddust.errors import Unauthentic

PREFIX = "whsec_"
MOST_SIGNATURES = 20
SHORTEST_KEY = 8


def key_of(secret: str) -> bytes:
    """The key that a secret such as `whsec_…` (base64) stands for. Raises ValueError."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX) + "==", validate=False)
    except binascii.Error:
        raise ValueError("a secret of the form whsec_ and base64") from None
    if len(key) < SHORTEST_KEY:
        raise ValueError("a secret of the form whsec_ and base64, of 24 bytes or more")
    return key


def verified_id(headers: Mapping[str, str], body: bytes, keys: Sequence[bytes], now: datetime, tolerance: int) -> str:
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
    if abs(now.timestamp() - int(time)) > tolerance:
        raise Unauthentic(f"the request's time is more than {tolerance} seconds away from ours")
    return message_id
