# ruff: noqa: RUF001 - letters that look alike are what this file is about
"""How much a text looks like one: bytes read in the wrong charset make rare letters, and words of two scripts or odd capitals."""

import re
from collections import Counter
from dataclasses import dataclass

from ingest.email.mime.alphabets import EVERYWHERE, FAMILIAR, LATIN, WEIGHTS

_WORD = re.compile(r"[^\s!-/:-@\[-`{-\x7f]+")
_ASCII_WORD = re.compile(r"(?<![^\x00-\x7f])[A-Za-z]+(?![^\x00-\x7f])")
_LATIN_END = "\u024f"
_CAPITALS_BETWEEN = re.compile(r"[a-zß-ÿа-яѐ-џα-ώ][A-ZÀ-ÖØ-ÞА-ЯЀ-ЏΑ-Ω]")
_INVERTED = re.compile(r"(?<![^\W\d_])[а-яѐ-џα-ώ][А-ЯЀ-ЏΑ-Ω]{2,}")
_FINAL_WITHIN = re.compile(r"[ךםןףץ](?=[א-ת])|ς(?=[α-ωά-ώ])")
_THAI_MISSPELT = re.compile(
    "(?<![ก-ฮ\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]|(?<![ก-ฮ\u0e48-\u0e4b])[\u0e32\u0e33]"
    "|(?<![ก-ฮ\u0e48-\u0e4b\u0e32])\u0e30|\u0e4c(?=[\u0e30-\u0e3a])|\u0e31(?![ก-ฮ\u0e48-\u0e4b])|[เแโใไ](?![ก-ฮเ])"
)
_LONE = re.compile("[A-Za-z][^\x00-\x7f]{1,2}[A-Za-z]")
_UNHEARD = -3.0
_ODD = -0.7
_MIXED = -1.5
_INVERTED_LETTER = -1.5
_MISSPELT = -2.0
_OF_FAMILIAR = 0.15
_SHOUTED = -0.03
_SHOUTING = 4
"""Letters from which on a text without any small one is read as if it were written small."""
_RARE_LETTER = {"han": 0.2, "hangul": 0.15, "other": -0.1}
_HAN, _HAN_END = "\u3400", "\u9fff"
_HANGUL, _HANGUL_END = "\uac00", "\ud7a3"
_RUN, _MOSTLY = 3, 0.7
"""No word of the Latin alphabet has so many letters beyond ASCII, nor so large a share."""
_WITHIN_WORDS = "\u2019·\u200e\u200f"
_DIRECTION = "\u200e\u200f"
"""Marks that stand among Hebrew and Arabic letters only; windows-1255 and -1256 have them where others have letters."""
_MOST_WORDS = 400


@dataclass(frozen=True, slots=True)
class Ground:
    """What the ASCII letters tell, which every charset reads alike: how well each Latin language fits."""

    fits: dict[str, float]


def ground_of(raw: bytes) -> Ground:
    """The ground of a sample."""
    text = raw.decode("latin-1")
    words = [word.lower() for word in _ASCII_WORD.findall(text)[:_MOST_WORDS]]
    letters = Counter("".join(words))
    total = sum(letters.values()) or 1
    fits = {}
    for name, language in LATIN.items():
        foreign = sum(letters[letter] for letter in language.foreign) / total
        known = set(language.words.split())
        hits = sum(1 for word in words if word in known) / (len(words) or 1)
        fits[name] = min(0.1, hits) - min(0.5, 3 * foreign) - language.rarity
    return Ground(fits)


def plausibility(text: str, ground: Ground) -> float:
    """About 1 for what reads well, below 0 for what nobody would write; the mean over the letters beyond ASCII."""
    shouted = _is_shouted(text)
    text = text.lower() if shouted else text
    words = [word for word in _WORD.findall(text)[: 4 * _MOST_WORDS] if not word.isascii()][:_MOST_WORDS]
    total = sum(1 for word in words for c in word if c > "\x7f")
    if not total:
        return 0.0
    latin: Counter[str] = Counter()
    score = sum(_word(word, latin) for word in words)
    familiar = sum(1 for word in words if word.lower() in FAMILIAR) / len(words)
    return (score + _latin(latin, ground)) / total + _SHOUTED * shouted + _OF_FAMILIAR * familiar


