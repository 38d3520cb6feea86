"""`golddust customers import`: a company's own list of customers, from CSV."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from cli.options import Actor, AsJson, ConfigFile, DataFolder, name_of
from cli.output import FAILED, people, print_json, printable, progress
from cli.wiring.installation import Installation
from config.load import load
from config.settings import Settings
from golddust.errors import Conflict, NotFound

if TYPE_CHECKING:
    from complaints.people.directory import People
    from complaints.people.importing import Import, RowOutcome
    from complaints.people.reading import CustomerList, ListRow

BATCH = 1000
"""Rows that are one transaction: others wait for it a tenth of a second."""
File = Annotated[Path, typer.Argument(metavar="FILE", help="CSV with a first line that names its columns")]
Region = Annotated[
    str, typer.Option("--region", metavar="GB", help="country of numbers that are written without one; see [complaints] region")
]


def import_list(
    file: File,
    region: Region = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="forget what was said of customers whom the list no longer has")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="fail when anything was wrong with any row")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would be done; changes nothing")] = False,
    actor: Actor = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Take your list of customers in.

    Columns, in any order: id, name, email, phone, segment, value, language. Needed are id, and email or phone; several addresses
    stand in one cell with ; between them. Addresses of one row belong to one person, unless another row has them, too. Bringing
    a list again updates it; who is not on a later list keeps what an earlier one said, unless --replace.
    """
    settings = load(config, {"data_dir": data}).settings
    from complaints.people.reading import open_list  # noqa: PLC0415 - loaded by this command alone
    from complaints.people.regions import checked_region  # noqa: PLC0415 - as above

    country = checked_region(region or settings.complaints.region)
    known = existing_people(settings) if dry_run else _people(settings)
    importing = known.importing(name_of(actor), dry_run=dry_run)
    with open_list(file, country) as listed:
        if listed.ignored:
            people().print(f"Columns that mean nothing here: {printable(', '.join(listed.ignored))}.")
        with _progress(listed.lines) as (advance, console):
            _take(listed, importing, advance, console, as_json=as_json)
    try:
        if replace:
            importing.remove_gone()
    finally:
        people().print(_summary(importing.counts, dry_run=dry_run))
    if strict and importing.counts["problems"]:
        raise Conflict("something was wrong with some rows, and --strict asks for none")


def existing_people(settings: Settings) -> "People":
    """Whoever is known. Raises NotFound where nothing is: looking at nothing must not make files."""
    if not settings.data_dir.exists():
        raise NotFound(f"there is nothing in {settings.data_dir}; `golddust run` makes it, --data names another folder")
    return Installation(settings).casework.people


def _people(settings: Settings) -> "People":
    """The same, made where missing."""
    installation = Installation(settings)
    _ = installation.keys  # makes the folder, too
    return installation.casework.people


def _take(
    listed: "CustomerList", importing: "Import", advance: Callable[[int], None], console: Console, *, as_json: bool
) -> None:
    try:
        for rows in _batches(listed.rows):
            outcomes = importing.take(rows)
            if as_json:
                print_json(map(asdict, outcomes))
            else:
                _tell(outcomes, console)
            advance(rows[-1].line)
    except KeyboardInterrupt:
        people().print(f"Stopped. {_summary(importing.counts, dry_run=False)} Running it again goes on from there.")
        raise typer.Exit(FAILED) from None


def _batches(rows: "Iterator[ListRow]") -> "Iterator[list[ListRow]]":
    return iter(lambda: list(itertools.islice(rows, BATCH)), [])


def _tell(outcomes: "Sequence[RowOutcome]", console: Console) -> None:
    for one in outcomes:
        if one.problems or one.shared:
            verdict = "not taken" if one.outcome == "refused" else "taken"
            name = f" ({printable(one.id)})" if one.id else ""
            said = printable("; ".join((*one.problems, *one.shared)))
            console.print(f"line {one.line:,}{name}: {verdict}; {said}", soft_wrap=True)


@contextmanager
def _progress(lines: int) -> Iterator[tuple[Callable[[int], None], Console]]:
    """A bar on a terminal: what to tell it the line that was reached, and where to print above it."""
    with progress() as bar:
        task = bar.add_task("lines", total=lines)
        yield lambda line: bar.update(task, completed=line), bar.console


def _summary(counts: Counter[str], *, dry_run: bool) -> str:
    """What was done, for people."""
    named = {"added": "added", "changed": "changed", "unchanged": "as they were", "refused": "not taken"}
    rows = sum(counts[name] for name in named)
    parts = [f"{counts[name]:,} {words}" for name, words in named.items() if counts[name]]
    words = f"{rows:,} rows: {', '.join(parts)}." if parts else "There are no rows."
    extras = (
        (counts["problems"] - counts["refused"], "taken without something that was wrong"),
        (counts["sharing"], "with an address that others have, too"),
        (counts["removed"], "gone from the list, and forgotten"),
        (counts["joined"], "joins of two addresses made"),
        (counts["split"], "joins taken back"),
    )
    said = "\n".join([words, *(f"  {number:,} {extra}" for number, extra in extras if number)])
    return f"{said}\nThis was a trial: nothing was changed." if dry_run else said
