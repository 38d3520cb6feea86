"""`golddust mirrors`: cases as they stand in complaint systems elsewhere.

Imports of what needs a database stand in the functions, because every process loads this module.
"""
# ruff: noqa: PLC0415 - see above

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.options import AsJson, ConfigFile, DataFolder
from cli.output import FAILED, people, print_json, print_table
from cli.wiring.installation import Installation
from config.load import load
from golddust.errors import GoldDustError, NotFound
from golddust.findings import words_of
from golddust.mirroring import ComplaintMirror

if TYPE_CHECKING:
    from sinks.complaints.rows import Mirrored

Reference = Annotated[str, typer.Argument(metavar="CASE", help="reference or id")]
Mirror = Annotated[str, typer.Argument(metavar="MIRROR", help="name of the system, such as rt")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    mirrors = typer.Typer(help="Cases as they stand in complaint systems elsewhere.", no_args_is_help=True)
    mirrors.command("list")(list_mirrored)
    mirrors.command("retry")(retry)
    mirrors.command("check")(check)
    app.add_typer(mirrors, name="mirrors")


def list_mirrored(
    mirror: Annotated[str, typer.Option("--mirror", metavar="NAME", help="of this system only")] = "",
    case: Annotated[str, typer.Option("--case", metavar="CASE", help="of this case only")] = "",
    waiting: Annotated[bool, typer.Option("--waiting", help="those with something still to be carried there")] = False,
    parked: Annotated[bool, typer.Option("--parked", help="those that were refused")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="at most so many")] = 100,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """List cases with their tickets elsewhere, those that changed last first."""
    from sinks.complaints import rows

    installation = _installation(data, config)
    case_id = installation.register.find(case).id if case else ""
    found = rows.listed(installation.engine, mirror, case_id, waiting=waiting, parked=parked, limit=limit)
    links = {one.name: one for one in installation.casework.mirrors}
    if as_json:
        print_json(_as_record(one, links) for one in found)
        return
    titles = ("case", "mirror", "ticket", "state", "there", "carried", "why")
    print_table(titles, map(_row, found), empty="No case is mirrored: see docs/howto/mirror-cases.md.", words_last=True)


def _as_record(one: "Mirrored", links: Mapping[str, ComplaintMirror]) -> Mapping[str, Any]:
    url = links[one.mirror].link(one.ticket) if one.ticket and one.mirror in links else ""
    shown = asdict(one)
    return {name: shown[name] for name in shown if name != "claim"} | {"url": url}


def _row(one: "Mirrored") -> tuple[str, ...]:
    return one.reference, one.mirror, one.ticket, one.state, one.there, f"{one.carried} of {one.known}", one.why


def retry(
    case: Reference,
    mirror: Mirror,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Carry a case once more that was refused there; where its ticket is gone, another is opened."""
    from sinks.complaints import rows

    installation = _installation(data, config)
    found = installation.register.find(case)
    rows.retry(installation.engine, found.id, mirror, installation.clock.now())
    if as_json:
        print_json([{"case": found.id, "reference": found.reference, "mirror": mirror}])
    else:
        people().print(f"{found.reference} is carried to {mirror} again.")


def check(
    mirror: Annotated[str, typer.Argument(metavar="MIRROR", help="name of the system; all that are on unless given")] = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Touch each system without writing; the exit code is 1 when one does not answer, or lacks what is needed."""
    installed = _installation(data, config).casework.mirrors
    meant = [one for one in installed if mirror in ("", one.name)]
    if mirror and not meant:
        raise NotFound(f"{mirror!r} is not switched on; [complaints] mirrors names those that are")
    found = [(one.name, _problem(one)) for one in meant]
    if as_json:
        print_json({"mirror": name, "good": not problem, "problem": problem} for name, problem in found)
    else:
        rows_shown = [(name, "bad" if problem else "good", problem) for name, problem in found]
        print_table(("mirror", "state", "problem"), rows_shown, empty="No system is switched on: see docs/howto/mirror-cases.md.")
    if any(problem for _, problem in found):
        raise typer.Exit(FAILED)


def _problem(mirror: ComplaintMirror) -> str:
    from sinks.complaints import asking

    try:
        asking.check(mirror)
    except GoldDustError as wrong:
        return words_of(wrong)
    return ""


def _installation(data: DataFolder, config: ConfigFile) -> Installation:
    return Installation(load(config, {"data_dir": data}).settings)
