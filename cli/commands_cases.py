"""`golddust case`: the complaint register from a terminal."""

import getpass
from collections.abc import Sequence
from typing import Annotated

import msgspec
import typer

from cli.options import AsJson, ConfigFile, DataFolder
from cli.output import data as out
from cli.output import people, print_json, print_table, printable, when
from cli.wiring import Installation
from complaints.as_json import as_json as case_as_json
from config.load import load
from golddust.ports import Case, Register, Resolution

Reference = Annotated[str, typer.Argument(metavar="CASE", help="reference or id")]
Actor = Annotated[str, typer.Option("--as", metavar="NAME", help="who does it; your login name unless given")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    cases = typer.Typer(help="Work on cases.", no_args_is_help=True)
    cases.command("list")(list_cases)
    cases.command("show")(show)
    cases.command("acknowledge")(acknowledge)
    cases.command("assign")(assign)
    cases.command("resolve")(resolve)
    app.add_typer(cases, name="case")


def list_cases(
    state: Annotated[str, typer.Option("--state", help="open, or one state; all unless given")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="at most so many")] = 100,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """List cases, what is due first first."""
    found = _register(data, config).cases(state, limit)
    if as_json:
        print_json(map(case_as_json, found))
        return
    titles = ("case", "state", "priority", "kind", "owner", "due", "what they said")
    print_table(titles, map(_row, found), empty="No cases.")


def _row(case: Case) -> Sequence[str]:
    return (case.reference, case.state, case.priority, case.kind, case.owner, _next_due(case), case.text[:60])


def _next_due(case: Case) -> str:
    open_promises = [promise for promise in case.promises if promise.kept_at is None]
    first = min(open_promises, key=lambda promise: promise.due, default=None)
    return f"{first.standard} by {when(first.due)}" if first else ""


def show(case: Reference, as_json: AsJson = False, data: DataFolder = None, config: ConfigFile = None) -> None:
    """Print one case with its promises and its history."""
    cases = _register(data, config)
    found = cases.find(case)
    history = cases.history(found.id)
    if as_json:
        print_json([{**case_as_json(found), "history": [msgspec.to_builtins(event) for event in history]}])
        return
    out().print(f"[bold]{found.reference}[/bold]  {found.state}, {found.priority}, {found.kind}; owner {printable(found.owner)}")
    out().print(f"{printable(found.why)}\n\n  “{printable(found.text)}”\n")
    for promise in found.promises:
        kept = f"kept {when(promise.kept_at)}" if promise.kept_at else "open"
        out().print(f"  {promise.standard:<12} due {when(promise.due)}   {kept}")
    out().print()
    for event in history:
        out().print(f"  {when(event.at)}  {event.step:<12} {printable(event.actor)}  {printable(event.note)}")


def acknowledge(
    case: Reference, actor: Actor = "", as_json: AsJson = False, data: DataFolder = None, config: ConfigFile = None
) -> None:
    """Take a case into work."""
    _done(_register(data, config).acknowledge(case, _who(actor)), as_json)


def assign(
    case: Reference,
    assignee: Annotated[str, typer.Argument(help="who is to work on it")],
    actor: Actor = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Give a case to somebody."""
    _done(_register(data, config).assign(case, assignee, _who(actor)), as_json)


def resolve(
    case: Reference,
    happened: Annotated[str, typer.Option("--happened", help="what happened", prompt="What happened")],
    apology: Annotated[str, typer.Option("--apology", help="the apology", prompt="The apology")],
    reason: Annotated[str, typer.Option("--reason", help="why it happened", prompt="The reason")],
    remedy: Annotated[str, typer.Option("--remedy", help="what was or will be done", prompt="What was or will be done")],
    actor: Actor = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Tell the customer what happened, that you are sorry, why, and what was done; then the case is resolved."""
    resolution = Resolution(happened, apology, reason, remedy)
    _done(_register(data, config).resolve(case, resolution, _who(actor)), as_json)


def _done(case: Case, as_json: bool) -> None:  # noqa: FBT001 - passed on from the command line's own flag
    if as_json:
        print_json([case_as_json(case)])
    else:
        people().print(f"{case.reference} is {case.state}.")


def _register(data: DataFolder, config: ConfigFile) -> Register:
    return Installation(load(config, {"data_dir": data}).settings).register


def _who(actor: str) -> str:
    return actor or getpass.getuser()
