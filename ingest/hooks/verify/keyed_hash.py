"""The scheme `hmac`: a keyed hash (RFC 2104) over body, time, id, URL or fields, as the options say."""

import hmac
from collections.abc import Sequence

from ingest.hooks.verify.keys import key_of
from ingest.hooks.verify.options import Verify
from ingest.hooks.verify.request import Verifier
from ingest.hooks.verify.signed import signed_verifier


def verifier(options: Verify) -> Verifier:
    """One that tries every secret, each in constant time."""
    keys = [key_of(secret.get_secret_value(), options.secret_encoding) for secret in options.secrets]
    algorithm = options.algorithm

    def matches(signed: bytes, signatures: Sequence[bytes]) -> bool:
        expected = [hmac.digest(key, signed, algorithm) for key in keys]
        return any([hmac.compare_digest(e, given) for e in expected for given in signatures])  # noqa: C419 - all are compared

    return signed_verifier(options, matches)
