"""`golddust causes`: what several cases have in common, from a terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import Actor, AsJson, ConfigFile, DataFolder, name_of
from cli.output import data as out
from cli.output import people, print_json, print_table, printable, when
from cli.wiring.installation import Installation
from complaints.as_json import as_json as case_as_json
from complaints.causes.cause import Cause, Suggestion
from complaints.causes.cause import as_json as cause_as_json
from config.load import load

if TYPE_CHECKING:
    from complaints.causes.keeping import SqlCauses

SHOWN = 12
"""So many cases of a suggestion are named to people."""
Number = Annotated[str, typer.Argument(metavar="CAUSE", help="number or id")]
Cases = Annotated[list[str], typer.Argument(metavar="CASE...", help="references or ids")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    causes = typer.Typer(help="Find what cases have in common, and follow it until it is mended.", no_args_is_help=True)
    causes.command("list")(list_causes)
    causes.command("show")(show)
    causes.command("suggest")(suggest)
    causes.command("create")(create)
    causes.command("open")(open_cause)
    causes.command("add")(add)
    causes.command("remove")(remove)
    causes.command("mend")(mend)
    app.add_typer(causes, name="causes")


def list_causes(
    state: Annotated[str, typer.Option("--state", help="proposed, open or mended; all unless given")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="at most so many")] = 100,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """List causes, those that concern most customers first."""
    found = _causes(data, config).causes(state, limit)
    if as_json:
        print_json(map(cause_as_json, found))
        return
    titles = ("cause", "state", "customers", "cases", "owner", "since", "what it is")
    print_table(
        titles, map(_row, found), empty="No causes. `golddust causes suggest` shows cases that are alike.", words_last=True
    )


def _row(cause: Cause) -> Sequence[str]:
    numbers = (f"{cause.customers:,}", f"{cause.cases:,}")
    return (str(cause.number), cause.state, *numbers, cause.owner, when(cause.opened_at), cause.title)


def show(cause: Number, as_json: AsJson = False, data: DataFolder = None, config: ConfigFile = None) -> None:
    """Print one cause with its cases."""
    causes = _causes(data, config)
    found, cases = causes.find(cause), causes.cases_of(cause)
    if as_json:
        print_json([{**cause_as_json(found), "members": [case_as_json(case) for case in cases]}])
        return
    out().print(f"[bold]{found.number}[/bold]  {printable(found.title)}  {found.state}; owner {printable(found.owner)}")
    out().print(
        f"{found.customers:,} customers in {found.cases:,} cases; opened {when(found.opened_at)} by {printable(found.opened_by)}"
    )
    if found.description:
        out().print(f"\n  {printable(found.description)}")
    if found.mended_at:
        out().print(f"\nMended {when(found.mended_at)} by {printable(found.mended_by)}: {printable(found.mended)}")
        out().print(f"{found.told:,} customers were told so.")
    out().print()
    for case in cases:
        out().print(f"  {case.reference}  {case.state:<12} {printable(case.text[:90])}")


def suggest(
    limit: Annotated[int, typer.Option("--limit", min=1, help="at most so many")] = 20,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Show open and recent cases that are alike and may share a cause. Nothing is changed: you decide."""
    found = _causes(data, config).suggest(limit)
    if as_json:
        print_json(map(cause_as_json, found))
        return
    if not found:
        people().print("No two customers say much the same.")
    for one in found:
        _print_suggestion(one)


def _print_suggestion(one: Suggestion) -> None:
    known = f", like cause {one.cause}" if one.cause else ""
    topics = f" ({printable(', '.join(one.topics))})" if one.topics else ""
    count = f"{one.customers:,} customers in {len(one.cases):,} cases" if one.customers > 1 else "1 customer"
    out().print(f"[bold]{count}[/bold]{topics}{known}, {when(one.first_at)} to {when(one.last_at)}")
    out().print(f"  “{printable(one.example)}”")
    more = f" and {len(one.cases) - SHOWN:,} more (--json has all)" if len(one.cases) > SHOWN else ""
    out().print(f"  {' '.join(one.cases[:SHOWN])}{more}\n")


def create(
    title: Annotated[str, typer.Argument(help="what the cause is, in a few words")],
    cases: Cases,
    description: Annotated[str, typer.Option("--description", help="what is known of it")] = "",
    owner: Annotated[
        str, typer.Option("--owner", help="the business function that can mend it; that of most cases unless given")
    ] = "",
    proposed: Annotated[bool, typer.Option("--proposed", help="gather cases first; somebody decides later")] = False,
    actor: Actor = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Say that these cases have one cause. Its owner is told."""
    made = _causes(data, config).create(title, cases, name_of(actor), description=description, owner=owner, proposed=proposed)
    _done(made, as_json)


def open_cause(
    cause: Number, actor: Actor = "", as_json: AsJson = False, data: DataFolder = None, config: ConfigFile = None
) -> None:
    """Decide that a proposed cause is one, or that a mended one came back."""
    _done(_causes(data, config).open(cause, name_of(actor)), as_json)


def add(
    cause: Number, cases: Cases, actor: Actor = "", as_json: AsJson = False, data: DataFolder = None, config: ConfigFile = None
) -> None:
    """Count cases to a cause."""
    _done(_causes(data, config).add(cause, cases, name_of(actor)), as_json)


def remove(
    cause: Number, cases: Cases, actor: Actor = "", as_json: AsJson = False, data: DataFolder = None, config: ConfigFile = None
) -> None:
    """Count cases to a cause no longer."""
    _done(_causes(data, config).remove(cause, cases, name_of(actor)), as_json)


def mend(
    cause: Number,
    words: Annotated[str, typer.Option("--words", help="what was done, as the customers are told", prompt="What was done")],
    actor: Actor = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Say that a cause is mended: every customer who reported it is told once, in their language."""
    mended = _causes(data, config).mend(cause, words, name_of(actor))
    if as_json:
        print_json([cause_as_json(mended)])
        return
    silent = f"; {mended.silent:,} cannot be answered" if mended.silent else ""
    people().print(f"Cause {mended.cause.number} is mended. {mended.told:,} customers are told now{silent}.")


def _done(cause: Cause, as_json: bool) -> None:  # noqa: FBT001 - passed on from the command line's own flag
    if as_json:
        print_json([cause_as_json(cause)])
    else:
        people().print(f"Cause {cause.number} is {cause.state}: {cause.customers:,} customers in {cause.cases:,} cases.")


def _causes(data: DataFolder, config: ConfigFile) -> "SqlCauses":
    return Installation(load(config, {"data_dir": data}).settings).casework.causes
