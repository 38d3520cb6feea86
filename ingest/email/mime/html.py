"""HTML to the lines that a person sees, with how deep each is quoted."""

import re
from collections import Counter
from dataclasses import dataclass

from ingest.email.mime.lines import DEEPEST, MOST, Line, Role
from ingest.email.mime.markup import Tag, tokens

LONGEST = 2 * 2**20
"""Characters of one part that are read."""
_VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
_DROPPED = frozenset(("script", "style", "head", "title", "template", "noscript", "object", "select", "svg", "math"))
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure"),
        *("footer", "form", "header", "hr", "html", "li", "main", "nav", "section", "tbody", "tfoot", "thead", "tr"),
        *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "pre"),
    )
)
_SPACED = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre"))
_SELF_CLOSING = frozenset(("p", "li", "td", "th", "tr", "dt", "dd", "option"))
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|!|$)"
)
_QUOTE_NAMES = re.compile(r"gmail_quote|protonmail_quote|tutanota_quote|yahoo_quoted|zmail_extra|ymail|\bcite\b|\bquote")
_QUOTE_STYLE = re.compile(r"border-left(?:-width|-style)?\s*:(?!\s*(?:none|0))")
_SIGNATURE = re.compile(r"gmail_signature|moz-signature|protonmail_signature|outlook-mobile-signature|\bx?_?signature$")
_HISTORY = re.compile(
    r"divrplyfwdmsg|appendonsend|olk_src_body_section|mail-editor-reference-message-container|outlookmessageheader"
    r"|yahoo_quoted|moz-forward-container|tutanota_quote|zmail_extra"
)
_OUTLOOK_RULE = re.compile(r"border-top\s*:\s*solid\s+#?\w+\s+1\.0pt|border\s*:\s*none\s*;\s*border-top\s*:\s*solid")
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_HEAD = re.compile(r"[\d@][^\n]{0,200}[:\uff1a]$")


def to_lines(document: str) -> list[Line]:
    """The visible lines of the document, in order; links and lists are kept, pictures and what is hidden are not."""
    page = _Page()
    for token in tokens(document[:LONGEST]):
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


@dataclass(frozen=True, slots=True)
class _Open:
    """An element that is open, and what it makes of its content."""

    name: str
    hides: bool = False
    quotes: bool = False
    signs: bool = False
    link: str = ""
    number: int = 0


class _Page:
    """The lines so far, and the elements that are open."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.stack: list[_Open] = []
        self._words: list[str] = []
        self._count: Counter[str] = Counter()
        self._numbers: list[int] = []
        self._hidden = self._depth = self._signed = self._pre = 0
        self._history = False
        self._space = False

    def say(self, text: str) -> None:
        """Text, with white space as HTML has it."""
        if self._hidden:
            return
        if self._pre:
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
        elif tag.name == "hr":
            self._note_history(tag)
            self.end_line()

    def open(self, tag: Tag) -> None:
        """The beginning of an element."""
        innermost = self.stack[-1].name if self.stack else ""
        if (innermost == "p" and tag.name in _BLOCKS) or (innermost == tag.name and tag.name in _SELF_CLOSING):
            self.pop()
        self._break(tag.name)
        element = self._element(tag)
        self._note_history(tag)
        self.stack.append(element)
        self._count[tag.name] += 1
        self._hidden += element.hides
        self._depth += element.quotes
        self._signed += element.signs
        self._pre += tag.name == "pre"
        self._begin_list(tag.name)

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
        if element.link and not self._hidden and not "".join(self._words[-3:]).rstrip().endswith(element.link):
            self._words.append(f" <{element.link}>")
        if element.name in ("td", "th") and self._words:
            self._words.append(" ")
        self._break(element.name)
        self._count[element.name] -= 1
        self._hidden -= element.hides
        self._depth -= element.quotes
        self._signed -= element.signs
        self._pre -= element.name == "pre"
        if element.name in ("ol", "ul") and self._numbers:
            self._numbers.pop()
        return element.name

    def end_line(self, *, even_blank: bool = False) -> None:
        """Finish the line begun, if one is."""
        text = "".join(self._words).rstrip() if self._pre else "".join(self._words).strip()
        self._words = []
        if text or even_blank:
            self.lines.append(Line(text, min(DEEPEST, self._depth), self._role()))
            self._history = False

    def _role(self) -> Role:
        if self._history:
            return "history"
        return "signature" if self._signed else ""

    def _break(self, name: str) -> None:
        if self._hidden or name not in _BLOCKS:
            return
        self.end_line()
        if name in _SPACED and self.lines and not self.lines[-1].blank:
            self.lines.append(Line("", min(DEEPEST, self._depth)))

    def _element(self, tag: Tag) -> _Open:
        if tag.name in _DROPPED:
            return _Open(tag.name, hides=True)
        if tag.name in ("img", "input") or not tag.attributes:
            return _Open(tag.name, quotes=tag.name == "blockquote" and self._after_head())
        style = tag.attributes.get("style", "").lower()
        names = f"{tag.attributes.get('class', '')} {tag.attributes.get('id', '')}".lower().strip()
        return _Open(
            tag.name,
            hides="hidden" in tag.attributes or bool(style and _HIDDEN.search(style)),
            quotes=tag.name == "blockquote" and self._is_quote(tag, names, style),
            signs=bool(names and _SIGNATURE.search(names)),
            link=_link(tag) if tag.name == "a" else "",
        )

    def _is_quote(self, tag: Tag, names: str, style: str) -> bool:
        """Some programs indent with blockquote: it quotes only when something says so."""
        said = tag.attributes.get("type", "").lower() == "cite" or "cite" in tag.attributes or _QUOTE_NAMES.search(names)
        return bool(said) or bool(_QUOTE_STYLE.search(style)) or self._after_head()

    def _after_head(self) -> bool:
        """Whether what stands right before looks like "On …, Ann wrote:"."""
        above = next((line.text for line in reversed(self.lines[-4:]) if not line.blank), "")
        return bool(_HEAD.search(above[-240:])) or self._depth > 0

    def _note_history(self, tag: Tag) -> None:
        if self._hidden or self._depth:
            return
        names = f"{tag.attributes.get('class', '')} {tag.attributes.get('id', '')}".lower()
        style = tag.attributes.get("style", "").lower()
        if _HISTORY.search(names) or (tag.name == "div" and "border-top" in style and _OUTLOOK_RULE.search(style)):
            self.end_line()
            self._history = True

    def _begin_list(self, name: str) -> None:
        if name in ("ol", "ul"):
            self._numbers.append(0 if name == "ol" else -1)
        elif name == "li" and not self._hidden:
            self._words.append(self._bullet())

    def _bullet(self) -> str:
        if not self._numbers or self._numbers[-1] < 0:
            return "- "
        self._numbers[-1] += 1
        return f"{self._numbers[-1]}. "


def _link(tag: Tag) -> str:
    """Where the link leads, when that says more than its words may."""
    address = tag.attributes.get("href", "").strip()
    return address if address.lower().startswith(("http://", "https://")) and len(address) <= 2000 else ""  # noqa: PLR2004
