"""What commands share: the program that they belong to, and options of many."""

import getpass
from pathlib import Path
from typing import Annotated, Protocol

import typer

ConfigFile = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="settings file instead of ./golddust.toml")]
AsJson = Annotated[bool, typer.Option("--json", help="one JSON record a line")]
Actor = Annotated[str, typer.Option("--as", metavar="NAME", help="who does it; your login name unless given")]
DataFolder = Annotated[Path | None, typer.Option("--data", metavar="DIR", help="folder for everything golddust keeps")]
ConsolePort = Annotated[int | None, typer.Option("--console", metavar="PORT", help="port of the console")]
OtherTaxonomy = Annotated[str | None, typer.Option("--taxonomy", metavar="NAME|FILE", help="another than that of the settings")]
Lifeline = Annotated[int | None, typer.Option("--lifeline", hidden=True, help="a pipe to the supervisor")]


class Commands(Protocol):
    """A module of commands."""

    def register(self, app: typer.Typer) -> None:
        """Add them to the program."""


def program_of(*modules: Commands) -> typer.Typer:
    """The program, with the commands of these modules."""
    app = typer.Typer(
        name="golddust",
        help="Hears what customers say by text, mail and web, loses none of it, and keeps the promises made about it.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    for module in modules:
        module.register(app)
    return app


def name_of(actor: str) -> str:
    """Who does it: the name given, or whoever is logged in."""
    return actor or getpass.getuser()
