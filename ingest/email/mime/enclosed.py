"""Files that were put into the text itself: uuencode and yEnc."""

import re
from collections import deque
from dataclasses import dataclass

from ingest.email.mime.transfer import from_uuencode

_BEGIN = re.compile(rb"begin(-base64)? [0-7]{3,4} (\S.{0,200})")
_Y_NAME = re.compile(rb" name=(.{1,255})$")
_Y_PART = re.compile(rb" part=\d+")
_FEWEST_LETTERS = 4
_CHECKSUM = 2
"""Letters that some programs write behind a uuencoded line."""
_UU_LINE = re.compile(rb"[ -`]{0,90}")


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file within the text: its name as it was sent, and its bytes' number."""

    name: bytes
    size: int


def without_enclosed(raw: bytes) -> tuple[bytes, tuple[Enclosed, ...]]:
    """The text without the files in it, and those files. What begins like one but never ends stays text."""
    if b"begin" not in raw or not any(end in raw for end in (b"\nend", b"\n====", b"=yend")):
        return raw, ()
    lines, kept, files, at = raw.split(b"\n"), [], [], 0
    ends = _Ends(lines)
    while at < len(lines):
        found = _uuencoded(lines, at, ends) or _yenc(lines, at, ends)
        if found:
            file, at = found
            files.append(file)
        else:
            kept.append(lines[at])
            at += 1
    return (b"\n".join(kept), _merged(files)) if files else (raw, ())


class _Ends:
    """Where the next line is that ends a file, each line looked at once."""

    def __init__(self, lines: list[bytes]) -> None:
        self._lines = lines
        self._begins: dict[int, int] = {}
        self._uu = deque(n for n, line in enumerate(lines) if line.strip() in (b"end", b"===="))
        self._y = deque(n for n, line in enumerate(lines) if line.startswith(b"=yend"))

    def uu(self, after: int) -> int | None:
        """The next end of a uuencoded file."""
        return _next(self._uu, after)

    def encoded_from(self, end: int) -> int:
        """The first of the lines right before this end that are all uuencoded."""
        if end not in self._begins:
            at = end
            while at and _is_uuencoded(self._lines[at - 1].rstrip(b"\r")):
                at -= 1
            self._begins[end] = at
        return self._begins[end]

    def y(self, after: int) -> int | None:
        """The next end of a yEnc file."""
        return _next(self._y, after)


def _is_uuencoded(line: bytes) -> bool:
    """Whether the line may be one: it begins with how many bytes it holds. Its last blanks may be lost."""
    if _UU_LINE.fullmatch(line) is None:
        return False
    return not line or len(line) - 1 <= _letters_of(line) + _CHECKSUM


def _letters_of(line: bytes) -> int:
    """How many letters follow the first, by what that says."""
    return ((line[0] - 32) % 64 + 2) // 3 * 4


def _next(ends: deque[int], after: int) -> int | None:
    while ends and ends[0] <= after:
        ends.popleft()
    return ends[0] if ends else None


def _uuencoded(lines: list[bytes], at: int, ends: _Ends) -> tuple[Enclosed, int] | None:
    begin = _BEGIN.fullmatch(lines[at].strip()) if lines[at].startswith(b"begin") else None
    end = ends.uu(at) if begin else None
    if begin is None or end is None:
        return None
    if not begin[1] and not at + 1 >= ends.encoded_from(end) < end:
        return None
    body = [line.rstrip(b"\r") for line in lines[at + 1 : end]]
    if not begin[1] and not any(len(line) > _letters_of(line) for line in body if line):
        return None
    if begin[1]:
        return Enclosed(begin[2], sum(len(line.rstrip(b"=")) for line in body) * 3 // 4), end + 1
    return Enclosed(begin[2].strip(), len(from_uuencode(body))), end + 1


def _yenc(lines: list[bytes], at: int, ends: _Ends) -> tuple[Enclosed, int] | None:
    """The yEnc draft 1.3: `=ybegin` with the name at its end, `=ypart` when in parts, `=yend`."""
    if not lines[at].startswith(b"=ybegin "):
        return None
    name, end = _Y_NAME.search(lines[at].rstrip()), ends.y(at)
    if name is None or end is None:
        return None
    first = at + 2 if lines[at + 1].startswith(b"=ypart ") else at + 1
    size = sum(len(line.rstrip(b"\r")) - line.count(b"=") for line in lines[first:end])
    return Enclosed(name[1].strip(b'" '), size), end + 1


def _merged(files: list[Enclosed]) -> tuple[Enclosed, ...]:
    """The parts of one file in yEnc counted as one."""
    sizes: dict[bytes, int] = {}
    for file in files:
        sizes[file.name] = sizes.get(file.name, 0) + file.size
    return tuple(Enclosed(name, size) for name, size in sizes.items())
