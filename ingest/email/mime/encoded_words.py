"""Encoded words (RFC 2047) and raw 8-bit values to text, broken ones too."""

import binascii
import re
from collections.abc import Iterator

from ingest.email.mime.charsets import codec_of, decode
from ingest.email.mime.transfer import from_base64

_INSIDE = r"(?:[^?=]|=(?!\?[\w.:+*-]{1,60}\?[BbQq]\?)|\?(?!=|$)|\?=(?=[0-9A-F]{2}[^\s?]{0,75}\?=(?:\s|$|=\?)))"
_WORD = re.compile(rf"=\?([\w.:+*'()-]{{0,60}})\?([BbQq])\?({_INSIDE}{{0,4000}}+)(?:\?=|\?$|$|(?=\s*=\?)|(?<=[\w=])(?==\?))")

_MOST_DOUBTED = 25
"""Words of one field whose charset may be another than is said; telling that takes a millisecond each."""
_WHOLLY = re.compile(r"(?:=\?[\w.:+*-]{1,60}\?[BbQq]\?[^?\s]{1,4000}\?=\s{0,9}){1,200}")


def decoded(value: str, charset: str = "") -> str:
    """The value with its encoded words and its 8-bit bytes read; `charset` is what the latter are likely to be. Never raises."""
    if value.isascii() and "=?" not in value and "\x1b" not in value:
        return value
    text = "".join(_pieces(value, charset))
    # what is nothing but encoded words again was encoded twice
    return "".join(_pieces(text, charset)) if _WHOLLY.fullmatch(text) else text


def _pieces(value: str, charset: str) -> Iterator[str]:
    """Neighbouring words of one charset are joined before they are decoded: senders cut letters in two."""
    waiting, waiting_for, end, runs = b"", "", 0, 0
    for word in _WORD.finditer(value):
        between = value[end : word.start()]
        name = word[1].partition("*")[0].lower()
        if waiting and (between.strip() or name != waiting_for):
            runs += 1
            yield _text(waiting, waiting_for or charset, doubted=runs <= _MOST_DOUBTED)
            waiting = b""
        if between.strip() or (end == 0 and between):
            yield _eight_bit(between, charset)
        waiting, waiting_for, end = waiting + _bytes_of(word[2], word[3]), name, word.end()
    if waiting:
        yield decode(waiting, waiting_for or charset).text
    yield _eight_bit(value[end:], charset)


def _text(raw: bytes, charset: str, *, doubted: bool) -> str:
    return decode(raw, charset).text if doubted else raw.decode(codec_of(charset) or "utf-8", "replace")


def _bytes_of(encoding: str, encoded: str) -> bytes:
    raw = octets(encoded)
    if encoding in "Bb":
        return from_base64(raw)
    return binascii.a2b_qp(raw.replace(b" ", b"_"), header=True)


def octets(text: str) -> bytes:
    """The bytes that were sent, of a header's text in which those beyond ASCII are lone surrogates."""
    return text.encode("utf-8", "surrogateescape") if _escapable(text) else text.encode("utf-8", "replace")


def _escapable(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= c < "\udc80" or "\udcff" < c <= "\udfff" for c in text)


def _eight_bit(value: str, charset: str) -> str:
    if "\x1b" not in value and (value.isascii() or not any("\udc80" <= c <= "\udcff" for c in value)):
        return value
    return decode(octets(value), "", charset).text
