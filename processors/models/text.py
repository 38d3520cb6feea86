"""What the models read of a text: the words as they stand, with what they cannot know put in words that they do."""

import re
import unicodedata
from functools import lru_cache

LONGEST = 4_000
"""Characters that a model reads of; what stands behind them is seen by the cues, and by redaction."""
_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ud800-\udfff]")
"""What cannot be seen, and halves of signs, which the tokenizer would not take."""
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_HANDLE = re.compile(r"(?<!\w)@\w+")
_DRAWN_OUT = re.compile(r"(\w)\1\1\1+")
_SYMBOL = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")
_ROW_OF_SYMBOLS = re.compile("([\u2600-\u27bf\U0001f000-\U0001faff])\\1{2,}")


def model_text(text: str) -> str:
    """The text without what cannot be seen, with links and handles as such, symbols by their names, drawn-out words cut short."""
    text = text[:LONGEST]
    if not text.isascii():
        text = _UNSEEN.sub("", text)
    if "://" in text or "www." in text:
        text = _LINK.sub("link", text)
    if "@" in text:
        text = _HANDLE.sub("@user", text)
    if not text.isascii():
        text = _SYMBOL.sub(lambda found: _name(found[0]), _ROW_OF_SYMBOLS.sub(r"\1\1", text))
    return _DRAWN_OUT.sub(r"\1\1", text)


@lru_cache(4_000)
def _name(symbol: str) -> str:
    """A symbol's name by Unicode, less the words that most of them share."""
    return f" {unicodedata.name(symbol, '').lower().replace('face with', '').replace('face', '')} "
