"""S/MIME (RFC 8551): the content of an opaquely signed or compressed message, taken out of its envelope; nothing is verified.

Read by hand: the envelope is BER with indefinite lengths as often as DER, and only one octet string of it is asked for.
"""

import zlib
from dataclasses import dataclass

from ingest.email.mime.pgp import ENCRYPTED

_KINDS = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime"))
_DATA = bytes.fromhex("06092a864886f70d010701")
_SIGNED = bytes.fromhex("06092a864886f70d010702")
_SEALED = (
    bytes.fromhex("06092a864886f70d010703"),
    bytes.fromhex("060b2a864886f70d0109100117"),
    bytes.fromhex("06092a864886f70d010706"),
)
_COMPRESSED = bytes.fromhex("060b2a864886f70d0109100109")
_OCTETS, _OCTETS_IN_PIECES, _EXPLICIT, _INDEFINITE = 0x04, 0x24, 0xA0, 0x80
_SEARCHED = 64
_LONGEST = 25 * 2**20
_GROWTH = 10
"""How many times its compressed size the content may have."""
UNREADABLE = "text: signed in a form that cannot be read"


@dataclass(frozen=True, slots=True)
class Opened:
    """What was inside, a MIME part; or None and why."""

    content: bytes | None
    problem: str = ""


def is_smime(kind: str, name: str) -> bool:
    """Whether a part of this type and file name is such an envelope; some servers take its type away."""
    return kind in _KINDS or (kind == "application/octet-stream" and name.lower() == "smime.p7m")


def opened(envelope: bytes) -> Opened:
    """The content; never raises."""
    start = envelope[:_SEARCHED]
    if any(oid in start for oid in _SEALED):
        return Opened(None, ENCRYPTED)
    try:
        content = _octets_after(envelope, _DATA, envelope.find(_COMPRESSED if _COMPRESSED in start else _SIGNED))
    except IndexError:
        return Opened(None, UNREADABLE)
    if content is None:
        return Opened(None, "" if _SIGNED in start and not _has_content(envelope) else UNREADABLE)
    return _inflated(content) if _COMPRESSED in start else Opened(content)


def _has_content(envelope: bytes) -> bool:
    """Whether there is more than certificates."""
    at = envelope.find(_DATA)
    return at >= 0 and envelope[at + len(_DATA) : at + len(_DATA) + 1] == bytes((_EXPLICIT,))


def _inflated(content: bytes) -> Opened:
    inflater = zlib.decompressobj()
    try:
        return Opened(inflater.decompress(content, min(_LONGEST, _GROWTH * len(content) + 1024)))
    except zlib.error:
        return Opened(None, UNREADABLE)


def _octets_after(raw: bytes, oid: bytes, start: int) -> bytes | None:
    """The octet string in the explicit tag behind this object identifier (RFC 5652 §5.2)."""
    at = raw.find(oid, start) if start >= 0 else -1
    if at < 0 or raw[at + len(oid)] != _EXPLICIT:
        return None
    _, inner, end = _element(raw, at + len(oid))
    tag, begin, stop = _element(raw, inner)
    if tag == _OCTETS:
        return raw[begin : stop if stop is not None else end]
    return b"".join(_pieces(raw, begin, len(raw) if stop is None else stop)) if tag == _OCTETS_IN_PIECES else None


def _pieces(raw: bytes, at: int, end: int) -> list[bytes]:
    """The pieces of an octet string in the order they stand; those within others are opened on the way."""
    pieces = []
    while at < min(end, len(raw)):
        tag, begin, stop = _element(raw, at)
        if tag == _OCTETS and stop is not None:
            pieces.append(raw[begin:stop])
            at = stop
        elif tag == _OCTETS_IN_PIECES:
            at = begin
        else:
            break
    return pieces


def _element(raw: bytes, at: int) -> tuple[int, int, int | None]:
    """An element's tag, where its content begins, and where it ends (None when that is not said)."""
    length = raw[at + 1]
    if length == _INDEFINITE:
        return raw[at], at + 2, None
    if length < _INDEFINITE:
        return raw[at], at + 2, at + 2 + length
    count = length & 0x7F
    begin = at + 2 + count
    return raw[at], begin, begin + int.from_bytes(raw[at + 2 : begin], "big")
