"""Proof that a request comes from Twilio.

Source: Twilio, "Webhooks security": HMAC-SHA1 over the address that Twilio was given and the sorted parameters, with the token of
the account; and, where a rule for web hooks names a shared key, HMAC-SHA256 with that, which a header says.
"""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Request
from twilio.request_validator import (
    HMAC_SHA1,
    HMAC_SHA256,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

from golddust.errors import Unavailable
from ingest.sms.twilio.addresses import PublicAddress, address_of
from ingest.sms.twilio.options import Options
from ingest.sms.twilio.posted import Posted

UNTIL_CONFIGURED = 300.0
"""Seconds after which Twilio may ask again whether a token is set by now."""


@dataclass(frozen=True, slots=True)
class Given:
    """The signature that came, and the algorithm that it says it was made by."""

    signature: bytes
    algorithm: str


@dataclass(frozen=True, slots=True)
class Signatures:
    """Checks signatures against the configured public addresses, each in its spellings, with every account's tokens.

    What the request says of its own host and scheme is the proxy's word, or anybody's.
    """

    tokens: tuple[RequestValidator, ...]
    shared_keys: tuple[RequestValidator, ...]
    addresses: tuple[PublicAddress, ...]

    def are_good(self, given: Given, posted: Posted) -> bool:
        """Whether it is signed by one of ours for one of our addresses. Raises Unavailable (503) while no token is set."""
        if not (self.tokens or self.shared_keys):
            raise Unavailable(
                "text messages are not taken in: sms.twilio.auth_token is not set, so nothing can be verified", UNTIL_CONFIGURED
            )
        known = dict.fromkeys(spelling for address in self.addresses for spelling in address.spellings)
        return self.any_matches(given, (address_signed(spelling, posted) for spelling in known), posted) and posted.whole

    def any_matches(self, given: Given, addresses: Iterable[str], posted: Posted) -> bool:
        """Whether the signature is that of one of these addresses; all are tried, always, in constant time each."""
        validators = self._validators(given.algorithm)
        signed = [address + posted.signed for address in addresses]
        expected = [v.compute_signature(text, None, given.algorithm) for v in validators for text in signed]
        return any([hmac.compare_digest(signature.encode(), given.signature) for signature in expected])  # noqa: C419 - all of them

    def _validators(self, algorithm: str) -> Sequence[RequestValidator]:
        return {HMAC_SHA1: (*self.tokens, *self.shared_keys), HMAC_SHA256: self.shared_keys}.get(algorithm, ())


def address_signed(address: str, posted: Posted) -> str:
    """The whole address of this request, were ours `address`."""
    return f"{address}{posted.path}?{posted.query}" if posted.query else f"{address}{posted.path}"


def given_with(request: Request) -> Given:
    """What the request's headers say."""
    signature = request.headers.get(SIGNATURE_HEADER, "").encode("latin-1", "replace")
    return Given(signature, get_signature_algorithm(request.headers.get(SIGNATURE_SETTINGS_HEADER, "")).upper())


def signatures(options: Options, public_url: str) -> Signatures:
    """What checks the signatures of all accounts' tokens."""
    tokens = dict.fromkeys(token for account in options.every_account for token in account.tokens)
    keys = dict.fromkeys(key.get_secret_value() for key in options.shared_keys)
    return Signatures(
        tuple(map(RequestValidator, tokens)),
        tuple(map(RequestValidator, keys)),
        tuple(dict.fromkeys(map(address_of, (public_url, *options.urls)))),
    )
