"""The few different values of a column of many rows, without reading them all."""

from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.sql.schema import Column


def values_of(connection: Connection, which: Column[Any]) -> list[str]:
    """The values of a column, each once, in order, by as many looks into its index as there are values."""
    least = select(func.min(which).label("value")).cte("steps", recursive=True)
    step = select(select(func.min(which)).where(which > least.c.value).scalar_subquery()).where(least.c.value.is_not(None))
    steps = least.union_all(step)
    rows = connection.execute(select(steps.c.value).where(steps.c.value.is_not(None))).scalars()
    return [value for value in rows if value]
