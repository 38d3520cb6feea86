"""Reads what is promised, with the feeds of days without work that it names."""

from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from complaints.promises.closed import feeds_in, shown
from complaints.promises.standards import Standards, parse
from config.tables import read_table
from golddust.ports import Clock

if TYPE_CHECKING:
    from complaints.promises.feeds import Feeds

log = structlog.get_logger(__name__)


def read_standards(path: Path, kept: Path, clock: Clock) -> Standards:
    """The standards in that file. Raises Misconfigured with every problem at once.

    Feeds with an address are fetched when their copy in the folder `kept` is older than a day. One that does not come is read
    from its last copy, and the log says so; without any copy it is a problem of the file, because nobody knows the holidays.
    """
    table = read_table("complaints.standards", path)
    sources = feeds_in(table)
    return parse(table, _feeds(path.parent, kept, sources, clock) if sources else None)


def _feeds(beside: Path, kept: Path, sources: list[str], clock: Clock) -> "Feeds":
    from complaints.promises.feeds import Feeds  # noqa: PLC0415 - loads large libraries, and most companies have no feed

    now = clock.now()
    feeds = Feeds(beside, kept, now.date())
    for address, why in feeds.renew_old(sources, now).items():
        log.warning("a feed of days without work could not be renewed", feed=shown(address), why=why)
    return feeds
