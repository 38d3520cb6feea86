"""Words as they may go on: valid Unicode without NUL, of bounded length, with what was wrong said beside them."""

import re
from dataclasses import dataclass

TEXT_LIMIT = 256 * 1024
"""Of a text, in bytes of UTF-8; the original holds all of it."""
LINE_LIMIT = 500
"""Of a subject, a name or an id, in characters."""

_HALF_CHARACTERS = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?")
_UNPRINTED = re.compile(r"[\s\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Wording:
    """A text that can be stored and sent anywhere, and what had to be done to it."""

    text: str
    problems: tuple[str, ...] = ()


def worded(raw: str) -> Wording:
    """The text without NUL, without lone surrogates, lines ended by a line feed, no blank ends, at most TEXT_LIMIT."""
    text = _LINE_ENDS.sub("\n", _HALF_CHARACTERS.sub("\ufffd", raw.replace("\0", ""))).strip()
    cut = _cut(text)
    problems = (
        ("it held NUL characters, which are left out", "\0" in raw),
        ("some characters could not be read", "\ufffd" in text),
        (f"the text is cut at {TEXT_LIMIT // 1024} kB; the original holds all of it", cut != text),
    )
    return Wording(cut, tuple(words for words, is_so in problems if is_so))


def one_line(raw: str) -> str:
    """The text in one line, without control characters and lone surrogates, at most LINE_LIMIT."""
    if raw.isprintable() and "  " not in raw:  # nearly always, and much quicker seen than mended
        return raw.strip()[:LINE_LIMIT]
    return _HALF_CHARACTERS.sub("\ufffd", _UNPRINTED.sub(" ", raw)).strip()[:LINE_LIMIT]


def _cut(text: str) -> str:
    if len(text) * 4 <= TEXT_LIMIT:
        return text
    return text.encode()[:TEXT_LIMIT].decode("utf-8", "ignore")
