"""Checks of what a table of standards holds: what is wrong is noted with its place, and reading goes on to find the rest."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from golddust.errors import Problem

Problems = list[Problem]


def problem(path: str, seen: Any, expected: str) -> Problem:
    """Something wrong at that place of the standards."""
    return Problem(f"standards.{path}", "" if seen is None else str(seen)[:80], expected)


def table_at(above: str, table: Mapping[str, Any], name: str, problems: Problems) -> Mapping[str, Any]:
    """The table of that name; an empty one, and a problem, where there is none."""
    given = table.get(name)
    if isinstance(given, Mapping):
        return given
    problems.append(problem(above + name, given, "a table"))
    return {}


def refuse_unknown(above: str, table: Mapping[str, Any], known: Sequence[str], problems: Problems) -> None:
    """Note every name in the table that is none of the known."""
    problems += [problem(above + name, None, f"one of {', '.join(known)}") for name in table if name not in known]


def texts_at(path: str, given: Any, problems: Problems, known: Collection[str] = ()) -> tuple[str, ...]:
    """A list of texts, each one of the known where these are given."""
    if isinstance(given, list) and all(isinstance(text, str) and text and (not known or text in known) for text in given):
        return tuple(given)
    problems.append(
        problem(path, given, f"a list of some of {', '.join(known)}" if known else 'a list of texts, such as ["gold"]')
    )
    return ()
