"""The Standard Webhooks scheme: symmetric (`v1`, HMAC-SHA256) and asymmetric (`v1a`, Ed25519) signatures over id, time and body.

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hmac
import re
from collections.abc import Sequence
from datetime import datetime

from golddust.errors import Unauthentic
from ingest.hooks.verify.keys import PUBLIC, decoded, standard_key
from ingest.hooks.verify.options import Verify
from ingest.hooks.verify.request import MISMATCH, Incoming, Verified, Verifier
from ingest.hooks.verify.signed import PublicKeys, public_keys
from ingest.hooks.verify.times import check_time, seconds_of

MOST_SIGNATURES = 20
_HOLDS_A_TIME = re.compile(r".*\.[0-9]{9,12}", re.DOTALL)


def verifier(options: Verify) -> Verifier:
    """One that tries every secret and every public key."""
    secrets = [secret.get_secret_value() for secret in options.secrets]
    keys = [standard_key(secret) for secret in secrets if not secret.startswith(PUBLIC)]
    public = public_keys([*options.public_keys, *(secret for secret in secrets if secret.startswith(PUBLIC))])
    tolerance = options.tolerance

    def verify(request: Incoming, now: datetime) -> Verified:
        return Verified(verified_id(request, keys, public, now, tolerance))

    return verify


def verified_id(request: Incoming, keys: Sequence[bytes], public: PublicKeys, now: datetime, tolerance: int) -> str:
    """The message's id, when one of the keys signed id, time and body, and the time is near. Raises Unauthentic with the reason.

    The same answer is given to every wrong signature; all keys are tried, in constant time each.
    """
    message_id, time = request.header("webhook-id"), request.header("webhook-timestamp")
    given = request.header("webhook-signature")
    if not (message_id and time and given):
        raise Unauthentic("the headers webhook-id, webhook-timestamp and webhook-signature are needed")
    seconds_of("webhook-timestamp", time, "seconds")
    signed = f"{message_id}.{time}.".encode("utf-8", "surrogateescape") + request.body
    offered = given.split(" ")[:MOST_SIGNATURES]
    if not _is_good(signed, offered, keys, public) or _HOLDS_A_TIME.fullmatch(message_id):
        # An id that ends as a time does would let part of another message's body be read as its time.
        raise Unauthentic(MISMATCH)
    check_time("webhook-timestamp", time, "seconds", now, tolerance)
    return message_id


def _is_good(signed: bytes, offered: Sequence[str], keys: Sequence[bytes], public: PublicKeys) -> bool:
    expected = [b"v1," + base64.b64encode(hmac.digest(key, signed, "sha256")) for key in keys]
    written = [one.encode("utf-8", "replace") for one in offered]
    matches = [hmac.compare_digest(e, o) for e in expected for o in written]
    return any(matches) or (bool(public) and public.signed(signed, list(_asymmetric(offered))))


def _asymmetric(offered: Sequence[str]) -> Sequence[bytes]:
    found = []
    for one in offered:
        if one.startswith("v1a,"):
            try:
                found.append(decoded(one[4:], "base64"))
            except ValueError:
                continue
    return found
