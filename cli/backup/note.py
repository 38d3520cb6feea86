"""The file of data_dir that says from which backup it was made."""

from datetime import datetime

import msgspec
from msgspec import Struct

from cli.backup.sealing import write_new
from config.settings import Settings

NAME = "restored.json"


class Note(Struct, frozen=True):
    """The backup, its moment, when it was restored, and how many replies were in doubt then."""

    backup: str
    of: datetime
    at: datetime
    in_doubt: int


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
