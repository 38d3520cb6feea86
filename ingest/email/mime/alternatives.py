"""Which of two alternatives, plain text or HTML, has the words as they were written."""

import re
from collections.abc import Sequence
from itertools import islice

from ingest.email.mime.lines import Line

ENOUGH = 60
"""Words of plain text that are no stub, whatever the HTML has."""
_STUB = 4
"""How many times the words of the plain text the HTML must have for the plain text to be a mere stub."""
_NOTICE = 40
"""Words that a note to readers without HTML has at most."""
_SHARED = 0.3
"""The part of the plain text's words that the HTML must have for the two to be the same."""
_LINES = 400
_WORDS = re.compile(r"\w+")
_NO_WORDS = re.compile(r"https?://\S+|\[(?:image|cid|inline image|bild|imagen)\b[^\]\n]{0,200}\]", re.IGNORECASE)
"""Plain text spells out links, and puts names in the place of pictures."""
_BROKEN = re.compile(
    r"[^\W\d_]\?(?=[^\W\d_])|\ufffd|&(?:nbsp|amp|lt|gt|quot|#\d{2,5});|</?(?:div|p|br|span|t[dr]|font|body)\b[^<>]{0,200}>"
    r"|\{\s{0,9}[a-z-]{3,30}\s?:[^{}\n]{1,200}[;}]"
)
"""Letters that were lost on the way, and markup or styles left in."""
_BREAKS = 2


def is_whole(plain: Sequence[Line]) -> bool:
    """Whether the plain text is enough and undamaged, so that no other form need be read."""
    text = text_of(plain)
    return sum(1 for _ in islice(_WORDS.finditer(text), ENOUGH)) >= ENOUGH and _breaks(text) < _BREAKS


def is_better(rich: Sequence[Line], plain: Sequence[Line]) -> bool:
    """Whether the HTML is to be read and not the plain text, which is a stub, is damaged or only says that there is HTML."""
    if not rich:
        return False
    said, shown = text_of(plain), text_of(rich)
    few, many = len(_WORDS.findall(said)), len(_WORDS.findall(shown))
    if many > _STUB * few or not many:
        return many > 0
    if few <= _NOTICE and (("html" in said and "html" not in shown) or (many >= few and _is_other(said, shown))):
        return True
    return few <= _STUB * many and (breaks := _breaks(said)) >= _BREAKS and _breaks(shown) * _BREAKS < breaks


def words_in(lines: Sequence[Line]) -> int:
    """How many words there are to read."""
    return len(_WORDS.findall(text_of(lines)))


def text_of(lines: Sequence[Line]) -> str:
    """The first lines in small letters, without links and places of pictures."""
    return _NO_WORDS.sub("", "\n".join(line.text for line in lines[:_LINES])).lower()


def _breaks(text: str) -> int:
    return sum(1 for _ in _BROKEN.finditer(text))


def _is_other(said: str, shown: str) -> bool:
    """Whether few words of the one are in the other. White space is left out, since lines end elsewhere in each."""
    words, within = _WORDS.findall(said), "".join(_WORDS.findall(shown))
    return bool(words) and sum(word in within for word in words) < _SHARED * len(words)
