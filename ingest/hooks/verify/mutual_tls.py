"""The scheme `mutual_tls`: a proxy of ours asked the sender for a certificate, and says in a header whose it was.

The header is believed only from the proxy's networks: anybody else could write it, too.
"""

import hmac
from datetime import datetime

from golddust.errors import Unauthentic
from ingest.hooks.verify.options import Verify
from ingest.hooks.verify.request import Incoming, Verified, Verifier, is_from, needed

STRANGER = "no certificate that is known here"


def verifier(options: Verify) -> Verifier:
    """One that knows certificates by subject or fingerprint, as the proxy writes them."""
    known = [_folded(subject) for subject in options.subjects]

    def verify(request: Incoming, _now: datetime) -> Verified:
        if not is_from(request.peer, options.networks):
            raise Unauthentic(STRANGER, status=403)
        given = request.header(options.header)
        needed({options.header: given})
        folded = _folded(given)
        if not any([hmac.compare_digest(one, folded) for one in known]):  # noqa: C419 - all are compared
            raise Unauthentic(STRANGER, status=403)
        return Verified(request.at(options.id) if options.id else "")

    return verify


def _folded(subject: str) -> bytes:
    """Fingerprints are written with colons or without, in either case."""
    plain = subject.replace(":", "").lower()
    hexadecimal = plain.isascii() and plain.isalnum() and all(c in "0123456789abcdef" for c in plain)
    return (plain if hexadecimal else subject).encode("utf-8", "surrogateescape")
