"""Whether a column holds one of many names, in one parameter however many they are.

A list of thousands of parameters costs more to write than to look up, has a limit on either engine, and PostgreSQL would compare
each row with each of them in turn (measured: 5 s in place of 30 ms for 2,000 names and 30,000 rows).
"""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY


def among(connection: Connection, column: ColumnElement[Any], names: Collection[str]) -> ColumnElement[bool]:
    """That the column holds one of the names."""
    return column.in_(_listed(connection, sorted(names)))


def _listed(connection: Connection, names: list[str]) -> Select[Any]:
    if connection.dialect.name == "postgresql":
        return select(func.unnest(bindparam(None, names, type_=ARRAY(Text))))
    return select(func.json_each(json.dumps(names)).table_valued("value").c.value)
