"""What the trackers' mail gateways have in common: a program that a mail server runs, and rows in SQLite to look at."""

import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def ran(
    command: Sequence[str | Path], given: bytes = b"", environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> bool:
    """Run it as a mail server or a timer does: whether it said that all is well."""
    done = subprocess.run(command, input=given, env=environment, cwd=folder, capture_output=True, check=False)  # noqa: S603 - ours
    return done.returncode == 0


@dataclass(frozen=True, slots=True)
class Rows:
    """A tracker's database, only read."""

    file: Path

    def ask(self, query: str, *words: str) -> list[tuple[Any, ...]]:
        """The rows found."""
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=30)) as connection:
            return connection.execute(query, words).fetchall()

    def count(self, table: str) -> int:
        """How many rows there are."""
        return int(self.ask(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608 - a name of ours
