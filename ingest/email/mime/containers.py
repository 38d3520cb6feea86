"""What the boxes of an HTML mail hold, told by the names and the looks that mail programs give them."""

import re
from collections.abc import Callable

from ingest.email.mime.lines import Role
from ingest.email.mime.markup import Tag

_NAMING = ("class", "id", "name", "data-marker", "data-smartmail")
_QUOTE_NAMES = re.compile(r"(?<!block)(?<!block[-_])quote|(?:reply|canary)blockquote|zmail|ymail|\bcite\b")
_QUOTE_STYLE = re.compile(r"border-left(?:-width|-style)?\s*:(?!\s*(?:none|0))")
_INDENTED = re.compile(r"border(?:-left|-style|-width)?\s*:\s*(?:none|0)|margin(?:-left)?\s*:[^;]{0,40}40px")
_BOXES = re.compile(r"(?:x_)?(?:groupwisereplybody|quoted-content|__quoted_text__|fairemail_quote|freshdesk_quote)|name=quote")
_SIGNATURE = re.compile(
    r"(?:[\w-]{0,60}?[_-]?signature(?:section|_prefix|_block[\w-]{0,40}|-container|_container)?|(?:x_)?bloop_sign\w{0,40}"
    r"|(?:x_)?(?:_rc_sig|mb_sig|groupwisesig|canarysig|io-ox-signature|__sig_(?:pre|post)__))"
)
_HISTORY = re.compile(
    r"divrplyfwdmsg|appendonsend|olk_src_body_section|mail-editor-reference-message-container|outlookmessageheader"
    r"|yahoo_quoted|moz-forward-container|__divider__|_persistentheadercontainer"
    r"|stopspelling|ntes-(?:pcmail|mailmaster)-quote"
)
_OUTLOOK_RULE = re.compile(r"border-top\s*:\s*solid\s+#?\w+\s+1\.0pt|border\s*:\s*none\s*;\s*border-top\s*:\s*solid")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|(?:max-height|opacity)\s*:\s*0(?:px|pt|em)?\s*(?:;|!|$)"
)
_WHITE_SPACE = re.compile(r"(?<!-)white-space\s*:\s*(?:(pre|break-spaces)|\w)")
_SIZE = re.compile(r"font-size\s*:\s*(0(?:px|pt|em|rem|%)?\s*(?:;|!|$))?")
_HEAD = re.compile(r"@|(?<!\d)(?:19|20)\d\d(?!\d)|\b\d{1,2}[:.h]\d\d\b|\d[./-]\s?\d{1,2}[./-]\s?\d|[年월일月]")
_SURE_HEAD = re.compile(r"@|\b\d{1,2}[:.h]\d\d\b")
_COLON = re.compile(r"[:\uff1a]$")
_LONGEST_HEAD = 240


def names_of(tag: Tag) -> str:
    """What the program calls the element, in small letters, parted by spaces."""
    given = tag.attributes
    names = " ".join(given[key] for key in _NAMING if given.get(key)).lower()
    if given.get("name", "").lower() == "quote":
        names += " name=quote"
    return f"{names} signature" if "data-signature-widget" in given else names


def is_signature(names: str) -> bool:
    """Whether a program keeps the signature in it."""
    return "sig" in names and any(_SIGNATURE.fullmatch(name) for name in names.split()[:40])


def begins_history(tag: Tag, names: str, style: str) -> Role:
    """Whether all from here on was written before, unless nothing stands above, or the writer or Outlook drew a rule."""
    if names and _HISTORY.search(names):
        return "history"
    return "rule" if tag.name == "div" and "border-top" in style and _OUTLOOK_RULE.search(style) else ""


def is_quote(tag: Tag, names: str, style: str, above: Callable[[], str]) -> bool:
    """Whether it holds a quote.

    Some programs indent with blockquote, and anybody may draw a line at the left of a box: these quote only when something says
    so, such as a head right above.
    """
    if tag.name == "blockquote":
        source = tag.attributes.get("cite", "http")  # of a page that was copied from; mails are told by their Message-ID
        said = tag.attributes.get("type", "").lower() == "cite" or not source.lower().startswith("http")
        if said or _QUOTE_NAMES.search(names) or _QUOTE_STYLE.search(style):
            return True
        return is_head(above(), sure=bool(_INDENTED.search(style)))
    if tag.name != "div":
        return False
    if names and any(_BOXES.fullmatch(name) for name in names.split()[:40]):
        return True
    return bool(_QUOTE_STYLE.search(style)) and is_head(above(), sure=True)


def is_head(above: str, *, sure: bool = False) -> bool:
    """Whether the line looks like "On …, Ann wrote:"; `sure`: with an address or a time of day."""
    above = above[-_LONGEST_HEAD:].rstrip()
    return bool(_COLON.search(above)) and bool((_SURE_HEAD if sure else _HEAD).search(above))


def is_hidden(style: str) -> bool:
    """Whether the style keeps the element and all in it from being seen."""
    return _HIDDEN.search(style) is not None


def keeps_space(style: str) -> bool | None:
    """Whether lines end where they end in the source; None when the style does not say, and that around counts."""
    said = _WHITE_SPACE.search(style) if "white-space" in style else None
    return None if said is None else said[1] is not None


def shrinks(style: str) -> bool | None:
    """Whether the letters have no size; None when the style does not say, and the size around counts."""
    said = _SIZE.search(style)
    return None if said is None else said[1] is not None
