"""Who was erased: a register that holds no personal data, so that what turns up again of them can be known and erased again.

It holds keyed hashes of pseudonyms, which are keyed hashes of addresses themselves: without the installation's key nobody can
tell who it is, nor whether somebody is in it. Somebody who writes again later is new, and welcome: only what came before counts.
"""

import hmac
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, case, select
from sqlalchemy.dialects import postgresql, sqlite

from golddust.database.schema.privacy import erased
from golddust.errors import Malformed, Unavailable
from golddust.identity import derived_id

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Gone:
    """That all of a person that came until then is erased."""

    person: str
    until: datetime
    erasure: str


class Hashing:
    """From pseudonyms to what the register calls them. `key` is the installation's, of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._key = hmac.digest(key, b"golddust erased", "sha256")

    def __call__(self, customer: str) -> str:
        """26 letters that nobody can turn back."""
        return derived_id(hmac.digest(self._key, customer.encode("utf-8", "surrogatepass"), "sha256"))


def enter(connection: Connection, gone: Iterable[Gone]) -> None:
    """Write them down; of two about one person the later time holds."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(erased)
    later = statement.excluded.until > erased.c.until
    newer = {name: case((later, statement.excluded[name]), else_=erased.c[name]) for name in ("until", "erasure")}
    rows = [{"person": one.person, "until": one.until, "erasure": one.erasure} for one in gone]
    if rows:
        connection.execute(statement.on_conflict_do_update(index_elements=["person"], set_=newer), rows)


def known(connection: Connection, people: Iterable[str]) -> dict[str, datetime]:
    """Until when each of these (by their hashes) is erased; who is not is left out."""
    wanted, found = list(people), dict[str, datetime]()
    for start in range(0, len(wanted), AT_ONCE):
        query = select(erased.c.person, erased.c.until).where(erased.c.person.in_(wanted[start : start + AT_ONCE]))
        found |= {row.person: row.until for row in connection.execute(query)}
    return found


def everybody(connection: Connection, since: datetime | None = None) -> list[Gone]:
    """The whole register, or those who were erased since then, the oldest first."""
    query = select(erased.c.person, erased.c.until, erased.c.erasure).order_by(erased.c.until, erased.c.person)
    rows = connection.execute(query if since is None else query.where(erased.c.until >= since))
    return [Gone(row.person, row.until, row.erasure) for row in rows]


# --- the same beside the database, so that it outlives one that is set back to an earlier state


def write_file(path: Path, gone: Iterable[Gone]) -> int:
    """Write the register into a file, one line of JSON each, never seen half; returns how many. Raises Unavailable."""
    count, fresh = 0, path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with fresh.open("w", encoding="ascii") as file:
            for one in gone:
                file.write(json.dumps({"person": one.person, "until": one.until.isoformat(), "erasure": one.erasure}) + "\n")
                count += 1
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise Unavailable(f"the register of erasures cannot be written to {path}: {error.strerror}") from error
    return count


def read_file(path: Path) -> Iterator[Gone]:
    """What a file holds. Raises Malformed for what is no register, Unavailable where it cannot be read."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except UnicodeDecodeError:
        raise Malformed(f"{path.name} is no register of erasures") from None
    except OSError as error:
        raise Unavailable(f"{path} cannot be read: {error.strerror}") from error
    for number, line in enumerate(lines, start=1):
        yield _gone(line, f"{path.name}, line {number}")


def _gone(line: str, where: str) -> Gone:
    try:
        found: Mapping[str, str] = json.loads(line)
        person, erasure, until = found["person"], found["erasure"], datetime.fromisoformat(found["until"])
        fits = isinstance(person, str) and isinstance(erasure, str) and until.tzinfo is not None
    except (KeyError, TypeError, ValueError):
        fits = False
    if not fits:
        raise Malformed(f"{where}: that is no entry of a register of erasures")
    return Gone(person, until, erasure)
