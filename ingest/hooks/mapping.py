"""From a document to what was said, by whom, and how they rate it."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from golddust.errors import Malformed
from golddust.events import Address
from ingest.hooks.expressions import Expression
from ingest.hooks.options import Map
from ingest.reach import address_of
from ingest.wording import one_line, worded

_LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_].*)?")
WORDLESS = "a rating without words"
_NAMES = {dict: "an object", list: "a list of other than texts", bool: "true or false"}


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a hook says. `rating` from 0 (worst) to 1 (best)."""

    text: str
    address: Address
    subject: str
    rating: float | None
    language: str
    id: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mapper:
    """Applies one source's expressions."""

    expressions: Mapping[str, Expression]
    scale: tuple[float, float]

    def apply(self, document: Any) -> Mapped:
        """What the hook says; stars may come without words. Raises Malformed when neither is found in it.

        Anything else that cannot be used is left out and named among the problems.
        """
        found = _Found(self.expressions, document)
        wording = worded(found.required("text"))
        rating = found.rating(self.scale)
        if not wording.text and rating is None:
            raise Malformed(f"no text: nothing is found at {self.expressions['text'].written!r}")
        return Mapped(
            text=wording.text,
            address=address_of(found.text("customer"), found.text("name")),
            subject=one_line(found.text("subject")),
            rating=rating,
            language=found.language(),
            id=one_line(found.text("id")),
            problems=(*wording.problems, *found.problems, *((WORDLESS,) if not wording.text else ())),
        )


def mapper(options: Map) -> Mapper:
    """What applies these expressions."""
    given = {name: value for name, value in options if isinstance(value, str) and value}
    return Mapper({name: Expression(written) for name, written in given.items()}, options.rating_scale)


@dataclass(slots=True)
class _Found:
    expressions: Mapping[str, Expression]
    document: Any
    problems: list[str] = field(default_factory=list)

    def required(self, name: str) -> str:
        """Raises Malformed when there is something, but no text."""
        return _as_text(name, self._value(name))

    def text(self, name: str) -> str:
        """The text, empty when there is none; what is no text is a problem."""
        if name not in self.expressions:
            return ""
        try:
            return self.required(name)
        except Malformed as refusal:
            self.problems.append(refusal.reason)
            return ""

    def rating(self, scale: tuple[float, float]) -> float | None:
        written = self.text("rating").strip().replace(",", ".")
        if not written:
            return None
        low, high = scale
        number = _number(written)
        if number is None or not low <= number <= high:
            self.problems.append(f"rating: expected a number from {low:g} to {high:g}")
            return None
        return (number - low) / (high - low)

    def language(self) -> str:
        written = self.text("language").strip()
        match = _LANGUAGE.fullmatch(written)
        if written and not match:
            self.problems.append("language: expected a code such as en or en-GB")
        return match[1].lower() if match else ""

    def _value(self, name: str) -> Any:
        return self.expressions[name].value(name, self.document) if name in self.expressions else None


def _as_text(name: str, value: Any) -> str:
    """Texts and numbers are text; so are lists of them, a line each; null is none."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(
        isinstance(part, str | int | float | None) and not isinstance(part, bool) for part in value
    ):
        return "\n".join(filter(None, map(partial(_as_text, name), value)))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise Malformed(f"{name}: expected text, found {_NAMES[type(value)]}")


def _number(written: str) -> float | None:
    try:
        number = float(written)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
