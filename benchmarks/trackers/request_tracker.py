"""Request Tracker behind a mail server that pipes each mail into `rt-mailgate`, one after the other.

It is slower with two at a time: its server's workers then wait for each other's writes to SQLite.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cluster import MissingError
from benchmarks.trackers.gateways import Rows, ran
from benchmarks.trackers.using import used
from tests.services.request_tracker import DATABASE, SERVER, RequestTracker, running_request_tracker

GATEWAY = "rt-mailgate-5"
RIGHTS = Path(__file__).with_name("request-tracker.pl")


@dataclass(frozen=True, slots=True)
class Gate:
    """A running RT with its mail gateway."""

    tracker: RequestTracker
    rows: Rows
    quiet: float = 0.0

    def deliver(self, batch: Sequence[bytes]) -> bool:
        """A process for each."""
        command = [GATEWAY, "--queue", "Complaints", "--action", "correspond", "--url", self.tracker.url]
        return min([ran(command, mail) for mail in batch])

    def opened(self) -> int:
        """Rows of its tickets."""
        return self.rows.count("Tickets")

    def texts(self, subject: str) -> Sequence[str]:
        """As its API gives them to an agent."""
        found = self.rows.ask("SELECT id FROM Tickets WHERE Subject = ?", subject)
        return [text for (ticket,) in found for text in self.tracker.texts(str(ticket))]

    def sent(self) -> int:
        """What its `sendmail` kept."""
        return len(self.tracker.mails())

    def used(self) -> float:
        """Server, gateways, and what it sends with."""
        return used()


@contextmanager
def by_mail() -> Iterator[Gate]:
    """An RT that takes mails of anybody. Raises MissingError."""
    if not (SERVER.exists() and shutil.which(DATABASE) and shutil.which(GATEWAY)):
        raise MissingError("install Debian's request-tracker5, rt5-standalone, rt5-db-sqlite, rt5-clients")
    with tempfile.TemporaryDirectory(prefix="golddust-bench-") as name, running_request_tracker(Path(name)) as tracker:
        site = {"RT_SITE_CONFIG": f"{name}/RT_SiteConfig.pm", "RT_SITE_CONFIG_DIR": f"{name}/site.d"}
        command: list[str | Path] = [DATABASE, "--skip-create", "--action", "insert", "--datafile", RIGHTS]
        if not ran(command, environment={**os.environ, **site}):
            raise MissingError("it did not take the rights that mails of anybody need")
        yield Gate(tracker, Rows(tracker.folder / "rt.sqlite3"))
