"""One spelling for the signs that data is written with, and what only looks like data."""

import re

_UNSEEN = re.compile("[\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Soft hyphens, zero-width signs and marks of direction: they hide data from a pattern, not from a reader."""
_SIGNS = {
    **dict.fromkeys(map(chr, [0x00A0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000]), " "),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-"),
    "\uff0b": "+",
    "\uff20": "@",
    "\ufe6b": "@",
    "\uff0e": ".",
    "\u2024": ".",
    "\u3002": ".",
    "\uff0f": "/",
    "\uff1a": ":",
    "\uff08": "(",
    "\uff09": ")",
    "\uff03": "#",
    "\uff0c": ",",
}
_ZEROS = (
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0E50, 0x0ED0, 0x0F20,
    0x1040,
    0x17E0, 0x1810, 0xFF10, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6,
)  # fmt: skip
_DIGITS = {chr(zero + n): str(n) for zero in _ZEROS for n in range(10)}
_LETTERS = {chr(0xFF21 + n): chr(65 + n) for n in range(26)} | {chr(0xFF41 + n): chr(97 + n) for n in range(26)}
_TABLE = str.maketrans(_SIGNS | _DIGITS | _LETTERS)
_ODD = re.compile("[" + "".join(map(re.escape, [*_SIGNS, *_DIGITS, *_LETTERS])) + "]")
_HARMLESS = re.compile(
    r"(?:isbn|issn|ismn|ean|gtin|upc|doi|asin|sku|version|versión|versione|versão|versie|wersja|firmware|release|build|modell?|"
    r"modelo|"
    r"modèle|modello|status|statuses|art(?:\.|icle|ikel|ículo|icolo)?)(?:[ -]?(?:nr|no|number|nummer|code|"
    r"1[03]))?[ .:#/-]{0,3}v?$",
    re.IGNORECASE,
)
_BEFORE = 26


def plain(text: str) -> tuple[str, list[int] | None]:
    """The text with plain digits, spaces, hyphens and at signs, and without what cannot be seen.

    With it the place in the text of each of its characters, and its length at the end; None where all stand where they stood.
    """
    if text.isascii():
        return text, None
    if _ODD.search(text):
        text = text.translate(_TABLE)
    if not _UNSEEN.search(text):
        return text, None
    places = [place for place, c in enumerate(text) if not _UNSEEN.match(c)]
    return "".join(text[place] for place in places), [*places, len(text)]


def is_harmless(text: str, start: int) -> bool:
    """Whether the words before it say that a number is a book's, a version's or a post's."""
    return _HARMLESS.search(text, max(0, start - _BEFORE), start) is not None
