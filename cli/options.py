"""Options that many commands share."""

import getpass
from pathlib import Path
from typing import Annotated

import typer

ConfigFile = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="settings file instead of ./golddust.toml")]
AsJson = Annotated[bool, typer.Option("--json", help="one JSON record a line")]
Actor = Annotated[str, typer.Option("--as", metavar="NAME", help="who does it; your login name unless given")]
DataFolder = Annotated[Path | None, typer.Option("--data", metavar="DIR", help="folder for everything golddust keeps")]
Lifeline = Annotated[int | None, typer.Option("--lifeline", hidden=True, help="a pipe to the supervisor")]


def name_of(actor: str) -> str:
    """Who does it: the name given, or whoever is logged in."""
    return actor or getpass.getuser()
