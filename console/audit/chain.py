"""Who looked at what and who changed what: a log that only grows and that nobody edits unnoticed.

Each entry carries an HMAC-SHA256 over itself and the digest of the entry before it, under a key that is not in the database: an
entry that is changed, taken out, put in or moved no longer fits its neighbours. Only the newest entries could be cut off without
a gap; whoever keeps a `head` elsewhere (`golddust audit verify` prints it) notices that, too. The database itself refuses to
change or delete a row, to all who have not the right to drop its triggers.

Entries name things by id, reference or account, and never hold a customer's words.
"""

import hmac
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, insert, select, text

from console.acting import Kind
from golddust.database.engine import reading, writing
from golddust.database.schema import audit_log
from golddust.database.values import values_of
from golddust.errors import GoldDustError, Malformed, Unavailable
from golddust.ports import Clock

BEGINNING = "0" * 64
"""Stands for the digest before the first entry."""
LONGEST_ACTOR, LONGEST_SUBJECT = 120, 160
AT_ONCE = 1000
_LOCK = text("SELECT pg_advisory_xact_lock(7116580014)")
_LAST = select(audit_log.c.number, audit_log.c.digest).order_by(audit_log.c.number.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log. `detail` says what was changed, and how."""

    number: int
    at: datetime
    kind: str
    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Looked:
    """What entries are wanted; "" and None: any. `before`: those with a smaller number."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many entries there are, the head ("number:digest", "" for none), and each place where the chain breaks, in words."""

    entries: int
    head: str
    breaks: tuple[str, ...]


class _Asked:
    """An entry that is to be written; `done` once it was tried, with the `error` where that failed."""

    def __init__(self, clock: Clock, kind: Kind, actor: str, action: str, subject: str, detail: Mapping[str, Any]) -> None:
        self.row: dict[str, Any] = {
            "at": clock.now(),
            "kind": kind,
            "actor": _text(actor)[:LONGEST_ACTOR],
            "action": action,
            "subject": _text(subject)[:LONGEST_SUBJECT],
            "detail": json.dumps(detail, sort_keys=True),
        }
        self.done = False
        self.error: Exception | None = None


class Audit:
    """The log in the database. `key` is 32 bytes. All methods raise Unavailable when the database is away."""

    def __init__(self, engine: Engine, clock: Clock, key: bytes) -> None:
        self._engine = engine
        self._clock = clock
        self._key = hmac.digest(key, b"golddust audit log", "sha256")
        self._asked: list[_Asked] = []
        self._turn = threading.Condition()
        self._at_work = False

    def write(self, kind: Kind, actor: str, action: str, subject: str = "", **detail: Any) -> None:
        """Write it down by itself, before or after what it tells of. It is on the disk when this returns.

        Entries of several threads are written together: who comes first takes what has come until then with it, in one
        transaction. One by one each would wait for the disk as often as there are others.
        """
        mine = _Asked(self._clock, kind, actor, action, subject, detail)
        with self._turn:
            self._asked.append(mine)
            self._turn.wait_for(lambda: mine.done or not self._at_work)
            together, self._asked = ((), self._asked) if mine.done else (self._asked, [])
            self._at_work = self._at_work or not mine.done
        if together:
            self._write_all(together)
        if mine.error is not None:
            raise mine.error

    def write_with(self, connection: Connection, kind: Kind, actor: str, action: str, subject: str = "", **detail: Any) -> None:
        """Write it down in the same transaction as the change itself: both are there, or neither."""
        self._append(connection, [_Asked(self._clock, kind, actor, action, subject, detail)])

    def _write_all(self, together: Sequence["_Asked"]) -> None:
        error: Exception | None = Unavailable("the audit log could not be written", retry_after=5)
        try:
            with writing(self._engine) as connection:
                self._append(connection, together)
            error = None
        except GoldDustError as found:
            error = found  # each of them raises it where it was asked for
        finally:
            with self._turn:
                for one in together:
                    one.done, one.error = True, error
                self._at_work = False
                self._turn.notify_all()

    def _append(self, connection: Connection, asked: Sequence["_Asked"]) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(_LOCK)  # one after the other, as SQLite does anyway
        last = connection.execute(_LAST).first()
        number, digest, rows = (last.number, last.digest, []) if last else (0, "", [])
        for one in asked:
            number += 1
            row = self.sealed(digest, {"number": number, **one.row})
            digest = row["digest"]
            rows.append(row)
        connection.execute(insert(audit_log), rows)

    def sealed(self, before: str, row: Mapping[str, Any]) -> dict[str, Any]:
        """The row with its digest, which fits behind the row of the digest `before`, "" for the first."""
        return {**row, "digest": self._digest(before or BEGINNING, row)}

    def entries(self, looked: Looked, limit: int) -> list[Entry]:
        """The newest that fit."""
        with reading(self._engine) as connection:
            return [_entry(row) for row in connection.execute(_fitting(looked).limit(limit))]

    def actions(self) -> list[str]:
        """Every kind of action that was ever written down, in order."""
        with reading(self._engine) as connection:
            return values_of(connection, audit_log.c.action)

    def verify(self, known_head: str = "") -> Verdict:
        """Read the whole log and say where the chain breaks. `known_head`: one kept elsewhere, which must still be in it.

        Raises Malformed for what is no head.
        """
        known = _known(known_head)
        breaks: list[str] = []
        entries, number, before = 0, 0, BEGINNING
        for row in self._rows():
            if row.number != number + 1:
                breaks.append(_missing(number + 1, row.number - 1))
            elif not hmac.compare_digest(row.digest, self._digest(before, row._asdict())):
                breaks.append(f"entry {row.number} is not as it was written, or the one before it is not")
            if known and row.number == known[0] and row.digest != known[1]:
                breaks.append(f"entry {row.number} is not the one whose head was kept")
            entries, number, before = entries + 1, row.number, row.digest
        if known and known[0] > number:
            breaks.append(_missing(number + 1, known[0]))
        return Verdict(entries, f"{number}:{before}" if entries else "", tuple(breaks))

    def _rows(self) -> Iterator[Row[Any]]:
        """All, oldest first, a piece at a time."""
        after = 0
        while True:
            query = select(audit_log).where(audit_log.c.number > after).order_by(audit_log.c.number).limit(AT_ONCE)
            with reading(self._engine) as connection:
                rows = connection.execute(query).all()
            yield from rows
            if len(rows) < AT_ONCE:
                return
            after = rows[-1].number

    def _digest(self, before: str, row: Mapping[str, Any]) -> str:
        told = [row[name] for name in ("number", "kind", "actor", "action", "subject", "detail")]
        canonical = json.dumps([before, row["at"].isoformat(timespec="microseconds"), *told])
        return hmac.digest(self._key, canonical.encode("ascii"), "sha256").hex()


def _text(given: str) -> str:
    """What every database takes: one entry that none takes would keep out those that are written together with it."""
    return given.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _newest() -> "Select[Any]":
    return select(audit_log).order_by(audit_log.c.number.desc())


def _fitting(looked: Looked) -> "Select[Any]":
    query, row = _newest(), audit_log.c
    for name in ("actor", "action", "subject"):
        if wanted := getattr(looked, name):
            query = query.where(row[name] == wanted)
    if looked.since:
        query = query.where(row.at >= looked.since)
    if looked.until:
        query = query.where(row.at < looked.until)
    return query.where(row.number < looked.before) if looked.before is not None else query


def _entry(row: Row[Any]) -> Entry:
    return Entry(row.number, row.at, row.kind, row.actor, row.action, row.subject, json.loads(row.detail))


def _known(head: str) -> tuple[int, str] | None:
    if not head:
        return None
    number, _, digest = head.partition(":")
    if not (number.isascii() and number.isdecimal() and len(digest) == len(BEGINNING)):
        raise Malformed("a head is a number, a colon and 64 hexadecimal digits, as `golddust audit verify` prints it")
    return int(number), digest


def _missing(first: int, last: int) -> str:
    return f"entry {first} is missing" if first == last else f"entries {first} to {last} are missing"
