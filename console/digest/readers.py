"""Who gets the weekly digest by mail: people with an account and an address, and the addresses that the settings name.

It keeps `golddust.ports.StaffDirectory`, so that what sends notices to the staff can send this, too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, select, update

from console.audit.chain import Audit
from console.digest.options import checked_address
from golddust.database.engine import insert_ignoring, reading, writing
from golddust.database.schema import users
from golddust.database.schema.digest import digest_readers
from golddust.errors import NotFound, Unauthentic
from golddust.identity import Keys
from golddust.ports import Clock, Colleague, StaffDirectory

LEAVING = "leave the weekly digest"
_TABLE = digest_readers.c


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody and the address, "" where none is known. `key` is an account's name, or <address> of one in the settings.

    `own`: the address that they gave themselves, "" where it is the staff directory's. `language`: chosen on the console, or "".
    """

    key: str
    mail: str
    teams: tuple[str, ...] = ()
    wants: bool = True
    own: str = ""
    called: str = ""
    language: str = ""


class Readers:
    """All methods raise Unavailable when the database is away. `directory`: where people who gave no address may have one."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        keys: Keys,
        audit: Audit,
        extra: Sequence[str] = (),
        directory: Callable[[], StaffDirectory] | None = None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._keys = keys
        self._audit = audit
        self._extra = tuple(dict.fromkeys(extra))
        self._directory = directory

    def all(self) -> list[Reader]:
        """Everybody who is to get one, each address once, and none where somebody of that address wants none."""
        found: dict[str, Reader] = {}
        unwanted: set[str] = set()
        for reader in self._everybody():
            if reader.mail:
                found.setdefault(reader.mail.casefold(), reader)
            if reader.mail and not reader.wants:
                unwanted.add(reader.mail.casefold())
        return [reader for address, reader in found.items() if address not in unwanted]

    def one(self, key: str) -> Reader | None:
        """Somebody, whether they want it or not; None when there is nobody of that key, or not any more."""
        return next((reader for reader in self._everybody() if reader.key == key), None)

    def named(self, name: str) -> Reader:
        """The reader with this account. Raises NotFound."""
        reader = self.one(name)
        if reader is None:
            raise NotFound(f"there is no account {name}, or it is switched off")
        return reader

    def choose(self, name: str, mail: str, *, wants: bool) -> None:
        """An account says where to, and whether. Raises Malformed for what is no address, NotFound for who has no account."""
        self.named(name)
        self._set(name, {"mail": checked_address(mail) if mail.strip() else "", "wants": wants}, name)

    def token(self, key: str) -> str:
        """What stands in the link by which they leave; nobody else can make it."""
        return self._keys.link_token(LEAVING, key.encode().hex())

    def of(self, token: str) -> str:
        """Whose link it is. Raises Unauthentic."""
        subject = self._keys.subject_of(LEAVING, token)
        if subject is None:
            raise Unauthentic("this link is not one of ours; it may have been cut on its way", status=403)
        return bytes.fromhex(subject).decode()

    def leave(self, token: str) -> str:
        """Whoever has this link gets no more; returns who. Raises Unauthentic."""
        key = self.of(token)
        self._set(key, {"wants": False}, key)
        return key

    # --- as a staff directory

    def colleague(self, person: str) -> Colleague | None:
        """How a reader is reached; None for who wants no digest any more, or is switched off."""
        reader = self.one(person)
        return Colleague(reader.key, reader.called, mail=reader.mail) if reader and reader.wants else None

    def holder_of(self, role: str, now: datetime) -> str:
        """Nobody: a digest goes to readers, not to roles."""
        del role, now
        return ""

    def at_work_from(self, person: str, now: datetime) -> datetime:
        """At once: the digest has an hour of its own."""
        del person
        return now

    def above(self, role: str) -> str:
        """Nobody: who is not reached is not stood in for."""
        del role
        return ""

    # --- how

    def _everybody(self) -> list[Reader]:
        with reading(self._engine) as connection:
            said = {row.reader: row for row in connection.execute(select(digest_readers))}
            columns = (users.c.name, users.c.teams, users.c.language)
            people = connection.execute(select(*columns).where(users.c.active).order_by(users.c.name)).all()
        found = [self._person(row, said.get(row.name)) for row in people]
        extra = ((f"<{mail}>", mail) for mail in self._extra)
        return found + [Reader(key, mail, wants=said[key].wants if key in said else True) for key, mail in extra]

    def _person(self, row: Any, said: Any) -> Reader:
        name, teams = row.name, tuple(row.teams)
        listed = self._directory().colleague(name) if self._directory else None
        own, wants = (said.mail, said.wants) if said else ("", True)
        mail, known_as = own or (listed.mail if listed else ""), listed.called if listed else name
        return Reader(name, mail, teams, wants, own, known_as, row.language)

    def _set(self, key: str, values: dict[str, Any], by: str) -> None:
        now = self._clock.now()
        row = {"reader": key, "mail": "", "wants": True, "changed_at": now}
        with writing(self._engine) as connection:
            connection.execute(insert_ignoring(connection, digest_readers).values(row))
            connection.execute(update(digest_readers).where(_TABLE.reader == key).values(values | {"changed_at": now}))
            self._write(connection, by, values)

    def _write(self, connection: Connection, by: str, values: dict[str, Any]) -> None:
        self._audit.write_with(connection, "person", by, "person.digest", by, wants=values["wants"])
