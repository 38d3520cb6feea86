"""Tables of figures: shown on the page, and the same as a file for spreadsheets."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from console.wording.saying import number

Value = str | int | float | None
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure: its value for files, the words for people where they differ, and the way to what is behind it.

    `part`: how much of a bar is filled, from 0 to 1, in the colour `colour`; `points`: those of a small line.
    """

    value: Value
    words: str = ""
    link: str = ""
    colour: str = ""
    part: float | None = None
    points: str = ""

    @property
    def shown(self) -> str:
        """What people read."""
        if self.words:
            return self.words
        return number(self.value) if isinstance(self.value, int) else str("" if self.value is None else self.value)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads; `name` is part of the file's."""

    name: str
    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    @property
    def figures(self) -> list[bool]:
        """Of each column, whether there are numbers in it."""
        return [any(isinstance(row[place].value, int | float) for row in self.rows) for place in range(len(self.heads))]


def as_csv(table: Table) -> str:
    """The table as RFC 4180 has it. No text of it can be taken for a formula by a spreadsheet (OWASP, CSV injection)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.heads)
    writer.writerows([[_safe(cell.value) for cell in row] for row in table.rows])
    return out.getvalue()


def _safe(value: Value) -> Value:
    if isinstance(value, float):
        return round(value, 8)
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
