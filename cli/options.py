"""Options that many commands share."""

from pathlib import Path
from typing import Annotated

import typer

ConfigFile = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="settings file instead of ./golddust.toml")]
AsJson = Annotated[bool, typer.Option("--json", help="one JSON record a line")]
DataFolder = Annotated[Path | None, typer.Option("--data", metavar="DIR", help="folder for everything golddust keeps")]
Lifeline = Annotated[int | None, typer.Option("--lifeline", hidden=True, help="a pipe to the supervisor")]
