"""The parameters of Content-Type and Content-Disposition: quoted, continued, encoded (RFC 2231), raw or broken."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from ingest.email.mime.charsets import codec_of, decode
from ingest.email.mime.encoded_words import decoded, octets

_PART = re.compile(r"([^\"*=\s:]{1,80}?)(\*\d{1,3})?(\*)?\s*[=:]\s*(.*)", re.DOTALL)
_AND_MORE = re.compile(
    r"(?<!\s)\s++(?=(?:charset|boundary|name|filename|format|delsp|type|size|method|protocol|micalg|report-type|smime-type|file"
    r"|creation-date|modification-date|read-date)(?:\*\d{1,3})?\*?\s*=)",
    re.IGNORECASE,
)
_LATER = re.compile(r"\"(?:[^\"\\]|\\.)*\"\s*(\S.*)", re.DOTALL)
_EXTENDED = re.compile(r"([\w.:+-]{2,40})'([\w-]{0,20})'(.*)", re.DOTALL)
_NAMELESS = re.compile(r"\s*(?:file)?name(?:\*\d{0,3})*\s*=", re.IGNORECASE)
"""A field that begins with a file's name, its main value forgotten."""
_OF_FILES = frozenset(("filename", "name", "file"))
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_MOST = 200
"""Parameters of one field that are read."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """A structured field: its main value in lower case, and its parameters as text."""

    value: str
    named: dict[str, str]


@dataclass(slots=True)
class _Pieces:
    """What was said of one parameter: as it is, encoded, or in numbered pieces."""

    plain: str | None = None
    encoded: str | None = None
    numbered: dict[int, tuple[bool, str]] | None = None


def parameters(field: str, charset: str = "") -> Parameters:
    """The value and parameters of the field; `charset` is what 8-bit bytes in it are likely to be."""
    first, *rest = _split(field)
    value, *inside = ["", first] if _NAMELESS.match(first) else first.strip().split(None, 1)[:2] or [""]
    named: dict[str, _Pieces] = {}
    for piece in [*(inside if inside and "=" in inside[0] else ()), *rest][:_MOST]:
        for one in _apart(piece.strip()):
            _note(named, one)
    return Parameters(
        value.strip(" \t\"'").lower(), {name: _CONTROLS.sub("", _whole(pieces, charset)) for name, pieces in named.items()}
    )


def _split(field: str) -> list[str]:
    """At semicolons outside of quotes. A quote that never closes does not swallow what comes after."""
    if '"' not in field:
        return _rejoined(field.split(";"))
    pieces, start, quoted, escaped = [], 0, False, False
    balanced = field.count('"') % 2 == 0
    for at, c in enumerate(field):
        if escaped:
            escaped = False
        elif c == "\\" and quoted:
            escaped = field[at + 1 : at + 2] in ('"', "\\")
        elif c == '"' and balanced:
            quoted = not quoted
        elif c == ";" and not quoted:
            pieces.append(field[start:at])
            start = at + 1
    pieces.append(field[start:])
    return _rejoined(pieces)


def _rejoined(pieces: list[str]) -> list[str]:
    """A piece that is no parameter belongs to the file name before it, which was not quoted though it has semicolons."""
    whole = pieces[:1]
    for piece in pieces[1:]:
        before = whole[-1].lstrip()[:8].lower()
        if piece.strip() and "=" not in piece and len(whole) > 1 and before.startswith(("filename", "name", "file")):
            whole[-1] += ";" + piece
        else:
            whole.append(piece)
    return whole


def _apart(piece: str) -> Iterator[str]:
    """One piece as its parameters, where the semicolon between them was forgotten."""
    for one in _AND_MORE.split(piece):
        _, equals, value = one.partition("=")
        later = _LATER.fullmatch(value.strip()) if equals and value.count('"') > 1 else None
        if later and "=" in later[1] and _PART.fullmatch(later[1].strip("; ")):
            yield one[: len(one) - len(later[1])].strip()
            yield later[1]
        else:
            yield one


def _note(named: dict[str, _Pieces], piece: str) -> None:
    part = _PART.fullmatch(piece.strip())
    if part is None:
        return
    found = named.setdefault(part[1].lower(), _Pieces())
    value = _unquoted(part[4].strip(), part[1].lower())
    if part[2]:
        found.numbered = found.numbered or {}
        found.numbered.setdefault(int(part[2][1:]), (bool(part[3]), value))
    elif part[3]:
        found.encoded = value if found.encoded is None else found.encoded
    elif not found.plain:
        found.plain = value


def _unquoted(value: str, name: str) -> str:
    if len(value) > 1 and value[0] == '"':
        inside = value[1:-1] if value[-1] == '"' else value[1:].partition('"')[0]
        return re.sub(r"\\([\"\\])", r"\1", inside) if "\\" in inside else inside
    value = value.strip('"')
    # not in RFC 2045, but some programs quote so; an apostrophe at both ends of a file's name is hardly meant
    return value[1:-1] if name in _OF_FILES and len(value) > 2 and value[0] == value[-1] == "'" else value  # noqa: PLR2004


def _whole(pieces: _Pieces, charset: str) -> str:
    """One parameter from its pieces; an encoded form says more than a plain one beside it."""
    if pieces.encoded:
        return _extended([(True, pieces.encoded)], charset)
    if pieces.numbered:
        return _continued([piece for _, piece in sorted(pieces.numbered.items())], charset)
    plain = pieces.plain or ""
    if "'" in plain and "%" in plain and (extended := _EXTENDED.fullmatch(plain)) and codec_of(extended[1]):
        return _extended([(True, plain)], charset)
    return decoded(plain, charset)


def _continued(pieces: list[tuple[bool, str]], charset: str) -> str:
    if any(encoded for encoded, _ in pieces):
        return _extended(pieces, charset)
    whole = "".join(value for _, value in pieces)
    return _whole(_Pieces(plain=whole), charset)


def _extended(pieces: list[tuple[bool, str]], charset: str) -> str:
    """RFC 2231 §4: the charset stands before the first piece; some write it before each."""
    said, raws = "", []
    for encoded, value in pieces:
        mark = _EXTENDED.fullmatch(value) if encoded else None
        if mark and (not said or mark[1].lower() == said.lower()):
            said, text = mark[1], mark[3]
        else:
            text = value[2:] if encoded and value.startswith("''") else value
        if encoded:
            raws.append(unquote_to_bytes(octets(text)))
        else:
            raws.append(octets(text))
    raw = b"".join(raws)
    if b"=?" in raw:
        return decoded(raw.decode("ascii", "surrogateescape"), charset)
    return decode(raw, said or charset).text
