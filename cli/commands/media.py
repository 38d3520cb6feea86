"""`golddust media`: pictures and other files of text messages, which are fetched from where the provider keeps them.

Imports of what needs a database stand in the functions, because every process loads this module.
"""
# ruff: noqa: PLC0415 - see above

import os
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.options import AsJson, ConfigFile, DataFolder
from cli.output import people, print_json, print_table, when
from cli.wiring.installation import Installation
from config.load import load
from golddust.errors import Conflict, Refused

if TYPE_CHECKING:
    from sinks.media.rows import Medium

Said = Annotated[str, typer.Argument(metavar="FEEDBACK", help="id of the feedback that it came with")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    media = typer.Typer(help="Pictures and other files of text messages.", no_args_is_help=True)
    media.command("list")(list_media)
    media.command("get")(get)
    media.command("retry")(retry)
    app.add_typer(media, name="media")


def list_media(
    feedback: Annotated[str, typer.Option("--feedback", metavar="ID", help="of this feedback only")] = "",
    waiting: Annotated[bool, typer.Option("--waiting", help="those still to be fetched")] = False,
    failed: Annotated[bool, typer.Option("--failed", help="those that were refused or given up")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="at most so many")] = 100,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """List files with how each stands, those that changed last first."""
    from sinks.media import rows

    states = (*(["waiting"] if waiting else []), *(rows.FAILED if failed else ()))
    with _opened(data, config) as installation:
        found = rows.listed(installation.engine, feedback, states, limit)
    if as_json:
        print_json(map(_as_record, found))
        return
    titles = ("feedback", "number", "changed", "state", "type", "size", "why")
    print_table(titles, map(_row, found), empty="No text message came with such a file.", words_last=True)


def _as_record(one: "Medium") -> Mapping[str, Any]:
    shown = asdict(one)
    return {name: shown[name] for name in shown if name != "claim"}


def _row(one: "Medium") -> tuple[str, ...]:
    size = f"{one.size:,}" if one.size else ""
    return one.feedback, str(one.number), when(one.changed_at), one.state, one.type or one.declared, size, one.why


def get(
    feedback: Said,
    number: Annotated[int, typer.Argument(min=1, help="its place among the files of that feedback")] = 1,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="a new file; standard output unless given")] = None,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Give out a file as it came. It is what a stranger sent: open it with care."""
    from sinks.media import rows

    with _opened(data, config) as installation:
        found = rows.one(installation.engine, feedback, number)
        if found.state != "stored":
            raise Conflict(f"it is not here ({found.state}{f': {found.why}' if found.why else ''})")
        content = installation.originals.get(found.original)
    if out is not None:
        _write(out, content)
        people().print(f"{found.type}, {found.size:,} bytes, to {out}")
    elif sys.stdout.isatty():
        raise Refused(f"{found.type}, {found.size:,} bytes, is nothing for a terminal; --out FILE puts it into a file")
    else:
        sys.stdout.buffer.write(content)


def _write(out: Path, content: bytes) -> None:
    """For nobody else's eyes, and over nothing that is there."""
    try:
        with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
            file.write(content)
    except OSError as error:
        raise Refused(f"{out}: {error.strerror}") from None


def retry(
    feedback: Said,
    number: Annotated[int, typer.Argument(min=0, help="its place among the files of that feedback; 0: all that failed")] = 0,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Ask once more for what was refused or given up, as after a limit was raised."""
    from sinks.media import rows

    with _opened(data, config) as installation:
        count = rows.retry(installation.engine, feedback, number, installation.clock.now())
    if as_json:
        print_json([{"feedback": feedback, "asked_for": count}])
    else:
        people().print(f"Asked for again: {count}")


def _opened(data: DataFolder, config: ConfigFile) -> closing[Installation]:
    return closing(Installation(load(config, {"data_dir": data}).settings))
