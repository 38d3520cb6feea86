"""Where the header of a message or part begins and ends: past mbox lines, rubbish and stray lines, or where there is none."""

import re
from dataclasses import dataclass

from ingest.email.mime.headers import MOST_FIELDS, Fields

_FIELD = re.compile(r"(?!https?://|ftp://)([!-9;-~]{1,76})[ \t]*:")
_KNOWN = re.compile(
    r"(?:from|to|cc|bcc|sender|subject|date|received|return-path|message-id|mime-version|delivered-to|reply-to|in-reply-to"
    r"|references|content-[a-z-]{1,40}|x-[\w.-]{1,60}|resent-[a-z-]{1,30}|list-[a-z-]{1,30}|dkim-signature|arc-[a-z-]{1,40}"
    r"|authentication-results|auto-submitted|precedence|importance|thread-[a-z]{1,20}|user-agent|return-receipt-to"
    r"|errors-to|envelope-to|apparently-to|disposition-notification-to|organization|comments|keywords|status|priority)[ \t]*:",
    re.IGNORECASE,
)
_CARRIED = re.compile(r"(?:received|return-path|message-id|mime-version|delivered-to|content-type)[ \t]*:", re.IGNORECASE)
_MBOX = re.compile(r">?From [^:]")
_EMPTY_LINE = re.compile(rb"\r?\n\r?\n")
_BLANK_START = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t]*+\r?\n)*+")
_LONGEST_RUBBISH = 8 * 1024
_RUBBISH_LINES = 30
RUBBISH = "headers: rubbish before the first"
STRAY = "headers: a line that is none"
NONE = "headers: there are none"


@dataclass(frozen=True, slots=True)
class Head:
    """The fields of a header, where the body begins, and what was wrong."""

    fields: Fields
    end: int
    problems: tuple[str, ...] = ()


def head_of_message(raw: bytes, start: int, end: int) -> Head:
    """The header of a whole message in raw[start:end]; what begins like no header is all body."""
    begin = _BLANK_START.match(raw, start, end).end()  # type: ignore[union-attr]
    lines = _lines(raw, begin, end)
    first = _first_field(lines)
    if first is None:
        later = _after_rubbish(raw, begin, end)
        if later == begin:
            return Head(Fields({}), begin, (NONE,))
        return _read(raw, later, end, _lines(raw, later, end), (RUBBISH,))
    skipped = sum(len(line) + 1 for line in lines[:first])
    return _read(raw, begin + skipped, end, lines[first:], (RUBBISH,) if first else ())


def head_of_part(raw: bytes, start: int, end: int) -> Head:
    """The header of a part within a message, which may be empty."""
    if raw[start : start + 1] in (b"\n", b""):
        return Head(Fields({}), min(end, start + 1))
    if raw.startswith(b"\r\n", start):
        return Head(Fields({}), min(end, start + 2))
    lines = _lines(raw, start, end)
    if not _FIELD.match(lines[0]) or not any(_KNOWN.match(line) for line in lines[:_RUBBISH_LINES]):
        return Head(Fields({}), start)
    return _read(raw, start, end, lines, ())


def _lines(raw: bytes, start: int, end: int) -> list[str]:
    """The lines up to the first empty one; each byte is one character."""
    gap = _EMPTY_LINE.search(raw, start, end)
    return raw[start : gap.start() if gap else end].decode("ascii", "surrogateescape").split("\n")


def _first_field(lines: list[str]) -> int | None:
    """The number of the line where the header begins; None when there is none."""
    if not any(_KNOWN.match(line) for line in lines):
        return None
    if _FIELD.match(lines[0].lstrip(" \t")) and not _MBOX.match(lines[0]):
        return 0
    return next((n for n, line in enumerate(lines[:_RUBBISH_LINES]) if _KNOWN.match(line)), None)


def _after_rubbish(raw: bytes, start: int, end: int) -> int:
    """Where a header begins after lines and empty lines that are none: only one that a carrier wrote on is believed."""
    at = start
    text = raw[start : min(end, start + _LONGEST_RUBBISH)].decode("ascii", "surrogateescape")
    lines = text.split("\n")[:_RUBBISH_LINES]
    for number, line in enumerate(lines):
        block = lines[number : number + 20]
        if _KNOWN.match(line) and sum(1 for other in block if _KNOWN.match(other)) > 1 and any(map(_CARRIED.match, block)):
            return at
        at += len(line) + 1
    return start


def _read(raw: bytes, start: int, end: int, lines: list[str], problems: tuple[str, ...]) -> Head:
    """The fields, up to the empty line or to the line where the body begins without one."""
    items: list[tuple[str, list[str]]] = []
    at, odd, last = start, False, -1
    for number, line in enumerate(lines):
        field = _FIELD.match(line if items else line.lstrip(" \t"))
        if line[:1] in (" ", "\t") and not (field and not items):
            if not line.strip() and not _goes_on(lines, number):
                return Head(Fields.of(items), min(end, at + len(line) + 1), problems)
            if items:
                items[-1][1].append(line)
        elif field and not _MBOX.match(line):
            if len(items) <= MOST_FIELDS:
                items.append((field[1], [field.string[field.end() :]]))
        elif line.strip() and not _MBOX.match(line):
            last = last if last >= 0 else _last_known(lines)
            if number > last:
                return Head(Fields.of(items), at, (*problems, *((STRAY,) * odd)))
            odd = True
            if items:
                items[-1][1].append(" " + line)
        at += len(line) + 1
    gap = _EMPTY_LINE.match(raw, max(start, at - 1), end)
    return Head(Fields.of(items), gap.end() if gap else end, (*problems, *((STRAY,) * odd)))


def _goes_on(lines: list[str], number: int) -> bool:
    """Whether the header goes on after a line of nothing but blanks (RFC 5322 §4.2 once allowed it)."""
    following = lines[number + 1] if number + 1 < len(lines) else ""
    return bool(_KNOWN.match(following)) or (following[:1] in (" ", "\t") and number + 2 < len(lines))


def _last_known(lines: list[str]) -> int:
    return next((n for n in range(len(lines) - 1, -1, -1) if _KNOWN.match(lines[n])), 0)
