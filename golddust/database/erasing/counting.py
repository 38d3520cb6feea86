"""How much is held of a person, by table: what an erasure would change, counted without changing anything."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Table, func, or_, select

from golddust.database.erasing.rules import RULES, Emptied, Gone
from golddust.database.erasing.waiting import waiting
from golddust.database.erasing.whose import Whose, in_parts
from golddust.database.schema import METADATA, case_events, cases, consent_statements, consents, promises, tags
from golddust.database.schema.mirrors import mirrors


def counted(connection: Connection, theirs: Whose) -> Mapping[str, int]:
    """Rows by table, without those that have none."""
    found = {"outbox": len(waiting(connection, theirs))}
    for name, rule in RULES.items():
        if isinstance(rule, Gone):
            found[name] = _rows(connection, METADATA.tables[name], rule.by, theirs.ids(rule.what))
        elif isinstance(rule, Emptied):
            found[name] = _rows(connection, METADATA.tables[name], (rule.by,), theirs.ids(rule.what))
    own: tuple[tuple[Table, str, Collection[str]], ...] = (
        (cases, "id", theirs.opened),
        (case_events, "case", theirs.opened),
        (promises, "case", theirs.opened),
        (mirrors, "case", theirs.alone),
        (tags, "feedback", theirs.feedback),
        (consents, "customer", theirs.leaving),
        (consent_statements, "customer", theirs.leaving),
    )
    found |= {table.name: _rows(connection, table, (by,), ids) for table, by, ids in own}
    return {name: count for name, count in found.items() if count}


def _rows(connection: Connection, table: Table, by: Collection[str], ids: Collection[str]) -> int:
    def of(part: list[str]) -> Any:
        return select(func.count()).select_from(table).where(or_(*(table.c[name].in_(part) for name in by)))

    return sum(int(connection.execute(of(part)).scalar_one()) for part in in_parts(ids))
