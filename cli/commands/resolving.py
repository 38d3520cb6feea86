"""`golddust case`: how a case ends, and what comes after that."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Annotated

import typer

from cli.commands.case_steps import Reference, Version, Words, done, given, installed
from cli.options import Actor, AsJson, ConfigFile, DataFolder, name_of
from cli.output import people, printable
from complaints.answers.blanks import blanks_in
from console.wording.terms import PARTS
from console.wording.times import moment_in
from golddust.errors import Conflict, NotFound
from golddust.ports import Case, Desk, Pledge, Resolution


def register(cases: typer.Typer) -> None:
    """Add these commands to those of `golddust case`."""
    for action in (resolve, keep, close, not_solved):
        cases.command(action.__name__.replace("_", "-"))(action)


def resolve(
    case: Reference,
    happened: Annotated[str | None, typer.Option("--happened", help="what happened; asked for unless given or drafted")] = None,
    apology: Annotated[str | None, typer.Option("--apology", help="the apology; likewise")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="why it happened; likewise")] = None,
    remedy: Annotated[str | None, typer.Option("--remedy", help="what was or will be done; likewise")] = None,
    draft: Annotated[
        str, typer.Option("--draft", metavar="N", help="start from this draft, by its number in `case drafts` or its name")
    ] = "",
    pledge: Annotated[
        str,
        typer.Option(
            "--pledge", metavar="TIME", help='by when it will be done, such as "2026-12-01 17:00", by the company\'s clocks'
        ),
    ] = "",
    pledge_words: Annotated[str, typer.Option("--pledge-words", metavar="WORDS", help="what will be done by then")] = "",
    cost: Annotated[float | None, typer.Option("--cost", min=0, help="what the remedy costs, in the company's currency")] = None,
    actor: Actor = "",
    version: Version = None,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Tell the customer what happened, that you are sorry, why, and what was done; then the case is resolved."""
    if bool(pledge) != bool(pledge_words):
        raise typer.BadParameter("a pledge needs both: --pledge says by when, --pledge-words what will be done")
    at = installed(data, config)
    desk, found = at.casework.desk, at.register.find(case)
    typed = {"happened": happened, "apology": apology, "reason": reason, "remedy": remedy}
    promised = Pledge(moment_in(desk.zone, pledge), pledge_words) if pledge else None
    resolution = _resolution(typed, _draft(desk, found, draft) if draft else None)
    done(at, at.register.resolve(case, resolution, name_of(actor), version, cost=cost, pledge=promised), as_json)


def keep(
    case: Reference,
    number: Annotated[int | None, typer.Argument(metavar="[NUMBER]", help="which pledge; the only open one unless given")] = None,
    actor: Actor = "",
    version: Version = None,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Say that what a resolution pledged was done."""
    at = installed(data, config)
    which = _open_pledge(at.register.find(case)) if number is None else number
    done(at, at.register.keep_pledge(case, which, name_of(actor), version), as_json)


def close(
    case: Reference,
    actor: Actor = "",
    version: Version = None,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Close a resolved case. Its customer can still open it again."""
    at = installed(data, config)
    done(at, at.register.close(case, name_of(actor), version), as_json)


def not_solved(
    case: Reference,
    words: Words = "",
    actor: Actor = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Say on the customer's behalf that it is not solved: the case is open again, one step higher."""
    at = installed(data, config)
    done(at, at.register.not_solved(case, given(words), name_of(actor)), as_json)


def _resolution(typed: Mapping[str, str | None], draft: Resolution | None) -> Resolution:
    """The four parts: as given, else as drafted, else as whoever sits there types them."""
    drafted = asdict(draft) if draft else {}
    parts = {part: text if text is not None else drafted.get(part) or _ask(PARTS[part][0]) for part, text in typed.items()}
    return filled(Resolution(**parts), _ask) if sys.stdin.isatty() else Resolution(**parts)


def _ask(what: str) -> str:
    return str(typer.prompt(what, err=True))


def filled(resolution: Resolution, ask: Callable[[str], str]) -> Resolution:
    """The resolution, each blank filled with what whoever is asked says."""
    parts = asdict(resolution)
    for part, blanks in blanks_in(resolution).items():
        people().print(f"{PARTS[part][0]}: {printable(parts[part])}")
        for blank in blanks:
            parts[part] = parts[part].replace(blank, ask(blank), 1)
    return Resolution(**parts)


def _draft(desk: Desk, case: Case, wanted: str) -> Resolution:
    proposed = desk.drafts(case)
    for number, draft in enumerate(proposed, start=1):
        if wanted in (str(number), draft.name):
            return draft.resolution
    names = ", ".join(f"{n} {draft.name}" for n, draft in enumerate(proposed, start=1)) or "none"
    raise NotFound(f"there is no draft {wanted[:40]!r} for {case.reference}; there are {names}")


def _open_pledge(case: Case) -> int:
    """The number of the only pledge that is open. Raises Conflict."""
    numbers = [p.number for p in case.promises if p.standard == "pledge" and p.kept_at is None]
    if len(numbers) != 1:
        what = f"has several open pledges; say which: {', '.join(map(str, numbers))}" if numbers else "has no open pledge"
        raise Conflict(f"{case.reference} {what}")
    return numbers[0]
