"""PostgreSQL's own programs, which copy a database at one moment of it, and make one from a copy.

A password goes to them in a file that is gone afterwards: in a command's words, everybody on the machine could read it.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import make_url

from golddust.errors import Conflict, NotFound, Unavailable

CHUNK = 4 << 20
TABLES = text("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")


def refuse_without(program: str) -> str:
    """Where that program is. Raises NotFound, which says what to install."""
    found = shutil.which(program)
    if not found:
        raise NotFound(
            f"{program} is not here: a store on PostgreSQL is copied by PostgreSQL's own programs, of the server's version or"
            " a later one (Debian: postgresql-client)"
        )
    return found


@contextmanager
def one_moment(engine: Engine) -> Iterator[tuple[Connection, str]]:
    """A transaction that sees the database as it is now, and the name by which others can see the same."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        yield connection, str(connection.execute(text("SELECT pg_export_snapshot()")).scalar_one())


def dumped(url: str, snapshot: str) -> Iterator[bytes]:
    """The database at that moment, as pg_dump writes it, piece by piece. Raises NotFound, Unavailable."""
    program = refuse_without("pg_dump")
    with _reaching(url) as whom:
        command = [program, "--format=custom", "--compress=0", "--no-owner", "--no-privileges"]
        yield from _spoken([*command, f"--snapshot={snapshot}", f"--dbname={whom}"])


def restore(url: str, pieces: Iterable[bytes]) -> None:
    """Fill an empty database, all of it or nothing. Raises NotFound, Unavailable."""
    program = refuse_without("pg_restore")
    with _reaching(url) as whom, tempfile.TemporaryFile() as said:
        words = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={whom}"]
        with subprocess.Popen([program, *words], stdin=subprocess.PIPE, stderr=said) as process:  # noqa: S603 - as found
            if process.stdin is None:
                raise AssertionError("it was given a pipe")
            with suppress(BrokenPipeError):  # it says itself what it did not like
                for piece in pieces:
                    process.stdin.write(piece)
                process.stdin.close()
        said.seek(0)
        _fail_on(process.returncode, "pg_restore", said.read())


def refuse_filled(engine: Engine, words: str) -> None:
    """Raises Conflict where there is any table."""
    with engine.connect() as connection:
        if connection.execute(TABLES).scalar_one():
            raise Conflict(f"the database is not empty; {words}")


def _spoken(command: list[str]) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said)  # noqa: S603 - as found
        try:
            if process.stdout is None:
                raise AssertionError("it was given a pipe")
            while piece := process.stdout.read(CHUNK):
                yield piece
        finally:
            if process.stdout is not None:
                process.stdout.close()
            code = process.wait()
        said.seek(0)
        _fail_on(code, command[0], said.read())


def _fail_on(code: int, program: str, said: bytes) -> None:
    if code:
        first = said.decode("utf-8", "replace").strip().splitlines() or ["it did not say why"]
        raise Unavailable(f"{Path(program).name} failed: {first[0]}")


@contextmanager
def _reaching(url: str) -> Iterator[str]:
    """What libpq needs to know, without the password, which is in a file as long as this lasts."""
    given = make_url(url)
    named = {"host": given.host, "port": given.port, "user": given.username, "dbname": given.database}
    words = {name: value for name, value in named.items() if value} | dict(given.query)
    with tempfile.NamedTemporaryFile("w", prefix="golddust-", encoding="utf-8") as file:  # which nobody else may read
        if given.password:
            secret = str(given.password).replace("\\", "\\\\").replace(":", "\\:")
            file.write(f"*:*:*:*:{secret}\n")
            file.flush()
            words["passfile"] = file.name
        yield make_conninfo(**{name: str(value) for name, value in words.items()})
