"""golddust: a whole `golddust run` that takes mail at its SMTP door and acknowledges by mail, and its register alone."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, func, select

from benchmarks import cases, load
from benchmarks.cluster import MissingError
from benchmarks.processes import Running
from benchmarks.trackers.race import NOT_HERE, Lap
from benchmarks.trackers.using import used
from golddust.database.engine import open_database, reading
from golddust.database.schema import cases as rows
from golddust.errors import Unavailable
from tests.services.mailbox import Mailbox, listening
from tests.services.postgres import DURABLE, find_binaries, running_postgres

CONNECTIONS = 8
PER_CONNECTION = 20


@dataclass(frozen=True, slots=True)
class Golddust:
    """One that runs; `server` is the database's first process, where it has one of its own."""

    running: Running
    engine: Engine
    customers: Mailbox
    server: Sequence[int]
    quiet: float = 3.0

    def deliver(self, batch: Sequence[bytes]) -> bool:
        """Over a few connections."""
        mails = iter([mail.replace(b"\n", b"\r\n") for mail in batch])
        connections = min(CONNECTIONS, len(batch))
        answers = load.smtp(self.running.smtp, mails, connections, PER_CONNECTION).answers
        return answers == {"250": len(batch)}

    def opened(self) -> int:
        """Rows of the register."""
        with reading(self.engine) as connection:
            return int(connection.execute(select(func.count()).select_from(rows)).scalar_one())

    def texts(self, subject: str) -> Sequence[str]:
        """As the register has them, redacted."""
        with reading(self.engine) as connection:
            return connection.execute(select(rows.c.text).where(rows.c.subject == subject)).scalars().all()

    def sent(self) -> int:
        """What the relay was given."""
        return len(self.customers.envelopes)

    def used(self) -> float:
        """With its database server."""
        return used(*self.server)


@contextmanager
def whole_way(database: str) -> Iterator[Golddust]:
    """A `golddust run` on that database. Raises MissingError."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="golddust-bench-")))
        customers = Mailbox()
        relay = listening(customers, enable_SMTPUTF8=True)
        stack.callback(relay.stop)
        url, server = f"sqlite:///{folder}/data/store.sqlite3", list[int]()
        if database == "PostgreSQL":
            url, server = stack.enter_context(_postgres())
        settings = {"HOST": "127.0.0.1", "PORT": str(relay.port)}
        running = Running(folder / "data", {f"GOLDDUST_REPLIES__SMTP__{name}": value for name, value in settings.items()})
        running.settings = {**running.settings, "GOLDDUST_STORE__URL": url}
        stack.callback(running.stop)
        running.start()
        engine = open_database(url)
        stack.callback(engine.dispose)
        yield Golddust(running, engine, customers, server)


@contextmanager
def _postgres() -> Iterator[tuple[str, list[int]]]:
    """A durable server's database, and its first process."""
    binaries = find_binaries()
    if binaries is None:
        raise MissingError("Debian's package postgresql is not installed")
    with running_postgres(binaries, DURABLE) as server:
        yield server.url(server.create()), [_first_process(server.folder)]


def _first_process(folder: Path) -> int:
    """Of the PostgreSQL server with this folder."""
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


def register_alone(database: str, count: int) -> Lap:
    """Issues to open cases a second, without the way there."""
    try:
        with cases.installation_on(database) as installation:
            issues = cases.issues_for(installation, count)
            cases.opened_a_second(installation.register, issues, cases.BATCH)
            host = installation.engine.url.query.get("host")
            server = [_first_process(Path(str(host)))] if host else []
            before = time.process_time() + used(*server)
            opened = cases.opened_a_second(installation.register, issues, count)
            return Lap(opened, (time.process_time() + used(*server) - before) / count * 1000)
    except Unavailable as missing:
        return Lap(fault=f"{NOT_HERE}: {missing}")
