"""Writes the files anew from which something was erased: one time for all that was erased since the last.

That it is to be done is noted in the database and beside the log, where something was erased, until it has succeeded.
"""
# ruff: noqa: PLC0415 - the database is loaded by who erases alone

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.wiring.installation import Installation

AT_MOST_EVERY = timedelta(hours=1)
"""Doors cannot acknowledge while a log is written anew, which takes minutes on a large one."""


def shred_what_is_left(installation: "Installation", *, at_once: bool = False) -> bool:
    """Whether nothing of what was erased is in the files any more. Raises Unavailable: it is to be tried again.

    Unless it is wanted at once, the files are written anew only when that is an hour ago.
    """
    from cli.privacy.erasing import own_files
    from golddust.database.engine import reading, writing
    from golddust.database.erasing.marks import marks, shredded
    from golddust.database.erasing.shredding import shred

    now = installation.clock.now()
    with reading(installation.engine) as connection:
        seen = marks(connection)
    logs = [log for log in own_files(installation) if log.is_unshredded()]
    if not (seen.is_left or logs):
        return True
    if not at_once and seen.at is not None and now - seen.at < AT_MOST_EVERY:
        return False
    for log in logs:
        log.shred()
    if seen.is_left:
        shred(installation.engine)
    with writing(installation.engine) as connection:
        shredded(connection, seen, now)
    return True
