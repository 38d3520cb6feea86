"""PostgreSQL's own programs, which copy a database at one moment of it, and make one from a copy.

A password goes to them in a file that is gone afterwards: in a command's words, everybody on the machine could read it.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import make_url

from golddust.errors import Conflict, NotFound, Unavailable

CHUNK = 4 << 20
SECRET = ("sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key")
"""What else may be in an address and is for nobody to see (PostgreSQL 18, "Parameter Key Words")."""
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
    with _reaching(url) as (before, whom):
        command = [*before, program, "--format=custom", "--compress=0", "--no-owner", "--no-privileges"]
        yield from _spoken([*command, f"--snapshot={snapshot}", f"--dbname={whom}"])


def restore(url: str, pieces: Iterable[bytes]) -> None:
    """Fill an empty database, all of it or nothing. Raises NotFound, Unavailable."""
    program = refuse_without("pg_restore")
    with _reaching(url) as (before, whom), tempfile.TemporaryFile() as said:
        words = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={whom}"]
        with subprocess.Popen([*before, program, *words], stdin=subprocess.PIPE, stderr=said) as process:  # noqa: S603 - as found
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
        _fail_on(code, "pg_dump", said.read())


def _fail_on(code: int, program: str, said: bytes) -> None:
    if code:
        first = said.decode("utf-8", "replace").strip().splitlines() or ["it did not say why"]
        raise Unavailable(f"{Path(program).name} failed: {first[0]}")


@contextmanager
def _reaching(url: str) -> Iterator[tuple[list[str], str]]:
    """What stands before the program, and what libpq needs to know; passwords are in files as long as this lasts.

    Raises Conflict for an address whose secret cannot be handed over unseen.
    """
    given = make_url(url)
    named = {"host": given.host, "port": given.port, "user": given.username, "dbname": given.database}
    asked = {name: value if isinstance(value, str) else value[-1] for name, value in given.query.items()}
    words = {name: str(value) for name, value in named.items() if value} | asked
    password = words.pop("password", None) or given.password
    secrets = {name: words.pop(name) for name in SECRET if name in words}
    with ExitStack() as files:
        if password:
            secret = str(password).replace("\\", "\\\\").replace(":", "\\:")
            words["passfile"] = _written(files, f"*:*:*:*:{secret}\n")
        yield _told(files, words, secrets), make_conninfo(**words)


def _told(files: ExitStack, words: dict[str, str], secrets: Mapping[str, str]) -> list[str]:
    """How other secrets are said, which no file of passwords holds: as a service, a file of settings of libpq's own."""
    if not secrets:
        return []
    if "service" in words or any("\n" in value or value != value.strip() for value in secrets.values()):
        raise Conflict(f"[store] url: {', '.join(secrets)} cannot be told to pg_dump unseen; use a service file of your own")
    section = "[golddust]\n" + "".join(f"{name}={value}\n" for name, value in secrets.items())
    words["service"] = "golddust"
    return [refuse_without("env"), f"PGSERVICEFILE={_written(files, section)}"]


def _written(files: ExitStack, words: str) -> str:
    """A file that nobody else may read, and is gone with the others."""
    file = files.enter_context(tempfile.NamedTemporaryFile("w", prefix="golddust-", encoding="utf-8"))  # noqa: SIM115 - it is
    file.write(words)
    file.flush()
    return file.name
