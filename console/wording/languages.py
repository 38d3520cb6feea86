"""The languages of the pages, and which of them a reader gets; Flask-Babel says the words of templates in it (ADR 29).

A catalogue is a `.po` file under `translations/`, read once when somebody first wants it. Nothing is compiled beforehand: a
clone, a wheel and the image hold the same files.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, g, request
from flask_babel import Babel, Domain, get_locale, refresh

from console.wording.called import a_channel, called, called_priority, called_question, called_urgency
from console.wording.retelling import retold, sentence
from console.wording.saying import ENGLISH, English, Reader, number, percent, read_by, signed
from golddust.errors import Malformed

LANGUAGES: Mapping[str, str] = {
    "ar": "العربية",
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "nl": "Nederlands",
}
"""By code, what each calls itself."""
USUAL = "en"
FOLDER = Path(__file__).parents[1] / "translations"
ZONE_COOKIE = "golddust_zone"
"""What the browser says of its clock; a script of ours sets it."""
LONGEST_HEADER = 1000
"""Characters of Accept-Language that are looked at."""
_DAYS = {
    "day": "yMMMd",
    "brief": "MMMd",
    "month": "yMMMM",
    "month-alone": "LLLL",
    "brief-month": "LLL",
    "brief-month-year": "yMMM",
}

_WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_YEAR = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Tongue:
    """A reader of another language than English, by the rules of CLDR."""

    def __init__(self, code: str, zone: tzinfo | None) -> None:
        self.zone = zone
        self.words = catalogue(code)
        self._locale = locale_of(code)

    def number(self, value: float, digits: int = 0) -> str:
        """As `Reader`."""
        pattern = f"#,##0.{'0' * digits}" if digits else "#,##0"
        return numbers.format_decimal(round(value, digits), pattern, locale=self._locale)

    def percent(self, value: float, digits: int = 0) -> str:
        """As `Reader`."""
        usual = self._locale.percent_formats[None].pattern
        return numbers.format_percent(value, usual.replace("0", f"0.{'0' * digits}") if digits else usual, locale=self._locale)

    def day(self, day: date, form: str) -> str:
        """As `Reader`."""
        if form in {"month-alone", "brief-month"}:
            return dates.format_date(day, _DAYS[form], locale=self._locale)
        return dates.format_skeleton(_DAYS[form], datetime(day.year, day.month, day.day, tzinfo=UTC), locale=self._locale)

    def days(self, first: date, last: date) -> str:
        """As `Reader`."""
        return dates.format_interval(first, last, "yMMMd", locale=self._locale)

    def moment(self, at: datetime, form: str) -> str:
        """As `Reader`."""
        hour = dates.format_time(at, "HH:mm", tzinfo=at.tzinfo, locale=self._locale)
        if form == "hour":
            return hour
        day = dates.format_skeleton("MMMd" if form == "hour-of-day" else "yMMMEd", at, tzinfo=at.tzinfo, locale=self._locale)
        comma = "، " if self._locale.language == "ar" else ", "
        return f"{day}{comma}{hour}" + (
            f" {dates.get_timezone_name(at, 'short', locale=self._locale)}" if form == "whole" else ""
        )

    def abbreviated(self, name: str) -> str:
        """As `Reader`."""
        if name in _WEEK:
            return str(self._locale.days["format"]["abbreviated"][_WEEK.index(name)])
        return str(self._locale.months["format"]["abbreviated"][_YEAR.index(name) + 1])


class _Catalogues(Domain):  # type: ignore[misc] # Flask-Babel has no types
    """Flask-Babel's translations, read from our catalogues."""

    def get_translations(self) -> NullTranslations:
        """Those of the language of this request."""
        locale = get_locale()
        return catalogue(locale.language if locale else USUAL)


@cache
def locale_of(code: str) -> Locale:
    """How the language writes numbers and days; English as it is written outside of America."""
    return Locale.parse("en_GB" if code == USUAL else code)


