"""The scheme `bearer`: a secret token (RFC 6750), in Authorization or in a header of the source's own."""

import hashlib
import hmac
from datetime import datetime

from golddust.errors import Unauthentic
from ingest.hooks.verify.options import Verify
from ingest.hooks.verify.request import Incoming, Verified, Verifier, needed

WRONG = "the token is wrong"
AUTHORIZATION = "authorization"


def verifier(options: Verify) -> Verifier:
    """One that tries every token; neither their length nor where they differ shows in the time that it takes."""
    place = options.header or AUTHORIZATION
    expected = [_digest(secret.get_secret_value()) for secret in options.secrets]

    def verify(request: Incoming, _now: datetime) -> Verified:
        given = request.at(place)
        needed({place: given})
        digest = _digest(_token(given) if place.lower() == AUTHORIZATION else given)
        if not any([hmac.compare_digest(one, digest) for one in expected]):  # noqa: C419 - all are compared
            raise Unauthentic(WRONG)
        return Verified(request.at(options.id) if options.id else "")

    return verify


def _token(given: str) -> str:
    scheme, _, token = given.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
