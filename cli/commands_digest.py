"""`golddust digest`: the weekly digest, looked at and sent by hand."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import ConfigFile, DataFolder
from cli.output import FAILED, people
from cli.wiring import Installation
from config.load import load
from golddust.errors import Misconfigured, NotFound, Problem

if TYPE_CHECKING:
    from cli.digest import Weekly
    from console.digest.readers import Reader

WeekName = Annotated[str, typer.Option("--week", metavar="WEEK", help="another week that is over, such as 2026-W48")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    digest = typer.Typer(help="The weekly digest: what customers said and what was done.", no_args_is_help=True)
    digest.command("show")(show)
    digest.command("send")(send)
    app.add_typer(digest, name="digest")


def show(
    week: WeekName = "",
    reader: Annotated[str, typer.Option("--for", metavar="NAME", help="as the person with this account gets it")] = "",
    html: Annotated[bool, typer.Option("--html", help="the page of the mail, without its pictures")] = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Print the digest of the last week that is over."""
    installation, weekly = _weekly(data, config)
    letter = weekly.letter(weekly.over(week), _reader(installation, reader))
    typer.echo(letter.html if html else letter.text, nl=False)


def send(
    week: WeekName = "",
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="to this address alone, as often as asked")] = "",
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Send the digest of the last week that is over to all who are to have it; who has it already gets no other."""
    installation, weekly = _weekly(data, config)
    if needed := weekly.mail().waiting_for():
        raise Misconfigured((Problem("replies.smtp.host", "", needed),))
    chosen = weekly.over(week)
    if to:
        people().print(f"Sent as {weekly.send_to(chosen, to)}.", soft_wrap=True, markup=False)
        return
    new = weekly.put_in_line(chosen, [one.key for one in installation.admission.readers.all()])
    weekly.dispatch()
    states = weekly.standing(chosen)
    people().print(f"{chosen.name}: {new} new; " + (", ".join(f"{n} {state}" for state, n in states.items()) or "nobody gets it"))
    if set(states) - {"sent"}:
        people().print("`golddust staff notices` says why.")
        raise typer.Exit(FAILED)


def _reader(installation: Installation, name: str) -> "Reader":
    from console.digest.readers import Reader  # noqa: PLC0415 - the database is loaded for these commands alone

    found = installation.admission.readers.one(name) if name else Reader("", "")
    if found is None:
        raise NotFound(f"there is no account {name}, or it is switched off")
    return found


def _weekly(data: DataFolder, config: ConfigFile) -> "tuple[Installation, Weekly]":
    from cli.digest import Weekly  # noqa: PLC0415 - as above

    installation = Installation(load(config, {"data_dir": data}).settings)
    return installation, Weekly(installation)
