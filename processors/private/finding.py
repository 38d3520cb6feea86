"""Finds all that the rules know in a text, once: what overlaps is sorted out elsewhere."""

import re
from collections.abc import Iterable, Iterator, Sequence

from processors.private import addresses, dates, identities, money, names, numbers, online, phones
from processors.private.plain import is_harmless
from processors.private.rules import WORD, Found, Rule

SHORTEST_NAME = 3
FEWEST_PHONE_DIGITS = 7
FEWEST_ADDRESS_DIGITS = 3
"""Those of a short one in Britain: 2 High Street, L1 9GG."""
MOST_HOUSE_DIGITS = 5
_JOINTS = (" ", "-", ".")
BEHIND = 160
"""Characters behind a word in which an address that ends with it must end."""
RULES = (
    *online.RULES,
    *money.RULES,
    *dates.RULES,
    *identities.RULES,
    *numbers.RULES,
    *phones.RULES,
    *addresses.RULES,
    *names.RULES,
)
DOUBTFUL = frozenset({"card", "phone", "id number", "ip address", "account number", "postcode"})
"""Kinds whose forms books, versions and posts have, too."""
MOST_LETTERS = 7
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d+")
_Table = dict[str, tuple[Rule, ...]]


def _by_word(rules: Iterable[Rule]) -> _Table:
    table: dict[str, list[Rule]] = {}
    for rule in rules:
        for word in rule.words:
            table.setdefault(word, []).append(rule)
    return {word: tuple(found) for word, found in table.items()}


def _by_near(rules: Iterable[Rule]) -> _Table:
    table: dict[str, list[Rule]] = {}
    for rule in rules:
        for near in rule.near or ("",):
            table.setdefault(near, []).append(rule)
    return {near: tuple(found) for near, found in table.items()}


def _by_length(rules: Iterable[Rule]) -> dict[int, tuple[Rule, ...]]:
    table: dict[int, list[Rule]] = {}
    for rule in rules:
        for length in rule.lengths:
            table.setdefault(length, []).append(rule)
    return {length: tuple(found) for length, found in table.items()}


_AT_NUMBERS = _by_length(RULES)
_LED = [_by_word(rule for rule in RULES if rule.words and rule.digits <= most) for most in (0, 1, 3, 99)]
_FORMS = [
    _by_near(rule for rule in RULES if not rule.words and not rule.lengths and rule.digits <= most) for most in (0, 1, 3, 99)
]
"""The rules that can match in texts of no digit, of one, of three at most, of more."""


def matches(text: str, known: Sequence[tuple[str, str]], regions: Sequence[str]) -> Iterator[Found]:
    """Where data stands in a plain text, in any order, overlapping."""
    lowered, digits = lower(text), len(_DIGIT.findall(text))
    richness = 3 if digits > 3 else (0, 1, 2, 2)[digits]  # noqa: PLR2004 - as the tables are cut
    yield from _led(_LED[richness], text, lowered, digits)
    for near, rules in _FORMS[richness].items():
        if near in lowered:
            for rule in rules:
                if digits >= rule.digits:
                    yield from _anywhere(rule, text)
    if digits > 1:
        yield from _at_numbers(text, digits)
    if digits >= FEWEST_PHONE_DIGITS:
        yield from phones.phones(text, regions)
    for kind, value in known:
        yield from _standing_alone(lowered, value, kind)


def lower(text: str) -> str:
    """In lower case, with the same offsets; the few letters that grow in lower case are left as they are."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(low if len(low := c.lower()) == 1 else c for c in text)


def _led(table: _Table, text: str, lowered: str, digits: int) -> Iterator[Found]:
    for word in WORD.finditer(lowered):
        for rule in table.get(word.group(), ()):
            if digits >= rule.digits:
                match = _around(rule, text, *word.span()) if rule.reach else rule.pattern.match(text, word.start())
                if match is not None and (length := rule.measure(match.group(rule.group))) > 0:
                    start = match.start(rule.group)
                    yield start, start + length, rule.kind


def _around(rule: Rule, text: str, at: int, after: int) -> re.Match[str] | None:
    """The match that holds the word."""
    start = max(0, at - rule.reach)
    if rule.digits and not _DIGIT.search(text, start, at):
        return None
    while (match := rule.pattern.search(text, start, after + BEHIND)) is not None and match.end() <= at:
        start = match.end()
    return match if match is not None and match.start() < after else None


def _at_numbers(text: str, digits: int) -> Iterator[Found]:
    """What begins with a run of digits, by its length; or with letters before one."""
    for number in _NUMBER.finditer(text):
        start, end = number.span()
        for rule in _AT_NUMBERS.get(end - start, ()):
            if digits >= rule.digits:
                yield from _at(rule, text, start)
        first = _letters_before(text, start)
        for rule in _AT_NUMBERS[0] if first < start else ():
            if digits >= rule.digits:
                yield from _at(rule, text, first)
        if digits >= FEWEST_ADDRESS_DIGITS and end - start <= MOST_HOUSE_DIGITS:
            yield from addresses.towns(text, start)


def _letters_before(text: str, start: int) -> int:
    """Where the few letters begin that stand before a number, joined or one sign apart; the start where there are none."""
    first = start - 1 if text[start - 1 : start] in _JOINTS else start
    after = first
    while first > 0 and after - first <= MOST_LETTERS and text[first - 1].isalpha():
        first -= 1
    return first if first < after and after - first <= MOST_LETTERS else start


def _at(rule: Rule, text: str, start: int) -> Iterator[Found]:
    match = rule.pattern.match(text, start)
    if match is not None and rule.measure(match.group()) > 0 and not (rule.kind in DOUBTFUL and is_harmless(text, start)):
        yield start, match.end(), rule.kind


def _anywhere(rule: Rule, text: str) -> Iterator[Found]:
    """Goes on behind what was found; where the form alone was right, one character on, for the data may begin there."""
    match = rule.pattern.search(text)
    while match is not None:
        start = match.start(rule.group)
        length = rule.measure(match.group(rule.group))
        if length > 0 and not (rule.kind in DOUBTFUL and is_harmless(text, start)):
            yield start, start + length, rule.kind
        if length > 0 and rule.kind == "iban":
            yield from _beside(text, start, start + length)
        match = rule.pattern.search(text, start + (abs(length) or 1))


def _beside(text: str, start: int, end: int) -> Iterator[Found]:
    """The code of the bank near an account number."""
    for first, last in ((max(0, start - money.BESIDE), start), (end, end + money.BESIDE)):
        for match in money.BESIDE_AN_IBAN.finditer(text, first, last):
            yield *match.span(), "bic"


def _standing_alone(lowered: str, value: str, kind: str) -> Iterator[Found]:
    """The value as whole words in any letter case; and each part of a name where it fills a line, as under a letter."""
    wanted = lower(value)
    start = lowered.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        if not (lowered[start - 1 : start].isalnum() or lowered[end : end + 1].isalnum()):
            yield start, end, kind
        start = lowered.find(wanted, end)
    if kind == "name":
        yield from _signatures(lowered, {part for part in wanted.split() if len(part) >= SHORTEST_NAME})


def _signatures(lowered: str, parts: set[str]) -> Iterator[Found]:
    if any(part in lowered for part in parts):
        start = 0
        for line in lowered.split("\n"):
            word = line.strip(" \t\r.,!-")
            if word in parts:
                at = start + line.index(word)
                yield at, at + len(word), "name"
            start += len(line) + 1
