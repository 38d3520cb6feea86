"""`golddust audit`: who looked at what and who changed what, and whether somebody edited that."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import AsJson, ConfigFile, DataFolder
from cli.output import FAILED, people, print_json, print_table, printable
from cli.wiring.installation import Installation
from config.load import load
from console.audit.words import detail_in_words, in_words

if TYPE_CHECKING:
    from console.audit.chain import Entry


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    audit = typer.Typer(help="Who saw what and who changed what.", no_args_is_help=True)
    audit.command("list")(list_entries)
    audit.command("verify")(verify)
    app.add_typer(audit, name="audit")


def list_entries(
    actor: Annotated[str, typer.Option("--who", metavar="NAME", help="by this person or program only")] = "",
    action: Annotated[str, typer.Option("--action", help="of this kind only, such as did.resolve")] = "",
    subject: Annotated[str, typer.Option("--about", help="about this case, message or account only")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="how many at most")] = 50,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """List entries of the audit log, the newest first."""
    from console.audit.chain import Looked  # noqa: PLC0415 - the database is loaded for this command alone

    entries = _installation(data, config).admission.audit.entries(Looked(actor, action, subject), limit)
    if as_json:
        print_json(_as_json(entry) for entry in entries)
    else:
        rows = ((str(e.number), f"{e.at:%Y-%m-%d %H:%M:%S}", e.actor, in_words(e), detail_in_words(e.detail)) for e in entries)
        print_table(("no", "when (UTC)", "who", "what", "more"), rows, "Nothing that fits was written down.")


def verify(
    head: Annotated[
        str,
        typer.Option("--head", metavar="NUMBER:DIGEST", help="a head that was kept elsewhere, which must still be in the log"),
    ] = "",
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Read the whole audit log and say where its chain breaks; print its head, to be kept where this machine cannot write."""
    verdict = _installation(data, config).admission.audit.verify(head)
    if as_json:
        print_json([{"entries": verdict.entries, "head": verdict.head, "breaks": verdict.breaks}])
    else:
        for one in verdict.breaks:
            people().print(printable(f"Broken: {one}."))
        people().print(f"{verdict.entries:,} entries" + ("." if verdict.breaks else ", each as it was written."))
        if verdict.head:
            typer.echo(verdict.head)
    if verdict.breaks:
        raise typer.Exit(FAILED)


def _as_json(entry: "Entry") -> dict[str, object]:
    return {
        "number": entry.number,
        "at": entry.at.isoformat(),
        "kind": entry.kind,
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
    }


def _installation(data: DataFolder, config: ConfigFile) -> Installation:
    return Installation(load(config, {"data_dir": data}).settings)
