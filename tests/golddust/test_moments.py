"""One moment of the log's file, whoever goes on writing."""

import fcntl
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from golddust.bus.sqlite import SqliteLog
from golddust.bus.sqlite.moments import copy_to, moment_of, size_of, standing_still
from golddust.errors import Unavailable
from golddust.records import Entry

ENTRY = Entry("feedback.received", "cust_a", b"{}", {})


def count(path: Path) -> int:
    with closing(sqlite3.connect(path)) as file:
        return int(file.execute("SELECT count(*) FROM records").fetchone()[0])


def test_while_it_stands_still_nobody_writes_and_everybody_reads(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite3"
    log = SqliteLog(path)
    log.append([ENTRY])
    with standing_still(path):
        with closing(sqlite3.connect(path, timeout=0)) as other, pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        with (tmp_path / "log.sqlite3-writer").open() as queue, pytest.raises(BlockingIOError):
            fcntl.flock(queue, fcntl.LOCK_EX | fcntl.LOCK_NB)
        assert log.count() == 1
    log.append([ENTRY])
    assert log.count() == 2
    log.close()


def test_a_copy_is_of_the_moment_and_for_nobody_else(tmp_path: Path) -> None:
    path, copy = tmp_path / "log.sqlite3", tmp_path / "copy.sqlite3"
    log = SqliteLog(path)
    log.append([ENTRY] * 3)
    with closing(moment_of(path)) as seen:
        log.append([ENTRY] * 5000)
        told: list[int] = []
        copy_to(seen, copy, told.append)
        assert sum(told) == size_of(seen) == copy.stat().st_size
    assert (count(copy), count(path)) == (3, 5003)
    assert copy.stat().st_mode & 0o777 == 0o600
    log.close()


def test_what_is_no_log_is_away(tmp_path: Path) -> None:
    (tmp_path / "log.sqlite3").write_bytes(b"nothing of the kind" * 100)
    with pytest.raises(Unavailable):
        moment_of(tmp_path / "log.sqlite3")
