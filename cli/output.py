"""How commands speak: data to standard output, words for people to standard error; --json gives one record a line."""

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from golddust.errors import GoldDustError, Misconfigured, Refused, Unavailable

WIDE = 200
"""Columns of a table that goes to a file or another program."""
FAILED, AWAY, MISCONFIGURED = 1, os.EX_UNAVAILABLE, os.EX_CONFIG


def people() -> Console:
    """Where words for people go."""
    return Console(stderr=True, highlight=False)


def data() -> Console:
    """Where tables go."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)


def print_json(records: Iterable[Mapping[str, Any]]) -> None:
    """One record a line, ASCII-escaped, so that no line separator inside a text breaks a line."""
    for record in records:
        sys.stdout.write(json.dumps(record, default=_plain) + "\n")
        sys.stdout.flush()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a listing")


def print_table(titles: Sequence[str], rows: Iterable[Sequence[str]], empty: str) -> None:
    """A table for people, or the words for when there is nothing."""
    table = Table(*titles, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(printable(cell) for cell in row))
    if table.row_count:
        data().print(table)
    else:
        people().print(empty)


def printable(text: str) -> str:
    """The text without control characters, which a terminal would obey, and safe from Rich's own markup."""
    return "".join(c if c.isprintable() else " " for c in text).replace("[", "\\[")


def when(moment: datetime | None) -> str:
    """A time as people read it, in UTC."""
    return moment.strftime("%Y-%m-%d %H:%M") + " UTC" if moment else ""


def tell(error: GoldDustError) -> int:
    """Say what is wrong, and return the exit code that goes with it."""
    if isinstance(error, Misconfigured):
        people().print("The settings cannot be used:")
        for problem in error.problems:
            people().print(f"  • {printable(str(problem))}")
        return MISCONFIGURED
    people().print(printable(error.reason if isinstance(error, Refused | Unavailable) else str(error)))
    return AWAY if isinstance(error, Unavailable) else FAILED
