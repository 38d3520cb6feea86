"""`golddust top`: what goes on, live in the terminal."""

import threading
from contextlib import closing
from typing import Annotated

import typer
from rich.console import Console
from rich.live import Live

from cli.options import ConfigFile, ConsolePort, DataFolder
from cli.output import data as tables
from config.load import load

PAUSE = 1.0


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("top")(top)


def top(
    once: Annotated[
        bool, typer.Option("--once", help="print one frame and end; rates take two, so it looks for a second")
    ] = False,
    metrics: Annotated[
        list[str] | None,
        typer.Option("--metrics", metavar="URL", help="where /metrics is, once for each process; else at the console's door"),
    ] = None,
    console: ConsolePort = None,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Show what goes on, live: stages, doors, promises, answers, dead letters. Ctrl-C ends it."""
    from cli.top import Watching  # noqa: PLC0415 - the database: other commands start without it
    from cli.top_frame import picture_of  # noqa: PLC0415 - as above
    from cli.wiring.installation import Installation  # noqa: PLC0415 - as above

    settings = load(config, {"data_dir": data, "console.port": console}).settings
    pages = metrics or [f"http://{settings.console.host}:{settings.console.port}/metrics"]
    with closing(Installation(settings, migrates=False)) as installation:
        watching = Watching(installation, pages)
        first, never = watching.frame(), threading.Event()
        if once:
            installation.clock.sleep(PAUSE, never)
            tables().print(picture_of(watching.frame()))
            return
        with Live(picture_of(first), console=Console(highlight=False), screen=True, auto_refresh=False) as live:
            while not installation.clock.sleep(PAUSE, never):
                live.update(picture_of(watching.frame()), refresh=True)
