"""One text part to its lines: charset, files within the text, HTML, enriched text, armour."""

import re
from dataclasses import dataclass

from golddust.events import Attachment
from ingest.email.mime import lines as line_module
from ingest.email.mime.charsets import clean, decode, told_inside
from ingest.email.mime.enclosed import Enclosed, without_enclosed
from ingest.email.mime.encoded_words import decoded
from ingest.email.mime.enriched import plain_of
from ingest.email.mime.html import to_lines
from ingest.email.mime.lines import Line
from ingest.email.mime.pgp import without_armour
from ingest.email.mime.structure import Part, charset_said_in
from ingest.email.mime.transfer import Undone

LONGEST_TEXT = 2**20
"""Bytes of one text part that are read."""
HTML = frozenset(("text/html", "text/watch-html", "application/xhtml+xml"))
ENRICHED = frozenset(("text/enriched", "text/richtext"))
_NEWLINES = (("\r\n", "\n"), ("\r", "\n"), ("\u2028", "\n"), ("\x0b", "\n"), ("\x0c", "\n"))
_ODD_NEWLINES = re.compile("[\r\u2028\x0b\x0c]")


@dataclass(frozen=True, slots=True)
class Contents:
    """What a part holds: the lines to be read, the files, and what was wrong."""

    lines: tuple[Line, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    problems: tuple[str, ...] = ()

    def __add__(self, other: "Contents") -> "Contents":
        return Contents((*self.lines, *other.lines), (*self.attachments, *other.attachments), (*self.problems, *other.problems))


def text_of(part: Part) -> Contents:
    """The lines of a text part."""
    return read_text(part, part.undone(text=True))


def read_text(part: Part, meant: Undone, kind: str = "") -> Contents:
    """The lines of these bytes, with what the part says of them; as `kind` when it is given."""
    kind = kind or part.kind.value
    raw, files = without_enclosed(meant.content[:LONGEST_TEXT])
    text, problem = _decoded(part, raw, meant)
    problems = [*((meant.problem,) if meant.problem else ()), *((problem,) if problem else ())]
    problems += ["text: more than is read"] * (len(meant.content) > LONGEST_TEXT)
    problems += ["text: NUL characters replaced"] * ("\0" in text)
    text = clean(text.removeprefix("\ufeff"))
    enclosed = tuple(_attachment(file) for file in files)
    if kind in HTML or _is_html(text, kind):
        return Contents(tuple(to_lines(text)), enclosed, tuple(problems))
    lines, said = _plain(part, _newlines(text), kind)
    return Contents(tuple(lines), enclosed, (*problems, *said))


def lines_of(text: str, *, html: bool = False) -> tuple[Line, ...]:
    """The lines of text that came from somewhere else than a text part."""
    text = clean(text[:LONGEST_TEXT].removeprefix("\ufeff"))
    return tuple(to_lines(text) if html else line_module.of_plain(_newlines(text)))


def _decoded(part: Part, raw: bytes, meant: Undone) -> tuple[str, str]:
    declared = part.kind.named.get("charset", "")
    likely = "" if raw.isascii() else told_inside(raw) or charset_said_in(part)
    read = decode(raw, declared, likely)
    if meant.trailer:
        return f"{read.text.rstrip()}\n\n{decode(meant.trailer, '', declared).text}", read.problem
    return read.text, read.problem


def _plain(part: Part, text: str, kind: str) -> tuple[list[Line], tuple[str, ...]]:
    if kind in ENRICHED:
        text = plain_of(text, rich=kind == "text/richtext")
    text, problem = without_armour(text)
    flowed = part.kind.named.get("format", "").lower() == "flowed"
    delete_space = part.kind.named.get("delsp", "").lower() == "yes"
    problems = (problem,) if problem else ()
    if text.count("\n") > line_module.MOST:
        problems = (*problems, "text: more lines than are read")
    return line_module.of_plain(text, flowed=flowed, delete_space=delete_space), problems


def _attachment(file: Enclosed) -> Attachment:
    name = decoded(file.name.decode("ascii", "surrogateescape"))
    return Attachment(name=name.replace("\\", "/").rpartition("/")[2][:255], type="application/octet-stream", size=file.size)


def _is_html(text: str, kind: str) -> bool:
    """HTML that nobody declared as such."""
    return kind == "text/plain" and text[:300].lstrip().lower().startswith(("<!doctype html", "<html"))


def _newlines(text: str) -> str:
    if _ODD_NEWLINES.search(text) is None:
        return text
    for mark, plain in _NEWLINES:
        text = text.replace(mark, plain)
    return text
