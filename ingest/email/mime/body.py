"""The parts of a mail sorted into what is read and what is attached."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from golddust.events import Attachment
from ingest.email.mime import calendar, rtf, smime, tnef
from ingest.email.mime.alternatives import is_better, is_whole, words_in
from ingest.email.mime.boundaries import MOST_PARTS
from ingest.email.mime.lines import Line, has_words
from ingest.email.mime.pgp import ENCRYPTED
from ingest.email.mime.structure import DEEPEST, Part, part_within
from ingest.email.mime.texts import HTML, LONGEST_TEXT, Contents, lines_of, read_text, text_of
from ingest.email.mime.transfer import Undone

_SCAFFOLD = re.compile(rb"\bMIME\b|multi-?part|\bencrypted\b", re.IGNORECASE)
"""What programs write before the first part, for readers that know no parts."""
_FILES = frozenset(
    (
        *(
            "text/calendar",
            "text/x-vcard",
            "text/vcard",
            "text/directory",
            "text/rfc822-headers",
            "text/csv",
            "text/xml",
            "text/css",
        ),
        *(
            "text/javascript",
            "text/rtf",
            "text/x-patch",
            "text/x-diff",
            "text/tab-separated-values",
            "text/x-log",
            "text/x-vcalendar",
        ),
    )
)
"""Text that nobody wrote to be read as a mail."""
_OTHER_FORMS = frozenset(("text/x-amp-html",))
"""The same words once more, for programs that show nothing else."""
_RICH = frozenset(("text/rtf", "application/rtf", "application/x-rtf"))
TOO_DEEP = "structure: nested too deeply, the innermost parts are not read"
_DISPLAYED = frozenset(("", "inline"))
_MESSAGES = frozenset(("message/rfc822", "message/global", "message/news", "message/partial"))


@dataclass(slots=True)
class _Looking:
    """How many parts may still be looked at, and what may hold words when nothing else does."""

    left: int = MOST_PARTS
    unread: list[Part] = field(default_factory=list)


def contents(root: Part) -> Contents:
    """The contents of a whole mail. Where nothing has words, what would else only be attached is read."""
    looking = _Looking()
    found = _contents(root, looking)
    if not _has_words(found):
        words = next(_elsewhere(root, looking), None)
        if words is not None:
            found = Contents(words.lines, found.attachments, (*found.problems, *words.problems))
    if looking.left < 0:
        found += Contents(problems=("structure: more parts than are looked at",))
    return found


def _has_words(found: Contents) -> bool:
    return any(has_words(line.text) for line in found.lines)


def _elsewhere(root: Part, looking: _Looking) -> Iterator[Contents]:
    """Words from where they should not be, the likeliest place first."""
    waiting = looking.unread
    readers = (_read_file, _read_rich, _read_tnef, _read_calendar, _read_message)
    for reader in readers:
        for part in waiting[:MOST_PARTS]:
            words = reader(part, looking)
            if words is not None and _has_words(words):
                yield words
    for around in _around(root):
        words = read_text(root, Undone(around), "text/plain")
        if _has_words(words) and not _SCAFFOLD.search(around):
            yield words


def _read_file(part: Part, _: _Looking) -> Contents | None:
    readable = part.kind.value.startswith("text/") and part.kind.value not in (*_FILES, *_OTHER_FORMS)
    return Contents(text_of(part).lines) if readable else None


def _read_rich(part: Part, _: _Looking) -> Contents | None:
    if part.kind.value not in _RICH:
        return None
    text, html = rtf.words_of(part.content()[:LONGEST_TEXT])
    return Contents(lines_of(text, html=html))


def _read_tnef(part: Part, _: _Looking) -> Contents | None:
    if not tnef.is_tnef(part.kind.value, name_of(part)):
        return None
    text, html = tnef.words(part.content())
    return Contents(lines_of(text, html=html))


def _read_calendar(part: Part, _: _Looking) -> Contents | None:
    if part.kind.value != "text/calendar":
        return None
    raw = "\n".join(line.text for line in text_of(part).lines)
    return Contents(lines_of(calendar.words(raw)))


def _read_message(part: Part, looking: _Looking) -> Contents | None:
    """A mail that is nothing but another mail is read as that one."""
    if part.too_deep:
        return _scattered(part)
    if part.kind.value not in _MESSAGES or not part.children:
        return None
    inner = _Looking(looking.left)
    found = _contents(part.children[0], inner)
    looking.left = inner.left
    return found if _has_words(found) else next(_elsewhere(part.children[0], inner), None)


def _around(root: Part) -> tuple[bytes, ...]:
    """What stands before the first part and behind the last, without the lines that part them."""
    if not root.kind.value.startswith("multipart/") or not root.children or root.children[0].raw is not root.raw:
        return ()
    before = root.raw[root.head.end : root.children[0].start].rstrip().rpartition(b"\n")[0]
    after = root.raw[root.children[-1].end : root.end].lstrip().partition(b"\n")[2]
    return before, after


def _contents(part: Part, looking: _Looking, *, unread: bool = False, after_another: bool = False) -> Contents:
    """`unread`: only the files are asked for, since the words stand elsewhere. `after_another`: it follows other parts."""
    looking.left -= 1
    if looking.left < 0:
        return Contents()
    kind = part.kind.value
    if not kind.startswith("multipart/"):
        return _leaf(part, looking, unread=unread, after_another=after_another)
    if not part.children:
        return Contents() if unread else _scattered(part)
    if kind == "multipart/alternative" or (kind == "multipart/mixed" and _unsaid_alternative(part)):
        return _alternative(part, looking, unread=unread)
    parts = [_contents(c, looking, unread=unread, after_another=bool(n)) for n, c in enumerate(part.children)]
    if kind == "multipart/encrypted":
        parts.append(Contents(problems=(ENCRYPTED,)))
    return _joined(parts)


def _unsaid_alternative(part: Part) -> bool:
    """Whether a body that does not say what it is in parts for is the same in plain text and in HTML."""
    return "content-type" not in part.fields and [c.kind.value for c in part.children] == ["text/plain", "text/html"]


def _scattered(part: Part) -> Contents:
    """The words of what cannot be taken apart, or not any further."""
    problem = TOO_DEEP if part.too_deep else "structure: no parts in it"
    words = read_text(part, Undone(part.scattered_text()), "text/plain")
    return words + Contents(problems=(problem,))


def _joined(parts: Sequence[Contents]) -> Contents:
    """One after the other: some programs cut the text around each picture."""
    lines: list[Line] = []
    for part in parts:
        if lines and part.lines:
            lines.append(Line(""))
        lines.extend(part.lines)
    files = tuple(file for part in parts for file in part.attachments)
    return Contents(tuple(lines), files, tuple(problem for part in parts for problem in part.problems))


def _alternative(part: Part, looking: _Looking, *, unread: bool) -> Contents:
    """The plain text, unless the HTML is better; every alternative's files and problems."""
    plain, rest = Contents(), []
    for child in sorted(part.children, key=lambda child: child.kind.value != "text/plain"):
        found = _contents(child, looking, unread=unread or is_whole(plain.lines))
        if child.kind.value == "text/plain" and not plain.lines:
            plain = found
        else:
            rest.append(found)
    richest = max(rest, key=lambda found: words_in(found.lines), default=Contents())
    chosen = richest if is_better(richest.lines, plain.lines) else plain
    files = tuple(file for part in (plain, *rest) for file in part.attachments)
    return Contents(chosen.lines, files, tuple(problem for part in (plain, *rest) for problem in part.problems))


