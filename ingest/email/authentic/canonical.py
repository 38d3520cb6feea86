"""A mail as those who sign it see it: fields and body as they were sent, and canonicalised (RFC 6376 §3.4)."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

MOST_FIELDS = 4000
LONGEST_SIGNED = 32 * 1024
"""Bytes of a field that holds a signature, a seal or results; longer ones are taken for rubbish."""
_NAME = re.compile(rb"([!-9;-~]{1,80})[ \t]{0,80}:")
_BLANKS = re.compile(rb"[ \t]+")
_CRLF = b"\r\n"


@dataclass(frozen=True, slots=True)
class Field:
    """A field as it was sent, without its last line end. `name` is in lower case, `value` all behind the colon."""

    name: str
    raw: bytes
    value: bytes

    def canonical(self, how: str) -> bytes:
        """The field as it is signed, without its last line end."""
        return self.raw if how == "simple" else self.name.encode() + b":" + _relaxed(self.value)

    def emptied(self, value: bytes) -> "Field":
        """The same field with another value."""
        return Field(self.name, self.raw[: len(self.raw) - len(self.value)] + value, value)


@dataclass
class Signed:
    """A mail's fields from top to bottom, and its body."""

    fields: tuple[Field, ...]
    body: bytes

    def named(self, name: str) -> tuple[Field, ...]:
        """The fields of that name, from top to bottom, without what is too long to be one."""
        return tuple(field for field in self.fields if field.name == name and len(field.raw) <= LONGEST_SIGNED)

    @cached_property
    def _simple(self) -> bytes:
        return hashlib.sha256(simple_body(self.body)).digest()

    @cached_property
    def _relaxed(self) -> bytes:
        return hashlib.sha256(relaxed_body(self.body)).digest()

    def body_hash(self, how: str) -> bytes:
        """The SHA-256 of the whole canonical body, which is made once, however many signatures there are."""
        return self._simple if how == "simple" else self._relaxed


def signed_mail(content: bytes) -> Signed:
    """The fields and the body of any bytes.

    A mail without one CR LF had other line ends on its way, and gets them back. The one before the dot that ends it at the door
    does not count: a program that sends lines with LF alone has to write that one.
    """
    if content.find(_CRLF) in (-1, len(content) - len(_CRLF)):
        content = content.removesuffix(_CRLF).replace(b"\n", _CRLF) + _CRLF
    if content.startswith(_CRLF):
        return Signed((), content[2:])
    gap = content.find(_CRLF + _CRLF)
    head, body = (content[:gap], content[gap + 4 :]) if gap >= 0 else (content.removesuffix(_CRLF), b"")
    return Signed(tuple(_fields(head.split(_CRLF))), body)


def _fields(lines: list[bytes]) -> Iterable[Field]:
    """A line that is no field, and begins no field's next line, is passed over with what belongs to it."""
    starts = [number for number, line in enumerate(lines) if line[:1] not in (b" ", b"\t")]
    for number, start in enumerate(starts[:MOST_FIELDS]):
        raw = _CRLF.join(lines[start : starts[number + 1] if number + 1 < len(starts) else len(lines)])
        name = _NAME.match(raw)
        if name:
            yield Field(name[1].decode("ascii").lower(), raw, raw[name.end() :])


def _relaxed(value: bytes) -> bytes:
    return _BLANKS.sub(b" ", value.replace(_CRLF, b"")).strip(b" ")


def simple_body(body: bytes) -> bytes:
    """The body with one line end at its end (§3.4.3)."""
    return _ended(body) + _CRLF


def relaxed_body(body: bytes) -> bytes:
    """The body with its blanks made one, none before a line end, and no empty lines at its end (§3.4.4). Linear in time."""
    if b"\t" in body or b"  " in body:
        body = _BLANKS.sub(b" ", body)
    body = _ended(body.replace(b" \r\n", _CRLF))
    body = _ended(body.removesuffix(b" "))
    return body + _CRLF if body else b""


def _ended(body: bytes) -> bytes:
    """Without the line ends at its end."""
    end = len(body)
    while body.endswith(_CRLF, 0, end):
        end -= 2
    return body[:end]
