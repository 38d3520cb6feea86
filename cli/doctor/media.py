"""What the doctor says of pictures and other files of text messages."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

from cli.wiring.installation import Installation
from golddust.errors import Unavailable
from golddust.findings import Finding

LOOKED_BACK = timedelta(days=7)
MANY_TRIES = 4
"""A file that was asked for so often in vain is more than late."""
MOST_REASONS = 5
PAGE = "docs/howto/sms.md"
_SAID: dict[str, tuple[Literal["note", "bad"], str]] = {
    "waiting": ("bad", "still asked for"),
    "refused": ("note", "not taken"),
    "given_up": ("bad", "given up"),
}


def media_findings(installation: Installation) -> Iterator[Finding]:
    """What could not be fetched in the last days, and why; nothing while no message came with a file."""
    from sinks.media import rows  # noqa: PLC0415 - only where there is a database

    try:
        found = rows.reasons(installation.engine, installation.clock.now() - LOOKED_BACK, MANY_TRIES)
        waiting = rows.waiting(installation.engine)
    except Unavailable:
        return  # the finding about the database says so
    if waiting:
        yield Finding("media", "note", f"files of text messages still to be fetched: {waiting:,}")
    for state, why, number in found[:MOST_REASONS]:
        how, words = _SAID[state]
        yield Finding("media", how, f"{words}: {number:,} ({why})", f"`golddust media list --failed --waiting`; see {PAGE}")
