"""The scheme `basic`: a name and a password (RFC 7617), for senders that put them into the URL they are given."""

import hashlib
import hmac
from datetime import datetime

from golddust.errors import Unauthentic
from ingest.hooks.verify.keys import decoded
from ingest.hooks.verify.options import Verify
from ingest.hooks.verify.request import Incoming, Verified, Verifier, needed

WRONG = "the name or the password is wrong"
CHALLENGE = 'Basic realm="golddust", charset="UTF-8"'


def verifier(options: Verify) -> Verifier:
    """One that tries every password; neither their length nor where they differ shows in the time that it takes."""
    expected = [_digest(f"{options.username}:{secret.get_secret_value()}".encode()) for secret in options.secrets]

    def verify(request: Incoming, _now: datetime) -> Verified:
        given = request.header("authorization")
        needed({"the header authorization": given})
        digest = _digest(_credentials(given))
        if not any([hmac.compare_digest(one, digest) for one in expected]):  # noqa: C419 - all are compared
            raise Unauthentic(WRONG)
        return Verified(request.at(options.id) if options.id else "")

    return verify


def _credentials(given: str) -> bytes:
    scheme, _, token = given.partition(" ")
    try:
        return decoded(token.strip(), "base64") if scheme.lower() == "basic" else b""
    except ValueError:
        return b""


def _digest(credentials: bytes) -> bytes:
    return hashlib.sha256(credentials).digest()
