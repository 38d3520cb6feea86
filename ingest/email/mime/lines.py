"""The lines of a body, each with how deep it is quoted. Plain text and HTML become lines before new words are told from old."""

import re
from dataclasses import dataclass
from typing import Literal

Role = Literal["", "signature", "history", "rule"]
DEEPEST = 20
"""Quotes within quotes that are counted."""
MOST = 20_000
"""Lines of one part that are read; nobody writes so many."""
_WORD = re.compile(r"[^\W_]|[^\x00-\xff]")
_MARKS = re.compile(r"[ \t]{0,4}((?:[>|][ \t]?)++|(?:\xbb[ \t]?)++)")  # possessive: one that may go back keeps 170 bytes a mark


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its quote marks.

    `depth` is 0 for what is not quoted. `role` is set where the markup says what the line belongs to: the signature, or
    history that begins with it, or what follows a rule such as Outlook draws above heads. `colour` is that of most of it
    ("red", "blue" …), "" for black and the like.
    """

    text: str
    depth: int = 0
    role: Role = ""
    colour: str = ""

    @property
    def blank(self) -> bool:
        """Whether there is nothing to read."""
        return not self.text.strip()


def of_plain(text: str, *, flowed: bool = False, delete_space: bool = False) -> list[Line]:
    """The lines of a text/plain body; lines broken for transport are joined when the sender says that they may be (RFC 3676)."""
    raw = text.split("\n", MOST)[:MOST]
    return _unflowed(raw, delete_space=delete_space) if flowed else [_line(line) for line in raw]


def shown(lines: list[Line]) -> str:
    """The lines as one text, quotes marked as mail programs mark them."""
    return "\n".join(">" * line.depth + " " + line.text if line.depth else line.text for line in lines).strip("\n")


def has_words(text: str) -> bool:
    """Whether there is a letter or digit in it, or any sign beyond ASCII, such as an emoji."""
    return _WORD.search(text) is not None


def _line(line: str) -> Line:
    marks = _MARKS.match(line)
    if marks is None or ("|" in marks[1] and ">" not in marks[1]) or _is_drawn(line):
        return Line(line.rstrip())
    return Line(line[marks.end() :].rstrip(), min(DEEPEST, sum(1 for c in marks[1] if c in ">|\xbb")))


def _is_drawn(line: str) -> bool:
    """Whether arrows stand at both ends, as GroupWise and some help desks draw them around a head."""
    return line.startswith(">>>") and line.rstrip()[-3:] in (">>>", "<<<") and has_words(line)


def _unflowed(raw: list[str], *, delete_space: bool) -> list[Line]:
    """RFC 3676 §4.2: a line that ends in a space goes on in the next of the same depth; "-- " never does."""
    lines: list[Line] = []
    open_depth, parts = -1, []  # type: int, list[str]
    for line in raw:
        marks = len(line) - len(line.lstrip(">"))
        depth = min(DEEPEST, marks)
        text = line[marks:].removeprefix(" ")
        if parts and (depth != open_depth or text == "-- "):
            lines.append(Line("".join(parts).rstrip(), open_depth))
            parts = []
        flows = text.endswith(" ") and text != "-- "
        parts.append(text[:-1] if flows and delete_space else text)
        open_depth = depth
        if not flows:
            lines.append(Line("".join(parts) if text == "-- " else "".join(parts).rstrip(), depth))
            parts = []
    if parts:
        lines.append(Line("".join(parts).rstrip(), open_depth))
    return lines
