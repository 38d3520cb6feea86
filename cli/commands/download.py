"""`golddust download`: what is stored, as a file for a spreadsheet or for programs that count.

Imports of what needs a database stand in the function, because every process loads this module.
"""
# ruff: noqa: PLC0415 - see above

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer
from rich.progress import TextColumn

from cli.commands.replay import moment
from cli.options import Actor, ConfigFile, DataFolder, name_of
from cli.output import people, progress
from cli.wiring.installation import Installation
from config.load import load

if TYPE_CHECKING:
    from console.exports.rows import Chosen, Source
    from console.exports.tables import Row

TIMES = "2026-11-24, 2026-11-24T10:00 (UTC), 2h, 3d, or start"


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command("download")(download)


def download(
    table: Annotated[str, typer.Argument(metavar="TABLE", help="messages, cases, promises or answers")],
    form: Annotated[
        str,
        typer.Option("--format", help="csv; spreadsheet: the same, but no text of it is taken for a formula; or parquet"),
    ] = "csv",
    since: Annotated[str, typer.Option("--from", metavar="TIME", help=f"from this time on: {TIMES}")] = "start",
    until: Annotated[str, typer.Option("--to", metavar="TIME", help="before this time, else up to now")] = "",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="into this file; else to standard output")] = None,
    words: Annotated[
        bool,
        typer.Option("--words", help="with customers' own words, names and addresses, which the audit log writes down"),
    ] = False,
    actor: Actor = "",
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Write a table of what is stored, without personal data unless asked for. docs/reference/exports.md has its columns."""
    from console.exports.files import contents, kind_of, table_of
    from console.exports.rows import Chosen, Rows

    meant, kind = table_of(table), kind_of(form)
    if kind == "parquet" and out is None and sys.stdout.isatty():
        raise typer.BadParameter("a terminal shows no Parquet: name a file with --out")
    at = Installation(load(config, {"data_dir": data}).settings)
    now = at.clock.now()
    chosen = Chosen(since=moment(since, now), until=moment(until, now, ahead=True) if until else None)
    if words:
        at.admission.audit.write("command", name_of(actor), "saw.download_words", meant.name)
    counted = _Counted(Rows(at.archive, at.register))
    with _opened(out) as file, progress(TextColumn("{task.completed:,} rows")) as bar:
        task = bar.add_task(meant.name, total=None)
        for piece in contents(counted, meant, chosen, kind, raw=words):
            file.write(piece)
            bar.update(task, completed=counted.count)
    people().print(f"{counted.count:,} {meant.name} written{f' to {out}' if out else ''}.")


class _Counted:
    """The same rows, counted as they are read."""

    def __init__(self, rows: "Source") -> None:
        self.count = 0
        self._rows = rows

    def of(self, table: str, chosen: "Chosen") -> Iterator["Sequence[Row]"]:
        """As `Source` has it."""
        for piece in self._rows.of(table, chosen):
            self.count += len(piece)
            yield piece


@contextmanager
def _opened(out: Path | None) -> Iterator[BinaryIO]:
    """The file, under its name only once it is whole; or standard output."""
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
