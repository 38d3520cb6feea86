"""The parts of a mail sorted into what is read and what is attached."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from golddust.events import Attachment
from ingest.email.mime import lines as line_module
from ingest.email.mime.charsets import decode
from ingest.email.mime.html import to_lines
from ingest.email.mime.lines import Line, has_words
from ingest.email.mime.structure import Part
from ingest.email.mime.transfer import without_uuencoded

DEEPEST = 40
"""Parts within parts that are opened."""
MOST_PARTS = 500
"""Parts that are looked at."""
LONGEST_TEXT = 2**20
"""Bytes of one text part that are read."""
_STUB = 4
"""How many times the words of the plain text the HTML must have for the plain text to be a mere stub."""
_ENOUGH = 60
"""Words of plain text that are no stub, whatever the HTML has."""
_WORDS = re.compile(r"\w+")
_LINKS = re.compile(r"https?://\S+")
_TEXT_FILES = frozenset(("text/calendar", "text/x-vcard", "text/vcard", "text/directory", "text/rfc822-headers"))
_NEWLINES = (("\r\n", "\n"), ("\r", "\n"), ("\u2028", "\n"), ("\x0b", "\n"), ("\x0c", "\n"))


@dataclass(frozen=True, slots=True)
class Contents:
    """What a part holds: the lines to be read, the files, and what was wrong."""

    lines: tuple[Line, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    problems: tuple[str, ...] = ()

    def __add__(self, other: "Contents") -> "Contents":
        return Contents((*self.lines, *other.lines), (*self.attachments, *other.attachments), (*self.problems, *other.problems))


def contents(root: Part) -> Contents:
    """The contents of a whole mail. A mail that is nothing but another mail is read as that one."""
    budget = [MOST_PARTS]
    found = _contents(root, 0, budget)
    if not any(has_words(line.text) for line in found.lines):
        inner = next((part for part in _leaves(root) if part.kind.value == "message/rfc822"), None)
        if inner is not None and inner.children:
            words = _contents(inner.children[0], 1, budget).lines
            found = Contents(words, found.attachments, found.problems)
    if budget[0] < 0:
        found += Contents(problems=("structure: more parts than are looked at",))
    return found


def _leaves(root: Part) -> Iterator[Part]:
    """The part and those inside it, down to the first message in each branch, not deeper than is opened."""
    waiting = [(root, 0)]
    while waiting:
        part, depth = waiting.pop()
        yield part
        if depth < DEEPEST and part.kind.value != "message/rfc822":
            waiting.extend((child, depth + 1) for child in reversed(part.children[:MOST_PARTS]))


def _contents(part: Part, depth: int, budget: list[int], *, unread: bool = False) -> Contents:
    """`unread`: only the files are asked for, since the words stand elsewhere."""
    budget[0] -= 1
    if budget[0] < 0:
        return Contents()
    if depth > DEEPEST:
        return Contents(problems=("structure: nested too deeply, the innermost parts are not read",))
    kind = part.kind.value
    if kind.startswith("message/") or not part.children:
        return _leaf(part, unread=unread)
    if kind == "multipart/alternative":
        return _alternative(part, depth, budget, unread=unread)
    return _joined([_contents(child, depth + 1, budget, unread=unread) for child in part.children])


def _joined(parts: Sequence[Contents]) -> Contents:
    """One after the other: some programs cut the text around each picture."""
    whole = Contents()
    for part in parts:
        apart = Contents((Line(""),)) if whole.lines and part.lines else Contents()
        whole = whole + apart + part
    return whole


def _alternative(part: Part, depth: int, budget: list[int], *, unread: bool) -> Contents:
    """The plain text, unless it is none or a stub beside the HTML; every alternative's files and problems."""
    plain, rest = Contents(), []
    for child in sorted(part.children, key=lambda child: child.kind.value != "text/plain"):
        enough = unread or _words(plain) >= _ENOUGH
        found = _contents(child, depth + 1, budget, unread=enough)
        if child.kind.value == "text/plain" and not plain.lines:
            plain = found
        else:
            rest.append(found)
    richest = max(rest, key=_words, default=Contents())
    chosen = richest if _words(richest) > _STUB * _words(plain) else plain
    files = tuple(file for part in (plain, *rest) for file in part.attachments)
    return Contents(chosen.lines, files, tuple(problem for part in (plain, *rest) for problem in part.problems))


def _words(part: Contents) -> int:
    """How much there is to read; links count for nothing, since plain text spells them out."""
    return len(_WORDS.findall(_LINKS.sub("", "\n".join(line.text for line in part.lines[:400]))))


def _leaf(part: Part, *, unread: bool) -> Contents:
    kind, name = part.kind.value, _name(part)
    attached = part.disposition.value == "attachment" or (bool(name) and kind != "text/html")
    if kind.startswith(("text/", "multipart/")) and not attached and kind not in _TEXT_FILES:
        return Contents() if unread else _text(part)
    size = _size(part)
    return Contents(attachments=(Attachment(name=name, type=kind, size=size),)) if size or name or attached else Contents()


def _size(part: Part) -> int:
    """The bytes of a file; of a message inside the message, those of its fields and parts, without the lines between them."""
    if not part.children:
        return len(part.content())
    size, waiting = 0, list(part.children)
    while waiting:
        inner = waiting.pop()
        size += inner.written_size
        waiting.extend(inner.children)
    return size


def _name(part: Part) -> str:
    """The file's name, without the folders some programs leave in it."""
    for parameters_ in (part.disposition.named, part.kind.named):
        for key in ("filename", "name", "file"):
            name = parameters_.get(key, "").replace("\0", "").replace("\r", "").replace("\n", "").strip()
            if name:
                return name.replace("\\", "/").rpartition("/")[2][:255] or name[:255]
    return ""


def _text(part: Part) -> Contents:
    raw = part.content()
    read = decode(raw[:LONGEST_TEXT], part.kind.named.get("charset", ""))
    problems = (read.problem,) * bool(read.problem) + ("text: more than is read",) * (len(raw) > LONGEST_TEXT)
    if part.kind.value == "text/html" or _is_html(read.text, part):
        return Contents(tuple(to_lines(_safe(read.text))), (), (*problems, *_nul(read.text)))
    text, files = without_uuencoded(_newlines(_safe(read.text)))
    flowed = part.kind.named.get("format", "").lower() == "flowed"
    delete_space = part.kind.named.get("delsp", "").lower() == "yes"
    enclosed = tuple(Attachment(name=f.name, type="application/octet-stream", size=f.size) for f in files)
    lines = line_module.of_plain(text, flowed=flowed, delete_space=delete_space)
    problems += ("text: more lines than are read",) * (text.count("\n") > line_module.MOST)
    return Contents(tuple(lines), enclosed, (*problems, *_nul(read.text)))


def _is_html(text: str, part: Part) -> bool:
    """HTML that nobody declared as such."""
    start = text[:300].lstrip().lower()
    return start.startswith(("<!doctype html", "<html")) and part.kind.value == "text/plain"


def _nul(text: str) -> tuple[str, ...]:
    return ("text: NUL characters replaced",) if "\0" in text else ()


def _safe(text: str) -> str:
    """Text that UTF-8 and PostgreSQL can hold: no lone surrogates, no NUL."""
    text = text.removeprefix("\ufeff").replace("\0", "\ufffd")
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text


def _newlines(text: str) -> str:
    for mark, plain in _NEWLINES:
        text = text.replace(mark, plain)
    return text
