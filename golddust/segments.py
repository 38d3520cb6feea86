"""How many text messages a text takes. Source: 3GPP TS 23.038 (alphabet) and 23.040 (a long text is sent in segments)."""

import unicodedata
from collections.abc import Iterable, Sequence

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
"""Each takes two places, because an escape stands before it."""
TYPOGRAPHIC = str.maketrans("\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\u2010\u2011\u2013\u2014", '\'\'\'"""""----')
"""The marks that word processors put in place of plain ones, which GSM lacks."""
ONE_GSM, EACH_GSM = 160, 153
ONE_WIDE, EACH_WIDE = 70, 67
HIGHEST_IN_ONE = 0xFFFF


def segments(text: str) -> int:
    """How many segments the carriers count and charge for.

    What takes two places, an escape with its letter or a pair of surrogates, is never parted by the end of a segment, so a place
    may be lost. Source: 3GPP TS 23.040 §9.2.3.24.1.
    """
    if not length_in_segments(text)[1]:
        return _cut([2 if letter in EXTENDED else 1 for letter in text], ONE_GSM, EACH_GSM)
    return _cut([2 if ord(letter) > HIGHEST_IN_ONE else 1 for letter in text], ONE_WIDE, EACH_WIDE)


def length_in_segments(text: str) -> tuple[int, bool]:
    """How many places the text takes, and whether they are those of UCS-2: one letter that GSM lacks makes them so."""
    if all(letter in BASIC or letter in EXTENDED for letter in text):
        return len(text) + sum(letter in EXTENDED for letter in text), False
    return len(text.encode("utf-16-be", "surrogatepass")) // 2, True


def in_gsm(text: str) -> str:
    """The text with what the GSM alphabet lacks written without accents and in plain marks, where that leaves letters it has."""
    plain = text.translate(TYPOGRAPHIC)
    return "".join(letter if letter in BASIC or letter in EXTENDED else _plain(letter) for letter in plain)


def first_that_fits(texts: Iterable[str], most: int) -> str:
    """The first in the letters of GSM, as far as it has them, that takes no more segments than that; else the last."""
    text = ""
    for text in map(in_gsm, texts):
        if segments(text) <= most:
            break
    return text


def _plain(letter: str) -> str:
    bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return bare if bare and all(part in BASIC for part in bare) else letter


def _cut(places: Sequence[int], one: int, each: int) -> int:
    if sum(places) <= one:
        return 1
    count, left = 1, each
    for taken in places:
        if taken > left:
            count, left = count + 1, each
        left -= taken
    return count
