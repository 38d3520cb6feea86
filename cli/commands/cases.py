"""`golddust case`: looking at the complaint register from a terminal; what is done with cases is in `commands_casework`."""

from collections.abc import Sequence
from typing import Annotated

import msgspec
import typer

from cli.commands import casework, resolving
from cli.commands.case_sheet import first_due, print_drafts, print_sheet
from cli.commands.case_steps import Reference, installed
from cli.options import Actor, AsJson, ConfigFile, DataFolder, name_of
from cli.output import print_json, print_table
from complaints.as_json import as_json as case_as_json
from console.cases.in_full import in_full
from console.wording.terms import state_words
from golddust.ports import Case, Desk, Wanted

TITLES = ("case", "state", "priority", "kind", "owner", "works on it", "due", "what they said")
LONGEST_SHOWN = 60
"""Characters of what they said that a list shows."""
State = Annotated[
    str,
    typer.Option(
        "--state", help="one state, open (all that wait for us) or unresolved (those that wait for the customer, too); else all"
    ),
]
Owner = Annotated[str, typer.Option("--owner", help="only what this business function can mend")]
Assignee = Annotated[str, typer.Option("--assignee", help="only what this person works on")]
Mine = Annotated[bool, typer.Option("--mine", help="only what you work on, or were called to by the ladder; unresolved")]
Priority = Annotated[str, typer.Option("--priority", help="only low, normal, high or critical")]
Segment = Annotated[str, typer.Option("--segment", help="only of customers of this segment")]
Cause = Annotated[str, typer.Option("--cause", help="only with this cause, by its number or id")]
Late = Annotated[bool, typer.Option("--late", help="only with a broken promise")]
AtRisk = Annotated[bool, typer.Option("--at-risk", help="only with a promise that its owner was warned of")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    cases = typer.Typer(help="Work on cases.", no_args_is_help=True)
    cases.command("list")(list_cases)
    cases.command("show")(show)
    cases.command("drafts")(drafts)
    cases.command("offered")(offered)
    casework.register(cases)
    resolving.register(cases)
    app.add_typer(cases, name="case")


def list_cases(
    state: State = "",
    owner: Owner = "",
    assignee: Assignee = "",
    mine: Mine = False,
    priority: Priority = "",
    segment: Segment = "",
    cause: Cause = "",
    late: Late = False,
    at_risk: AtRisk = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="at most so many")] = 100,
    actor: Actor = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """List cases, what is due first first."""
    if late and at_risk:
        raise typer.BadParameter("a promise is either broken or at risk; give one of --late and --at-risk")
    at = installed(data, config)
    wanted = Wanted(
        state=state or ("unresolved" if mine else ""),
        owner=owner,
        assignee=assignee,
        person=name_of(actor) if mine else "",
        priority=priority,
        segment=segment,
        cause=at.casework.causes_of_cases.id_of(cause) if cause else "",
        standing="late" if late else "at_risk" if at_risk else "",
    )
    found = at.register.search(wanted, limit)
    if as_json:
        print_json(map(case_as_json, found))
    else:
        print_table(TITLES, [_row(case, at.casework.desk) for case in found], empty="No cases.", words_last=True)


def _row(case: Case, desk: Desk) -> Sequence[str]:
    facts = (case.reference, state_words(case.state), case.priority, case.kind, case.owner, case.assignee)
    return (*facts, first_due(case, desk), _begun(case.text))


def _begun(text: str) -> str:
    """How it begins, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + "…"


def show(case: Reference, as_json: AsJson = False, data: DataFolder = None, config: ConfigFile = None) -> None:
    """Print one case in full.

    Its promises and how each clock stands, who was called, what its customer said here and before, what we said, its history.
    """
    installation = installed(data, config)
    desk, cases = installation.casework.desk, installation.register
    found = cases.find(case)
    whole = in_full(found, cases, installation.archive, desk)
    if as_json:
        print_json([whole])
    else:
        heir = cases.find(found.merged_into).reference if found.merged_into else ""
        cause = installation.casework.causes_of_cases.name(found.cause) if found.cause else ""
        print_sheet(found, whole, desk, heir=heir, cause=cause)


def offered(
    limit: Annotated[int, typer.Option("--limit", min=1, help="look through so many of the newest open cases")] = 200,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """List open cases that may be one matter of one person.

    `same` makes them one, `apart` says that they are two. Nothing is merged by a likeness.
    """
    found = installed(data, config).casework.desk.offered(limit)
    if as_json:
        print_json(map(msgspec.to_builtins, found))
    else:
        rows = [
            (one.reference, one.other_reference, one.who, "waits for the proof" if one.decided else "", one.why) for one in found
        ]
        print_table(("case", "other", "who", "decided", "why"), rows, empty="No two cases look like one.", words_last=True)


def drafts(case: Reference, as_json: AsJson = False, data: DataFolder = None, config: ConfigFile = None) -> None:
    """Print drafts of a resolution.

    `resolve --draft N` starts from one. What stands in […] only you know, and must be filled in.
    """
    installation = installed(data, config)
    found = installation.register.find(case)
    proposed = installation.casework.desk.drafts(found)
    if as_json:
        print_json(msgspec.to_builtins(draft) | {"number": n} for n, draft in enumerate(proposed, start=1))
    else:
        print_drafts(found, proposed)
