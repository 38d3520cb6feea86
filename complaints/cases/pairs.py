"""What people decided about two cases: one matter, or two. It is remembered, so nothing is offered to them twice."""

from collections.abc import Collection
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, delete, or_, select

from golddust.database.schema import case_pairs

Verdict = Literal["one", "apart"]
Pair = tuple[str, str]


def pair_of(case: str, other: str) -> Pair:
    """The two, whichever is named first."""
    return (case, other) if case < other else (other, case)


def decide(connection: Connection, case: str, other: str, verdict: Verdict, actor: str, now: datetime) -> None:
    """Note the verdict, in place of an earlier one. The caller has locked both cases."""
    first, second = pair_of(case, other)
    connection.execute(delete(case_pairs).where(case_pairs.c.first == first, case_pairs.c.second == second))
    row = {"first": first, "second": second, "verdict": verdict, "decided_by": actor, "decided_at": now}
    connection.execute(case_pairs.insert(), [row])


def decided(connection: Connection, cases: Collection[str]) -> dict[Pair, Verdict]:
    """What was decided about these cases, each with any other."""
    if not cases:
        return {}
    query = select(case_pairs).where(or_(case_pairs.c.first.in_(cases), case_pairs.c.second.in_(cases)))
    return {(row.first, row.second): row.verdict for row in connection.execute(query)}
