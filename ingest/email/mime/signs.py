"""Signs that HTML shows as pictures or as letters of a font of signs."""

import re

from ingest.email.mime.markup import Tag

_EMOJI = re.compile("[\u203c-\u3299\U0001f000-\U0001faff\ufe0f\u200d\u20e3#*0-9\U000e0020-\U000e007f]{1,24}")
"""A sign that programs show as a picture, with what it is made of."""
_PICTORIAL = re.compile("[\u203c-\u3299\U0001f000-\U0001faff\u20e3]")
_DINGBATS = dict(zip("JLK\xe0\xdf\xf3\xfc", "\u263a\u2639\U0001f610\u2192\u2190\u2194\u2713", strict=True))
"""What Outlook makes of ":)" and "->" while one types: letters of the font Wingdings."""
_BULLETS = frozenset("\xb7o\xa7\xd8\xfcvq\u2022\u25aa\uf0b7\uf0a7\uf0d8\uf0fc-")
"""What Word draws before the items of its lists, as letters of fonts of signs."""


def emoji(tag: Tag) -> str:
    """The sign that the picture stands for, when it is one."""
    sign = tag.attributes.get("data-emoji") or tag.attributes.get("alt", "")
    return sign if _PICTORIAL.search(sign[:40]) and _EMOJI.fullmatch(sign) else ""


def font_of(style: str) -> str:
    """Whether what is in it stands for signs: the bullets of Word's lists, or letters of Wingdings."""
    if "mso-list" not in style and "wingdings" not in style:
        return ""
    bare = style.replace(" ", "")
    return "bullet" if "mso-list:ignore" in bare else "wingdings" if "font-family:wingdings" in bare else ""


def drawn(text: str, font: str) -> str:
    """What the letters look like in their font."""
    if font == "bullet":
        return "- " if text.strip() in _BULLETS else text
    return _DINGBATS.get(text.strip(), text)
