"""What customers are told: the phrases of each language, checked when they are read.

They stand in a TOML file with str.format fields: a translator needs a text editor only, a wrong field is found at the start, and
there is no logic in them that would need a template language.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, get_args
from zoneinfo import ZoneInfo

from golddust.errors import Misconfigured, Problem
from golddust.events import Standard

FILE = Path(__file__).with_name("replies.toml")
FALLBACK = "en"
TONES = ("sorry", "upset", "worried", "question", "idea", "thanks")
STANDARDS: tuple[Standard, ...] = get_args(Standard)
PARTS = frozenset({"apology", "happened", "reason", "remedy"})
REFERENCE = frozenset({"reference"})
KNOWN = frozenset({"reference", "link"})
DUE = KNOWN | {"due"}
LATE = DUE | {"promised", "reason"}
NEEDED: Mapping[str, Mapping[str, frozenset[str]]] = {
    "acknowledgement": {"subject": REFERENCE, "text": DUE | {"opening"}, "sms": DUE | {"opening"}, "sms_short": DUE},
    "resolution": {
        "subject": REFERENCE,
        "text": PARTS | KNOWN | {"pledge", "final"},
        "sms": PARTS | KNOWN | {"pledge", "final"},
        "pledge": frozenset({"due"}),
    },
    "late_warning": {"subject": REFERENCE, "text": LATE | {"was"}, "sms": LATE, "sms_short": DUE, "plain": frozenset()},
    "late_apology": {"subject": REFERENCE, "text": LATE | {"was"}, "sms": LATE, "sms_short": DUE},
    "update": {"subject": REFERENCE, "text": DUE | {"words"}, "sms": DUE | {"words"}},
    "question": {"subject": REFERENCE, "text": KNOWN | {"words"}, "sms": KNOWN | {"words"}},
    "follow_up": {"subject": REFERENCE, "text": KNOWN, "sms": KNOWN, "sms_short": KNOWN},
    "reopened": {"subject": REFERENCE, "text": DUE, "sms": DUE, "sms_short": DUE},
    "check": {"subject": REFERENCE, "text": KNOWN, "sms": KNOWN, "sms_short": KNOWN},
    "mended": {"subject": REFERENCE, "text": KNOWN | {"words"}, "sms": KNOWN | {"words"}},
    "idea": {"subject": REFERENCE, "text": DUE | {"role"}, "sms": DUE | {"role"}, "sms_short": DUE},
}
"""The fields that each phrase must have; it may have no others."""
MOMENT = frozenset({"weekday", "day", "month", "hour", "minute"})
WEEKDAYS, MONTHS = 7, 12


@dataclass(frozen=True, slots=True)
class Tongue:
    """The phrases of one language. `said` has them by purpose and form: ("acknowledgement", "sms").

    `promised` names what comes late, by standard.
    """

    code: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    first: str
    moment: str
    openings: Mapping[str, str]
    promised: Mapping[str, str]
    said: Mapping[tuple[str, str], str]

    def moment_of(self, moment: datetime, zone: ZoneInfo) -> str:
        """A moment in words, by the clock on the company's wall."""
        local = moment.astimezone(zone)
        return self.moment.format(
            weekday=self.weekdays[local.weekday()],
            day=self.first if local.day == 1 else local.day,
            month=self.months[local.month - 1],
            hour=f"{local.hour:02}",
            minute=f"{local.minute:02}",
        )

    def say(self, purpose: str, form: str, fields: Mapping[str, str]) -> str:
        """The phrase with its fields filled in; those that are empty leave no gap, and no paragraph of their own."""
        paragraphs = (_filled(paragraph, fields) for paragraph in self.said[purpose, form].split("\n\n"))
        return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of every language."""

    tongues: Mapping[str, Tongue]

    def tongue(self, language: str) -> Tongue:
        """The language, or English where there are no phrases in it."""
        return self.tongues.get(language.partition("-")[0].lower(), self.tongues[FALLBACK])


@cache
def ours() -> Phrases:
    """The phrases that come with golddust."""
    return parse_phrases(tomllib.loads(FILE.read_text(encoding="utf-8")))


def parse_phrases(table: Mapping[str, Any]) -> Phrases:
    """The phrases that the table holds. Raises Misconfigured with every problem at once."""
    problems: list[Problem] = []
    if FALLBACK not in table:
        problems.append(Problem(f"replies.{FALLBACK}", "", "a table: it is what speakers of other languages get"))
    tongues = {code: _tongue(code, given if isinstance(given, Mapping) else {}, problems) for code, given in table.items()}
    if problems:
        raise Misconfigured(tuple(problems))
    return Phrases(tongues)


def _tongue(code: str, table: Mapping[str, Any], problems: list[Problem]) -> Tongue:
    moment = table.get("moment", "")
    if not _is_text(table.get("first")):
        problems.append(_missing(f"{code}.first"))
    _check_fields(f"{code}.moment", moment, MOMENT, problems)
    return Tongue(
        code=code,
        weekdays=_names(f"{code}.weekdays", table.get("weekdays"), WEEKDAYS, problems),
        months=_names(f"{code}.months", table.get("months"), MONTHS, problems),
        first=table.get("first", ""),
        moment=moment,
        openings=_named(code, "openings", TONES, table, problems),
        promised=_named(code, "promised", STANDARDS, table, problems),
        said=_said(code, table, problems),
    )


def _named(code: str, name: str, keys: Sequence[str], table: Mapping[str, Any], problems: list[Problem]) -> dict[str, str]:
    """A phrase without fields for each of the keys."""
    given = table.get(name, {})
    problems += [_missing(f"{code}.{name}.{key}") for key in keys if not _is_text(given.get(key))]
    return {key: given.get(key, "") for key in keys}


def _said(code: str, table: Mapping[str, Any], problems: list[Problem]) -> dict[tuple[str, str], str]:
    said: dict[tuple[str, str], str] = {}
    for purpose, forms in NEEDED.items():
        for form, fields in forms.items():
            phrase = table.get(purpose, {}).get(form)
            _check_fields(f"{code}.{purpose}.{form}", phrase, fields, problems)
            said[purpose, form] = phrase or ""
    return said


def _check_fields(path: str, phrase: Any, needed: frozenset[str], problems: list[Problem]) -> None:
    if not _is_text(phrase):
        problems.append(_missing(path))
        return
    try:
        parsed = list(Formatter().parse(phrase))
    except ValueError as error:
        problems.append(Problem(f"replies.{path}", phrase[:80], f"each brace with its partner: {error}"))
        return
    found = {field for _, field, _, _ in parsed if field is not None}
    if found != needed or any(form or conversion for _, _, form, conversion in parsed):
        problems.append(Problem(f"replies.{path}", phrase[:80], "exactly these fields: " + _listed(needed)))


def _listed(fields: frozenset[str]) -> str:
    return " ".join(f"{{{field}}}" for field in sorted(fields))


def _names(path: str, given: Any, count: int, problems: list[Problem]) -> tuple[str, ...]:
    if isinstance(given, list) and len(given) == count and all(map(_is_text, given)):
        return tuple(given)
    problems.append(Problem(f"replies.{path}", str(given)[:80], f"{count} names"))
    return ("",) * count


def _filled(paragraph: str, fields: Mapping[str, str]) -> str:
    words = (word.format(**fields) for word in paragraph.strip().split(" "))
    return " ".join(word for word in words if word.strip())


def _is_text(given: Any) -> bool:
    return isinstance(given, str) and bool(given.strip())


def _missing(path: str) -> Problem:
    return Problem(f"replies.{path}", "", "words; without them customers of this language would get none")
