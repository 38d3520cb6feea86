"""Cuts texts into the parts of words that the models know, as BERT does (Devlin and others, 2019), and remembers common words.

Parts never reach over a blank, so what stands between two blanks is cut by itself: once, for customers use few words over and
over. That takes a fifth of the time that the tokenizer takes for whole texts, and gives the same.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

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
_BLANKS = str.maketrans("\t\n\r", "   ")
Token = TypeVar("Token")


@dataclass(frozen=True, slots=True)
class Text:
    """A text as a model reads it, and the ids of its tokens."""

    plain: str
    ids: Sequence[int]


Word = tuple[int, int, int, int]
"""Where a word begins and ends in a text, in characters; the first token that it is made of, and the one behind its last."""


class _Stretch(NamedTuple):
    """What stands between two blanks: its tokens, and its words, as offsets from where it begins."""

    ids: list[int]
    words: list[Word]


def cut(texts: Iterable[str]) -> list[Text]:
    """The tokens of each text, at most `MOST_TOKENS`."""
    cutter = _cutter()
    return [Text(plain, _shortened(cutter.ids(plain), MOST_TOKENS)) for plain in map(model_text, texts)]


def words_in(text: Text) -> list[Word]:
    """The words of a text in their order, without marks, and without what was left out: of the tokens that are in it."""
    words, tokens = _cutter().words(text.plain)
    left_out = tokens - len(text.ids)
    if not left_out:
        return words
    gap = len(text.ids) - len(text.ids) // LAST_PART
    behind = [(start, end, first - left_out, after - left_out) for start, end, first, after in words if first >= gap + left_out]
    return [word for word in words if word[3] <= gap] + behind


def ids_of(texts: Iterable[str], most: int) -> list[list[int]]:
    """The ids of each text's tokens, at most so many: for training."""
    cutter = _cutter()
    return [_shortened(cutter.ids(model_text(text)), most) for text in texts]


class _Cutter:
    """A tokenizer with a memory."""

    def __init__(self, tokenizer: "Tokenizer") -> None:
        self._tokenizer = tokenizer
        self._remembered: dict[str, _Stretch] = {}

    def ids(self, plain: str) -> list[int]:
        """The tokens of a text, with those for its beginning and its end."""
        ids, remembered = [FIRST], self._remembered
        for stretch in plain.translate(_BLANKS).split(" "):
            if stretch:
                ids += (remembered[stretch] if stretch in remembered else self._cut(stretch)).ids
        ids.append(LAST)
        return ids

    def words(self, plain: str) -> tuple[list[Word], int]:
        """All words of a text, and how many tokens it has in all."""
        words: list[Word] = []
        at, token = 0, 1
        for stretch in plain.translate(_BLANKS).split(" "):
            if stretch:
                known = self._remembered.get(stretch) or self._cut(stretch)
                for start, end, first, after in known.words:
                    words.append((at + start, at + end, token + first, token + after))
                token += len(known.ids)
            at += len(stretch) + 1
        return words, token + 1

    def _cut(self, stretch: str) -> _Stretch:
        encoding = self._tokenizer.encode(stretch, add_special_tokens=False)
        cut = _Stretch(encoding.ids, _words_of(stretch, encoding))
        if len(stretch) <= LONGEST_REMEMBERED:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[stretch] = cut
        return cut


@lru_cache(1)
def _cutter() -> _Cutter:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # one worker, one core
    from tokenizers import Tokenizer  # noqa: PLC0415 - only taggers pay

    tokenizer = Tokenizer.from_file(str(FILE))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return _Cutter(tokenizer)


def _words_of(stretch: str, encoding: "Encoding") -> list[Word]:
    """Tokens that adjoin are one word, marks apart."""
    words: list[Word] = []
    for token, (start, end) in enumerate(encoding.offsets):
        if end <= start or not stretch[start].isalnum():
            continue
        if words and words[-1][1] == start:
            words[-1] = (words[-1][0], end, words[-1][2], token + 1)
        else:
            words.append((start, end, token, token + 1))
    return words


def _shortened(tokens: list[Token], most: int) -> list[Token]:
    last = most // LAST_PART
    return tokens if len(tokens) <= most else tokens[: most - last] + tokens[-last:]
