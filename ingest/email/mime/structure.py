"""Bytes to a tree of MIME parts by Python's email package, with its weak spots covered: any bytes have a tree."""

import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import compat32
from functools import cached_property
from typing import cast

from ingest.email.mime.headers import Fields, Parameters, parameters
from ingest.email.mime.transfer import decoded_bytes

_BROKEN = (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError)
"""What the email package has been seen to raise for bytes that are no mail."""
_HEADER = re.compile(rb"[!-9;-~]{1,76}[ \t]*:")
_KNOWN = re.compile(
    rb"(?:from|to|subject|date|received|return-path|message-id|mime-version|delivered-to|reply-to|content-type|x-[\w-]+)[ \t]*:",
    re.IGNORECASE,
)
_RUBBISH_LINES = 30
MOST_MARKS = 2000
"""Lines that may part the mail before it is cut."""
_SCAFFOLD = re.compile(
    rb"^(?:--\S.{0,200}|content-[a-z-]{1,30}:.{0,500}|[ \t]+boundary=.{0,200})\r?\n", re.IGNORECASE | re.MULTILINE
)
_BLANK_START = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t]*\r?\n)*")


class Part(Message):
    """One MIME part, with its header read our way."""

    _payload: "str | list[Part] | None"

    @cached_property
    def fields(self) -> Fields:
        """The header."""
        return Fields.of(self.raw_items())

    @cached_property
    def kind(self) -> Parameters:
        """The media type (RFC 2045) with its parameters; what is no type counts as plain text."""
        read = parameters(self.fields.raw("content-type"))
        return read if read.value.count("/") == 1 else Parameters("text/plain", read.named)

    @cached_property
    def disposition(self) -> Parameters:
        """How the sender wants it shown, with its parameters."""
        return parameters(self.fields.raw("content-disposition"))

    @property
    def children(self) -> list["Part"]:
        """The parts inside; [] for a leaf."""
        return self._payload if isinstance(self._payload, list) else []

    @property
    def written_size(self) -> int:
        """Bytes of the header and of a leaf's content as it was sent."""
        header = sum(len(name) + len(str(value)) + len(": \r\n") for name, value in self.raw_items())
        return header + len("\r\n") + (len(self._payload) if isinstance(self._payload, str) else 0)

    def content(self) -> bytes:
        """A leaf's bytes, its transfer encoding undone."""
        inside = self._payload
        raw = inside.encode("ascii", "surrogateescape") if isinstance(inside, str) else b""
        return decoded_bytes(raw, self.fields.word("content-transfer-encoding"))


@dataclass(frozen=True, slots=True)
class Tree:
    """The whole mail as parts, and what was wrong with it."""

    root: Part
    problems: tuple[str, ...]


def tree(raw: bytes) -> Tree:
    """The parts of any bytes; never raises. What cannot be taken apart is one part."""
    mended, problems = _mended(raw)
    short = _bounded(mended)
    if len(short) < len(mended):
        mended, problems = short, (*problems, "structure: more parts than are looked at")
    try:
        return Tree(cast("Part", BytesParser(Part, policy=compat32).parsebytes(mended)), problems)
    except _BROKEN:
        return Tree(_in_one_piece(raw), (*problems, "structure: cannot be taken apart, read as one piece"))


def _in_one_piece(raw: bytes) -> Part:
    """The mail as plain text, without the lines that would part it."""
    try:
        part = cast("Part", BytesHeaderParser(Part, policy=compat32).parsebytes(_SCAFFOLD.sub(b"", raw)))
    except _BROKEN:
        part = Part(policy=compat32)
        part.set_payload(raw.decode("ascii", "surrogateescape"))
    del part["content-type"]
    return part


def _mended(raw: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The mail from its first header field on, with line ends and header lines as the email package needs them."""
    lined = _with_lines(raw)
    whole = lined[_BLANK_START.match(lined).end() :]  # type: ignore[union-attr]
    head, gap, body = _halves(whole)
    lines = head.split(b"\n")
    first = _first_field(lines)
    fields, odd = _joined(lines[first:])
    problems = ("headers: rubbish before the first",) * bool(first) + ("headers: a line that is none",) * odd
    return (b"\n".join(fields) + gap + body if problems else whole), problems


def _bounded(raw: bytes) -> bytes:
    """The mail up to a number of parts that no person sends: the email package takes 0.1 ms for each, or block of a report."""
    reports = raw.lower().find(b"message/delivery-status")
    for mark, start in ((b"\n--", 0), (b"\n\r\n", reports), (b"\n\n", reports)):
        if start < 0 or raw.count(mark, start) <= MOST_MARKS:
            continue
        at = start
        for _ in range(MOST_MARKS):
            at = raw.find(mark, at) + 1
        raw = raw[:at]
    return raw


def _with_lines(raw: bytes) -> bytes:
    if b"\r\r\n" in raw:
        raw = raw.replace(b"\r\r\n", b"\r\n")
    if b"\n" not in raw and b"\r" in raw:
        raw = raw.replace(b"\r", b"\n")
    return raw


def _halves(raw: bytes) -> tuple[bytes, bytes, bytes]:
    gap = re.search(rb"\r?\n[ \t]*\r?\n", raw)
    return (raw[: gap.start()], b"\n\n", raw[gap.end() :]) if gap else (raw, b"", b"")


def _first_field(lines: list[bytes]) -> int:
    """The number of the line where the header begins, past an mbox line or rubbish; 0 when it begins at once or never."""
    if not lines or (_HEADER.match(lines[0]) and not lines[0].startswith(b">From ")):
        return 0
    known = (n for n, line in enumerate(lines[:_RUBBISH_LINES]) if _KNOWN.match(line))
    return next(known, 0)


def _joined(lines: list[bytes]) -> tuple[list[bytes], bool]:
    """The lines with those that are no field made part of the one before; whether there were any among fields."""
    fields: list[bytes] = []
    odd = False
    last = max((n for n, line in enumerate(lines) if _HEADER.match(line)), default=-1)
    for number, line in enumerate(lines):
        stray = bool(line) and line[:1] not in b" \t\r" and not _HEADER.match(line) and 0 < number < last
        odd = odd or stray
        fields.append(b" " + line if stray else line)
    return fields, odd
