"""winmail.dat (MS-OXTNEF): the files that Outlook packed into it, and the words when the mail has no others.

Read by hand, in one pass: the reader in tnefparse copies the rest of the stream for each of its objects, which a mail of 1 MB
can make thousands of, and opens streams within streams without end.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.email.mime.charsets import decode
from ingest.email.mime.rtf import decompressed, words_of

_KINDS = frozenset(("application/ms-tnef", "application/vnd.ms-tnef", "application/x-ms-tnef"))
_SIGNATURE = b"\x78\x9f\x3e\x22"
_MOST_FILES = 200
_MOST_PROPERTIES = 2000
_LONGEST_WORDS = 2**20
_TITLE, _DATA, _RENDERING, _ATTACHMENT = 0x8010, 0x800F, 0x9002, 0x9005
_BODY, _PROPERTIES, _CODE_PAGE = 0x800C, 0x9003, 0x9007
_FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x0A: 4, 0x0B: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = frozenset((0x0D, 0x1E, 0x1F, 0x102))
_UNICODE = 0x1F
_NAMED = 0x8000
_MANY = 0x1000
_TEXT, _RTF, _HTML, _WEB_CODE_PAGE = 0x1000, 0x1009, 0x1013, 0x3FDE
_LONG_NAME, _SHORT_NAME, _SHOWN_NAME, _BYTES, _MIME_TYPE = 0x3707, 0x3704, 0x3001, 0x3701, 0x370E
UNREADABLE = "attachments: a winmail.dat that cannot be read"


@dataclass(slots=True)
class Packed:
    """A file inside: its name ("" when it has none), type and size."""

    name: str = ""
    type: str = "application/octet-stream"
    size: int = 0


@dataclass(slots=True)
class _Stream:
    """What was found in the stream."""

    files: list[Packed] = field(default_factory=list)
    code_page: str = "cp1252"
    body: bytes = b""
    properties: dict[int, tuple[int, bytes]] = field(default_factory=dict)
    whole: bool = True


def is_tnef(kind: str, name: str) -> bool:
    """Whether a part of this type and file name is such a stream; some servers take its type away."""
    return kind in _KINDS or (kind == "application/octet-stream" and name.lower() == "winmail.dat")


def files(raw: bytes) -> tuple[tuple[Packed, ...], str]:
    """The files inside, and what was wrong ("" when nothing was); never raises."""
    stream = _read(raw)
    return tuple(f for f in stream.files if f.name or f.size), "" if stream.whole else UNREADABLE


def words(raw: bytes) -> tuple[str, bool]:
    """The text of the message inside, "" when it has none, and whether it is HTML. Never raises."""
    stream = _read(raw)
    page = stream.properties.get(_WEB_CODE_PAGE)
    code_page = f"cp{int.from_bytes(page[1], 'little')}" if page else stream.code_page
    kind, text = stream.properties.get(_TEXT, (0, stream.body))
    if text.strip(b"\0 \r\n"):
        return _text(text[:_LONGEST_WORDS], kind, code_page), False
    html = stream.properties.get(_HTML, (0, b""))[1]
    if html:
        return _text(html[:_LONGEST_WORDS], 0, code_page), True
    return words_of(decompressed(stream.properties.get(_RTF, (0, b""))[1], _LONGEST_WORDS))


def _text(raw: bytes, kind: int, code_page: str) -> str:
    text = raw.decode("utf-16-le", "replace") if kind == _UNICODE else decode(raw, code_page).text
    return text.rstrip("\0")


def _read(raw: bytes) -> _Stream:
    stream = _Stream(whole=raw.startswith(_SIGNATURE))
    if not stream.whole:
        return stream
    for name, data in _objects(raw, stream):
        if name == _CODE_PAGE:
            stream.code_page = f"cp{int.from_bytes(data[:4], 'little')}"
        elif name == _RENDERING and len(stream.files) < _MOST_FILES:
            stream.files.append(Packed())
        elif name == _BODY:
            stream.body = data
        elif name == _PROPERTIES:
            stream.properties.update(_properties(data))
        elif name in (_TITLE, _DATA, _ATTACHMENT) and stream.files:
            _note(stream, name, data)
    return stream


def _objects(raw: bytes, stream: _Stream) -> Iterator[tuple[int, bytes]]:
    """Each attribute's name and data (MS-OXTNEF §2.1.3): level, name, type, length, data, checksum."""
    at = 6
    while at + 9 <= len(raw):
        _, name, _, length = struct.unpack_from("<BHHI", raw, at)
        if at + 9 + length > len(raw):
            stream.whole = False
            return
        yield name, raw[at + 9 : at + 9 + length]
        at += 9 + length + 2


def _note(stream: _Stream, name: int, data: bytes) -> None:
    file = stream.files[-1]
    if name == _TITLE:
        file.name = file.name or _text(data.rstrip(b"\0"), 0, stream.code_page)
    elif name == _DATA:
        file.size = len(data)
    else:
        said = _properties(data)
        names = (said[key] for key in (_LONG_NAME, _SHORT_NAME, _SHOWN_NAME) if key in said)
        file.name = next((text for kind, value in names if (text := _text(value, kind, stream.code_page))), file.name)
        file.size = file.size or len(said.get(_BYTES, (0, b""))[1])
        kind, value = said.get(_MIME_TYPE, (0, b""))
        file.type = _text(value, kind, stream.code_page).lower() or file.type


def _properties(data: bytes) -> dict[int, tuple[int, bytes]]:
    """Each property's type and value (MS-OXTNEF §2.1.3.4), up to where the stream is broken."""
    found: dict[int, tuple[int, bytes]] = {}
    try:
        at = 4
        for _ in range(min(_MOST_PROPERTIES, struct.unpack_from("<I", data)[0])):
            kind, id_ = struct.unpack_from("<HH", data, at)
            at = _after_name(data, at + 4) if id_ >= _NAMED else at + 4
            value, at = _value(data, at, kind)
            found[id_] = (kind & ~_MANY, value)
    except (struct.error, KeyError):
        pass
    return found


def _after_name(data: bytes, at: int) -> int:
    by_number, length = struct.unpack_from("<16xII", data, at)[0] == 0, struct.unpack_from("<20xI", data, at)[0]
    return at + 24 if by_number else at + 24 + length + -length % 4


def _value(data: bytes, at: int, kind: int) -> tuple[bytes, int]:
    """The (first) value, and where the next property begins."""
    single = kind & ~_MANY
    if single not in _VARIABLE:
        size = _FIXED[single]
        count = 1
        if kind & _MANY:
            count, at = struct.unpack_from("<I", data, at)[0], at + 4
        return data[at : at + size], at + size * count
    first, count = b"", struct.unpack_from("<I", data, at)[0]
    at += 4
    for number in range(min(count, _MOST_PROPERTIES)):
        length = struct.unpack_from("<I", data, at)[0]
        value = data[at + 4 : at + 4 + length]
        first = value if number == 0 else first
        at += 4 + length + -length % 4
    return first.removesuffix(b"\0\0" if single == _UNICODE else b"\0"), at
