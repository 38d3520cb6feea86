"""Rich text as Outlook sends it (MS-OXRTFCP, MS-OXRTFEX) to plain text or to the HTML that was wrapped in it."""

import re
import struct

from ingest.email.mime.charsets import codec_of, decode

_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArial"
    rb"Times New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4096
_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_TOKEN = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.IGNORECASE)
_SKIPPED = frozenset((b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer", b"listtable"))
_SIGNS = {b"par": "\n", b"line": "\n", b"tab": "\t", b"emdash": "\u2014", b"endash": "\u2013", b"bullet": "\u2022"}
_SIGNS |= {b"lquote": "\u2018", b"rquote": "\u2019", b"ldblquote": "\u201c", b"rdblquote": "\u201d", b"row": "\n", b"cell": "\t"}
_DEEPEST = 500
_MOST_DOUBTED = 100
"""Runs whose charset may be another than is said; telling that takes a millisecond each."""


def decompressed(raw: bytes, most: int) -> bytes:
    """The RTF in the property PidTagRtfCompressed, no more than `most` bytes of it; never raises."""
    if len(raw) < 16:  # noqa: PLR2004
        return b""
    size, kind = struct.unpack_from("<4xI4s", raw)
    if kind == _PLAIN:
        return raw[16 : 16 + min(size, most)]
    return _unpacked(raw, min(size, most)) if kind == _COMPRESSED else b""


def _unpacked(raw: bytes, size: int) -> bytes:
    """MS-OXRTFCP §2.2: runs of eight, each a letter or a place and length in the last 4096 bytes."""
    out = bytearray(_DICTIONARY)
    start, at = len(out), 16
    while at < len(raw) and len(out) - start < size:
        control, at = raw[at], at + 1
        for bit in range(8):
            if control >> bit & 1:
                if at + 1 >= len(raw):
                    return bytes(out[start : start + size])
                place, at = raw[at] << 8 | raw[at + 1], at + 2
                if not _copied(out, place >> 4, (place & 15) + 2):
                    return bytes(out[start : start + size])
            elif at < len(raw):
                out.append(raw[at])
                at += 1
    return bytes(out[start : start + size])


def _copied(out: bytearray, place: int, length: int) -> bool:
    """Append what stood at this place of the window; False at the mark of the end."""
    write = len(out) % _WINDOW
    if place == write:
        return False
    begin = len(out) - (write - place) % _WINDOW
    if begin < 0:
        return False
    for step in range(length):
        out.append(out[begin + step])
    return True


def words_of(rtf: bytes) -> tuple[str, bool]:
    """The text of the document, and whether it is HTML; never raises."""
    html = b"\\fromhtml" in rtf[:1024]
    reader = _Reader(html=html)
    for token in _TOKEN.finditer(rtf):
        reader.read(token)
    return reader.text(), html


class _Reader:
    """The text so far, and for each group that is open whether it is skipped. Where HTML is wrapped, its tags are the text."""

    def __init__(self, *, html: bool) -> None:
        self._html = html
        self._groups = [False]
        self._pieces: list[str] = []
        self._bytes = bytearray()
        self._page = "cp1252"
        self._instead = self._runs = 0
        self._ignored = self._starred = False

    def read(self, token: "re.Match[bytes]") -> None:
        """One control word, sign, brace or run of text."""
        if token[5]:
            self._group(opens=token[5] == b"{")
        elif token[1]:
            self._control(token[1].lower(), int(token[2]) if token[2] else None)
        elif token[3]:
            self._say_bytes(bytes((int(token[3], 16),)))
        elif token[4] == b"*":
            self._starred = True
        elif token[4]:
            self._say_bytes({b"~": b" ", b"_": b"-", b"-": b""}.get(token[4], token[4]))
        elif token[6]:
            self._say_bytes(token[6])

    def text(self) -> str:
        """All of it."""
        self._flush()
        return "".join(self._pieces).encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _group(self, *, opens: bool) -> None:
        self._starred = False
        if opens and len(self._groups) < _DEEPEST:
            self._groups.append(self._groups[-1])
        elif not opens and len(self._groups) > 1:
            self._groups.pop()

    def _control(self, word: bytes, number: int | None) -> None:
        if word == b"htmltag":
            self._groups[-1] = not self._html
        elif word == b"htmlrtf":
            self._ignored = number != 0
        elif word in _SKIPPED or self._starred:
            self._groups[-1] = True
        elif word == b"ansicpg" and number:
            self._page = f"cp{number}"
        elif word == b"u" and number is not None:
            self._say(chr(number % 0x10000))
            self._instead = 1
        elif word in _SIGNS:
            self._say(_SIGNS[word])
        self._starred = False

    def _say_bytes(self, raw: bytes) -> None:
        if self._instead and raw:
            raw, self._instead = raw[1:], 0
        if not self._groups[-1] and not self._ignored:
            self._bytes += raw

    def _say(self, text: str) -> None:
        if not self._groups[-1] and not self._ignored:
            self._flush()
            self._pieces.append(text)

    def _flush(self) -> None:
        if self._bytes:
            self._runs += 1
            raw, codec = bytes(self._bytes), codec_of(self._page) or "cp1252"
            doubted = self._runs <= _MOST_DOUBTED
            self._pieces.append(decode(raw, self._page).text if doubted else raw.decode(codec, "replace"))
            self._bytes.clear()
