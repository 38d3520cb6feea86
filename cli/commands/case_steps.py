"""What the commands that take a step with a case have in common: their options, and what they say when it is done."""

import sys
from typing import Annotated

import typer

from cli.commands.case_sheet import first_due
from cli.options import ConfigFile, DataFolder
from cli.output import people, print_json
from cli.wiring.installation import Installation
from complaints.as_json import as_json as case_as_json
from config.load import load
from console.wording.terms import state_words
from golddust.ports import Case

Reference = Annotated[str, typer.Argument(metavar="CASE", help="reference or id")]
Version = Annotated[
    int | None, typer.Option("--version", metavar="N", min=1, help="only if the case is still at the version that you saw")
]
Words = Annotated[str, typer.Argument(metavar="WORDS", help="what is said; - reads it from standard input")]


def installed(data: DataFolder, config: ConfigFile) -> Installation:
    """What the settings name."""
    return Installation(load(config, {"data_dir": data}).settings)


def given(words: str) -> str:
    """The words, or what standard input holds."""
    return sys.stdin.read() if words == "-" else words


def done(at: Installation, case: Case, as_json: bool) -> None:  # noqa: FBT001 - passed on from the command line's own flag
    """Say how the case stands now."""
    if as_json:
        print_json([case_as_json(case)])
        return
    due = first_due(case, at.casework.desk)
    people().print(f"{case.reference} is {state_words(case.state)}{f'; {due}' if due else ''}.", soft_wrap=True)
