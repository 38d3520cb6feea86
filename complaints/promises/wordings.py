"""What a final answer must say, in each language: plain words with fields in braces, checked when they are read.

Fields: {company} and {body} (the ombudsman, scheme or authority that the customer can turn to) are filled in on reading;
{reference} and {deadline} (the last day for turning there) are left for whoever sends the answer.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from complaints.promises.checks import Problems, problem, refuse_unknown, table_at
from complaints.promises.spans import EXPECTED, Span, read_span

FALLBACK = "en"
OURS = frozenset({"company", "body"})
SENDERS = frozenset({"reference", "deadline"})
SETTINGS = ("body", "refer_within")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Final:
    """The wording of a final answer, by language; each text has the fields {reference} and {deadline}, or some of them.

    `refer_within`: how long the customer can turn to the body that it names; None: no end is set.
    """

    texts: Mapping[str, str]
    refer_within: Span | None = None

    def text(self, language: str) -> str:
        """The text in that language, or in English."""
        return self.texts.get(language.partition("-")[0].lower(), self.texts[FALLBACK])


def read_wordings(table: Mapping[str, Any], company: str, problems: Problems) -> dict[str, Final]:
    """The company's own wordings: the tables `[wordings.<name>]`."""
    given = table_at("", table, "wordings", problems) if "wordings" in table else {}
    return {
        name: read_final(f"wordings.{name}", table_at("wordings.", given, name, problems), {"company": company}, problems)
        for name in given
    }


def read_company(table: Mapping[str, Any], problems: Problems) -> str:
    """The company's name, which customers are told; "" when the table has none."""
    return text_at("company", table.get("company", ""), "the company's name, as customers know it", problems)


def read_final(path: str, table: Mapping[str, Any], known: Mapping[str, str], problems: Problems) -> Final:
    """The wording that the table holds; `known` has the company's name and, where the table does not say it, the body."""
    body = text_at(f"{path}.body", table.get("body", known.get("body", "")), "who customers can turn to", problems)
    within = read_within(f"{path}.refer_within", table["refer_within"], problems) if "refer_within" in table else None
    languages = {name: text for name, text in table.items() if name not in SETTINGS}
    refuse_unknown(f"{path}.", languages, [name for name in languages if _LANGUAGE.fullmatch(name)] or [FALLBACK], problems)
    if FALLBACK not in languages:
        problems.append(problem(f"{path}.{FALLBACK}", None, "words: they are what speakers of other languages get"))
    values = {"company": known.get("company", ""), "body": body}
    allowed = SENDERS if within else SENDERS - {"deadline"}
    texts = {name: _text(f"{path}.{name}", text, values, allowed, problems) for name, text in languages.items()}
    return Final(texts, within)


def read_within(path: str, given: Any, problems: Problems) -> Span | None:
    """The span at that place; None, and a problem, when it is none."""
    span = read_span(given)
    if span is None:
        problems.append(problem(path, given, EXPECTED))
    return span


def text_at(path: str, given: Any, expected: str, problems: Problems) -> str:
    """The text at that place; "" and a problem when it is none."""
    if isinstance(given, str):
        return given.strip()
    problems.append(problem(path, given, expected))
    return ""


def _text(path: str, text: Any, values: Mapping[str, str], allowed: frozenset[str], problems: Problems) -> str:
    if not isinstance(text, str) or not text.strip():
        problems.append(problem(path, text, "words; without them customers of this language would get none"))
        return ""
    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        problems.append(problem(path, text, f"each brace with its partner: {error}"))
        return ""
    fields = {field for _, field, _, _ in parsed if field is not None}
    if not fields <= OURS | allowed or any(form or conversion for _, _, form, conversion in parsed):
        problems.append(problem(path, text, "no fields but " + " ".join(f"{{{name}}}" for name in sorted(OURS | allowed))))
        return ""
    empty = sorted(field for field in fields & OURS if not values[field])
    problems += [
        problem(_place_of(field, path), None, "a name, because the final answer tells it to customers") for field in empty
    ]
    return "".join(_filled(literal, field, values) for literal, field, _, _ in parsed).strip()


def _place_of(field: str, path: str) -> str:
    """Where what is missing is to be set."""
    return field if field == "company" else f"{path.rpartition('.')[0].removesuffix('.final')}.{field}"


def _filled(literal: str, field: str | None, values: Mapping[str, str]) -> str:
    """The piece of text with what we know filled in, and what the sender knows left open."""
    kept = _escaped(literal)
    if field is None:
        return kept
    return kept + (_escaped(values[field]) if field in values else f"{{{field}}}")


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
