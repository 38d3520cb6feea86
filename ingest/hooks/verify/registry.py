"""The schemes, one line each."""

from collections.abc import Callable
from datetime import datetime

from golddust.errors import Unauthentic
from ingest.hooks.verify import basic, bearer, ed25519, keyed_hash, mutual_tls, standard, unsigned
from ingest.hooks.verify.options import Scheme, Verify
from ingest.hooks.verify.request import Incoming, Verified, Verifier, is_from

SCHEMES: dict[Scheme, Callable[[Verify], Verifier]] = {
    "standard": standard.verifier,
    "hmac": keyed_hash.verifier,
    "ed25519": ed25519.verifier,
    "basic": basic.verifier,
    "bearer": bearer.verifier,
    "mutual_tls": mutual_tls.verifier,
    "unsigned": unsigned.verifier,
}
ELSEWHERE = "requests of this source are not taken from there"


def verifier_of(options: Verify) -> Verifier:
    """What these options ask of a request: that it is from the networks, where any are named, and what its scheme wants."""
    by_scheme = SCHEMES[options.scheme](options)
    if not options.networks or options.scheme == "mutual_tls":
        return by_scheme

    def verify(request: Incoming, now: datetime) -> Verified:
        if not is_from(request.client, options.networks):
            raise Unauthentic(ELSEWHERE, status=403)
        return by_scheme(request, now)

    return verify
