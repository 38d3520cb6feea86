"""Joins that follow from a company's list: addresses of one of its customers belong together, unless others have them, too."""

from collections.abc import Collection
from datetime import datetime
from itertools import combinations

from sqlalchemy import Connection, func, select

from complaints.people.among import among
from complaints.people.joins import Join, add, joins_about, made, take_back
from golddust.database.schema.people import imported_addresses

IMPORT = "import"
"""By whom a join was taken back that the list no longer proves. Whatever a person took back stays so, whatever the list says."""


def follow(connection: Connection, ids: Collection[str], touched: Collection[str], actor: str, now: datetime) -> tuple[int, int]:
    """Make the joins of these customers of the list, and of all who share a touched address, what the list says now.

    Returns how many were made and how many taken back. The caller holds the lock of `joins`.
    """
    affected = {*ids, *_owners(connection, touched)}
    wanted = _wanted(connection, affected)
    latest = {(one.about, one.first, one.second): one for one in sorted(joins_about(connection, affected, "import"), key=_age)}
    ended = [one for place, one in latest.items() if one.split_at is None and place not in wanted]
    new = [
        made(first, second, "import", about, now, actor)
        for about, first, second in sorted(wanted)
        if _may_join(latest.get((about, first, second)))
    ]
    add(connection, new)
    take_back(connection, ended, now, IMPORT)
    return len(new), len(ended)


def _age(one: Join) -> tuple[bool, datetime, datetime]:
    return one.split_at is None, one.joined_at, one.split_at or one.joined_at


def _may_join(before: Join | None) -> bool:
    return before is None or (before.split_at is not None and before.split_by == IMPORT)


def _wanted(connection: Connection, ids: Collection[str]) -> set[tuple[str, str, str]]:
    """Every two addresses of each customer that nobody else has: taking one out leaves the others joined."""
    addresses: dict[str, set[str]] = {}
    query = select(imported_addresses.c.id, imported_addresses.c.customer).where(among(connection, imported_addresses.c.id, ids))
    for row in connection.execute(query):
        addresses.setdefault(row.id, set()).add(row.customer)
    shared = _shared(connection, {customer for theirs in addresses.values() for customer in theirs})
    return {
        (about, first, second)
        for about, theirs in addresses.items()
        for first, second in combinations(sorted(theirs - shared), 2)
    }


def _shared(connection: Connection, customers: Collection[str]) -> set[str]:
    """Those that more than one customer of the list has: a family's telephone, a company's mailbox."""
    query = (
        select(imported_addresses.c.customer)
        .where(among(connection, imported_addresses.c.customer, customers))
        .group_by(imported_addresses.c.customer)
        .having(func.count() > 1)
    )
    return set(connection.execute(query).scalars())


def _owners(connection: Connection, customers: Collection[str]) -> set[str]:
    query = select(imported_addresses.c.id).where(among(connection, imported_addresses.c.customer, customers))
    return set(connection.execute(query).scalars())
