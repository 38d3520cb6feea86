"""Bytes to text when the mail says the wrong charset, an unknown one, or none.

What is declared is tried first, unless the bytes themselves speak against it; then what the document or the rest of the mail
says; then UTF-8; then what the bytes look like.
"""

import re
from dataclasses import dataclass

from ingest.email.mime.charset_names import codec_of
from ingest.email.mime.guessing import guess, is_utf8, reads_well, rival, wide
from ingest.email.mime.japanese import euc_with_extensions, iso_2022_with_extensions
from ingest.email.mime.twice import encoded_once, with_strays

__all__ = ["Decoded", "codec_of", "decode", "told_inside"]

_TOLERATED = 0.05
"""Share of the letters beyond ASCII that may be unreadable before a declared charset is given up."""
_SEVEN_BIT = frozenset(("utf-7", "hz", "iso2022_jp_ext", "iso2022_kr", "iso2022_jp_2", "iso2022_jp_2004", "iso2022_jp_3"))
_WIDE = frozenset(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"))
_MANY_BYTES = frozenset(("gb18030", "big5hkscs", "cp932", "cp949", "euc_jp", "utf-8", "johab", "shift_jisx0213", "euc_jis_2004"))
_ESCAPES = re.compile(rb"\x1b(?:\$[@B]|\([JBI])")
_KOREAN = b"\x1b$)C"
_TOLD = re.compile(
    rb"<meta[^>]{1,200}charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{2,40})|<\?xml[^>]{1,100}encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
_RUN = re.compile(r"\+[A-Za-z0-9+/]*-?")
_HZ = re.compile(rb"~\{(?:[!-w][!-~])+~\}")
_TOLD_WITHIN = 4 * 1024


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and what was wrong with its charset ("" when nothing was)."""

    text: str
    problem: str = ""


def decode(raw: bytes, declared: str = "", likely: str = "") -> Decoded:
    """The text that the bytes most likely mean. Never raises; what cannot be read becomes U+FFFD.

    `likely` is a charset that was said of something near, such as the mail's text when this is its subject.
    """
    codec = codec_of(declared)
    if codec in _WIDE or b"\0" in raw[:256]:
        return _wide(raw, codec, declared)
    if codec in _SEVEN_BIT:
        return _as_declared(raw, codec, declared, likely)
    if raw.isascii():
        return _seven_bit(raw)
    if codec == "utf-8":
        return _as_declared(raw, codec, declared, likely)
    if not codec or (is_utf8(raw) and codec not in _MANY_BYTES) or rival(raw, codec):
        return _guessed(raw, declared, likely, known=bool(codec))
    return _as_declared(raw, codec, declared, likely)


def told_inside(raw: bytes) -> str:
    """The charset that an HTML document says of itself (`<meta charset>`, an XML declaration), or ""."""
    told = _TOLD.search(raw[:_TOLD_WITHIN])
    name = (told[1] or told[2]).decode("ascii", "replace") if told else ""
    # a document that could be read as far as its own words is in no charset of wide letters (HTML §13.2.3.2)
    return "utf-8" if codec_of(name) in _WIDE else name


def _wide(raw: bytes, codec: str, declared: str) -> Decoded:
    """UTF-16 and UTF-32: without a mark of the byte order, the zero bytes tell it."""
    found = wide(raw, said=codec in _WIDE) or (codec if codec in _WIDE and b"\0" in raw else "")
    if found:
        text = raw.decode(found, "replace").removeprefix("\ufeff")
        return Decoded(text, "" if codec in _WIDE else f"charset: not declared as such, read as {found}")
    if codec in _WIDE and not raw.isascii() and not is_utf8(raw):
        return Decoded(_lenient(raw, "utf-16-be" if codec == "utf-16" else codec))
    if codec in _WIDE or not codec:
        return _guessed(raw, declared, "", known=codec in _WIDE)
    return _as_declared(raw, codec, declared, "") if not raw.isascii() or codec in _SEVEN_BIT else _seven_bit(raw)


def _seven_bit(raw: bytes) -> Decoded:
    if b"~{" in raw and _HZ.search(raw) and reads_well(raw, "hz"):
        return _as_declared(raw, "hz", "", "")
    if b"\x1b" in raw and _ESCAPES.search(raw):
        return _as_declared(raw, "iso2022_jp_ext", "", "")
    if _KOREAN in raw and b"\x0e" in raw:
        return _as_declared(raw, "iso2022_kr", "", "")
    return Decoded(raw.decode("ascii"))


def _as_declared(raw: bytes, codec: str, declared: str, likely: str) -> Decoded:
    try:
        return _utf_8(raw.decode("utf-8")) if codec == "utf-8" else Decoded(_strict(raw, codec))
    except (UnicodeError, ValueError):
        pass
    if codec in _SEVEN_BIT and not raw.isascii() and b"\x1b" not in raw:
        return _guessed(raw, declared, likely, known=True)
    lenient = _lenient(raw, codec) if codec != "utf-7" else _RUN.sub(_run, raw.decode("latin-1"))
    if codec not in _SEVEN_BIT and is_utf8(raw):
        return _guessed(raw, declared, likely, known=True)
    beyond = sum(1 for c in lenient if c > "\x7f") or 1
    if lenient.count("\ufffd") <= beyond * _TOLERATED or codec in _SEVEN_BIT:
        return Decoded(lenient, f"charset: some bytes are not {codec}")
    return _guessed(raw, declared, likely, known=True)


def _utf_8(text: str, problem: str = "") -> Decoded:
    meant = encoded_once(text)
    return Decoded(meant, "charset: UTF-8 encoded more than once") if meant else Decoded(text, problem)


def _run(run: "re.Match[str]") -> str:
    """One run of UTF-7 (RFC 2152), or a plus sign that begins none."""
    try:
        return run[0].encode("ascii").decode("utf-7") or run[0]
    except UnicodeError:
        return run[0]


def _strict(raw: bytes, codec: str) -> str:
    if codec == "iso2022_jp_ext":
        return iso_2022_with_extensions(raw)
    if codec == "euc_jp":
        return euc_with_extensions(raw)
    if codec == "iso2022_kr" and b"\x0e" in raw and _KOREAN not in raw:
        raw = _KOREAN + raw
    if codec == "big5hkscs" and b"\xa3\xe1" in raw:  # the euro sign of Windows, which Hong Kong's set does not have
        return raw.decode("cp950")
    return raw.decode(codec)


def _lenient(raw: bytes, codec: str) -> str:
    try:
        return with_strays(raw) if codec == "utf-8" else raw.decode(codec, "replace")
    except (UnicodeError, ValueError):
        return raw.decode("latin-1")


def _guessed(raw: bytes, declared: str, likely: str, *, known: bool) -> Decoded:
    codec = _near(raw, declared, likely) or guess(raw)
    what = f"declared as {_plain(declared)}" if known else (f"{_plain(declared)} is unknown" if declared else "not declared")
    problem = f"charset: {what}, read as {codec}"
    if codec == "utf-8":
        return _utf_8(_lenient(raw, codec), problem if declared else "")
    return Decoded(_lenient(raw, codec), problem)


def _near(raw: bytes, declared: str, likely: str) -> str:
    """The charset said of something near, when these bytes can be of it."""
    codec = codec_of(likely) if likely and likely != declared else ""
    if not codec or codec in _WIDE or codec in _SEVEN_BIT or is_utf8(raw) or (codec not in _MANY_BYTES and rival(raw, codec)):
        return ""
    try:
        raw.decode(codec)
    except (UnicodeError, ValueError):
        return ""
    return codec


def _plain(declared: str) -> str:
    """What was declared, so far as it can be written down; it may be anything."""
    return re.sub(r"[^\w.:+-]", "", declared, flags=re.ASCII)[:40] or "something"
