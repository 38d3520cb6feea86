"""`golddust digest`: the weekly digest, looked at and sent by hand."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import AsJson, ConfigFile, DataFolder
from cli.output import FAILED, people, print_json, print_table
from cli.wiring.installation import Installation
from config.load import load
from golddust.errors import Misconfigured, Problem

if TYPE_CHECKING:
    from cli.wiring.digest import Weekly
    from console.digest.readers import Reader

WeekName = Annotated[str, typer.Option("--week", metavar="WEEK", help="another week that is over, such as 2026-W48")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    digest = typer.Typer(help="The weekly digest: what customers said and what was done.", no_args_is_help=True)
    digest.command("show")(show)
    digest.command("send")(send)
    digest.command("readers")(list_readers)
    digest.command("reader")(choose)
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


def list_readers(as_json: AsJson = False, data: DataFolder = None, config: ConfigFile = None) -> None:
    """List who gets it by mail, and at which address."""
    installation, _ = _weekly(data, config)
    found = installation.admission.readers.all()
    if as_json:
        print_json({"reader": one.key, "mail": one.mail, "teams": list(one.teams)} for one in found)
    else:
        rows = ((one.key, one.mail, ", ".join(one.teams)) for one in found)
        print_table(
            ("reader", "mail", "teams"), rows, "Nobody gets it: people give their address on their own page of the console."
        )


def choose(
    name: Annotated[str, typer.Argument(help="the account's name")],
    mail: Annotated[
        str | None, typer.Option("--mail", metavar="ADDRESS", help="where to; empty: as the staff directory says")
    ] = None,
    off: Annotated[bool, typer.Option("--off", help="they get no more of it")] = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Say for somebody with an account whether they get it, and where to."""
    installation, _ = _weekly(data, config)
    readers, known = installation.admission.readers, _reader(installation, name)
    readers.choose(name, known.own if mail is None else mail, wants=not off)
    people().print(f"{name} gets it no more." if off else f"{name} gets it at {readers.named(name).mail or 'no address yet'}.")


def _reader(installation: Installation, name: str) -> "Reader":
    from console.digest.readers import Reader  # noqa: PLC0415 - the database is loaded for these commands alone

    return installation.admission.readers.named(name) if name else Reader("", "")


def _weekly(data: DataFolder, config: ConfigFile) -> "tuple[Installation, Weekly]":
    from cli.wiring.digest import Weekly  # noqa: PLC0415 - as above

    installation = Installation(load(config, {"data_dir": data}).settings)
    return installation, Weekly(installation)
