"""The words of a mail as plain text, and the same as HTML. Sources: RFC 2046 §5.1.4 (multipart/alternative), RFC 2045 §6."""

import re
from email.message import EmailMessage
from html import escape
from typing import Literal

RIGHT_TO_LEFT = frozenset(("ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"))
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
"""A language tag (RFC 5646) as far as we use them."""
UNKNOWN = "und"
_LINK = re.compile(r"https?://[^\s<>\"\x00-\x20]{1,2000}")
_ENDS_NO_LINK = ".,;:!?'\")]}\u00bb\u2019\u201d\u2026\u3002\uff0c"
_BREAKS = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_GAP = re.compile(r"\n[ \t]*\n\s*")
_BASE64_FROM = 6
"""Where more than every sixth byte is outside of ASCII, base64 is shorter than quoted-printable."""


def set_body(message: EmailMessage, text: str, language: str, boundary: str, *, html: bool) -> None:
    """Give the message these words, plain, and with `html` also as HTML; both parts say the same.

    `boundary` separates them: the same reply is always the same bytes. It begins with "=_", which no encoded part can hold.
    """
    tag = language if LANGUAGE.fullmatch(language) and language != UNKNOWN else ""
    words = _writable(text)
    message.set_content(words, charset="utf-8", cte=_encoding(words))
    if html:
        marked_up = html_of(words, tag)
        message.add_alternative(marked_up, subtype="html", charset="utf-8", cte=_encoding(marked_up))
        message.set_boundary(f"=_{boundary}")
    if tag:
        message["Content-Language"] = tag


def html_of(text: str, language: str) -> str:
    """The text as a page that mail programs leave alone: no style, no image, nothing fetched; links can be followed.

    Language and direction stand on an element inside the page as well, because webmail takes away what is around it.
    """
    direction = "rtl" if language.partition("-")[0].lower() in RIGHT_TO_LEFT else "ltr"
    attributes = f' lang="{escape(language)}" dir="{direction}"' if language else ""
    paragraphs = "\n".join(f"<p>{_marked_up(part)}</p>" for part in _GAP.split(text.strip("\n")))
    head = '<head><meta charset="utf-8"><title></title></head>'
    return f"<!DOCTYPE html>\n<html{attributes}>{head}\n<body><div{attributes}>\n{paragraphs}\n</div></body></html>\n"


def _marked_up(paragraph: str) -> str:
    parts, at = [], 0
    for found in _LINK.finditer(paragraph):
        link = escape(found.group().rstrip(_ENDS_NO_LINK))
        parts += [escape(paragraph[at : found.start()]), f'<a href="{link}">{link}</a>']
        at = found.start() + len(found.group().rstrip(_ENDS_NO_LINK))
    return "".join((*parts, escape(paragraph[at:]))).replace("\n", "<br>\n")


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", _BREAKS.sub("\n", text))


def _encoding(text: str) -> Literal["quoted-printable", "base64"]:
    size = len(text.encode())
    return "base64" if (size - sum(map(str.isascii, text))) * _BASE64_FROM > size else "quoted-printable"
