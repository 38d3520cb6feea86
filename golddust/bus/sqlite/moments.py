"""One moment of a file, for a copy that is whole while others go on writing.

In WAL mode a transaction that reads sees the file as it was when it began, however much is written meanwhile
(https://www.sqlite.org/isolation.html), and SQLite's backup of such a connection copies just that.
"""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from golddust.bus.sqlite.file import connect, translated

PAGES = 2048
"""Copied at a time, between two words about how far it is."""
Progress = Callable[[int], None]


@contextmanager
def standing_still(path: Path) -> Iterator[None]:
    """Nobody writes to the log until this ends; writers wait in their queue. Raises Unavailable."""
    with translated():
        queue = os.open(path.with_name(path.name + "-writer"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(queue, fcntl.LOCK_EX)
        with translated(), closing(connect(path)) as connection:
            connection.execute("BEGIN IMMEDIATE")  # whoever writes without standing in the queue waits as well
            yield
            connection.execute("ROLLBACK")
    finally:
        os.close(queue)


def moment_of(path: Path) -> sqlite3.Connection:
    """A connection that sees the file as it is now for as long as it is open. Raises Unavailable."""
    with translated():
        connection = connect(path)
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # only reading takes hold of the moment
        return connection


def copy_to(seen: sqlite3.Connection, path: Path, progress: Progress = lambda _: None) -> None:
    """Write what the connection sees into a new file that nobody else may read. Raises Unavailable (or Full)."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    done = 0

    def tell(_: int, left: int, total: int) -> None:
        nonlocal done
        progress((total - left - done) * page)
        done = total - left

    with translated(), closing(sqlite3.connect(path)) as target:
        page = int(seen.execute("PRAGMA page_size").fetchone()[0])
        seen.backup(target, pages=PAGES, progress=tell, sleep=0)


def size_of(seen: sqlite3.Connection) -> int:
    """How many bytes a copy takes."""
    with translated():
        pages, page = (seen.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        return int(pages * page)
