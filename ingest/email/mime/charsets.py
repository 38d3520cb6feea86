"""Bytes to text when the mail says the wrong charset, an unknown one, or none.

What is declared is tried first, unless the bytes themselves speak against it; then UTF-8; then what the bytes look like.
"""

import codecs
import re
from dataclasses import dataclass

from ingest.email.mime.guessing import guess, is_utf8, rival

_TOLERATED = 0.05
"""Share of the letters beyond ASCII that may be unreadable before a declared charset is given up."""

# What senders call it → the codec that reads everything they put under that name.
_SUPERSETS = {
    "ascii": "",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "hz",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso2022_jp": "iso2022_jp_ext",
}
_ALIASES = {
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "x-windows-949": "cp949",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "x-euc-jp": "euc_jp",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "iso-8859-8-i": "iso8859_8",
    "iso-8859-6-i": "iso8859_6",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "x-utf-8": "utf-8",
    "cp-850": "cp850",
    "windows-874": "cp874",
    "cp-1252": "cp1252",
    "win-1251": "cp1251",
}
_NAMELESS = frozenset(
    ("", "unknown", "unknown-8bit", "x-unknown", "default", "default_charset", "x-user-defined", "8bit", "binary")
)
_SEVEN_BIT = frozenset(("utf-7", "hz", "iso2022_jp_ext", "iso2022_kr", "iso2022_jp_2"))
_MANY_BYTES = frozenset(("gb18030", "big5hkscs", "cp932", "cp949", "euc_jp", "utf-16", "utf-16-le", "utf-16-be", "utf-32"))
_NO_CHARSETS = frozenset(("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "charmap"))
_LONGEST_NAME = 40
_ESCAPES = re.compile(rb"\x1b(\$[@B]|\([JB])")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and what was wrong with its charset ("" when nothing was)."""

    text: str
    problem: str = ""


def decode(raw: bytes, declared: str = "") -> Decoded:
    """The text that the bytes most likely mean. Never raises; what cannot be read becomes U+FFFD."""
    codec = codec_of(declared)
    if codec in _SEVEN_BIT:
        return _as_declared(raw, codec, declared)
    if raw.isascii():
        return _seven_bit(raw)
    if codec and (codec in _MANY_BYTES or codec == "utf-8"):
        return _as_declared(raw, codec, declared)
    if not codec or is_utf8(raw) or rival(raw, codec):
        return _guessed(raw, declared, known=bool(codec))
    return _as_declared(raw, codec, declared)


def codec_of(declared: str) -> str:
    """Python's name of the codec for a declared charset, or "" when there is none or it says nothing."""
    name = declared.strip(" \t\"'<>;").lower()
    if name in _NAMELESS or len(name) > _LONGEST_NAME:
        return ""
    name = _ALIASES.get(name, name.removeprefix("charset="))
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return _SUPERSETS.get(found, found) if _makes_text(found) else ""


def _makes_text(codec: str) -> bool:
    """Whether the codec is a charset; base64 and its like are codecs too."""
    try:
        b"a".decode(codec)
    except LookupError:
        return False
    except UnicodeError:  # half a letter
        pass
    return codec not in _NO_CHARSETS


def _seven_bit(raw: bytes) -> Decoded:
    if _ESCAPES.search(raw):
        return _as_declared(raw, "iso2022_jp_ext", "")
    return Decoded(raw.decode("ascii"))


def _as_declared(raw: bytes, codec: str, declared: str) -> Decoded:
    try:
        return Decoded(raw.decode(codec))
    except (UnicodeError, ValueError):
        pass
    lenient = _lenient(raw, codec)
    if codec not in _SEVEN_BIT and is_utf8(raw):
        return _guessed(raw, declared, known=True)
    beyond = sum(1 for c in lenient if c > "\x7f") or 1
    if lenient.count("\ufffd") <= beyond * _TOLERATED:
        return Decoded(lenient, f"charset: some bytes are not {codec}")
    return _guessed(raw, declared, known=True)


def _lenient(raw: bytes, codec: str) -> str:
    try:
        return raw.decode(codec, "replace")
    except (UnicodeError, ValueError):
        return raw.decode("latin-1")


def _guessed(raw: bytes, declared: str, *, known: bool) -> Decoded:
    codec = guess(raw)
    what = f"declared as {declared[:40]}" if known else (f"{declared[:40]} is unknown" if declared else "not declared")
    problem = f"charset: {what}, read as {codec}"
    return Decoded(_lenient(raw, codec), "" if codec == "utf-8" and not declared else problem)
