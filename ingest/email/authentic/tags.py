"""Lists of tags: `name=value; name=value`, as in signatures, in keys and in policies (RFC 6376 §3.2)."""

from collections.abc import Mapping
from types import MappingProxyType

MOST = 64
"""Tags of one list; those defined are no more than twenty."""


class Malformed(Exception):
    """What is no such list, or lacks what it must have; in words."""


def tags_of(text: bytes) -> Mapping[str, str]:
    """The tags by name, values without blanks around them. Raises Malformed; a tag must not stand there twice."""
    found: dict[str, str] = {}
    pieces = text.decode("utf-8", "replace").split(";", MOST)
    if len(pieces) > MOST:
        raise Malformed("too many tags")
    for piece in pieces:
        name, equals, value = piece.partition("=")
        if not piece.strip():
            continue
        if not equals or not name.strip() or name.strip() in found:
            raise Malformed("no list of tags")
        found[name.strip()] = value.strip()
    return MappingProxyType(found)


def unspaced(value: str) -> str:
    """A value that may be broken over lines at any place, such as base64, in one piece."""
    return "".join(value.split())


def without(text: bytes, name: bytes) -> bytes:
    """The list as it was sent, with the value of one tag left out (RFC 6376 §3.5, `b=`)."""
    pieces = text.split(b";")
    for number, piece in enumerate(pieces):
        key, equals, _ = piece.partition(b"=")
        if equals and key.strip() == name:
            pieces[number] = key + equals
    return b";".join(pieces)
