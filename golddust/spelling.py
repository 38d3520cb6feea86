"""One spelling for all the ways in which people write a few words, so that tables of them need one only."""

import unicodedata
from collections.abc import Iterable


def plain(text: str) -> str:
    """Small narrow letters without accents, single blanks; no punctuation, emoji or what is not seen.

    Letters that stand apart ("S T O P", "s.t.o.p") are put together.
    """
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    words = "".join(_kept(letter) for letter in letters).split()
    joined = len(words) > 1 and all(len(word) == 1 and word.isascii() for word in words)
    return ("" if joined else " ").join(words)


def once(words: str) -> str:
    """Plain words without those that are said again and again: "stop stop stop"."""
    parts = words.split()
    return " ".join(part for before, part in zip(("", *parts), parts, strict=False) if part != before)


def without(words: str, some: Iterable[str]) -> str:
    """Plain words without these, which may be several words each; the longest should come first."""
    padded = f" {words.replace(' ', '  ')} "  # two blanks between words, so that neighbours go as well
    for one in some:
        padded = padded.replace(f" {one.replace(' ', '  ')} ", "")
    return " ".join(padded.split())


def _kept(letter: str) -> str:
    """Marks on letters, marks of variation and what joins emoji go without a trace; other signs part words."""
    kind = unicodedata.category(letter)
    if kind in ("Mn", "Me", "Cf", "Sk") or letter in "'\u2019\u02bc":
        return ""
    return letter if kind[0] in "LN" or kind == "Mc" else " "
