"""Telephone numbers: what is marked as one by +, 0 or a bracket, what follows "call", and what the numbering plans know.

Sources: ITU-T E.164 (at most 15 digits); the numbering plans as libphonenumber tells them.
"""

import re
from collections.abc import Iterator, Sequence

from processors.private.plain import is_harmless
from processors.private.rules import Found, cued

REGIONS = ("US", "GB", "DE", "FR", "ES", "IT", "PT", "NL", "PL", "SE")
"""Whose numbers are looked for without a country code, where nothing better is known."""
MOST_DIGITS = 15
FEWEST_DIGITS = 9
"""Of numbers without a mark: those that are shorter need a word before them."""
FEWEST_MARKED_DIGITS = 7
FEWEST_CALLED_DIGITS = 6
"""Of those that follow a word such as call."""
MOST_NATIONAL_DIGITS = 12
MOST_GROUPS = 7
MOST_LOOKED_UP = 64
"""Numbers of one text that are held against numbering plans; of more, each that has the length of one counts as one."""

_RUN = re.compile(
    r"(?:(?<!\w)\(?\+|(?<![\w/=])(?<!\d[.,-])\(?(?=\d))\(?\d(?:(?:[ .]| ?[/-] ?| ?\(|\)[ ./-]?)?\d){6,23}"
    r"(?:(?=x\d{1,6}(?!\w))|(?!\w|[.,]\d))"
)
_GROUP = re.compile(r"\d+")
_GAP = re.compile(" ")
_DATE = re.compile(
    r"\d{1,2}([-./])\d{1,2}\1(?:(?:19|20)\d\d(?!\d)|\d{2}(?![-./]?\d))|(?:19|20)\d\d([-./ ])\d\d\2\d\d(?![-./]?\d)"
)
_HOURS = re.compile(r"[0-2]\d[0-5]\d ?- ?[0-2]\d[0-5]\d(?!\d)")
_DECIMAL = re.compile(r"\d+\.\d+$")
_NORTH_AMERICAN = re.compile(r"(?:1[-. ])?(?:\([2-9]\d\d\) ?|[2-9]\d\d[-. ])[2-9]\d\d[-. ]\d{4}$")
_EXTENSION = re.compile(
    r"(?:,? ?(?:ext\.?|extension|x|durchwahl|dw|poste|anexo|int\.?|interno|wew\.?|ankn\.?|tst\.?) ?\.? ?)\d{1,6}(?!\w)",
    re.IGNORECASE,
)
_CALLS = (
    "call|my number|call me on|phone|text|ring|reach|tel|telephone|mobile|mob|cell|fax|whatsapp|sms|number is|reachable|"
    "contact me on|"
    "telefon|telefonnummer|handy|handynummer|mobil|mobilnummer|rückruf|nummer|festnetz|erreichbar|ruf|rufen|anruf|"
    "tél|téléphone|portable|joignable|appelez|numéro|fixe|rappeler|teléfono|móvil|movil|celular|llámenme|llamar|número|fijo|"
    "telefono|cellulare|cell|chiamatemi|numero|telefone|telemóvel|celular|ligue|ligar|telefoon|telefoonnummer|mobiel|bel|bellen|"
    "telefonu|komórka|komórkowy|numer|dzwonić|zadzwonić|kontakt|mobilen|ring|nås|nå"
)


def phones(text: str, regions: Sequence[str]) -> Iterator[Found]:
    """Each number, with its extension."""
    looked_up = _LookUp(regions)
    for run in _RUN.finditer(text):
        if "+" not in text[run.start() : run.start() + 2] and is_harmless(text, run.start()):
            continue
        groups = [(match.start(), match.end()) for match in _GROUP.finditer(text, run.start(), run.end())]
        first = 0
        while first < len(groups):
            date = _DATE.match(text, groups[first][0])
            if date is not None:
                first += sum(1 for start, _ in groups[first:] if start < date.end())
                continue
            last = _last_of(text, groups, first, run.start() if first == 0 else groups[first][0], looked_up)
            if last is None:
                first += 1
                continue
            start = _opened(text, run.start() if first == 0 else groups[first][0], run.start())
            extension = _EXTENSION.match(text, groups[last][1]) if last == len(groups) - 1 else None
            yield start, extension.end() if extension else groups[last][1], "phone"
            first = last + 1


def _opened(text: str, start: int, earliest: int) -> int:
    """With the bracket or plus that stands before it."""
    return start - 1 if start > earliest and text[start - 1] in "+(" else start


def _last_of(text: str, groups: Sequence[tuple[int, int]], first: int, start: int, looked_up: "_LookUp") -> int | None:
    """The last group of the number that begins with this one; None where none does."""
    begins = text[_opened(text, start, 0) : start + 2].lstrip("(")
    if _HOURS.match(text, start):
        return None
    fitting: int | None = None
    days = (n for n in range(first + 1, len(groups)) if text[groups[n][0] - 1] == " " and _DATE.match(text, groups[n][0]))
    for last in range(min(next(days, len(groups)), first + MOST_GROUPS) - 1, first - 1, -1):
        written = text[start : groups[last][1]]
        digits = "".join(filter(str.isdecimal, written))
        if len(digits) < FEWEST_MARKED_DIGITS:
            break
        sure = looked_up.sure(begins, written, digits)
        if sure:
            return last
        if fitting is None and _is_marked(begins, written, digits):
            fitting = last
    return fitting


def _is_marked(begins: str, written: str, digits: str) -> bool:
    if begins[0] == "+" or begins.startswith("00"):
        return FEWEST_MARKED_DIGITS <= len(digits) <= MOST_DIGITS
    marked = begins[0] == "0" or written[0] == "("
    return marked and FEWEST_MARKED_DIGITS <= len(digits) <= MOST_NATIONAL_DIGITS and not _DECIMAL.match(written)


class _LookUp:
    """Whether a numbering plan has such a number. Tables are read when first asked."""

    def __init__(self, regions: Sequence[str]) -> None:
        self._regions = regions
        self._left = MOST_LOOKED_UP

    def sure(self, begins: str, written: str, digits: str) -> bool:
        if not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS or _DECIMAL.match(written):
            return False
        if _NORTH_AMERICAN.match(written):
            return True
        self._left -= 1
        return self._left < 0 or self._has(begins, digits)

    def _has(self, begins: str, digits: str) -> bool:
        if begins[0] == "+":
            return _is_valid("+" + digits, None)
        if begins.startswith("00"):
            return _is_valid("+" + digits[2:], None)
        return any(_is_valid(digits, region) for region in self._regions)


def _is_valid(digits: str, region: str | None) -> bool:
    import phonenumbers  # noqa: PLC0415 - its tables take a while to read

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(digits, region))
    except phonenumbers.NumberParseException:
        return False


def _short(text: str) -> int:
    """Where a word calls for it, as far as the next date; hours are none."""
    if _DATE.match(text) or _HOURS.match(text):
        return 0
    day = next((gap.start() for gap in _GAP.finditer(text) if _DATE.match(text, gap.end())), len(text))
    return day if sum(map(str.isdecimal, text[:day])) >= FEWEST_CALLED_DIGITS else 0


RULES = (
    *cued(
        "phone",
        _CALLS,
        r"[^\d\n\[\]]{0,20}(?<![.,]\d)(?P<it>[+(]?\d(?:[ ()./-]{0,2}\d){5,14})(?![\w]|[.,:]\d)",
        digits=6,
        measure=_short,
    ),
)
