"""`golddust letters`: records that no stage could deal with."""

from typing import Annotated

import msgspec
import typer

from cli import tail
from cli.options import AsJson, ConfigFile, DataFolder
from cli.output import people, print_json, print_table, when
from cli.wiring.conserving import letters_of
from cli.wiring.installation import Installation
from config.load import load
from golddust.events import DeadLetter
from golddust.letters import Letters

LetterId = Annotated[str, typer.Argument(metavar="ID", help="the letter's id, or enough of its beginning")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    letters = typer.Typer(help="Look at dead letters, send them again, or drop them.", no_args_is_help=True)
    letters.command("list")(list_letters)
    letters.command("show")(show)
    letters.command("retry")(retry)
    letters.command("drop")(drop)
    app.add_typer(letters, name="letters")


def list_letters(
    everything: Annotated[bool, typer.Option("--all", help="those decided about as well")] = False,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """List the dead letters."""
    letters = _letters(data, config)
    found = letters.all() if everything else letters.parked()
    if as_json:
        print_json(msgspec.to_builtins(letter) for letter in found)
        return
    titles = ("id", "parked", "stage", "tries", "state", "reason")
    print_table(titles, map(_row, found), empty="No dead letters: every record was dealt with.", words_last=True)


def _row(letter: DeadLetter) -> tuple[str, ...]:
    return (letter.id, when(letter.at), letter.stage, str(letter.tries), letter.state, letter.reason)


def show(letter_id: LetterId, data: DataFolder = None, config: ConfigFile = None) -> None:
    """Print one letter with the record it is about; the record may hold personal data."""
    letters = _letters(data, config)
    letter = letters.find(letter_id)
    print_json([{**msgspec.to_builtins(letter), "record": tail.as_json(letters.record(letter))}])


def retry(letter_id: LetterId, data: DataFolder = None, config: ConfigFile = None) -> None:
    """Give the record to the stage that parked it once more."""
    letters = _letters(data, config)
    letter = letters.find(letter_id)
    letters.retry(letter)
    people().print(f"Stage {letter.stage} gets it again.")


def drop(letter_id: LetterId, data: DataFolder = None, config: ConfigFile = None) -> None:
    """Count a letter as done with."""
    letters = _letters(data, config)
    letters.drop(letters.find(letter_id))
    people().print("Dropped; the record stays on the log until it expires.")


def _letters(data: DataFolder, config: ConfigFile) -> Letters:
    return letters_of(Installation(load(config, {"data_dir": data}).settings))
