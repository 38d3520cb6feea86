"""HTML to its tags and texts, in order, in one pass.

Written by hand because the parsers tried are not linear on what a stranger may send: lexbor (selectolax) took 19 s for 100,000
nested <div>, Python's own before 3.11.14 is quadratic on unclosed tags, and libxml2 drops what is nested deeper than its limit.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.email.mime.colours import VIVID

_RAW = frozenset(("script", "style", "title", "xmp"))
_RUN = re.compile("<+")
_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9:_-]{0,40})")
_REST = re.compile(r"(?:[^\"'>]++|\"[^\"]*+\"|'[^']*+')*+>")
_NO_TAGS = frozenset("@._+:/")
_ADDRESS = re.compile(r"<(?:[\w.+=-]{1,64}@[\w.-]{1,100}|https?:/{1,2}[^\s<>]{1,1000})>", re.IGNORECASE)
"""What programs that know no entities leave between brackets."""
_ATTRIBUTE = re.compile(r"([^\s=>/\"']{1,80})(?:\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")
_ZERO = re.compile(r"font-size\s*:\s*0(?![.\d])")
_TELLING = (
    *("href", "cite", "hid", "display", "max-height", "opacity", "border-top", "border-left", "quot", "sig", "rply", "append"),
    *("body_section", "editor-ref", "outlook", "forward", "zmail", "start", "mso-list", "wingdings", "reply", "divider"),
    *("persistentheader", "stopspelling", "white-space:", "white-space :"),
)
"""Most attributes only say what things look like; they are read where one of these is among them."""
_LOOKS = ("font-size", "color")
"""Read, too, where letters have no size or a vivid colour somewhere, since any other size or colour ends that."""
_PICTURED = re.compile(r"[^\x00-\x7f]|&#|data-emoji")
"""What a picture has in its attributes that stands for a sign."""
_HUGE_NUMBER = re.compile(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{7,});?")
_MOST_ATTRIBUTES = 8 * 1024
_MOST_KNOWN = 200


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag with its attributes (none when they say nothing of what is quoted, hidden or linked), or an end tag."""

    name: str
    closing: bool
    attributes: dict[str, str]


class _Scanner:
    """Looks for marks. A search that failed is not made again, so unclosed marks cost one pass in all."""

    def __init__(self, document: str) -> None:
        self.document = document
        self._missing: set[str] = set()
        self._quotes_close = True
        low = document.lower()
        self._telling = (*_TELLING, *_LOOKS) if _ZERO.search(low) or VIVID.search(low) else _TELLING
        self._known: dict[str, dict[str, str]] = {}

    def attributes(self, name: str, text: str) -> dict[str, str]:
        """The attributes in the tag, when one of them tells; a document repeats most."""
        known = self._known.get(text) if name != "img" else None
        if known is None:
            low = text.lower()
            tells = _PICTURED.search(low) if name == "img" else any(word in low for word in self._telling)
            known = {m[1].lower(): text_of(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(text)} if tells else {}
            if len(self._known) < _MOST_KNOWN and name != "img":
                self._known[text] = known
        return known

    def find(self, mark: str, start: int) -> int:
        """Where the mark is next, or -1."""
        if mark in self._missing:
            return -1
        at = self.document.find(mark, start)
        if at < 0:
            self._missing.add(mark)
        return at

    def tag_end(self, start: int) -> int:
        """Just past the `>` of the tag; a quote that never closes does not count as one."""
        if self._quotes_close:
            rest = _REST.match(self.document, start)
            if rest:
                return rest.end()
            self._quotes_close = False
        return self.find(">", start) + 1 or len(self.document)

    def raw_end(self, start: int, name: str) -> int:
        """Where the end tag of an element begins whose content is no markup; the start when it is never closed."""
        if name in self._missing:
            return start
        end = re.compile(f"</{name}", re.IGNORECASE).search(self.document, start)
        if end is None:
            self._missing.add(name)
            return start
        return end.start()


def tokens(document: str) -> Iterator[str | Tag]:
    """The document's texts, with their entities read, and its tags."""
    scanner, at = _Scanner(document), 0
    while at < len(document):
        start = scanner.find("<", at)
        if start < 0:
            yield text_of(document[at:])
            return
        if start > at:
            yield text_of(document[at:start])
        name = _NAME.match(document, start + 1)
        if name and document[name.end() : name.end() + 1] in _NO_TAGS and (bare := _ADDRESS.match(document, start)):
            at = bare.end()
            yield text_of(bare[0])
        elif name:
            at = scanner.tag_end(name.end())
            tag = _tag(scanner, name, at)
            yield tag
            if tag.name in _RAW and not tag.closing:
                at = scanner.raw_end(at, tag.name)
        elif document[start + 1 : start + 2] in ("!", "?", "/"):
            at = _past_comment(scanner, start)
        else:
            at = max(start + 1, _RUN.match(document, start).end() - 1)  # type: ignore[union-attr]
            yield document[start:at]


def text_of(text: str) -> str:
    """The text with its entities read."""
    if "&" not in text:
        return text
    return html.unescape(_HUGE_NUMBER.sub("\ufffd", text))


def _past_comment(scanner: _Scanner, start: int) -> int:
    """A comment that is never closed is not one: what it would hide is shown."""
    if scanner.document.startswith("<!--", start):
        end = scanner.find("-->", start + 4)
        return end + 3 if end >= 0 else start + 4
    end = scanner.find(">", start)
    return end + 1 if end >= 0 else start + 2


def _tag(scanner: _Scanner, name: "re.Match[str]", end: int) -> Tag:
    closing = name[0].startswith("/")
    if closing or end - name.end() <= 1:
        return Tag(name[1].lower(), closing, {})
    text = scanner.document[name.end() : min(end, name.end() + _MOST_ATTRIBUTES)]
    return Tag(name[1].lower(), closing=False, attributes=scanner.attributes(name[1].lower(), text))
