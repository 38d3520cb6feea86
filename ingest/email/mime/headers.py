"""Header fields as text: encoded words (RFC 2047, broken ones too), raw 8-bit values, parameters (RFC 2231), dates."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import islice
from urllib.parse import unquote_to_bytes

from ingest.email.mime.charsets import decode

LONGEST = 32 * 1024
"""Characters of one field that are read; what is longer is no person's."""
MOST_FIELDS = 2000
"""Fields of one header that are read."""
_FOLD = re.compile(r"[ \t]*\r?\n[ \t]*|[ \t]*\r[ \t]*")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([BbQq])\?(.{0,2000}?)\?=(?=[^=0-9A-Za-z]|=\?|$|[A-Za-z])", re.DOTALL)
_PART = re.compile(r"([^\"*=\s]+?)(\*\d{1,3})?(\*)?\s*=\s*(.*)", re.DOTALL)
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_COMMENT = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Fields:
    """The header of a message or part: the raw values of each field, in order, under its name in lower case."""

    values: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, items: Iterable[tuple[str, str]]) -> "Fields":
        """The fields with their folds undone; bytes beyond ASCII are lone surrogates, as the email package leaves them."""
        values: dict[str, list[str]] = {}
        for name, value in islice(items, MOST_FIELDS):
            values.setdefault(name.strip().lower(), []).append(_FOLD.sub(" ", str(value)[:LONGEST]).strip())
        return cls({name: tuple(found) for name, found in values.items()})

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def raw(self, name: str) -> str:
        """The first value that is not empty, as it was sent; "" when there is none."""
        return next((value for value in self.values.get(name, ()) if value), "")

    def all(self, name: str) -> tuple[str, ...]:
        """All values, as they were sent."""
        return self.values.get(name, ())

    def word(self, name: str) -> str:
        """The first value in lower case without comments, for fields that hold a keyword."""
        return _COMMENT.sub("", self.raw(name)).strip().lower()

    def text(self, name: str) -> str:
        """The first value as a person reads it."""
        return decoded(self.raw(name))


def decoded(value: str) -> str:
    """The value with its encoded words and its 8-bit bytes read; never raises."""
    if value.isascii() and "=?" not in value:
        return value
    return "".join(_pieces(value))


def _pieces(value: str) -> Iterator[str]:
    """Neighbouring words of one charset are joined before they are decoded: senders cut letters in two."""
    waiting, charset, end = b"", "", 0
    for word in _WORD.finditer(value):
        between = value[end : word.start()]
        name = word[1].partition("*")[0].lower()
        if waiting and (between.strip() or name != charset):
            yield decode(waiting, charset).text
            waiting = b""
        if between.strip() or (end == 0 and between):
            yield _eight_bit(between)
        waiting, charset, end = waiting + _bytes_of(word[2], word[3]), name, word.end()
    if waiting:
        yield decode(waiting, charset).text
    yield _eight_bit(value[end:])


def _bytes_of(encoding: str, encoded: str) -> bytes:
    raw = encoded.encode("ascii", "surrogateescape") if _escapable(encoded) else encoded.encode("utf-8", "replace")
    if encoding in "Bb":
        return from_base64(raw)
    return binascii.a2b_qp(raw.replace(b" ", b"_"), header=True)


def _escapable(text: str) -> bool:
    return all(c < "\x80" or "\udc80" <= c <= "\udcff" for c in text)


def from_base64(raw: bytes) -> bytes:
    """What the base64 means, without what does not belong there; padding in the middle starts a new run."""
    runs = (_NOT_BASE64.sub(b"", run) for run in raw.split(b"="))
    return b"".join(_run_of_base64(run) for run in runs if run)


def _run_of_base64(run: bytes) -> bytes:
    whole = run[:-1] if len(run) % 4 == 1 else run
    return base64.b64decode(whole + b"=" * (-len(whole) % 4))


def _eight_bit(value: str) -> str:
    if value.isascii() or not _escapable(value):
        return value
    return decode(value.encode("ascii", "surrogateescape")).text


@dataclass(frozen=True, slots=True)
class Parameters:
    """A structured field: its main value in lower case, and its parameters as text."""

    value: str
    named: dict[str, str]


def parameters(field: str) -> Parameters:
    """The value and parameters of Content-Type or Content-Disposition: quoted, continued, encoded (RFC 2231), raw or broken."""
    first, *rest = _split(field)
    found: dict[str, list[tuple[int, bool, str]]] = {}
    for piece in rest:
        part = _PART.fullmatch(piece.strip())
        if part:
            number = int(part[2][1:]) if part[2] else 0
            found.setdefault(part[1].lower(), []).append((number, bool(part[3]), _unquoted(part[4].strip())))
    named = {name: _whole(pieces) for name, pieces in found.items()}
    return Parameters(first.strip().strip('"').lower(), named)


def _split(field: str) -> list[str]:
    """At semicolons outside of quotes. A quote that never closes does not swallow what comes after."""
    pieces, start, quoted, escaped = [], 0, False, False
    balanced = field.count('"') % 2 == 0
    for at, c in enumerate(field):
        if escaped:
            escaped = False
        elif c == "\\" and quoted:
            escaped = True
        elif c == '"' and balanced:
            quoted = not quoted
        elif c == ";" and not quoted:
            pieces.append(field[start:at])
            start = at + 1
    pieces.append(field[start:])
    return pieces


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] == '"':
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    return value.strip('"')


def _whole(pieces: list[tuple[int, bool, str]]) -> str:
    """One parameter from its pieces; the charset stands before the first of an encoded one."""
    pieces = sorted(pieces, key=lambda piece: piece[0])
    if not any(encoded for _, encoded, _ in pieces):
        return decoded("".join(value for _, _, value in pieces))
    charset, first = _charset_of(pieces[0][2])
    values = [(pieces[0][1], first), *((encoded, value) for _, encoded, value in pieces[1:])]
    raw = b"".join(_octets(value, percent=encoded) for encoded, value in values)
    return decode(raw, charset).text


def _charset_of(value: str) -> tuple[str, str]:
    charset, quote, rest = value.partition("'")
    _, second, text = rest.partition("'")
    return (charset, text) if quote and second else ("", value)


def _octets(value: str, *, percent: bool) -> bytes:
    raw = value.encode("utf-8", "surrogateescape") if _encodable(value) else value.encode("utf-8", "replace")
    return unquote_to_bytes(raw) if percent else raw


def _encodable(value: str) -> bool:
    return not any("\ud800" <= c <= "\udfff" and not "\udc80" <= c <= "\udcff" for c in value)


def date_of(field: str) -> datetime | None:
    """The moment that a Date field means, aware; None when it means none. Without a zone it is taken as UTC."""
    for attempt in (field, _COMMENT.sub("", field)):
        try:
            moment = parsedate_to_datetime(attempt)
        except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return _iso_date(field)


def _iso_date(field: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(field.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
