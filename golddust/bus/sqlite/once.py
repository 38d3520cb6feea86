"""Appending what was not appended before, for a whole group of writers at once.

Each statement gives up Python's interpreter lock and has to win it back from the threads that serve requests, so a group
is done in four statements however large it is.
"""

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

from golddust.bus.sqlite import tallies
from golddust.bus.sqlite.appender import INTO, PLACES, Appender, Row
from golddust.bus.sqlite.rows import microseconds
from golddust.records import Entry

SEEN_FOR = timedelta(days=30)
KNOWN = (
    "SELECT (SELECT json_group_array(once) FROM seen WHERE once IN (SELECT value FROM json_each(?))),"
    " (SELECT json_group_array(scope) FROM seen WHERE scope IN (SELECT value FROM json_each(?)))"
)
REMEMBER = "INSERT INTO seen (once, scope, at) SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)"
FORGET = "DELETE FROM seen WHERE number IN (SELECT number FROM seen ORDER BY number LIMIT 5000) AND at < ?"
_KEYS = msgspec.json.Decoder(list[str])
_SCOPES = msgspec.json.Decoder(list[int])


@dataclass(frozen=True, slots=True)
class Wanted:
    """An entry to be appended unless its key is known; `scope` as a number, None for none; `row` ready to be inserted."""

    entry: Entry
    once: str
    scope: int | None
    row: Row


def number_of(scope: str) -> int | None:
    """A scope as 63 bits of its digest: it may name a customer's address, which does not belong here, and numbers are quick."""
    digest = hashlib.sha256(scope.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") >> 1 if scope else None


def append_new(connection: sqlite3.Connection, wanted: Sequence[Wanted], appender: Appender) -> list[bool]:
    """Append those whose key is new, mark those whose scope is not, and say of each whether it was new."""
    known, scopes = _known(connection, wanted)
    news: list[bool] = []
    rows: list[Row] = []
    for one in wanted:
        news.append(one.once not in known)
        if news[-1]:
            rows.append(_marked(one, appender) if one.scope in scopes else one.row)
            known.add(one.once)
            if one.scope is not None:
                scopes.add(one.scope)
    fresh = [one for one, new in zip(wanted, news, strict=True) if new]
    if fresh:
        now = microseconds(appender.clock.now())
        connection.execute(REMEMBER, (msgspec.json.encode([(one.once, one.scope, now) for one in fresh]).decode(),))
        values = ",".join([PLACES] * len(rows))
        connection.execute(INTO + values, [value for row in rows for value in row])
        tallies.add(connection, "", {}, (row[0] for row in rows))
    return news


def _known(connection: sqlite3.Connection, wanted: Sequence[Wanted]) -> tuple[set[str], set[int]]:
    """Those of their keys, and of their scopes, that came before."""
    asked = ([one.once for one in wanted], [one.scope for one in wanted if one.scope is not None])
    keys, scopes = connection.execute(KNOWN, [msgspec.json.encode(values).decode() for values in asked]).fetchone()
    return set(_KEYS.decode(keys)), set(_SCOPES.decode(scopes))


def _marked(one: Wanted, appender: Appender) -> Row:
    """The row with a header that says: the scope came before, with another key."""
    return appender.rows([replace(one.entry, headers={**one.entry.headers, "reused": "yes"})])[0]


def forget(connection: sqlite3.Connection, now: datetime) -> None:
    """Forget the oldest keys, once they are more than 30 days old."""
    connection.execute(FORGET, (microseconds(now - SEEN_FOR),))
