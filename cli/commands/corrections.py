"""`golddust corrections`: what people put right, as lines that `golddust train` learns from.

Imports of what needs a database stand in the function, because every process loads this module.
"""
# ruff: noqa: PLC0415 - see above

import json
import sys
from typing import Annotated

import typer

from cli.options import ConfigFile, DataFolder
from cli.output import people
from cli.wiring.installation import Installation
from config.load import load


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command("corrections")(corrections)


def corrections(
    others: Annotated[
        int | None,
        typer.Option("--others", min=0, help="so many other messages, without labels; as many as were put right unless given"),
    ] = None,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Write a line of JSON for each message whose tags somebody put right, and for others beside them; texts are redacted."""
    from sinks.store.lines import labelled

    count = {True: 0, False: 0}
    for line in labelled(Installation(load(config, {"data_dir": data}).settings).engine, others):
        count[len(line) > 1] += 1
        sys.stdout.write(json.dumps(line) + "\n")
    people().print(f"{count[True]:,} put right, {count[False]:,} others. `golddust train` wants 50 a question at least.")
