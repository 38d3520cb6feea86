"""HTML to the lines that a person sees, with how deep each is quoted. One pass over the tokens, linear in the length.

Written by hand because the parsers tried are not linear on what a stranger may send: lexbor (selectolax) took 19 s for 100,000
nested <div>, Python's own before 3.11.14 is quadratic on unclosed tags, and libxml2 cuts a document off at its depth limit.
"""

import html as entities
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.email.lines import Line

LONGEST = 2 * 2**20
"""Characters of one part that are read."""
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr o:p".split())
_DROPPED = frozenset("script style head title template noscript object select svg math".split())
_RAW = frozenset(("script", "style", "title", "textarea", "xmp"))
_BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li "
    "main nav ol p pre section table tbody tfoot thead tr ul html".split()
)
_SPACED = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl table pre".split())
_SELF_CLOSING = frozenset("p li td th tr dt dd option".split())
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|!|$)")
_QUOTE_NAMES = re.compile(r"gmail_quote|protonmail_quote|tutanota_quote|yahoo_quoted|zmail_extra|cite|\bquote\b|gmx_quote|ymail_quote")
_SIGNED = re.compile(r"gmail_signature|moz-signature|protonmail_signature|ms-outlook-mobile-signature|^signature$|x_signature")
_HISTORY = re.compile(
    r"divrplyfwdmsg|appendonsend|olk_src_body_section|mail-editor-reference-message-container|outlookmessageheader|yahoo_quoted"
    r"|moz-forward-container|tutanota_quote|protonmail_quote|zmail_extra"
)
_OUTLOOK_RULE = re.compile(r"border-top\s*:\s*solid\s+#(?:e1e1e1|b5c4df)|border\s*:\s*none\s*;\s*border-top\s*:\s*solid")
_ATTRIBUTE = re.compile(r"([^\s=>/\"']+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")
_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9:_-]{0,40})")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_HEAD_BEFORE = re.compile(r"[\d@].*[:：]\s*$")


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    closing: bool
    attributes: dict[str, str]


def to_lines(document: str) -> list[Line]:
    """The visible lines of the document, in order; links and lists are kept, pictures and what is hidden are not."""
    page = _Page()
    for token in _tokens(document[:LONGEST]):
        if isinstance(token, str):
            page.say(token)
        elif token.closing:
            page.close(token.name)
        else:
            page.open(token)
    page.end_line()
    return page.lines


def _tokens(document: str) -> Iterator[str | _Tag]:
    """Text and tags in order. A search that fails once is not made again, so that unclosed marks cost one pass."""
    at, length = 0, len(document)
    ends: dict[str, int] = {}

    def find(mark: str, start: int) -> int:
        if ends.get(mark, start) < 0:
            return -1
        ends[mark] = document.find(mark, start)
        return ends[mark]

    while at < length:
        start = find("<", at)
        if start < 0:
            yield document[at:]
            return
        if start > at:
            yield document[at:start]
        if document.startswith("<!--", start):
            end = find("-->", start + 4)
            at = end + 3 if end >= 0 else start + 4
        elif document[start + 1 : start + 2] in ("!", "?"):
            end = find(">", start)
            at = end + 1 if end >= 0 else length
        elif name := _NAME.match(document, start + 1):
            tag, at = _tag(document, start, name, find)
            yield tag
            if tag.name in _RAW and not tag.closing:
                at = _past_raw(document, at, tag.name, ends)
        else:
            yield "<"
            at = start + 1


def _tag(document: str, start: int, name: "re.Match[str]", find: object) -> tuple[_Tag, int]:
    ...
