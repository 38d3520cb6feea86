"""The file of data_dir that says from which backup it was made."""

from datetime import datetime

import msgspec
from msgspec import Struct

from cli.backup.sealing import write_new
from config.settings import Settings

NAME = "restored.json"


class Note(Struct, frozen=True):
    """The backup, its moment, when it was restored, and how many replies were in doubt then.

    `held`: the log on Kafka was not lost, and nobody has said yet that the store was given what is on it.
    """

    backup: str
    of: datetime
    at: datetime
    in_doubt: int
    held: bool = False


def write_note(settings: Settings, note: Note) -> None:
    """Put it down. Raises Unavailable."""
    (settings.data_dir / NAME).unlink(missing_ok=True)  # that of an earlier restore, which the backup had
    write_new(settings.data_dir / NAME, msgspec.json.encode(note) + b"\n")


def read_note(settings: Settings) -> Note | None:
    """From which backup this installation was made; None where it was not, or nobody can tell."""
    try:
        return msgspec.json.decode((settings.data_dir / NAME).read_bytes(), type=Note)
    except (OSError, msgspec.DecodeError):
        return None


def replayed(settings: Settings) -> Note | None:
    """Note that all replays are through, and return the note; None where none was awaited. Raises Unavailable."""
    note = read_note(settings)
    if note is None or not note.held:
        return None
    over = msgspec.structs.replace(note, held=False)
    write_note(settings, over)
    return over


def is_held(settings: Settings) -> bool:
    """Whether replays are still awaited; also in the moment in which the note is written anew."""
    note = read_note(settings)
    return note is None or note.held
