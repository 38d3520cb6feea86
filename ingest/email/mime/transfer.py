"""Content-Transfer-Encoding undone, as far as it can be; what is broken in the middle does not lose the rest."""

import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/_-]+={0,3}[ \t\r>!]*")
_PLAIN_LINE = re.compile(rb"\s{0,9}(?:\S+[ \t]+\S|[-_=*]{2,}\s*$)")
_RUBBISH = re.compile(rb"[^A-Za-z0-9+/=\s]| (?=[^\s])")
_NOT_LETTERS = re.compile(r"[^a-z0-9]")
_QUOTED = re.compile(rb"=(?:([0-9A-F]{2})|[ \t]*(\r?\n))?")
_LETTER = re.compile(
    rb"=C[2-9A-F]=[89AB][0-9A-F]|=D[0-9A-F]=[89AB][0-9A-F]|=E[0-9A-F](?:=[89AB][0-9A-F]){2}|=F0(?:=[89AB][0-9A-F]){3}"
)
"""A letter beyond ASCII in UTF-8: hardly anything else looks so."""
_UNQUOTED = re.compile(rb"=(?![0-9A-F]{2}|\r?\n|\Z)")
_FEWEST_LETTERS = 2
_BLANKS_AFTER = re.compile(rb"=[ \t]{1,80}(?=\r?\n)")
_WHOLLY_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{60,76}\r?\n){0,20000}[A-Za-z0-9+/]{4,76}={0,2}\s*")
_SOME = 64 * 1024
"""Bytes that are looked at to tell whether an encoding was meant."""
_FEWEST_SIGNS = 3
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffd]")
_TOO_MUCH = 0.08
"""Share of signs that base64 does not have, above which text was declared as base64 but never was."""
_ENCODINGS = {
    **dict.fromkeys(("base64", "xbase64", "b64", "b", "mimebase64"), "base64"),
    **dict.fromkeys(("quotedprintable", "qp", "quoted", "xquotedprintable", "quotedprintible"), "quoted-printable"),
    **dict.fromkeys(("xuuencode", "uuencode", "uue", "xuue", "uu", "xuu"), "uuencode"),
    **dict.fromkeys(("7bit", "8bit", "binary", "7bits", "8bits", "none", "plain", ""), ""),
}


@dataclass(frozen=True, slots=True)
class Undone:
    """The bytes that were meant, text that somebody put behind them without encoding it, and what was wrong."""

    content: bytes
    trailer: bytes = b""
    problem: str = ""


def undone(raw: bytes, said: str, *, text: bool = False) -> Undone:
    """The bytes behind a transfer encoding; one that nobody knows is taken as none.

    Of `text` it is also told whether the encoding was said wrongly: what is plainly readable is left as it is.
    """
    encoding = _ENCODINGS.get(_NOT_LETTERS.sub("", said.lower()), said)
    if encoding == "base64":
        return _once(_base64_text(raw)) if text else Undone(from_base64(raw))
    if encoding == "quoted-printable":
        return _once(Undone(_from_quoted(raw))) if text else Undone(_from_quoted(raw))
    if encoding == "uuencode":
        return Undone(from_uuencode(line for line in raw.splitlines() if not line.startswith((b"begin ", b"end"))))
    if text and (meant := _unsaid(raw)) is not None:
        return Undone(meant, problem="encoding: not declared, told from the text")
    return Undone(raw, problem="encoding: unknown, taken as none" if encoding else "")


def _once(read: Undone) -> Undone:
    """What was meant where the encoding was put on twice."""
    meant = _unsaid(read.content) if read.content.isascii() else None
    return read if meant is None else Undone(meant, read.trailer, "encoding: put on twice")


def from_base64(raw: bytes) -> bytes:
    """What the base64 means, without what does not belong there; padding in the middle starts a new run."""
    padding = raw.find(b"=")
    if padding < 0 or not raw[padding:].strip(b"= \t\r\n"):
        try:
            return binascii.a2b_base64(raw)
        except binascii.Error:
            pass
    if (b"-" in raw or b"_" in raw) and b"+" not in raw and b"/" not in raw:
        raw = raw.translate(_URL_SAFE)
    runs = (_NOT_BASE64.sub(b"", run) for run in raw.split(b"="))
    return b"".join(_run(run) for run in runs if run)


def _run(run: bytes) -> bytes:
    whole = run[:-1] if len(run) % 4 == 1 else run
    return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))


def _base64_text(raw: bytes) -> Undone:
    """Text in base64, with what list servers and virus scanners wrote behind it in plain."""
    rubbish = _RUBBISH.search(raw.rstrip())
    if rubbish is None:
        return Undone(from_base64(raw))
    sample = raw[:_SOME]
    if len(_RUBBISH.findall(sample)) > _TOO_MUCH * len(sample) and not _BASE64_LINE.fullmatch(_first_line(raw)):
        return Undone(raw, problem="encoding: declared as base64, but is none")
    lines = raw.split(b"\n")
    last = next((n for n, line in enumerate(lines) if _PLAIN_LINE.match(line)), len(lines))
    rest = b"\n".join(lines[last:])
    if not last or not rest or _mostly_base64(lines[last:]):
        return Undone(from_base64(raw), problem="encoding: base64 with rubbish in it")
    return Undone(from_base64(b"\n".join(lines[:last])), rest)


def _first_line(raw: bytes) -> bytes:
    return raw.lstrip().split(b"\n", 1)[0]


def _mostly_base64(lines: list[bytes]) -> bool:
    """Whether these lines go on with base64: a line with rubbish in it is not the end."""
    long = [line for line in lines[1:] if len(line) >= 40 and _BASE64_LINE.fullmatch(line)]  # noqa: PLR2004
    return bool(long)


def _from_quoted(raw: bytes) -> bytes:
    """What the quoted-printable means; blanks that were put behind a soft line end do not make it a hard one (RFC 2045 §6.7)."""
    return binascii.a2b_qp(_BLANKS_AFTER.sub(b"=", raw) if b"= " in raw or b"=\t" in raw else raw)


def _unsaid(raw: bytes) -> bytes | None:
    """What the text means when it is encoded without a word of it, and nothing else can be meant; else None."""
    sample = raw[:_SOME]
    if b"=\n" in sample or b"=\r\n" in sample:
        signs = list(_QUOTED.finditer(sample))
        letters = sum(1 for m in signs if m[1])
        if letters >= _FEWEST_SIGNS and all(m[1] or m[2] for m in signs[:-1]):
            return _from_quoted(raw)
    if sample.isascii() and len(_LETTER.findall(sample)) >= _FEWEST_LETTERS and not _UNQUOTED.search(sample):
        return _from_quoted(raw)
    return _unsaid_base64(raw) if b" " not in sample[:80].strip() else None


def _unsaid_base64(raw: bytes) -> bytes | None:
    block = raw.strip()
    if len(block) < 40 or not _WHOLLY_BASE64.fullmatch(block):  # noqa: PLR2004
        return None
    try:
        meant = binascii.a2b_base64(block)
        text = meant.decode("utf-8")
    except ValueError:
        return None
    return meant if " " in text and not _CONTROLS.search(text) else None


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
