"""UTF-8 that a program on the way took for a Windows charset and encoded again (Ã¶ for ö), and UTF-8 with stray bytes in it."""

import re

_MOST_TIMES = 3
_FEWEST = 2
"""Letters that must come out of Cyrillic ones: Рё is и, but also the beginning of a word."""
_STRAY = re.compile("(?<![\udc80-\udcff])[\udc80-\udcff](?![\udc80-\udcff])")
_HALVES = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
_MARKS = range(0x91, 0x98)
"""Quotation marks and dashes in windows-1252."""
_LETTERS = frozenset((*range(0xC0, 0xC2), *range(0xC4, 0xD7), *range(0xD8, 0xF7), *range(0xF8, 0xFE)))
"""Letters in windows-1252, but for those that begin most letters in UTF-8: what was cut off is no Ã."""
_LATIN_END = "\u024f"


def _bytes_of(codec: str) -> dict[int, int]:
    """Which byte each letter was; a control character stood for itself, as in ISO 8859."""
    read = {ord(bytes((byte,)).decode(codec, "ignore") or chr(byte)): byte for byte in range(256)}
    return {byte: byte for byte in range(0x80, 0xA0)} | read


_WESTERN, _CYRILLIC = _bytes_of("cp1252"), _bytes_of("cp1251")


def encoded_once(text: str) -> str:
    """The text that was meant, or "" when it was not encoded more than once: all of it must have been."""
    meant = ""
    for _ in range(_MOST_TIMES):
        again = "" if text.isascii() else _undone(text, _WESTERN, 1) or _undone(text, _CYRILLIC, _FEWEST)
        if not again:
            break
        meant = text = again
    return meant


def _undone(text: str, table: dict[int, int], fewest: int) -> str:
    try:
        meant = bytes(map(table.__getitem__, map(ord, text))).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return ""
    # "Ã" at the end of a word and a fixed blank are such a pair which people write
    return meant if sum(1 for c in meant if c > "\x7f" and c not in "à\xa0") >= fewest else ""


def with_strays(raw: bytes) -> str:
    """UTF-8 in which single bytes are not: beside a letter of the Latin alphabet one is taken from windows-1252, else U+FFFD."""
    text = _joined(raw).decode("utf-8", "surrogateescape")
    if not any(c > _LATIN_END and c.isalpha() for c in text):
        text = _STRAY.sub(_letter, text)
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _joined(raw: bytes) -> bytes:
    """With emoji that old programs wrote as two halves of three bytes each (CESU-8, Unicode Technical Report 26) in UTF-8."""
    return _HALVES.sub(
        lambda halves: halves[0].decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16").encode(), raw
    )


def _letter(stray: "re.Match[str]") -> str:
    byte = ord(stray[0]) & 0xFF
    before, after = stray.string[stray.start() - 1 : stray.start()], stray.string[stray.end() : stray.end() + 1]
    if not after or (byte not in _LETTERS and byte not in _MARKS) or not (before.isalpha() or after.isalpha()):
        return stray[0]
    return bytes((byte,)).decode("cp1252")