def _is_shouted(text: str) -> bool:
    """Whether all is in capitals: what says that a capital is rarer does not hold for an angry customer."""
    beyond = [c for c in text if c > "\x7f" and c.isalpha()]
    return len(beyond) >= _SHOUTING and all(map(str.isupper, beyond))


def _word(word: str, latin: Counter[str]) -> float:
    """The score of a word's letters outside the Latin alphabet, and what speaks against the word; Latin letters are counted."""
    score, other_script = 0.0, 0
    for at, c in enumerate(word):
        if c <= "\x7f":
            continue
        if c.isalpha() and c <= _LATIN_END and c not in "ªº":
            latin[c] += 1
            score += _ODD * word[at + 1 : at + 2].isdigit()
        elif c in _DIRECTION and word[at - 1 : at] <= _LATIN_END:
            score += _UNHEARD
        elif c in EVERYWHERE:
            score += _ODD if _between_letters(word, at) and c not in _WITHIN_WORDS else 0.92
        else:
            score += _letter(c)
            other_script += c.isalpha()
            score += _MIXED * (not c.isalpha() and c not in WEIGHTS and _beside_letters(word, at))
    if other_script and any(c <= _LATIN_END and c.isalpha() for c in word):
        score += _MIXED * other_script if _LONE.search(word) or word[-1] < _HAN else 0.0
    beyond = sum(1 for c in word if "\x7f" < c <= _LATIN_END and c.isalpha())
    if beyond >= _RUN and beyond > _MOSTLY * len(word):
        score -= beyond
    return score + _against(word)


def _against(word: str) -> float:
    """What speaks against a word: capitals where there are none, Hebrew and Greek final letters within, Thai signs astray."""
    score = -1.0 if _CAPITALS_BETWEEN.search(word) else 0.0
    if (inverted := _INVERTED.match(word)) is not None:  # KOI8-R and windows-1251 have each other's small and capital letters
        score += _INVERTED_LETTER * len(inverted[0])
    score += _MISSPELT * len(_FINAL_WITHIN.findall(word))
    return score + _MISSPELT * len(_THAI_MISSPELT.findall(word))


def _between_letters(word: str, at: int) -> bool:
    return 0 < at < len(word) - 1 and word[at - 1].isalpha() and word[at + 1].isalpha()


def _beside_letters(word: str, at: int) -> bool:
    return word[at - 1 : at].isalpha() or word[at + 1 : at + 2].isalpha()


def _letter(c: str) -> float:
    weight = WEIGHTS.get(c)
    if weight is None and (lower := c.lower()) != c:
        weight = WEIGHTS.get(lower)
        weight = None if weight is None else weight * 0.85
    if weight is not None:
        return weight
    if _HAN <= c <= _HAN_END:
        return _RARE_LETTER["han"]
    if _HANGUL <= c <= _HANGUL_END:
        return _RARE_LETTER["hangul"]
    if c < "\xa0" or c == "\ufffd" or "\ue000" <= c <= "\uf8ff" or not c.isprintable():
        return _UNHEARD
    return _RARE_LETTER["other"] if c.isalpha() else _ODD


def _latin(letters: Counter[str], ground: Ground) -> float:
    """The letters of the Latin alphabet, by the one language that they fit best: a wrong charset mixes several."""
    if not letters:
        return 0.0
    best = max(_as_language(letters, name) + ground.fits[name] for name in LATIN)
    return best * sum(letters.values())


def _as_language(letters: Counter[str], name: str) -> float:
    own = LATIN[name].letters
    known = sum(count for c, count in letters.items() if c in own or c.lower() in own or (c == "İ" and name == "tr"))
    total = sum(letters.values())
    return known / total - 0.3 * (total - known) / total
