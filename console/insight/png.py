"""Pictures as PNG, for mails and slides: an SVG of ours is drawn once more, by resvg, which needs nothing of the system.

The letters come from a part of DejaVu Sans that lies beside this (`fonts/`): a container has none. Only what is written in
letters that it lacks is looked for among the system's fonts, and where these lack them, too, a box is drawn.
"""

import re
from pathlib import Path

import resvg_py

from console.wording.saying import ENGLISH, Reader

FONTS = Path(__file__).parent / "fonts"
FAMILY = "DejaVu Sans"
PROBE = "share of all messages"
"""Words of ours that stand in a drawing: in them it is seen which letters a language is written in."""
SHARP = 2.0
"""Pixels for each of the drawing's, so that it is sharp on the screens of phones."""
WHITE = "#ffffff"
_LAST_COVERED = 0x045F
"""Latin, Greek and Cyrillic; and of what is beyond, the marks that our own drawings use."""
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""XML 1.0 §2.2."""
_MARKS = frozenset("\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2190\u2191\u2192\u2193\u2212\u2264\u2265\u202f")


def png(svg: str, background: str = WHITE) -> bytes:
    """The picture; of what XML cannot hold, a mark is drawn. Raises ValueError for what is no SVG."""
    svg = _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", svg)
    foreign = not _covered(svg)
    return resvg_py.svg_to_bytes(
        svg,
        skip_system_fonts=not foreign,
        font_files=[str(path) for path in sorted(FONTS.glob("*.ttf"))],
        font_family=FAMILY,
        sans_serif_family=FAMILY,
        background=background,
        zoom=SHARP,
    )


def drawable(whoever: Reader) -> Reader:
    """The same reader; who reads letters that our fonts lack gets English, because boxes in place of letters say nothing."""
    return whoever if _covered(whoever.words.gettext(PROBE)) else ENGLISH


def _covered(words: str) -> bool:
    return all(ord(letter) <= _LAST_COVERED or letter in _MARKS for letter in words)
