"""Takes values out of a table and notes what is wrong with them, so that every problem is named at once."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from golddust.errors import Problem

MOST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the file, at `path`. What was wrong goes to `problems`, which all tables of a file share."""

    path: str
    given: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, name: str, seen: Any, expected: str) -> None:
        """Note a problem."""
        path = f"{self.path}.{name}" if name else self.path
        self.problems.append(Problem(path, "" if seen is None else str(seen)[:MOST_SHOWN], expected))

    def only(self, *known: str) -> None:
        """Refuse all names but these."""
        for name in self.given:
            if name not in known:
                self.refuse(name, None, f"no such name; there are {', '.join(known)}")

    def table(self, name: str) -> "Table":
        """The table of that name, empty where it is missing."""
        return self._under(name, self.given.get(name, {}))

    def tables(self, name: str) -> list["Table"]:
        """A list of tables."""
        given = self.given.get(name, [])
        if not isinstance(given, list):
            self.refuse(name, given, f"a list of tables: [[{name}]]")
            return []
        return [self._under(f"{name}.{number}", one) for number, one in enumerate(given, start=1)]

    def each(self) -> list[tuple[str, "Table"]]:
        """Every table in it, by name."""
        return [(name, self._under(name, given)) for name, given in self.given.items()]

    def _under(self, name: str, given: Any) -> "Table":
        if not isinstance(given, Mapping):
            self.refuse(name, given, "a table")
            given = {}
        return Table(f"{self.path}.{name}", given, self.problems)

    def text(self, name: str, default: str = "", like: str = "", expected: str = "a text") -> str:
        """A text, which the pattern `like` must match as a whole where there is one and it is not empty."""
        given = self.given.get(name, default)
        if isinstance(given, str) and (not given or not like or re.fullmatch(like, given)):
            return given
        self.refuse(name, given, expected)
        return default

    def one_of(self, name: str, known: Collection[str], default: str, what: str) -> str:
        """A text that is among the known ones, or the default."""
        given = self.given.get(name, default)
        if given == default or given in known:
            return str(given)
        self.refuse(name, given, f"{what}; there are {', '.join(sorted(known)) or 'none'}")
        return default

    def texts(self, name: str, default: Collection[str] = ()) -> tuple[str, ...]:
        """A list of texts."""
        given = self.given.get(name, list(default))
        if isinstance(given, list) and all(isinstance(one, str) and one for one in given):
            return tuple(given)
        self.refuse(name, given, 'a list of texts: ["one", "another"]')
        return ()

    def those(self, name: str, known: Collection[str], what: str, default: Collection[str] = ()) -> tuple[str, ...]:
        """A list of texts that are all among the known ones."""
        found = self.texts(name, default)
        unknown = [one for one in found if one not in known]
        if unknown:
            self.refuse(name, ", ".join(unknown), f"{what}; there are {', '.join(sorted(known)) or 'none'}")
        return tuple(one for one in found if one in known)

    def number(self, name: str, default: float, least: float, most: float) -> float:
        """A number within limits."""
        given = self.given.get(name, default)
        if isinstance(given, int | float) and not isinstance(given, bool) and least <= given <= most:
            return given
        self.refuse(name, given, f"a number from {least:g} to {most:g}")
        return default

    def whole(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number within limits."""
        found = self.number(name, default, least, most)
        if int(found) == found:
            return int(found)
        self.refuse(name, found, "a whole number")
        return default

    def yes(self, name: str, *, default: bool) -> bool:
        """True or false."""
        given = self.given.get(name, default)
        if isinstance(given, bool):
            return given
        self.refuse(name, given, "true or false")
        return default

    def day(self, name: str, default: date) -> date:
        """A day."""
        given = self.given.get(name, default)
        found = _day(given)
        if found is None:
            self.refuse(name, given, "a day such as 2026-12-31")
        return found or default

    def periods(self, name: str, more: int = 0) -> list[tuple[date, date, *tuple[str, ...]]]:
        """A list of periods, each [first day, last day] and `more` texts."""
        given = self.given.get(name, [])
        read = [_period(one, more) for one in given] if isinstance(given, list) else [None]
        if None in read:
            example = '["2026-12-20", "2027-01-03"' + ', "a name"' * more + "]"
            self.refuse(name, given, f"a list of periods, the first day not after the last: [{example}]")
        return [period for period in read if period]

    def read(self, name: str, as_: Callable[[Any], Any], default: Any, expected: str) -> Any:
        """What `as_` makes of the value, which is None for what it does not take."""
        given = self.given.get(name, default)
        found = as_(given)
        if found is not None:
            return found
        self.refuse(name, given, expected)
        return as_(default)


def _day(given: Any) -> date | None:
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    try:
        return date.fromisoformat(given)
    except (ValueError, TypeError):
        return None


def _period(given: Any, more: int) -> tuple[date, date, *tuple[str, ...]] | None:
    if not isinstance(given, list) or len(given) != 2 + more or not all(isinstance(text, str) and text for text in given[2:]):
        return None
    first, last = _day(given[0]), _day(given[1])
    return (first, last, *given[2:]) if first and last and first <= last else None
