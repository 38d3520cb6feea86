"""Cuts texts into the parts of words that the models know, as BERT does (Devlin and others, 2019), and remembers common words.

Parts never reach over a blank or a mark, so what stands between them is cut by itself: once, for customers use few words over and
over. That takes a fifth of the time that the tokenizer takes for whole texts, and gives the same, but for a customer who writes
one of the tokenizer's own signs, such as [SEP]: to us, that is a word in brackets.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from processors.models.text import model_text

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

FILE = Path(__file__).parent / "tokenizer.json"
MOST_TOKENS = 128
"""Of a longer text the first tokens are read, and the last ones, a fourth of all: what it is about, and what is asked for."""
LAST_PART = 4
FIRST, LAST = 101, 102
"""The tokens [CLS] and [SEP], between which a text stands."""
LONGEST_REMEMBERED = 30
MOST_REMEMBERED = 50_000
_STRETCH = re.compile(r"[!-/:-@\[-`{-~]|[^ \t\n\r!-/:-@\[-`{-~]+")
"""One of the marks of ASCII, or what stands between those and blanks. Other blanks and marks the tokenizer knows."""


Word = tuple[str, int, int]
"""A word in lower case, the first token that it is made of, and the one behind its last."""


class Stretch(NamedTuple):
    """A mark, or what stands between blanks and marks: the ids of its tokens, and its words."""

    ids: list[int]
    words: list[Word]


@dataclass(frozen=True, slots=True)
class Text:
    """A text as a model reads it: the ids of the tokens that it is given, and all that the text is made of."""

    ids: Sequence[int]
    stretches: Sequence[Stretch]


def cut(texts: Iterable[str]) -> list[Text]:
    """The tokens of each text, at most `MOST_TOKENS`."""
    cutter = _cutter()
    return [Text(ids_in(stretches, MOST_TOKENS), stretches) for stretches in map(cutter.stretches, map(model_text, texts))]


def ids_in(stretches: Sequence[Stretch], most: int) -> list[int]:
    """The ids of a text's tokens with those that mark its beginning and its end, at most so many."""
    ids = [FIRST]
    for its, _ in stretches:
        ids += its
    ids.append(LAST)
    last = most // LAST_PART
    return ids if len(ids) <= most else ids[: most - last] + ids[-last:]


def words_in(text: Text) -> list[Word]:
    """The words of a text in their order, by the tokens that a model is given; those that were left out are not there."""
    words: list[Word] = []
    token = 1
    for ids, its in text.stretches:
        for word, first, after in its:
            words.append((word, token + first, token + after))
        token += len(ids)
    left_out = token + 1 - len(text.ids)
    if not left_out:
        return words
    gap = len(text.ids) - len(text.ids) // LAST_PART
    behind = [(word, first - left_out, after - left_out) for word, first, after in words if first >= gap + left_out]
    return [one for one in words if one[2] <= gap] + behind


def ids_of(texts: Iterable[str], most: int) -> list[list[int]]:
    """The ids of each text's tokens, at most so many: for training."""
    return [ids_in(_cutter().stretches(model_text(text)), most) for text in texts]


class _Cutter:
    """A tokenizer with a memory."""

    def __init__(self, tokenizer: "Tokenizer") -> None:
        self._tokenizer = tokenizer
        self._remembered: dict[str, Stretch] = {}

    def stretches(self, plain: str) -> list[Stretch]:
        """What a text is made of. The tokenizer knows no capitals, but lower cases of other scripts it has its own."""
        found, remembered = _STRETCH.findall(plain.lower() if plain.isascii() else plain), self._remembered
        return [remembered[stretch] if stretch in remembered else self._cut(stretch) for stretch in found]

    def _cut(self, stretch: str) -> Stretch:
        encoding = self._tokenizer.encode(stretch, add_special_tokens=False)
        cut = Stretch(encoding.ids, _words_of(stretch, encoding))
        if len(stretch) <= LONGEST_REMEMBERED:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered = {}  # a new one: another thread may be reading the old
            self._remembered[stretch] = cut
        return cut


@lru_cache(1)
def _cutter() -> _Cutter:
    from tokenizers import Tokenizer  # noqa: PLC0415 - only taggers pay

    tokenizer = Tokenizer.from_file(str(FILE))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return _Cutter(tokenizer)


def _words_of(stretch: str, encoding: "Encoding") -> list[Word]:
    """Tokens that adjoin are one word, marks apart."""
    words: list[tuple[int, int, int, int]] = []
    for token, (start, end) in enumerate(encoding.offsets):
        if end <= start or not stretch[start].isalnum():
            continue
        if words and words[-1][1] == start:
            words[-1] = (words[-1][0], end, words[-1][2], token + 1)
        else:
            words.append((start, end, token, token + 1))
    return [(stretch[start:end].lower(), first, after) for start, end, first, after in words]