@cache
def catalogue(code: str) -> NullTranslations:
    """The translations into that language; none for English, in which everything is written."""
    if code == USUAL:
        return NullTranslations()
    compiled = io.BytesIO()
    with (FOLDER / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return Translations(compiled)


def speak(app: Flask) -> None:
    """Let the pages of this door speak the reader's language."""
    babel = Babel(app, locale_selector=lambda: locale_of(_language()), timezone_selector=lambda: _zone() or UTC)
    babel.domain_instance = _Catalogues()
    app.teardown_request(lambda _: read_by(ENGLISH))  # whoever comes next in this thread is not taken for them
    app.after_request(_tell_caches)
    app.context_processor(_told)
    app.jinja_env.globals.update(_SAYING)


def choose(language: str, zone: str) -> None:
    """What somebody chose for themselves holds for the rest of this request, over what their browser says; "" chooses nothing."""
    g.chosen_language, g.chosen_zone = language, zone
    refresh()
    greet()


def speak_to(*known: str) -> None:
    """The first of these languages that we speak is this page's, whatever the browser says."""
    g.customers_language = next((code for one in known if (code := one.partition("-")[0].lower()) in LANGUAGES), "")
    refresh()
    greet()


def greet() -> None:
    """What is made from here on in this request is made for whoever asks for it."""
    read_by(reader_of(_language(), _zone()))


def reader_of(code: str, zone: tzinfo | None) -> Reader:
    """Somebody who reads that language."""
    return English(zone) if code == USUAL else Tongue(code, zone)


def zone_named(name: str) -> tzinfo | None:
    """The zone of that name; None where there is none, whatever was written there."""
    return ZoneInfo(name) if name in _known_zones() else None


@cache
def zones() -> Sequence[str]:
    """Those that are offered, by name."""
    return ("UTC", *sorted(name for name in _known_zones() if "/" in name and not name.startswith("Etc/")))


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones()) - {"localtime", "posixrules", "Factory"}


def checked_choice(language: str, zone: str) -> tuple[str, str]:
    """What somebody chose, "" for nothing. Raises Malformed for a language that we do not speak, or a zone that there is not."""
    if language and language not in LANGUAGES:
        raise Malformed("there is no such language here")
    if zone and zone_named(zone) is None:
        raise Malformed("there is no such time zone; one is written like Europe/Berlin")
    return language, zone


def forms(one: str, many: str) -> dict[str, str]:
    """For scripts: the words for each kind of number that the language knows (`Intl.PluralRules`), with {n} for the number."""
    locale, words = get_locale() or locale_of(USUAL), catalogue((get_locale() or locale_of(USUAL)).language)
    kinds = {locale.plural_form(number): number for number in range(120, -1, -1)}
    return {kind: words.ngettext(one, many, number) % {"num": "{n}"} for kind, number in kinds.items()}


def of_reader() -> tuple[str, str]:
    """For what is kept for many readers: the language and the zone that it was made for."""
    return _language(), str(_zone() or "")


def _language() -> str:
    chosen: str = g.get("chosen_language", "") or g.get("customers_language", "")
    return chosen if chosen in LANGUAGES else _of_browser()


def _of_browser() -> str:
    """The first of the browser's languages that we speak. What is too long to be meant is cut off."""
    wanted = request.headers.get("Accept-Language", "")
    if len(wanted) > LONGEST_HEADER:
        return USUAL
    for name, _ in request.accept_languages:
        code = name.replace("_", "-").partition("-")[0].lower()
        if code in LANGUAGES:
            return code
    return USUAL


def _zone() -> tzinfo | None:
    return zone_named(g.get("chosen_zone", "") or request.cookies.get(ZONE_COOKIE, ""))


_SAYING = {
    "number": number,
    "percent": percent,
    "signed": signed,
    "sentence": sentence,
    "told": retold,
    "called": called,
    "called_priority": called_priority,
    "called_urgency": called_urgency,
    "called_question": called_question,
    "a_channel": a_channel,
}
"""What every template may call."""


def _told() -> dict[str, object]:
    """What every template may use."""
    locale = get_locale() or locale_of(USUAL)
    seen = request.cookies.get(ZONE_COOKIE, "") if request else ""
    return {
        "lang": locale.language,
        "direction": locale.text_direction,
        "languages": LANGUAGES,
        "chosen_zone": g.get("chosen_zone", ""),
        "seen_zone": seen if zone_named(seen) else "",
    }


def _tell_caches(response: Response) -> Response:
    """A page depends on who asks for it; one that everybody may keep, on the language alone."""
    spoken = response.mimetype in {"text/html", "image/svg+xml"} and request.endpoint != "look.static"
    if spoken and "Content-Language" not in response.headers:
        response.vary.update(("Accept-Language",) if response.cache_control.public else ("Accept-Language", "Cookie"))
        response.headers["Content-Language"] = (get_locale() or locale_of(USUAL)).language
    return response
