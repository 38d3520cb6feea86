"""`golddust staff`: who holds a role now, and what the staff was told."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import AsJson, ConfigFile, DataFolder
from cli.output import people, print_json, print_table, when
from cli.wiring.installation import Installation
from config.load import load

if TYPE_CHECKING:
    from sinks.staff.board import Listed, StaffBoard


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    staff = typer.Typer(help="Who holds a role now, and what the staff was told.", no_args_is_help=True)
    staff.command("who")(who)
    staff.command("notices")(notices)
    staff.command("retry")(retry)
    app.add_typer(staff, name="staff")


def who(
    role: Annotated[str, typer.Argument(help="a role; all of them unless given")] = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Say who holds each role now, and why it is they: on call, on leave, somebody's deputy."""
    installation = _installation(data, config)
    escalations, now = installation.casework.escalations, installation.clock.now()
    holders = [(name, escalations.holder(name, now)) for name in ([role] if role else escalations.staff.roles)]
    if as_json:
        print_json({"role": name, "person": one.person.name if one.person else "", "via": one.via} for name, one in holders)
        return
    rows = [(name, one.person.name if one.person else "", one.via) for name, one in holders]
    print_table(("role", "held by", "because"), rows, empty="There are no roles: see docs/howto/escalation.md.")


def notices(
    case: Annotated[str, typer.Option("--case", metavar="REFERENCE", help="of this case only")] = "",
    everything: Annotated[bool, typer.Option("--all", help="those that were sent as well")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="at most so many")] = 100,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """List what the staff is to be told and was not yet, newest first."""
    found = _board(data, config).notices(case, all_=everything or bool(case), limit=limit)
    if as_json:
        print_json(asdict(one) for one in found)
        return
    titles = ("id", "asked for", "case", "purpose", "role", "person", "way", "state", "why")
    print_table(titles, map(_row, found), empty="Nothing waits: the staff was told everything.", words_last=True)


def _row(one: "Listed") -> tuple[str, ...]:
    return one.id[:8], when(one.requested_at), one.reference, one.purpose, one.role, one.person, one.way, one.state, one.why


def retry(
    notice: Annotated[str, typer.Argument(metavar="ID", help="the notice's id, or enough of its beginning")],
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Send one that failed, or is in doubt, once more."""
    found = _board(data, config).try_again(notice)
    people().print(f"It goes to {found.person} by {found.way} once more.")


def _board(data: DataFolder, config: ConfigFile) -> "StaffBoard":
    installation = _installation(data, config)
    from sinks.staff.board import StaffBoard  # noqa: PLC0415 - loaded by these commands alone

    return StaffBoard(installation.engine, installation.clock)


def _installation(data: DataFolder, config: ConfigFile) -> Installation:
    return Installation(load(config, {"data_dir": data}).settings)
