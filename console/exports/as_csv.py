"""Pure: rows as CSV by RFC 4180, in UTF-8, exactly as they are stored; or safe to open in a spreadsheet.

A spreadsheet takes a text for a formula that begins with one of the signs in `FORMULA`, and runs it. For spreadsheets, each such
text gets an apostrophe in front, as OWASP advises (CSV Injection), which changes what it holds; so that is a form of its own,
with the mark by which spreadsheets tell UTF-8. The same is done behind whatever some country's spreadsheet takes for the end of a
cell: where lists are separated by semicolons, it does not look for the commas.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from console.exports.tables import Column, Row

FORMULA = "=+-@\0＝＋－＠"  # noqa: RUF001 - full width, as OWASP has them
_RISKY = re.compile(rf"(?:\A|(?<=[;\t\r\n]))(?= *[{re.escape(FORMULA)}])")
BETWEEN = ";"
"""Between the labels of a list: no label has one in it."""
MIMETYPE = "text/csv"


def as_csv(columns: Sequence[Column], pieces: Iterable[Sequence[Row]], *, spreadsheet: bool = False) -> Iterator[bytes]:
    """The head, then piece by piece. A time is RFC 3339 in UTC, true and false are those words, nothing at all is for none."""
    yield ("\N{BOM}" if spreadsheet else "").encode() + _lines([[column.name for column in columns]])
    for rows in pieces:
        yield _lines([_cell(column, row, spreadsheet) for column in columns] for row in rows)


def _lines(cells: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(cells)
    return out.getvalue().encode()


def _cell(column: Column, row: Row, spreadsheet: bool) -> str:  # noqa: FBT001 - what the loop above is for
    text = _text(column.of(row))
    return _RISKY.sub("'", text) if spreadsheet and column.form in ("text", "label", "labels") else text


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return BETWEEN.join(value) if isinstance(value, list | tuple) else repr(value)
