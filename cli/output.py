"""How commands speak: data to standard output, words for people to standard error; --json gives one record a line."""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from golddust.errors import GoldDustError, Misconfigured, Refused, Unavailable

WIDE = 200
"""Columns of a table that goes to a file or another program."""
NARROWEST = 10
"""Columns that are left to a cell of a table in a narrow terminal."""
_BETWEEN = "  "
FAILED, AWAY, MISCONFIGURED = 1, os.EX_UNAVAILABLE, os.EX_CONFIG


def people() -> Console:
    """Where words for people go."""
    return Console(stderr=True, highlight=False)


@contextmanager
def progress(*last: ProgressColumn) -> Iterator[Progress]:
    """Bars on a terminal, gone when they are done; elsewhere disabled. Each ends with `last`, or with the time that is left."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), *(last or (TimeRemainingColumn(),)))
    console = people()
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        yield bar


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


def print_table(titles: Sequence[str], rows: Iterable[Sequence[str]], empty: str, *, words_last: bool = False) -> None:
    """A table for people, or the words for when there is nothing.

    The first column, by which a row is found again, is never cut. `words_last`: where the terminal is too narrow for the table,
    the last column stands below the others, on lines of its own.
    """
    cells = [[printable(cell) for cell in row] for row in rows]
    out = data()
    if not cells:
        people().print(empty)
    elif words_last and _natural_width(titles, cells) > out.width:
        _print_words_below(out, titles[:-1], cells)
    else:
        out.print(_table(titles, cells))


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, title in enumerate(titles):
        table.add_column(title, no_wrap=not place, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _natural_width(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    widest = (max(map(cell_len, column)) for column in zip(titles, *rows, strict=True))
    return sum(widest) + len(_BETWEEN) * (len(titles) - 1)


def _print_words_below(out: Console, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Each row by itself, in columns of the same widths; those that hold nothing are left out."""
    told = [place for place in range(len(titles)) if any(row[place] for row in rows)]
    facts = [[titles[place] for place in told], *([row[place] for place in told] for row in rows)]
    widths = _fitting([max(map(cell_len, column)) for column in zip(*facts, strict=True)], out.width)
    for number, row in enumerate(facts):
        table = Table.grid(*(Column(width=width, overflow="fold") for width in widths), padding=(0, len(_BETWEEN), 0, 0))
        table.add_row(*row, style="" if number else "bold")
        out.print(table)
        if number and rows[number - 1][-1]:
            out.print(Padding(rows[number - 1][-1], (0, 0, 0, 2 * len(_BETWEEN))))


def _fitting(widths: list[int], room: int) -> list[int]:
    """The widths, of which the widest behind the first give way until all fit, or none is wider than NARROWEST."""
    room -= len(_BETWEEN) * (len(widths) - 1)
    while sum(widths) > room and max(widths[1:], default=0) > NARROWEST:
        widest = max(range(1, len(widths)), key=lambda place: widths[place])
        widths[widest] -= 1
    return widths


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
            bullet = Table.grid(padding=(0, 1, 0, 0))
            bullet.add_row("  •", printable(str(problem)))
            people().print(bullet)
        return MISCONFIGURED
    people().print(printable(error.reason if isinstance(error, Refused | Unavailable) else str(error)))
    return AWAY if isinstance(error, Unavailable) else FAILED
