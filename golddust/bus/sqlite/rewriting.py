"""Writing over records where they lie, for erasing people: positions and counts stay, and nothing is left of it in the file."""

import fcntl
import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

import msgspec

from golddust.bus.sqlite.commits import GroupCommit
from golddust.bus.sqlite.file import connect, translated
from golddust.bus.sqlite.rows import COLUMNS, microseconds, record_of
from golddust.errors import Unavailable
from golddust.records import Entry, Record

Judge = Callable[[Record], Entry | None]
"""What is to stand in a record's place; None: it stays as it is."""
PAGE = 50
"""A delivery may have 25 MiB, and a page is held in memory."""
TRIES = 20
NEXT = (
    f"SELECT {COLUMNS} FROM records r JOIN topics t ON t.number = r.topic"  # noqa: S608 - a constant of our own
    " WHERE r.position > ? AND r.appended_at >= ? AND r.position <= ? ORDER BY r.position LIMIT ?"
)
OVER = "UPDATE records SET key = ?, headers = ?, value = ? WHERE position = ?"


def rewrite(path: Path, commits: GroupCommit, judge: Judge, since: datetime | None) -> Counter[str]:
    """Put what the judge says in the place of records appended since then; returns how many by topic. Raises Unavailable.

    What is appended meanwhile is not looked at.
    """
    rewritten: Counter[str] = Counter()
    for records in _pages(path, microseconds(since) if since else 0):
        left = [(record, entry) for record in records if (entry := judge(record)) is not None]
        rows = [(e.key, msgspec.json.encode(e.headers), e.value, record.position) for record, e in left]
        if rows:
            _note_unshredded(path)  # before, should we die in between; and after, should it be shredded in between
            commits.run(lambda connection, rows=rows: connection.executemany(OVER, rows) and None)
            _note_unshredded(path)
            rewritten.update(record.topic for record, _ in left)
    return rewritten


def _pages(path: Path, since: int) -> Iterator[list[Record]]:
    with translated(), closing(connect(path)) as connection:
        newest = connection.execute("SELECT coalesce(max(position), 0) FROM records").fetchone()[0]
        after = 0
        while rows := connection.execute(NEXT, (after, since, newest, PAGE)).fetchall():
            yield [record_of(row) for row in rows]
            after = rows[-1][2]


def is_unshredded(path: Path) -> bool:
    """Whether something was written over since the file was written anew."""
    return _note(path).exists()


def _note(path: Path) -> Path:
    return path.with_name(path.name + "-unshredded")


def _note_unshredded(path: Path) -> None:
    try:
        _note(path).write_text(secrets.token_hex(8), encoding="ascii")
    except OSError as error:
        raise Unavailable(f"{path.name} is to be shredded, but that cannot be noted beside it: {error.strerror}") from error


def _forget_note(path: Path, seen: str) -> None:
    with suppress(FileNotFoundError):
        if _note(path).read_text(encoding="ascii") == seen:
            _note(path).unlink()


def shred(path: Path) -> None:
    """Write the file anew without what was deleted or written over, and empty its write-ahead log.

    Whoever writes waits meanwhile, as for any other writer. Raises Unavailable when somebody reads for so long that the
    write-ahead log cannot be emptied: then it is to be tried again.
    """
    with translated(), _writers_waiting(path), closing(connect(path)) as connection:
        seen = _note(path).read_text(encoding="ascii") if is_unshredded(path) else ""
        connection.execute("VACUUM")
        for _ in range(TRIES):
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                _forget_note(path, seen)
                return
    raise Unavailable(f"{path.name} is being read without a pause, so its write-ahead log could not be emptied", retry_after=60)


@contextmanager
def _writers_waiting(path: Path) -> Iterator[None]:
    """Stand in the writers' queue, as `GroupCommit` does."""
    place = os.open(path.with_name(path.name + "-writer"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(place, fcntl.LOCK_EX)
        yield
    finally:
        os.close(place)
