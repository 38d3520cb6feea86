"""Words, numbers and days as whoever reads them wants them: English, until a door says whose language it is. Pure.

Modules that know no door say their words with `say` and `counted`; `languages.py` sets the reader for each request.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, tzinfo
from gettext import NullTranslations
from typing import Protocol

MINUS = "\N{MINUS SIGN}"


class Reader(Protocol):
    """Whoever reads: their language, how it writes numbers and days, and the zone of their clock (None: not known)."""

    zone: tzinfo | None

    @property
    def words(self) -> NullTranslations:
        """The translations of our words."""

    def number(self, value: float, digits: int = 0) -> str:
        """With so many digits behind the point: 2,000 or 2.000,5."""

    def percent(self, value: float, digits: int = 0) -> str:
        """A part of one: 31% or 31 %."""

    def day(self, day: date, form: str) -> str:
        """A day, or its month.

        `form`: "day" 3 Nov 2026; "brief" 3 Nov; "month" November 2026; "month-alone" November; "brief-month" Nov;
        "brief-month-year" Nov 2026.
        """

    def days(self, first: date, last: date) -> str:
        """From a day to a later one, in few words: 23 to 29 Nov 2026."""

    def moment(self, at: datetime, form: str) -> str:
        """In the zone that `at` is in. `form`: "whole" Tue 24 Nov 2026, 14:05 UTC; "hour" 14:05; "hour-of-day" 24 Nov, 14:05."""

    def abbreviated(self, name: str) -> str:
        """An English day or month of three letters, as this language shortens it."""


class English:
    """English as this house writes it: days first, 24 hours."""

    def __init__(self, zone: tzinfo | None = None) -> None:
        self.zone = zone
        self.words = NullTranslations()

    def number(self, value: float, digits: int = 0) -> str:
        """As `Reader`."""
        return f"{value:,.{digits}f}"

    def percent(self, value: float, digits: int = 0) -> str:
        """As `Reader`."""
        return f"{value:.{digits}%}"

    def day(self, day: date, form: str) -> str:
        """As `Reader`."""
        return f"{day:{_DAYS[form]}}".lstrip("0")

    def days(self, first: date, last: date) -> str:
        """As `Reader`."""
        begins = f"{first.day}" if (first.year, first.month) == (last.year, last.month) else self.day(first, "brief")
        begins += "" if first.year == last.year else f" {first:%Y}"
        return f"{begins} to {self.day(last, 'day')}"

    def moment(self, at: datetime, form: str) -> str:
        """As `Reader`."""
        if form == "hour":
            return f"{at:%H:%M}"
        return f"{at.day} {at:%b, %H:%M}" if form == "hour-of-day" else f"{at:%a} {at.day} {at:%b %Y, %H:%M %Z}"

    def abbreviated(self, name: str) -> str:
        """As `Reader`."""
        return name


_DAYS = {
    "day": "%d %b %Y",
    "brief": "%d %b",
    "month": "%B %Y",
    "month-alone": "%B",
    "brief-month": "%b",
    "brief-month-year": "%b %Y",
}
ENGLISH = English()
_READER: ContextVar[Reader] = ContextVar("reader", default=ENGLISH)


def reader() -> Reader:
    """Whoever reads what is made now."""
    return _READER.get()


def read_by(whoever: Reader) -> None:
    """From here on, in this request, it is made for them."""
    _READER.set(whoever)


@contextmanager
def for_reader(whoever: Reader) -> Iterator[None]:
    """What is made within is made for them."""
    before = _READER.set(whoever)
    try:
        yield
    finally:
        _READER.reset(before)


def marked(words: str) -> str:
    """The same: marks words that stand in a table, so that they are found and translated; `say` says them."""
    return words


def marked_many(one: str, many: str) -> tuple[str, str]:
    """As `marked`, for `counted`."""
    return one, many


def say(words: str, /, **fields: object) -> str:
    """Our words in the reader's language, with what belongs in them. As in templates a per cent sign is written twice.

    What is none of our words, such as the name of a state that there is not, stays as it is.
    """
    said = reader().words.gettext(words) if words else ""
    return said % fields if fields else said.replace("%%", "%")


def say_in(context: str, words: str, /, **fields: object) -> str:
    """As `say`, for words that other languages say differently in different places."""
    return reader().words.pgettext(context, words) % fields


def counted(one: str, many: str, number: int, /, **fields: object) -> str:
    """As `say`, for words that depend on a number, which is `%(num)s` in them."""
    shown = {"num": reader().number(number)} | fields
    return reader().words.ngettext(one, many, number) % shown


def counted_in(context: str, one: str, many: str, number: int, /, **fields: object) -> str:
    """As `counted`, with a context."""
    shown = {"num": reader().number(number)} | fields
    return reader().words.npgettext(context, one, many, number) % shown


def number(value: float, digits: int = 0) -> str:
    """As the reader writes it."""
    return reader().number(value, digits)


def percent(value: float, digits: int = 0) -> str:
    """As the reader writes it."""
    return reader().percent(value, digits)


def signed(value: float, digits: int = 2) -> str:
    """With its sign, and a minus that is as wide as a plus."""
    rounded = round(value, digits)
    sign = MINUS if rounded < 0 else "+" if rounded else ""
    return sign + number(abs(rounded), digits)


def listed(names: list[str]) -> str:
    """Such as: delivery, price and staff."""
    if len(names) <= 1:
        return "".join(names)
    return say("%(some)s and %(last)s", some=", ".join(names[:-1]), last=names[-1])
