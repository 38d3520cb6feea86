"""Bytes to a tree of MIME parts: any bytes have one. A part is a stretch of the mail, and opened only when it is looked into.

Written by hand because the parser in Python's email package copies each part at each level, gives up on deep nesting, and
drops or merges what a wrong boundary, a missing blank line or an encoded message within the message leaves whole here.
Sources: RFC 2045, RFC 2046, RFC 5322.
"""

import re
from dataclasses import dataclass, field, replace
from functools import cached_property

from ingest.email.mime.boundaries import Span, discovered, spans, unsaid
from ingest.email.mime.head import Head, head_of_message, head_of_part
from ingest.email.mime.headers import Fields, Parameters, parameters, without_comments
from ingest.email.mime.transfer import Undone, undone

DEEPEST = 40
"""Parts within parts that are opened."""
_TYPE = re.compile(r"[\"'\s]*([\w!#$&^.+*-]{1,80})\s*/\s*([\w!#$&^.+*-]{1,80})")
_TURNED = {
    **dict.fromkeys(("plain/text", "text/text", "text/palin", "txt/plain", "text/txt", "application/text"), "text/plain"),
    **dict.fromkeys(("html/text", "text/htm", "application/html"), "text/html"),
}
"""Types that do not exist, and what is meant."""
_BARE = {"text": "text/plain", "plain": "text/plain", "html": "text/html", "multipart": "multipart/mixed"}
_MESSAGES = frozenset(("message/rfc822", "message/global", "message/news", "message/partial"))
_REPORTS = frozenset(("message/delivery-status", "message/global-delivery-status"))
_MOST_BLOCKS = 200
_MOST_TYPES = 5
"""Content-Type fields of one part that are read."""
_CHARSET = re.compile(rb"charset\*?\s{0,9}=\s{0,9}[\"']{0,2}([\w.:+-]{2,40})", re.IGNORECASE)
_NEAR = 16 * 1024
_BLOCK_END = re.compile(rb"\r?\n[ \t]*\r?\n")
_SCAFFOLD = re.compile(
    rb"^(?:--\S.{0,200}|content-[a-z-]{1,30}:.{0,500}|[ \t]+boundary=.{0,200})(?:\r?\n|\Z)", re.IGNORECASE | re.MULTILINE
)
_COMMENTS = re.compile(r"\"(?:[^\"\\]|\\.){0,500}+\"|\\.|\bname[\d*]{0,5}\s?=[^\";]*|\([^()]*\)", re.IGNORECASE)
"""What may hold parentheses of its own, or else a comment (RFC 2045 §5.1). An escaped quote begins nothing, or time were lost."""
_NO_BOUNDARY = re.compile(rb"(?:\r?\n){0,9}--\r?\n")
"""How a body begins that was parted by an empty boundary."""
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(slots=True)
class _Place:
    """Where a part stands: how deep, what it is when it does not say, and whether it is a message of its own."""

    depth: int = 0
    default: str = "text/plain"
    message: bool = False


