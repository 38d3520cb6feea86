"""Content-Transfer-Encoding undone, as far as it can be; what is broken in the middle does not lose the rest."""

import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.email.mime.headers import from_base64

_BEGIN = re.compile(r"begin(?:-base64)? [0-7]{3,4} (\S.{0,200})")


def decoded_bytes(raw: bytes, encoding: str) -> bytes:
    """The bytes that were meant; an encoding that nobody knows is taken as none."""
    if encoding == "base64":
        return from_base64(raw)
    if encoding in ("quoted-printable", "quotedprintable", "qp"):
        return binascii.a2b_qp(raw)
    if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        return from_uuencode(line for line in raw.splitlines() if not line.startswith((b"begin ", b"end")))
    return raw


def from_uuencode(lines: Iterable[bytes]) -> bytes:
    """The bytes of uuencoded lines; a line that cannot be read is left out."""
    return b"".join(_line(line) for line in lines)


def _line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        length = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
        try:
            return binascii.a2b_uu(line[:length])
        except binascii.Error:
            return b""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that was put into the text itself."""

    name: str
    size: int


def without_uuencoded(text: str) -> tuple[str, tuple[Enclosed, ...]]:
    """The text without the files uuencoded into it, and those files."""
    if "begin " not in text:
        return text, ()
    lines, kept, files, at = text.split("\n"), [], [], 0
    ends = [number for number, line in enumerate(lines) if line.strip() == "end"]
    while at < len(lines):
        begin = _BEGIN.fullmatch(lines[at].strip())
        while ends and ends[0] <= at:
            ends.pop(0)
        if begin and ends:
            body = [line.encode("utf-8", "replace") for line in lines[at + 1 : ends[0]]]
            files.append(Enclosed(begin[1].strip(), len(from_uuencode(body))))
            at = ends[0] + 1
        else:
            kept.append(lines[at])
            at += 1
    return "\n".join(kept), tuple(files)
