"""A company's list of customers, into the database: added, changed, left alone; what it says of addresses joins them."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, bindparam, delete, insert, select, update

from complaints.people import joins, listed_joins
from complaints.people.among import among
from complaints.people.reading import Listed, ListRow
from golddust.database.engine import reading, writing
from golddust.database.schema.people import imported_addresses, imported_customers
from golddust.errors import Conflict
from golddust.identity import Keys
from golddust.ports import Clock

Became = Literal["added", "changed", "unchanged", "refused"]
SAID = ("name", "segment", "value", "language")
MOST_LISTED = 3
"""So many of the others who have an address are named."""


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row, and what was wrong with it. `shared` tells of addresses that others have, too: they join nobody."""

    line: int
    id: str
    outcome: Became
    problems: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Stored:
    """What the database has of one customer of the list: their row, and their addresses under their pseudonyms."""

    said: tuple[Any, ...]
    addresses: frozenset[str]


class Import:
    """One import, batch by batch; each batch is one transaction. With `dry_run` nothing is written.

    What it tells of addresses that several customers have is complete at the last of these customers. Used by one thread.
    """

    def __init__(self, engine: Engine, clock: Clock, keys: Keys, actor: str, *, dry_run: bool = False) -> None:
        self._engine = engine
        self._clock = clock
        self._keys = keys
        self._actor = actor
        self._dry_run = dry_run
        self._lines: dict[str, int] = {}
        self._owners: dict[str, str] = {}
        self._nameless = 0
        self.counts: Counter[str] = Counter()

    def take(self, rows: Sequence[ListRow]) -> list[RowOutcome]:
        """Take some rows in, and say what became of each, in order. Bringing a row again changes nothing."""
        repeated = self._repeated(rows)
        fresh = [row.customer for row in rows if row.customer is not None and row.line not in repeated]
        named = {one.id: {self._keys.pseudonym_of(a, ""): a for a in one.addresses} for one in fresh}
        with reading(self._engine) if self._dry_run else writing(self._engine) as connection:
            if not self._dry_run:
                joins.lock(connection)
            stored = _stored(connection, named)
            became = {one.id: _became(one, frozenset(named[one.id]), stored.get(one.id)) for one in fresh}
            shared = self._shared(connection, named)
            if not self._dry_run:
                self._write(connection, [one for one in fresh if became[one.id] != "unchanged"], named, stored)
        outcomes = [_outcome(row, repeated.get(row.line), became, shared) for row in rows]
        self.counts.update(one.outcome for one in outcomes)
        self.counts["problems"] += sum(bool(one.problems) for one in outcomes)
        self.counts["sharing"] += sum(bool(one.shared) for one in outcomes)
        return outcomes

    def remove_gone(self) -> int:
        """Forget the customers whom the list no longer names, and return how many; what they did themselves stays.

        Raises Conflict, and then nothing is forgotten, when the list named nobody, or had rows whose id could not be read.
        """
        if not self._lines or self._nameless:
            why = f"{self._nameless:,} rows could not be read as far as their id" if self._nameless else "the list is empty"
            raise Conflict(f"nobody was removed, because {why}")
        with reading(self._engine) as connection:
            known = connection.execute(select(imported_customers.c.id)).scalars().all()
        gone = sorted(set(known) - set(self._lines))
        for start in range(0, 0 if self._dry_run else len(gone), 1000):
            with writing(self._engine) as connection:
                joins.lock(connection)
                self._forget(connection, gone[start : start + 1000])
        self.counts["removed"] += len(gone)
        return len(gone)

    def _repeated(self, rows: Sequence[ListRow]) -> dict[int, int]:
        """The rows whose id came before, with the line on which it did."""
        repeated = {}
        for row in rows:
            if not row.id:
                self._nameless += 1
            elif (before := self._lines.setdefault(row.id, row.line)) != row.line:
                repeated[row.line] = before
        return repeated

    def _shared(self, connection: Connection, named: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
        """For each customer of the list, words about those of their addresses that others have, too."""
        customers = {customer for addresses in named.values() for customer in addresses}
        owners: dict[str, set[str]] = {}
        query = select(imported_addresses.c.id, imported_addresses.c.customer).where(
            among(connection, imported_addresses.c.customer, customers)
        )
        for row in connection.execute(query):
            owners.setdefault(row.customer, set()).add(row.id)
        words: dict[str, list[str]] = {}
        for one, addresses in named.items():
            for customer, address in addresses.items():
                first = self._owners.setdefault(customer, one)
                if others := sorted((owners.get(customer, set()) | {first}) - {one}):
                    shown = ", ".join(others[:MOST_LISTED]) + (" and others" if len(others) > MOST_LISTED else "")
                    words.setdefault(one, []).append(f"{address.value} belongs to {shown}, too, so it joins nobody")
        return words

    def _write(
        self, connection: Connection, new: Sequence[Listed], named: dict[str, dict[str, Any]], stored: dict[str, _Stored]
    ) -> None:
        now = self._clock.now()
        _write_customers(connection, new, stored, now)
        moved = [one.id for one in new if one.id not in stored or stored[one.id].addresses != frozenset(named[one.id])]
        before = {customer for one in moved if one in stored for customer in stored[one].addresses}
        known = [one for one in moved if one in stored]
        if known:
            connection.execute(delete(imported_addresses).where(among(connection, imported_addresses.c.id, known)))
        rows = [
            {"id": one, "customer": customer, "kind": address.kind, "address": address.value}
            for one in moved
            for customer, address in named[one].items()
        ]
        if rows:
            connection.execute(insert(imported_addresses), rows)
        touched = before | {row["customer"] for row in rows}
        made, ended = listed_joins.follow(connection, moved, touched, self._actor, now)
        self.counts.update(joined=made, split=ended)

    def _forget(self, connection: Connection, gone: Collection[str]) -> None:
        theirs = among(connection, imported_addresses.c.id, gone)
        touched = set(connection.execute(select(imported_addresses.c.customer).where(theirs)).scalars())
        connection.execute(delete(imported_addresses).where(theirs))
        connection.execute(delete(imported_customers).where(among(connection, imported_customers.c.id, gone)))
        made, ended = listed_joins.follow(connection, gone, touched, self._actor, self._clock.now())
        self.counts.update(joined=made, split=ended)


def _outcome(row: ListRow, repeats: int | None, became: dict[str, Became], shared: dict[str, list[str]]) -> RowOutcome:
    if row.customer is None:
        return RowOutcome(row.line, row.id, "refused", row.problems)
    if repeats is not None:
        return RowOutcome(row.line, row.id, "refused", (f"its id stands on line {repeats:,} already",))
    return RowOutcome(row.line, row.id, became[row.id], row.problems, tuple(shared.get(row.id, ())))


def _became(one: Listed, addresses: frozenset[str], stored: _Stored | None) -> Became:
    if stored is None:
        return "added"
    return "unchanged" if stored == _Stored(tuple(getattr(one, name) for name in SAID), addresses) else "changed"


def _stored(connection: Connection, ids: Collection[str]) -> dict[str, _Stored]:
    addresses: dict[str, set[str]] = {}
    query = select(imported_addresses.c.id, imported_addresses.c.customer).where(among(connection, imported_addresses.c.id, ids))
    for row in connection.execute(query):
        addresses.setdefault(row.id, set()).add(row.customer)
    rows = connection.execute(select(imported_customers).where(among(connection, imported_customers.c.id, ids)))
    return {row.id: _Stored(tuple(getattr(row, name) for name in SAID), frozenset(addresses.get(row.id, ()))) for row in rows}


def _write_customers(connection: Connection, new: Sequence[Listed], stored: dict[str, _Stored], now: datetime) -> None:
    rows = [{name: getattr(one, name) for name in ("id", *SAID)} | {"changed_at": now} for one in new]
    added = [row for row in rows if row["id"] not in stored]
    if added:
        connection.execute(insert(imported_customers), added)
    changed = [row | {"the_id": row["id"]} for row in rows if row["id"] in stored]
    if changed:
        statement = update(imported_customers).where(imported_customers.c.id == bindparam("the_id"))
        connection.execute(statement.values({name: bindparam(name) for name in (*SAID, "changed_at")}), changed)
