"""`golddust settings`, `golddust doctor`: what is set, and what is wrong."""

from typing import Annotated

import typer

from cli.doctor.examination import examine
from cli.doctor.hooks import hook_findings
from cli.options import AsJson, ConfigFile, DataFolder
from cli.output import people, print_json, print_table, printable
from cli.wiring.installation import Installation
from cli.wiring.tables import check_all
from config.load import load
from config.reference import as_markdown, as_rows

FAILED = 1


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    settings = typer.Typer(help="What can be set and what is.", no_args_is_help=True)
    settings.command("show")(show)
    settings.command("check")(check)
    settings.command("reference")(reference)
    settings.command("dkim")(dkim)
    app.add_typer(settings, name="settings")
    app.command("doctor")(doctor)


def show(
    everything: Annotated[bool, typer.Option("--all", help="defaults as well")] = False,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Print what is set and where each value came from; secrets are not shown."""
    rows = [row for row in as_rows(load(config)) if everything or row.origin != "default"]
    if as_json:
        print_json({"path": row.path, "value": row.value, "origin": row.origin} for row in rows)
    else:
        titles = ("setting", "value", "from")
        print_table(titles, ((r.path, r.value, r.origin) for r in rows), empty="Everything is at its default (see --all).")


def check(config: ConfigFile = None) -> None:
    """Name every problem of the settings at once; where there is none, all of the tables, keys and certificates they name."""
    settings = load(config).settings
    check_all(Installation(settings))
    for finding in hook_findings(settings.hooks):
        if finding.state == "bad":
            people().print(printable(f"Warning: {finding.words}; {finding.mend}."))
    people().print("The settings are fine.")


def reference() -> None:
    """Print every setting with its default and what it is for, as Markdown."""
    typer.echo(as_markdown())


def dkim(config: ConfigFile = None) -> None:
    """Print the DNS record with which others check the signature on our mail, as a line of a zone file."""
    signer = Installation(load(config).settings).signer
    if signer is None:
        people().print("Mail is not signed: [replies.smtp.dkim] key_file names no key.")
        raise typer.Exit(FAILED)
    typer.echo(signer.zone_line())


def doctor(as_json: AsJson = False, data: DataFolder = None, config: ConfigFile = None) -> None:
    """Look at everything golddust needs, and say what is wrong and how to mend it."""
    findings = examine(Installation(load(config, {"data_dir": data}).settings))
    if as_json:
        print_json({"part": f.part, "state": f.state, "words": f.words, "mend": f.mend} for f in findings)
    else:
        rows = ((f.part, f.state, f.words, f.mend) for f in findings)
        print_table(("part", "state", "what", "how to mend it"), rows, "", words_last=True)
    if any(finding.state == "bad" for finding in findings):
        raise typer.Exit(FAILED)
