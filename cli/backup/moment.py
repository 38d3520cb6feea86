"""The moment of a backup: log and store as they were at one and the same time, while golddust goes on.

A stage writes to the store first and moves on upon the log afterwards; the outbox writes to the log first and forgets its rows
afterwards. So whatever is on the log as dealt with must be in the store, and whatever the store has forgotten must be on the log.
Two copies made one after the other break one of the two. So writers of the log wait for the few milliseconds in which both are
taken hold of: what is copied then is what a power cut at that moment would have left, and a start goes on from there.

On Kafka the log is not copied. How far its stages were is noted before the store is taken hold of, so that no stage had seen more
than the store has.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url

from cli.backup.manifest import Reading
from cli.backup.postgres import one_moment, refuse_without
from cli.wiring.installation import Installation
from golddust.bus.sqlite.moments import moment_of, standing_still
from golddust.database.engine import translated
from golddust.errors import NotFound
from golddust.ports import Standing


@dataclass(slots=True)
class Moment:
    """`files` by their paths under data_dir, each as it was; on PostgreSQL the store as it was, and its snapshot's name."""

    at: datetime
    files: dict[str, sqlite3.Connection] = field(default_factory=dict)
    store: Connection | None = None
    snapshot: str = ""
    readings: tuple[Reading, ...] = ()


def store_file(installation: Installation) -> Path | None:
    """The file of the store; None where it is on a server."""
    url = make_url(installation.settings.store_url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def is_on_postgres(installation: Installation) -> bool:
    """Whether the store is on a PostgreSQL server."""
    return make_url(installation.settings.store_url).get_backend_name() == "postgresql"


@contextmanager
def moment(installation: Installation) -> Iterator[Moment]:
    """Everything at one time, to be copied as long as this lasts. Raises NotFound where there is nothing, Unavailable."""
    settings = installation.settings
    if is_on_postgres(installation):
        refuse_without("pg_dump")
    log = settings.spool_path if installation.on_kafka else settings.log_path
    if not installation.on_kafka and not log.exists():
        raise NotFound(f"there is no log in {settings.data_dir}; nothing ran here yet")
    readings = _readings(installation.log.standings()) if installation.on_kafka else ()
    with ExitStack() as open_files, standing_still(log) if log.exists() else nullcontext():
        seen = Moment(installation.clock.now(), readings=readings)
        _take_hold(installation, seen, open_files, log)
        held = open_files.pop_all()
    with held:
        yield seen


def _take_hold(installation: Installation, seen: Moment, open_files: ExitStack, log: Path) -> None:
    home, own = installation.settings.data_dir, store_file(installation)
    if own is not None:
        seen.files["store.sqlite3"] = open_files.enter_context(closing(moment_of(own)))
    else:
        with translated():
            seen.store, seen.snapshot = open_files.enter_context(one_moment(installation.engine))
    if log.exists():
        seen.files[log.name] = open_files.enter_context(closing(moment_of(log)))
    for path in sorted(home.glob("*.sqlite3")):
        if path.name not in seen.files and path != own:
            seen.files[path.name] = open_files.enter_context(closing(moment_of(path)))


def _readings(standings: list[Standing]) -> tuple[Reading, ...]:
    return tuple(Reading(stage=one.group, waiting=dict(one.waiting), oldest=one.oldest) for one in standings)


def row_counts(seen: Moment) -> dict[str, int]:
    """How many rows each table of the store has at that moment."""
    if seen.store is not None:
        names = text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1")
        with translated():
            tables = list(seen.store.execute(names).scalars())
            return {name: int(seen.store.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()) for name in tables}  # noqa: S608
    return counts(seen.files["store.sqlite3"])


def counts(store: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table of a SQLite store has; what an index keeps for itself left out."""
    listed = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'feedback_words%'"
    )
    tables = [name for (name,) in store.execute(listed + " ORDER BY 1")]
    return {name: int(store.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in tables}  # noqa: S608


def record_counts(log: sqlite3.Connection) -> dict[str, int]:
    """How many records each topic of the log, or of the spool, has."""
    counted = "SELECT t.name, count(r.position) FROM topics t LEFT JOIN records r ON r.topic = t.number GROUP BY 1 ORDER BY 1"
    return dict(log.execute(counted).fetchall())


def readings_of(log: sqlite3.Connection) -> tuple[Reading, ...]:
    """How every stage stood on the log's own file at that moment."""
    asked = (
        "SELECT p.consumers, t.name, (SELECT count(*) FROM records r JOIN json_each(p.next) n ON n.key = r.partition"
        " WHERE r.topic = p.topic AND r.position >= n.value) FROM positions p JOIN topics t ON t.number = p.topic"
    )
    waiting: dict[str, dict[str, int]] = {}
    for stage, topic, number in log.execute(asked):
        waiting.setdefault(stage, {})[topic] = number
    return tuple(Reading(stage=stage, waiting=topics) for stage, topics in sorted(waiting.items()))
