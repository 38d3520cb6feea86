"""HTML to the lines that a person sees, with how deep each is quoted."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice

from ingest.email.mime import containers, links, signs
from ingest.email.mime.colours import colour_of
from ingest.email.mime.lines import DEEPEST, MOST, Line, Role, of_plain
from ingest.email.mime.markup import Tag, tokens

LONGEST = 2 * 2**20
"""Characters of one part that are read."""
MOST_TAGS = 100_000
"""Tags of one part that are heeded, a hundred times those of a long newsletter."""
_VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
_DROPPED = frozenset(("script", "style", "head", "title", "template", "noscript", "object", "select", "svg", "math"))
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure"),
        *("footer", "form", "header", "hr", "html", "li", "main", "nav", "section", "tbody", "tfoot", "thead", "tr"),
        *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "pre", "signature"),
    )
)
_SPACED = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre"))
_SELF_CLOSING = frozenset(("p", "li", "td", "th", "tr", "dt", "dd", "option"))
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_SENTENCE = re.compile(r"\w\W+\w+\W+\w.*[.!?\u3002\u061f]\W*$|.{80}")
_NUMBER = re.compile(r"[0-9]{1,6}")
_ANY_TAG = re.compile(r"<[^<>]{0,2000}>")
_INVISIBLE = re.compile("[\u00ad\u034f\u200b-\u200f\u2060\ufeff]+")
_BREAKS = re.compile(
    r"<(?:br|p|div|table|t[rd]|li|ul|ol|pre|h[1-6]|blockquote|hr|dl|dt|center|section|article|style|form)\b", re.IGNORECASE
)
"""Tags one of which any program writes that knows how HTML breaks lines."""


def to_lines(document: str) -> list[Line]:
    """The visible lines of the document, in order; links and lists are kept, pictures and what is hidden are not."""
    document = _bounded(document[:LONGEST])
    page = _Page(keeps_space=_BREAKS.search(document) is None)
    for token in tokens(document):
        if len(page.lines) > MOST:
            break
        if isinstance(token, str):
            page.say(token)
        elif token.closing:
            page.close(token.name)
        elif token.name in _VOID:
            page.void(token)
        else:
            page.open(token)
    page.end_line()
    return page.lines


def _bounded(document: str) -> str:
    """The document, with its words alone past the last tag that is heeded."""
    if document.count("<") <= MOST_TAGS:
        return document
    end = next(islice(re.finditer("<", document), MOST_TAGS, None)).start()
    return document[:end] + _ANY_TAG.sub(" ", document[end:])


@dataclass(frozen=True, slots=True)
class _Open:
    """An element that is open, and what it makes of its content."""

    name: str
    hides: bool = False
    quotes: bool = False
    signs: bool = False
    link: str = ""
    tiny: bool = False
    font: str = ""
    colour: str = ""
    said: int = 0
    since: int = -1
    pre: bool = False


class _Page:
    """The lines so far, and the elements that are open."""

    def __init__(self, *, keeps_space: bool = False) -> None:
        self.lines: list[Line] = []
        self.stack: list[_Open] = []
        self._words: list[str] = []
        self._inks: Counter[str] = Counter()
        self._count: Counter[str] = Counter()
        self._numbers: list[int] = []
        self._hidden = self._depth = self._signed = self._said = self._since = 0
        self._outermost = _Open("", pre=keeps_space)
        self._history: Role = ""
        self._signature_next = False

    @property
    def _innermost(self) -> _Open:
        return self.stack[-1] if self.stack else self._outermost

    def say(self, text: str) -> None:
        """Text, with white space as HTML has it."""
        around = self._innermost
        if self._hidden or around.tiny:
            return
        if around.font:
            text = signs.drawn(text, around.font)
        if not text.isspace():
            self._said += 1
            self._inks[around.colour] += len(text)
        if around.pre:
            first, *rest = text.replace("\r\n", "\n").split("\n")
            self._words.append(first)
            for line in rest:
                self.end_line(even_blank=True)
                self._words.append(line)
            return
        squeezed = _SPACE.sub(" ", text)
        if squeezed.startswith(" ") and (not self._words or self._words[-1].endswith(" ")):
            squeezed = squeezed[1:]
        if squeezed:
            self._words.append(squeezed)

    def void(self, tag: Tag) -> None:
        """An element without content."""
        if self._hidden:
            return
        if tag.name == "br":
            self.end_line(even_blank=True)
            self._signature_next = tag.attributes.get("id", "") == "lineBreakAtBeginningOfSignature"
        elif tag.name == "hr":
            self._note_history(tag, containers.names_of(tag), "")
            self.end_line()
        elif tag.name == "img" and (sign := signs.emoji(tag)):
            self.say(sign)

    def open(self, tag: Tag) -> None:
        """The beginning of an element."""
        innermost = self.stack[-1].name if self.stack else ""
        if (innermost == "p" and tag.name in _BLOCKS) or (innermost == tag.name and tag.name in _SELF_CLOSING):
            self.pop()
        self._break(tag.name)
        element = self._element(tag)
        self.stack.append(element)
        self._count[tag.name] += 1
        self._hidden += element.hides
        self._depth += element.quotes
        self._signed += element.signs
        self._since += element.since >= 0
        self._begin_list(tag)

    def close(self, name: str) -> None:
        """The end of an element and of all that were left open in it; an end without a beginning is passed over."""
        if name == "br":
            self.end_line(even_blank=True)
        if not self._count[name]:
            return
        while self.pop() != name:
            pass

    def pop(self) -> str:
        """Close the innermost element."""
        element = self.stack.pop()
        if element.link and self._said > element.said and not links.says("".join(self._words[-9:]), element.link):
            self._words.append(f" <{element.link}>")
        if element.name in ("td", "th") and self._words:
            self._words.append(" ")
        self._break(element.name)
        if element.since >= 0 and any(_SENTENCE.search(line.text[:200]) for line in self.lines[element.since :]):
            self.lines[element.since :] = [
                replace(line, role="") for line in self.lines[element.since :]
            ]  # typed below the signature
        self._count[element.name] -= 1
        self._hidden -= element.hides
        self._depth -= element.quotes
        self._signed -= element.signs
        self._since -= element.since >= 0
        if element.name in ("ol", "ul") and self._numbers:
            self._numbers.pop()
        return element.name

    def end_line(self, *, even_blank: bool = False) -> None:
        """Finish the line begun, if one is. Of several blank lines outside <pre> one is kept."""
        if not self._words and not even_blank:
            return
        text = "".join(self._words).rstrip() if self._innermost.pre else "".join(self._words).strip()
        colour = self._colour()
        self._words, self._inks = [], Counter()
        if not text.isascii() and not _INVISIBLE.sub("", text).strip():
            text = ""
        depth = min(DEEPEST, self._depth)
        if text:
            line = Line(text, depth, self._role(), colour)
            self.lines.append(_arrowed(line) if text[0] == ">" else line)
            self._history = ""
        elif even_blank and (self._innermost.pre or self._history or not self.lines or not self._blank_above(depth)):
            self.lines.append(Line("", depth, self._role()))
            self._history = "" if self._history == "history" else self._history

    def _colour(self) -> str:
        """The colour of more than half of the line begun."""
        if len(self._inks) < 2:  # noqa: PLR2004
            return next(iter(self._inks), "")
        colour, most = self._inks.most_common(1)[0]
        return colour if most * 2 > self._inks.total() else ""

    def _blank_above(self, depth: int) -> bool:
        return not self.lines[-1].text and self.lines[-1].depth == depth

    def _role(self) -> Role:
        if self._history:
            return self._history
        return "signature" if self._signed else ""

    def _break(self, name: str) -> None:
        if self._hidden or name not in _BLOCKS:
            return
        self.end_line()
        if name in _SPACED and self.lines and not self.lines[-1].blank:
            self.lines.append(Line("", min(DEEPEST, self._depth)))

    def _element(self, tag: Tag) -> _Open:
        around = self._innermost
        if tag.name in _DROPPED:
            return _Open(tag.name, hides=True)
        inner = self._depth > 0 and tag.name == "blockquote"
        since, self._signature_next = len(self.lines) if self._signature_next and not self._since else -1, False
        signed = since >= 0 or tag.name == "signature"
        if not tag.attributes:
            quotes = inner or (tag.name == "blockquote" and containers.is_head(self._above()))
            return _Open(
                tag.name,
                quotes=quotes,
                signs=signed,
                tiny=around.tiny,
                font=around.font,
                colour=around.colour,
                since=since,
                pre=around.pre or tag.name == "pre",
            )
        style, names = tag.attributes.get("style", "").lower(), containers.names_of(tag)
        self._note_history(tag, names, style)
        kept = containers.keeps_space(style)
        small, colour = containers.shrinks(style), colour_of(style, tag.attributes.get("color", ""))
        return _Open(
            tag.name,
            hides="hidden" in tag.attributes or bool(style and containers.is_hidden(style)),
            quotes=inner or (tag.name in ("blockquote", "div") and containers.is_quote(tag, names, style, self._above)),
            signs=signed or containers.is_signature(names),
            link=links.leads_to(tag.attributes.get("href", "")) if tag.name == "a" else "",
            tiny=around.tiny if small is None else small,
            font=signs.font_of(style) or around.font,
            colour=around.colour if colour is None else colour,
            said=self._said,
            since=since,
            pre=around.pre or tag.name == "pre" if kept is None else kept,
        )

    def _above(self) -> str:
        """The words right above, outside quotes or not."""
        return next((line.text for line in reversed(self.lines[-4:]) if not line.blank), "")

    def _note_history(self, tag: Tag, names: str, style: str) -> None:
        if not self._hidden and not self._depth and (begins := containers.begins_history(tag, names, style)):
            self.end_line()
            self._history = begins

    def _begin_list(self, tag: Tag) -> None:
        if tag.name in ("ol", "ul"):
            first = tag.attributes.get("start", "")
            self._numbers.append(-1 if tag.name == "ul" else int(first) - 1 if _NUMBER.fullmatch(first) else 0)
        elif tag.name == "li" and not self._hidden:
            self._words.append(self._bullet())

    def _bullet(self) -> str:
        if not self._numbers or self._numbers[-1] < 0:
            return "- "
        self._numbers[-1] += 1
        return f"{self._numbers[-1]}. "


def _arrowed(line: Line) -> Line:
    """A line with the marks of plain text that some write in HTML, too."""
    plain = of_plain(line.text)[0]
    return Line(plain.text, min(DEEPEST, line.depth + plain.depth), line.role, line.colour)
