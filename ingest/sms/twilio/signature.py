"""Proof that a request comes from Twilio.

Source: Twilio, "Webhooks security": HMAC-SHA1 over the URL that Twilio was given and the sorted parameters. Twilio sometimes
signs the URL with its port and sometimes without, so both are good.
"""

import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog
from flask import Request
from twilio.request_validator import RequestValidator, add_port, remove_port

from golddust.errors import Unauthentic, Unavailable
from ingest.fields import Fields
from ingest.sms.twilio.options import Options

log = structlog.get_logger()

HEADER = "X-Twilio-Signature"
UNTIL_CONFIGURED = 300.0
"""Seconds after which Twilio may ask again whether a token is set by now."""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Checks signatures against the configured public address, in its two spellings.

    What the request says of its own host and scheme is the proxy's word, or anybody's.
    """

    validators: tuple[RequestValidator, ...]
    addresses: tuple[str, str]

    def check(self, request: Request, fields: Fields) -> None:
        """Raises Unauthentic (403) unless signed with one of the tokens, Unavailable while no token is set."""
        if not self.validators:
            raise Unavailable(
                "text messages are not taken in: sms.twilio.auth_token is not set, so nothing can be verified", UNTIL_CONFIGURED
            )
        given, rest = request.headers.get(HEADER, "").encode("latin-1", "replace"), _path_and_query(request)
        signed = rest + "".join(name + value for name in sorted(fields) for value in sorted(set(fields[name])))
        expected = [v.compute_signature(address + signed, {}) for v in self.validators for address in self.addresses]
        matches = [hmac.compare_digest(signature.encode(), given) for signature in expected]  # all of them, always
        if not any(matches):
            log.warning("a request is not signed with a token of ours", checked_for=self.addresses[0] + request.path)
            raise Unauthentic("the signature does not match", status=403)


def _path_and_query(request: Request) -> str:
    query = request.query_string.decode("latin-1")
    return f"{request.path}?{query}" if query else request.path


def signatures(options: Options, public_url: str) -> Signatures:
    """What checks the signatures of this account's tokens."""
    address = urlsplit(public_url.rstrip("/"))
    other = remove_port(address) if address.port else add_port(address)
    return Signatures(tuple(RequestValidator(token) for token in options.tokens), (address.geturl(), other))
