"""Dates of any shape to a moment: RFC 5322, its obsolete forms, ctime, ISO 8601, and other languages' forms."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ingest.email.mime.headers import without_comments
from ingest.email.mime.months import MONTHS, WEEKDAYS, ZONES

_LONGEST = 200
_YEARS = range(1970, 2200)
_USUAL = re.compile(
    r"(?:[A-Za-z]{3},\s{0,3})?(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? ([+-])(\d\d)(\d\d)(?:\s*\([^()]*\))?"
)
_SECONDS = r"(?:\s?[:.]\s?(\d{1,2})(?!\d))?(?:[.,]\d{1,9})?(?:\s?([AaPp])\.?[Mm]\b\.?)?"
_TIME = re.compile(r"(?<![\d.])(\d{1,2})\s?:\s?(\d{1,2})(?!\d)" + _SECONDS)
_DOTTED_TIME = re.compile(r"(?<![\d./-])([01]?\d|2[0-4])[.hH](\d\d)(?!\d|[./-]\d{4})" + _SECONDS)
_COMPACT_TIME = re.compile(r"(?<=\d{8})T?(\d\d)(\d\d)(\d\d)(?=Z|[+-]\d|$)")
_OFFSET = re.compile(r"(?<![\w./-])(?:(?:UTC|GMT|UT|Z)\s?)?([+-])\s?(\d{1,2}):?(\d\d)?(?!\d|[-/:])", re.IGNORECASE)
_ISO_DAY = re.compile(r"(?<!\d)(\d{4})[-/.\u5e74\ub144]\s?(\d{1,2})[-/.\u6708\uc6d4]\s?(\d{1,2})")
_COMPACT_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?=T|\d{6}|\s|$)")
_NUMERIC_DAY = re.compile(r"(?<!\d)(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d\d)(?!\d)")
_HALF_BEFORE = re.compile(
    r"(?:(\u4e0b\u5348|\u5348\u5f8c|\uc624\ud6c4|pm)|\u4e0a\u5348|\u5348\u524d|\uc624\uc804|am)\s?$", re.IGNORECASE
)
"""The half of the day where it is said before the hour, in Chinese, Japanese and Korean."""
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_SECOND = 60
_HALF_DAY = 12
_DAY = 24


@dataclass(frozen=True, slots=True)
class Dated:
    """A moment in UTC, None when none is meant, and what was wrong ("" when nothing was)."""

    moment: datetime | None
    problem: str = ""


def date_of(field: str) -> Dated:
    """The moment that a Date field means. Without a zone it is taken as UTC; a wrong day of the week does not matter."""
    usual = _USUAL.fullmatch(field)
    month = MONTHS.get(usual[2].lower()) if usual else None
    if usual and month:
        offset = timedelta(hours=int(usual[8]), minutes=int(usual[9])) * (-1 if usual[7] == "-" else 1)
        read = _moment((int(usual[3]), month, int(usual[1])), (int(usual[4]), int(usual[5]), int(usual[6] or 0)), offset)
        if read.moment and not read.problem:
            return read
    return _any(field[:_LONGEST]) if field.strip() else Dated(None)


def _any(field: str) -> Dated:
    """Of any shape: the time of day and the zone are found first, what is left holds the day."""
    text = without_comments(field) or field.strip("() ")
    text, time = _time(text)
    text, offset = _zone(text, field)
    day = _day(text)
    if day is None:
        return Dated(None, "headers: a Date that is none")
    return _moment(day, time, offset)


def _moment(day: tuple[int, int, int], time: tuple[int, int, int], offset: timedelta) -> Dated:
    year, month, date = day
    hour, minute, second = time
    problem = ""
    if abs(offset) >= timedelta(hours=_DAY):
        offset, problem = timedelta(), "headers: a Date with a zone that is none, taken as UTC"
    if year not in _YEARS or (hour, minute, second) > (_DAY, 0, 0) or minute >= _SECOND or second > _SECOND:
        return Dated(None, "headers: a Date that is none")
    try:
        midnight = datetime(year, month, date, tzinfo=UTC)
    except ValueError:
        return Dated(None, "headers: a Date that is none")
    return Dated(midnight + timedelta(hours=hour, minutes=minute, seconds=second) - offset, problem)


def _time(text: str) -> tuple[str, tuple[int, int, int]]:
    found = _TIME.search(text) or _COMPACT_TIME.search(text) or _DOTTED_TIME.search(text)
    if found is None:
        return text, (0, 0, 0)
    hour = int(found[1])
    before = _HALF_BEFORE.search(text, max(0, found.start() - 9), found.start())
    half = (found[4] or "").lower() if found.re is not _COMPACT_TIME else ""
    half = half or ("p" if before and before[1] else "a" if before else "")
    if half:
        hour = hour % _HALF_DAY + (_HALF_DAY if half == "p" else 0)
    rest = f"{text[: found.start()].rstrip('T')} {text[found.end() :]}"
    return rest, (hour, int(found[2]), int(found[3] or 0))


def _zone(text: str, field: str) -> tuple[str, timedelta]:
    """The zone behind the time of day; an offset is believed before a name."""
    found = next(iter(list(_OFFSET.finditer(text))[-1:]), None)
    if found and (found[3] or found[1] == "+" or found[0][0].isalpha()) and not re.match(r"-\d{1,2}-", found[0]):
        offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return text[: found.start()] + " " + text[found.end() :], -offset if found[1] == "-" else offset
    names = [word for word in _WORD.findall(field) if word.upper() in ZONES and word.lower() not in MONTHS | WEEKDAYS]
    if not names:
        return text, timedelta()
    return re.sub(rf"\b{names[-1]}\b", " ", text), timedelta(minutes=ZONES[names[-1].upper()])


def _day(text: str) -> tuple[int, int, int] | None:
    """Year, month and day."""
    for pattern in (_ISO_DAY, _COMPACT_DAY):
        found = pattern.search(text)
        if found:
            return int(found[1]), int(found[2]), int(found[3])
    found = _NUMERIC_DAY.search(text)
    return _numeric(found, text) if found else _worded(text)


def _numeric(found: "re.Match[str]", text: str) -> tuple[int, int, int]:
    """With slashes the month comes first, as in America, unless only the other way gives a date or the day of the week said."""
    year, one, two = _year(found[4]), int(found[1]), int(found[3])
    orders = [(one, two), (two, one)] if found[2] == "/" else [(two, one), (one, two)]
    days = [(year, month, day) for month, day in orders if 1 <= month <= 12 and 1 <= day <= 31]  # noqa: PLR2004
    weekday = next((WEEKDAYS[word] for word in map(str.lower, _WORD.findall(text)) if word in WEEKDAYS), None)
    said = [day for day in days if weekday is not None and _weekday(day) == weekday]
    return next(iter([*said, *days]), (year, 0, 0))


def _weekday(day: tuple[int, int, int]) -> int:
    try:
        return datetime(*day, tzinfo=UTC).weekday()
    except ValueError:
        return -1


def _worded(text: str) -> tuple[int, int, int] | None:
    """With the month's name: "24 Nov 26", "Nov 24 2026", "24 de novembro de 2026", "mardi 24 novembre 2026"."""
    words = [word.lower() for word in _WORD.findall(text)]
    month = next((MONTHS[word] for word in words if word in MONTHS and word not in WEEKDAYS), None)
    month = month or next((MONTHS[word] for word in words if word in MONTHS), None)
    numbers = _NUMBER.findall(text)[:4]
    if month is None or len(numbers) < 2:  # noqa: PLR2004
        return None
    year = next((number for number in numbers if len(number) > 2), numbers[1])  # noqa: PLR2004
    days = [number for at, number in enumerate(numbers) if at != numbers.index(year) or number != year]
    return (_year(year), month, int(days[0])) if days and len(days[0]) <= 2 else None  # noqa: PLR2004


def _year(written: str) -> int:
    """RFC 5322 §4.3: two digits below 50 are of this century, the others and three digits of the last."""
    year = int(written[:6])
    if len(written) == 2:  # noqa: PLR2004
        return year + (2000 if year < 50 else 1900)  # noqa: PLR2004
    return year + 1900 if len(written) == 3 else year  # noqa: PLR2004
