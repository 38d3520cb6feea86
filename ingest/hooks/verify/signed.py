"""What HMAC and Ed25519 schemes have in common: where signature, time and id stand, and what is signed."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from golddust.errors import Unauthentic
from ingest.hooks.verify.keys import decoded, public_key
from ingest.hooks.verify.options import Verify
from ingest.hooks.verify.request import MISMATCH, PAIR, Incoming, Verified, Verifier, needed
from ingest.hooks.verify.template import template
from ingest.hooks.verify.times import check_time

MOST_SIGNATURES = 20
_BETWEEN = re.compile(r"[\s,;]+")

Matches = Callable[[bytes, Sequence[bytes]], bool]
"""Whether one of these signatures is good for these bytes."""


def signed_verifier(options: Verify, matches: Matches) -> Verifier:
    """One for signatures over a template. Several may stand in one header, with commas, semicolons or spaces between them."""
    what, covers_all = template(options.signed), "{body}" in options.signed

    def verify(request: Incoming, now: datetime) -> Verified:
        given = request.at(options.header)
        pairs = [pair for pair in _BETWEEN.split(given) if pair][:MOST_SIGNATURES]
        time, message_id = _value(request, options.timestamp, pairs), request.at(options.id) if options.id else ""
        needed(_places(options, given, time, message_id))
        if not matches(what.filled(request, time, message_id), _signatures(pairs or [given], options)):
            raise Unauthentic(MISMATCH)
        if options.timestamp:
            check_time(options.timestamp, time, options.timestamp_unit, now, options.tolerance)
        return Verified(message_id, "" if covers_all and not options.replay_window else given)

    return verify


def _places(options: Verify, given: str, time: str, message_id: str) -> dict[str, str]:
    places = {options.header: given}
    if options.timestamp:
        places[options.timestamp] = time
    if "{id}" in options.signed:
        places[options.id] = message_id
    return places


def _value(request: Incoming, place: str, pairs: Sequence[str]) -> str:
    if not place.startswith(PAIR):
        return request.at(place) if place else ""
    start = place.removeprefix(PAIR) + "="
    values = {pair.removeprefix(start) for pair in pairs if pair.startswith(start)}
    return values.pop() if len(values) == 1 else ""  # two times: whoever wrote them must not choose the one that we take


def _signatures(pairs: Sequence[str], options: Verify) -> Sequence[bytes]:
    """The signatures' bytes. With a prefix such as `HMAC `, which ends in a space, it stands as a word before its signature."""
    prefix = options.prefix.strip()
    words = [pair.removeprefix(prefix) for pair in pairs if pair.startswith(prefix)] if prefix else list(pairs)
    if prefix and prefix != options.prefix:
        words = [after for before, after in pairwise(pairs) if before == prefix]
    found = []
    for word in words:
        try:
            found.append(decoded(word, options.encoding))
        except ValueError:
            continue
    return found


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """Ed25519 keys (RFC 8032) of which each may have signed."""

    keys: Sequence[bytes]

    def __bool__(self) -> bool:
        return bool(self.keys)

    def signed(self, message: bytes, signatures: Sequence[bytes]) -> bool:
        """Whether one of the keys made one of the signatures; all are tried."""
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - only where a source has such keys
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - as above

        good = False
        for key in self.keys:
            for signature in signatures:
                try:
                    Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
                except InvalidSignature:
                    continue
                good = True
        return good


def public_keys(written: Sequence[str]) -> PublicKeys:
    """The keys. Raises ValueError."""
    return PublicKeys([public_key(one) for one in written])
