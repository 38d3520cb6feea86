"""What a rule is: a pattern with what must stand near it, and a check of what it found.

Every repeat is bounded and no two of them compete for the same characters, so each pattern takes linear time.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Found = tuple[int, int, str]
"""Where data begins, the place behind it, and its kind."""

DIGIT_OF = dict(zip("0123456789", range(10), strict=True))
IS = r"[ ]?(?:[:=#]+|\.(?=[ :])|(?<= )(?:is|was|are|ist|lautet|est|es|è|é|jest|to|är|lyder|era)\b)?[ ]?[:=#]?[ ]?"
"""What may stand between a cue and its data."""
NUMBER_WORD = (
    r"(?:[ -]?(?:numbers?|num|no|nos|nr|nbr|id|code|ref|reference|nummer|numéro|numero|número|numer|numeru|num|kod|"
    r"n°|nº|n\.º|n\.o|n|#)(?!\w)\.?)"
)
_SPACES = "[ -]"


@dataclass(frozen=True, slots=True)
class Rule:
    """`digits` and `near` keep the pattern from texts in which it cannot match: so many digits, one of these in lower case.

    A rule with `words` begins with one of them, in lower case, and is tried there alone; with `reach`, it is looked for from
    so many
    characters before. One with `lengths` begins with so many digits, or where there is a 0 among them with letters before digits.
    The data is the group `it` where there is one; `measure` says how many characters of it really are data; 0 for none, less
    than 0
    for so many that surely are none.
    """

    kind: str
    pattern: re.Pattern[str]
    group: int
    digits: int
    near: tuple[str, ...]
    words: frozenset[str]
    measure: Callable[[str], int]
    reach: int = 0
    lengths: frozenset[int] = frozenset()


def form(
    kind: str, pattern: str, *, digits: int = 0, near: str = "", measure: Callable[[str], int] = len, flags: int = re.IGNORECASE
) -> Rule:
    """Data that is known by its form wherever it stands; `near`: one of these, cut by |, must be in the text."""
    compiled = re.compile(pattern, flags)
    return Rule(
        kind, compiled, compiled.groupindex.get("it", 0), digits, tuple(filter(None, near.split("|"))), frozenset(), measure
    )


def at_number(
    kind: str, pattern: str, lengths: Iterable[int], *, digits: int, measure: Callable[[str], int] = len, flags: int = re.ASCII
) -> Rule:
    """Data that begins with so many digits; or, where 0 is among the lengths, with at most seven letters before digits."""
    return Rule(kind, re.compile(pattern, flags), 0, digits, (), frozenset(), measure, lengths=frozenset(lengths))


def cued(
    kind: str,
    cues: str,
    pattern: str,
    *,
    digits: int = 0,
    before: str = "",
    measure: Callable[[str], int] = len,
    flags: int = re.IGNORECASE,
) -> tuple[Rule, ...]:
    """Data that is known by the words before it.

    `cues`: phrases cut by |, put before the pattern, and behind what must stand `before`.

    Where a cue is one word, the pattern need not tell it again: it is tried at its words alone.
    """
    phrases = _cut(cues)
    plain = [phrase for phrase in phrases if WORD.fullmatch(phrase)]
    longer = [phrase for phrase in phrases if not WORD.fullmatch(phrase)]
    made = []
    for some, cue in ((plain, r"[^\W_]{1,40}"), (longer, f"(?:{either(longer)})")):
        if some:
            compiled = re.compile(rf"{before}{cue}(?!\w){pattern}", flags)
            made.append(Rule(kind, compiled, compiled.groupindex.get("it", 0), digits, (), first_words(some), measure))
    return tuple(made)


def around(kind: str, words: str, pattern: str, *, reach: int, digits: int = 0, measure: Callable[[str], int] = len) -> Rule:
    """Data that ends with one of the words, as an address does with "street": looked for from so many characters before."""
    compiled = re.compile(pattern, re.IGNORECASE)
    return Rule(kind, compiled, compiled.groupindex.get("it", 0), digits, (), first_words(_cut(words)), measure, reach)


def either(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases, the longest first; a space may be a hyphen, an apostrophe any of its kind."""
    ordered = sorted(phrases, key=len, reverse=True)
    return "|".join(re.escape(phrase).replace("\\ ", _SPACES).replace("'", "['\u2019 ]?") for phrase in ordered)


def first_words(phrases: Iterable[str]) -> frozenset[str]:
    """The first word of each phrase in lower case, as WORD cuts it."""
    return frozenset(match.group().lower() for phrase in phrases if (match := WORD.search(phrase)))


WORD = re.compile(r"[^\W_]+")


def _cut(phrases: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in phrases.split("|") if phrase.strip())


def bare(text: str) -> str:
    """Letters and digits alone, in upper case."""
    return "".join(filter(str.isalnum, text)).upper()


def passing(check: Callable[[str], bool]) -> Callable[[str], int]:
    """A measure: all of it where its letters and digits pass the check, else nothing."""
    return lambda text: len(text) if check(bare(text)) else 0
