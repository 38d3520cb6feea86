"""Proof that a request comes from Twilio.

Source: Twilio, "Webhooks security": HMAC-SHA1 over the URL that Twilio was given and the sorted parameters.
"""

from dataclasses import dataclass

from flask import Request
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from golddust.errors import Unauthentic, Unavailable
from ingest.fields import Fields
from ingest.sms.options import Options

HEADER = "X-Twilio-Signature"
UNTIL_CONFIGURED = 300.0
"""Seconds after which Twilio may ask again whether a token is set by now."""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Checks signatures against the configured public address: what the request says of its own host and scheme is the
    proxy's word, or anybody's.
    """

    validators: tuple[RequestValidator, ...]
    public_url: str

    def check(self, request: Request, fields: Fields) -> None:
        """Raises Unauthentic (403) unless signed with one of the tokens, Unavailable while no token is set."""
        if not self.validators:
            raise Unavailable(
                "text messages are not taken in: sms.twilio.auth_token is not set, so nothing can be verified", UNTIL_CONFIGURED
            )
        url, given = self._signed_url(request), request.headers.get(HEADER, "")
        parameters = MultiDict(fields)
        if not any([validator.validate(url, parameters, given) for validator in self.validators]):  # noqa: C419 - all are tried, always
            raise Unauthentic("the signature does not match", status=403)

    def _signed_url(self, request: Request) -> str:
        query = request.query_string.decode("latin-1")
        return f"{self.public_url}{request.path}?{query}" if query else self.public_url + request.path


def signatures(options: Options, public_url: str) -> Signatures:
    """What checks the signatures of this account's tokens."""
    return Signatures(tuple(RequestValidator(token) for token in options.tokens), public_url.rstrip("/"))
