"""Where the parts of a multipart are (RFC 2046 §5.1), also when the boundary that was said is not the one that was written."""

import re
from typing import NamedTuple

MOST_PARTS = 500
"""Parts that are looked at."""
_AFTER = re.compile(rb"(--)?[ \t]*(?:\r?\n|\Z)")
_CARELESSLY_AFTER = re.compile(rb"(--)?[^\n]{0,200}(?:\n|\Z)")
_DELIMITER = re.compile(
    rb"^--(?=[^\s-]|-+[^\s-])([^\r\n]{1,200}?)[ \t]*\r?\n(?:\r?\n)?(?=content-[a-z-]{1,40}[ \t]*:)", re.IGNORECASE | re.MULTILINE
)
_SEARCHED = 256 * 1024
"""Bytes in which a boundary that was not said is looked for."""
_PREAMBLE = 2 * 1024


class Span(NamedTuple):
    """One part's bytes; `run` counts how often the boundary had closed before."""

    start: int
    end: int
    run: int


def spans(raw: bytes, start: int, end: int, boundary: str) -> list[Span]:
    """The parts between the delimiters; what follows a closing one is a part only when another delimiter says so.

    One more than `MOST_PARTS` at most.
    """
    mark = b"--" + boundary.encode("utf-8", "surrogateescape" if not _odd(boundary) else "replace")
    return _spans(raw, start, end, mark, _AFTER) or _spans(raw, start, end, mark, _CARELESSLY_AFTER)


def _odd(text: str) -> bool:
    return any("\ud800" <= c < "\udc80" or "\udcff" < c <= "\udfff" for c in text)


def _spans(raw: bytes, start: int, end: int, mark: bytes, after: "re.Pattern[bytes]") -> list[Span]:
    found: list[Span] = []
    begin, run, at = -1, 0, start if raw.startswith(mark, start) else _next(raw, mark, start, end)
    while 0 <= at < end and len(found) <= MOST_PARTS:
        delimiter = after.match(raw, at + len(mark), end)
        if delimiter is None:
            at = _next(raw, mark, at, end)
            continue
        if begin >= 0:
            found.append(Span(begin, max(begin, _before_line_end(raw, at)), run))
        closing = delimiter[1] is not None
        run += closing
        begin = -1 if closing else delimiter.end()
        at = _next(raw, mark, delimiter.end() - 1, end)
    if begin >= 0 and len(found) <= MOST_PARTS:
        found.append(Span(begin, end, run))
    return found


def _next(raw: bytes, mark: bytes, start: int, end: int) -> int:
    """Where the mark next begins a line; -1 when nowhere."""
    at = raw.find(b"\n" + mark, start, end)
    return at + 1 if at >= 0 else -1


def _before_line_end(raw: bytes, at: int) -> int:
    """The line end before a delimiter belongs to the delimiter."""
    at -= raw[at - 1 : at] == b"\n"
    return at - (raw[at - 1 : at] == b"\r")


def discovered(raw: bytes, start: int, end: int) -> str:
    """The boundary that the lines before the parts' headers have; "" when there are none."""
    found = _DELIMITER.search(raw, start, min(end, start + _SEARCHED))
    return found[1].decode("utf-8", "surrogateescape") if found else ""


def unsaid(raw: bytes, start: int, end: int) -> str:
    """The boundary of a body that is plainly in parts though its header does not say so, else "": it must close, too."""
    if raw.find(b"\n--", start, start + _PREAMBLE) < 0 and not raw.startswith(b"--", start):
        return ""
    found = _DELIMITER.search(raw, start, min(end, start + _PREAMBLE))
    if found is None or raw.find(b"--" + found[1] + b"--", found.end(), end) < 0:
        return ""
    return found[1].decode("utf-8", "surrogateescape")
