"""What is taken away, as an answer of a door: it begins at once and is made while it is read."""

from collections.abc import Iterator
from itertools import chain
from typing import Literal, get_args

from flask import Response

from console.exports import as_csv
from console.exports.rows import Chosen, Rows, Source
from console.exports.tables import TABLES, Table
from golddust.errors import Malformed, NotFound

Kind = Literal["csv", "spreadsheet", "parquet"]
"""spreadsheet: CSV that no spreadsheet takes for formulas."""
KINDS: tuple[Kind, ...] = get_args(Kind)


def table_of(name: str) -> Table:
    """Raises NotFound."""
    if name not in TABLES:
        raise NotFound(f"there is no such table; there are {', '.join(TABLES)}")
    return TABLES[name]


def kind_of(given: str) -> Kind:
    """Raises Malformed."""
    for kind in KINDS:
        if given == kind:
            return kind
    raise Malformed(f"no such format: {given[:40]!r}; there are {', '.join(KINDS)}")


def contents(rows: Source, table: Table, chosen: Chosen, kind: Kind, *, raw: bool = False) -> Iterator[bytes]:
    """The file, piece by piece. Raises at once what is wrong with what was chosen, or that the database is away."""
    pieces = iter(rows.of(table.name, chosen))
    pieces, columns = chain([next(pieces, [])], pieces), table.shown(raw=raw)
    if kind != "parquet":
        return as_csv.as_csv(columns, pieces, spreadsheet=kind == "spreadsheet")
    from console.exports import as_parquet  # noqa: PLC0415 - ten megabytes that few processes need

    return as_parquet.as_parquet(columns, pieces)


def download(rows: Rows, table: Table, chosen: Chosen, kind: Kind, *, raw: bool = False) -> Response:
    """As an attachment. A file that breaks off, because the database went away, is broken off by the connection as well."""
    ending, mimetype = ("parquet", "application/vnd.apache.parquet") if kind == "parquet" else ("csv", "text/csv; charset=utf-8")
    answer = Response(contents(rows, table, chosen, kind, raw=raw), content_type=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="golddust-{table.name}.{ending}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
