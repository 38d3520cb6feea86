"""Whether what is here could be had again, and from what it was made."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cli.wiring.installation import Installation
from golddust.errors import Unavailable
from golddust.findings import Finding

LATE = timedelta(hours=26)
"""A backup a day, and two hours in which it may be made."""
NAMED = "%Y%m%dT%H%M%SZ"
TOLD_FOR = timedelta(days=14)


def backup_findings(installation: Installation) -> Iterator[Finding]:
    """How old the newest backup is, whether its keys are sealed, and whether all this was made from one lately."""
    settings, now = installation.settings, installation.clock.now()
    if not settings.data_dir.exists():
        return
    from cli.backup.staging import left_behind  # noqa: PLC0415 - with what seals

    yield from _restored(installation, now)
    if lying := left_behind(settings.data_dir):
        words = f"a backup was killed and left a readable copy of the databases in {lying[0].parent}"
        yield Finding("backup", "bad", words, "`golddust backup` takes it away")
    folder = settings.backup.to
    if folder is None:
        yield Finding("backup", "note", "none is made: [backup] to is not set", "see docs/howto/back-up-and-restore.md")
        return
    from cli.backup.place import Place  # noqa: PLC0415 - only where backups are made
    from cli.backup.sealing import are_sealed, backup_key  # noqa: PLC0415

    if not are_sealed(settings):
        yield Finding("backup", "bad", "no sealed copy of the keys was made", "`golddust backup keys --to FILE`")
    try:
        if lost := Place(folder, backup_key(settings)).unreadable():
            words = f"{len(lost)} lists do not open, so nothing old is taken away: {lost[-1]}"
            yield Finding("backup", "bad", words, "see docs/howto/back-up-and-restore.md")
    except Unavailable as away:
        yield Finding("backup", "bad", away.reason, "who may read the place of backups?")
    made = newest_backup(folder)
    if made is None:
        yield Finding("backup", "bad", f"there is none in {folder}", "`golddust backup`, once a day")
        return
    hours = (now - made).total_seconds() / 3600
    late = now - made > LATE
    mend = "`golddust backup`, once a day: does its timer run?" if late else ""
    yield Finding("backup", "bad" if late else "good", f"the newest is {hours:.0f} h old", mend)


def newest_backup(folder: Path) -> datetime | None:
    """When the newest backup in this place was begun; None where there is none, or the place cannot be read."""
    names: list[str] = []
    with suppress(OSError):  # a share that went away is told of as no backup, and ends nobody's round
        names = sorted(path.stem for path in (folder / "backups").glob("*.backup"))
    return datetime.strptime(names[-1][:16], NAMED).replace(tzinfo=UTC) if names else None


def _restored(installation: Installation, now: datetime) -> Iterator[Finding]:
    from cli.backup.note import read_note  # noqa: PLC0415 - as above

    note = read_note(installation.settings)
    if note and note.held:
        words = "what machines say by themselves is held back until the store was given what is on the log"
        yield Finding("backup", "bad", words, "see docs/howto/back-up-and-restore.md, then `golddust backup replayed`")
    if not note or now - note.at > TOLD_FOR:
        return
    since = f"{note.of:%Y-%m-%d %H:%M} UTC"
    words = f"all this was made from the backup {note.backup}: what came between {since} and the loss is not here"
    yield Finding("backup", "note", words, "see docs/explanation/disaster.md for what to ask again, and of whom")
