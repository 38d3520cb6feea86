"""django-helpdesk, whose `get_email` reads a directory of mails: after each mail, or after all of them."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from benchmarks.cluster import MissingError
from benchmarks.peers import environment
from benchmarks.trackers.gateways import Rows, ran
from benchmarks.trackers.using import used

SITE = Path(__file__).with_name("helpdesk-site")
QUEUE = """
from helpdesk.models import Queue
Queue.objects.create(
    title="Complaints", slug="complaints", email_address="feedback@localhost", allow_email_submission=True,
    email_box_type="local", email_box_local_dir="inbox", email_box_interval=0, logging_type="none",
)
"""


@dataclass(frozen=True, slots=True)
class Gate:
    """A site that is set up; nothing of it runs but `get_email`."""

    python: Path
    folder: Path
    in_batches: bool
    rows: Rows
    quiet: float = 0.0

    def deliver(self, batch: Sequence[bytes]) -> bool:
        """Put them into the directory and let it be read: whether that ended well."""
        if not self.in_batches and len(batch) > 1:
            return min([self.deliver([mail]) for mail in batch])
        for mail in batch:
            (self.folder / "inbox" / uuid4().hex).write_bytes(mail)
        return self.manage("get_email")

    def manage(self, *words: str) -> bool:
        """One of Django's commands."""
        paths = {"PYTHONPATH": str(SITE), "PYTHONDONTWRITEBYTECODE": "1", "DJANGO_SETTINGS_MODULE": "settings"}
        return ran([self.python, "-m", "django", *words], environment={**environment.environment(), **paths}, folder=self.folder)

    def opened(self) -> int:
        """Rows of its tickets."""
        return self.rows.count("helpdesk_ticket")

    def texts(self, subject: str) -> Sequence[str]:
        """What its agents are shown."""
        return [text for (text,) in self.rows.ask("SELECT description FROM helpdesk_ticket WHERE title = ?", subject)]

    def sent(self) -> int:
        """What it has written for its customers, to files."""
        return sum(file.read_bytes().count(b"\nMessage-ID: ") for file in (self.folder / "sent").glob("*"))

    def used(self) -> float:
        """Of `get_email`."""
        return used()


@contextmanager
def by_mail(*, in_batches: bool) -> Iterator[Gate]:
    """A site as its manual sets it up, on SQLite. Raises MissingError."""
    python = environment.python("helpdesk")
    with tempfile.TemporaryDirectory(prefix="golddust-bench-") as name:
        folder = Path(name)
        (folder / "inbox").mkdir()
        gate = Gate(python, folder, in_batches, Rows(folder / "helpdesk.sqlite3"))
        steps = (("migrate",), ("loaddata", "emailtemplate.json"), ("shell", "-c", QUEUE))
        if not all(gate.manage(*step) for step in steps):
            raise MissingError("it could not be set up")
        yield gate
