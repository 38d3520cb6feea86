"""Roundup behind a mail server: `roundup-mailgw` for each mail that is piped into it, or for a mailbox full of them."""

import configparser
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.cluster import MissingError
from benchmarks.trackers.gateways import Rows, ran
from benchmarks.trackers.using import used
from tests.services.roundup import Roundup, installed_roundup, running_roundup

ANYBODY = "\ndb.security.addPermissionToRole('Anonymous', 'Email Access')\n"
"""As schema.py of its template says it, in a remark: without it, mails of strangers are refused."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A running Roundup with its mail gateway."""

    tracker: Roundup
    home: Path
    gateway: Path
    in_batches: bool
    rows: Rows
    quiet: float = 0.0

    def deliver(self, batch: Sequence[bytes]) -> bool:
        """A process for each, or one for a mailbox of all."""
        if not self.in_batches:
            return min([ran([self.gateway, self.home], mail) for mail in batch])
        mailbox = self.home.with_name("mailbox")
        mailbox.write_bytes(b"".join(b"From bench@example.com Tue Nov 24 10:00:00 2026\n%b\n" % mail for mail in batch))
        return ran([self.gateway, self.home, "mailbox", mailbox])

    def opened(self) -> int:
        """Rows of its issues."""
        return self.rows.count("_issue")

    def texts(self, subject: str) -> Sequence[str]:
        """As its API gives them to an agent."""
        found = self.rows.ask("SELECT id FROM _issue WHERE _title = ?", subject)
        return [text for (issue,) in found for text in self.tracker.texts(str(issue))]

    def sent(self) -> int:
        """What it would have sent, written to a file instead."""
        mails = self.home.with_name("mails")
        return mails.read_bytes().count(b"\nFROM: ") if mails.exists() else 0

    def used(self) -> float:
        """Gateways and server."""
        return used()


@contextmanager
def by_mail(*, in_batches: bool) -> Iterator[Gate]:
    """A Roundup that takes mails of anybody, else as it comes. Raises MissingError."""
    python = _python()
    with tempfile.TemporaryDirectory(prefix="golddust-bench-") as name, running_roundup(python, Path(name)) as tracker:
        home = Path(name) / "tracker"
        with (home / "schema.py").open("a") as schema:
            schema.write(ANYBODY)
        _hash_as_it_comes(home / "config.ini")
        yield Gate(tracker, home, python.with_name("roundup-mailgw"), in_batches, Rows(home / "db" / "db"))


def _python() -> Path:
    """The Python that has Roundup, as for the tests."""
    try:
        return installed_roundup()
    except (pytest.skip.Exception, pytest.fail.Exception) as missing:
        raise MissingError(str(missing)) from None


def _hash_as_it_comes(file: Path) -> None:
    """Tests let it hash passwords quickly; it makes one for each new customer."""
    config = configparser.RawConfigParser()
    config.read(file)
    config.remove_option("main", "password_pbkdf2_default_rounds")
    with file.open("w") as written:
        config.write(written)