def _leaf(part: Part, looking: _Looking, *, unread: bool, after_another: bool) -> Contents:
    kind, name = part.kind.value, name_of(part)
    if kind in _OTHER_FORMS and not name:
        return Contents()
    if not _is_file(part, kind, name, after_another=after_another):
        return Contents() if unread else text_of(part)
    looking.unread.append(part)
    content = part.content()
    listed = Contents(attachments=(Attachment(name=name, type=kind, size=len(content)),)) if content or name else Contents()
    if smime.is_smime(kind, name):
        return listed + _signed(part, content, looking, unread=unread)
    if tnef.is_tnef(kind, name):
        return listed + _packed(content)
    return listed


def _is_file(part: Part, kind: str, name: str, *, after_another: bool) -> bool:
    if part.disposition.value not in _DISPLAYED:
        return True
    if kind in HTML:
        return after_another and bool(part.disposition.named.get("filename"))
    return bool(name) or not kind.startswith("text/") or kind in _FILES


def _signed(part: Part, content: bytes, looking: _Looking, *, unread: bool) -> Contents:
    """What was signed is read, whoever signed it; what was encrypted is named."""
    if part.place.depth >= DEEPEST:
        return Contents(problems=(TOO_DEEP,))
    opened = smime.opened(content)
    if opened.content is None:
        return Contents(problems=(opened.problem,)) if opened.problem else Contents()
    return _contents(part_within(part, opened.content), looking, unread=unread)


def _packed(content: bytes) -> Contents:
    files, problem = tnef.files(content)
    named = (Attachment(name=_bare(file.name), type=file.type, size=file.size) for file in files)
    return Contents((), tuple(named), (problem,) if problem else ())


def name_of(part: Part) -> str:
    """The file's name, without the folders some programs leave in it."""
    names = (p.named.get(key, "") for p in (part.disposition, part.kind) for key in ("filename", "name", "file"))
    return _first_name(names)


def _first_name(names: Iterable[str]) -> str:
    return next((bare for name in names if (bare := _bare(name))), "")


def _bare(name: str) -> str:
    name = name.replace("\0", "").replace("\r", "").replace("\n", "").strip() if name else ""
    return name.replace("\\", "/").rpartition("/")[2][:255] or name[:255]