@dataclass(eq=False)
class Part:
    """One MIME part, which is `raw[start:end]`; `raw` is the message that it is in, not copied."""

    raw: bytes = field(repr=False)
    start: int
    end: int
    place: _Place = field(default_factory=_Place)
    adopted: list[Span] = field(default_factory=list)

    @cached_property
    def head(self) -> Head:
        """The header and where it ends."""
        read = (head_of_message if self.place.message else head_of_part)(self.raw, self.start, self.end)
        if all(value.isascii() for values in read.fields.values.values() for value in values):
            return read
        return replace(read, fields=replace(read.fields, charset=_charset_said(self.raw, self.start, self.end)))

    @cached_property
    def fields(self) -> Fields:
        """The header."""
        return self.head.fields

    @cached_property
    def kind(self) -> Parameters:
        """The media type (RFC 2045) with its parameters; what is no type counts as plain text."""
        said = [self._typed(value) for value in self.fields.all("content-type")[:_MOST_TYPES] if value]
        if not said:
            boundary = unsaid(self.raw, self.head.end, self.end) if self.place.default == "text/plain" else ""
            return Parameters("multipart/mixed", {"boundary": boundary}) if boundary else Parameters(self.place.default, {})
        if len(said) > 1:
            whole = (kind for kind in said if kind.value.startswith("multipart/") and self._spans(kind))
            return next(whole, said[0])
        return said[0]

    def _typed(self, value: str) -> Parameters:
        read = parameters(value if "(" not in value else _COMMENTS.sub(_without, value), self.fields.charset)
        named = _TYPE.match(read.value) or _TYPE.match(value)
        if named:
            type_ = f"{named[1]}/{named[2]}".lower()
            return Parameters(_TURNED.get(type_, type_), read.named)
        return Parameters(_BARE.get(read.value.strip("/"), self.place.default), read.named)

    @cached_property
    def disposition(self) -> Parameters:
        """How the sender wants it shown, with its parameters."""
        return parameters(self.fields.raw("content-disposition"), self.fields.charset)

    @cached_property
    def children(self) -> list["Part"]:
        """The parts inside; [] for a leaf, and for what is nested too deeply to be opened."""
        kind = self.kind.value
        if self.place.depth >= DEEPEST:
            return []
        if kind.startswith("multipart/"):
            return self._parts()
        if kind in _MESSAGES:
            return self._message()
        return self._blocks() if kind in _REPORTS else []

    @property
    def too_deep(self) -> bool:
        """Whether there may be parts inside that are not opened."""
        return self.place.depth >= DEEPEST and self.kind.value.startswith(("multipart/", "message/"))

    def _message(self) -> list["Part"]:
        """The message inside, which some programs encode though they must not."""
        place = _Place(self.place.depth + 1, message=True)
        inside = self.content()
        if len(inside) == self.end - self.head.end:
            return [Part(self.raw, self.head.end, self.end, place)]
        return [Part(inside, 0, len(inside), place)] if inside.strip() else []

    def _parts(self) -> list["Part"]:
        found = self.adopted or self._spans(self.kind)
        place = _Place(self.place.depth + 1, "message/rfc822" if self.kind.value == "multipart/digest" else "text/plain")
        if not found and self.fields.word("content-transfer-encoding") in ("base64", "quoted-printable"):
            inside = self.content()
            again = Part(inside, 0, len(inside), _Place(self.place.depth + 1))
            return [Part(inside, *span[:2], place) for span in again._spans(self.kind)]
        return self._with_adopted([Part(self.raw, start, end, place) for start, end, _ in found], found)

    def _with_adopted(self, parts: list["Part"], found: list[Span]) -> list["Part"]:
        """A part that is itself in parts, and shares its boundary with this one, has the parts up to where they end."""
        boundary = self.kind.named.get("boundary", "")
        for at, part in enumerate(parts):
            if part.kind.value.startswith("multipart/") and boundary and part.kind.named.get("boundary") == boundary:
                own = [span for span in found[at + 1 :] if span.run == found[at].run]
                if own and not spans(part.raw, part.head.end, part.end, boundary):
                    part.adopted = own
                    return [*parts[: at + 1], *parts[at + 1 + len(own) :]]
        return parts

    def _spans(self, kind: Parameters) -> list[Span]:
        """Where the parts are: by the boundary that is said, or else by the one that there is."""
        start = self.head.end
        said = kind.named.get("boundary", "")
        for boundary in dict.fromkeys((said, said.strip("\"' "), said.rstrip("-"))):
            found = spans(self.raw, start, self.end, boundary) if boundary else []
            if found:
                return found
        if not said and _NO_BOUNDARY.match(self.raw, start, self.end):
            return spans(self.raw, start, self.end, "")
        there = discovered(self.raw, start, self.end)
        return spans(self.raw, start, self.end, there) if there else []

    def _blocks(self) -> list["Part"]:
        """The blocks of a delivery report (RFC 3464 §2.1), each with fields and no body."""
        inside = self.content()
        place = _Place(self.place.depth + 1)
        blocks, at = [], 0
        for gap in _BLOCK_END.finditer(inside):
            blocks.append(Part(inside, at, gap.start(), place))
            at = gap.end()
            if len(blocks) > _MOST_BLOCKS:
                break
        return [block for block in [*blocks, Part(inside, at, len(inside), place)] if block.start < block.end]

    def undone(self, *, text: bool = False) -> Undone:
        """A leaf's bytes, its transfer encoding undone; of `text` also where it was said wrongly."""
        said = next((v for v in self.fields.all("content-transfer-encoding") if v), "")
        return undone(self.raw[self.head.end : self.end], without_comments(said), text=text)

    def content(self) -> bytes:
        """A leaf's bytes, its transfer encoding undone."""
        return self.undone().content

    def scattered_text(self) -> bytes:
        """What stands in a part that could not be taken apart, without the lines that would part it."""
        return _SCAFFOLD.sub(b"", self.raw[self.head.end : self.end])


def _without(found: "re.Match[str]") -> str:
    return "" if found[0].startswith("(") else found[0]


def part_within(outer: Part, raw: bytes) -> Part:
    """The part that was wrapped up in another."""
    return Part(raw, 0, len(raw), _Place(outer.place.depth + 1))


def charset_said_in(part: Part) -> str:
    """The charset that the part, or else the mail that it is in, says first; "" for none."""
    return _charset_said(part.raw, part.start, part.end)


def _charset_said(raw: bytes, start: int, end: int) -> str:
    near = min(end, start + _NEAR)
    told = _CHARSET.search(raw, start, near) or _CHARSET.search(raw, 0, _NEAR)
    return told[1].decode("ascii", "replace") if told else ""


@dataclass(frozen=True, slots=True)
class Tree:
    """The whole mail as parts, and what was wrong with it."""

    root: Part
    problems: tuple[str, ...]


def tree(raw: bytes) -> Tree:
    """The parts of any bytes; never raises."""
    lined = _with_lines(raw)
    root = Part(lined, 0, len(lined), _Place(message=True))
    return Tree(root, root.head.problems)


def _turned_round(raw: bytes) -> bool:
    """Whether all lines end in LF CR."""
    first = raw.find(b"\n")
    return raw[first + 1 : first + 2] == b"\r" != raw[first - 1 : first] and raw.count(b"\n\r") >= raw.count(b"\n") - 1


def _with_lines(raw: bytes) -> bytes:
    """The mail with line ends as they should be, in bytes that hold ASCII as ASCII."""
    if raw.startswith(_UTF_16):
        raw = raw.decode("utf-16", "replace").encode("utf-8")
    if b"\r\r\n" in raw:
        raw = raw.replace(b"\r\r\n", b"\r\n")
    if _turned_round(raw):
        raw = raw.replace(b"\n\r", b"\n")
    if b"\n" not in raw and b"\r" in raw:
        raw = raw.replace(b"\r", b"\n")
    return raw
