"""What was under way when somebody was erased comes to nothing: stages that write to the database ask the register first."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, select

from golddust import topics
from golddust.database.engine import reading
from golddust.database.erasing import register
from golddust.database.erasing.register import Hashing
from golddust.database.schema import cases
from golddust.outcomes import Done, Outcome
from golddust.ports import Step
from golddust.records import Record

KEYED_BY_CASE = ("golddust.complaints.event.", "golddust.staff.notice.")
Drop = Callable[[Sequence[Record]], None]
"""Told of records that come to nothing, before they are done with."""


def honouring(step: Step, engine: Engine, hashing: Hashing, drop: Drop) -> Step:
    """The step, of which people who were erased see nothing: what came from them before, wherever it waited, is dropped."""

    def honoured(records: Sequence[Record]) -> list[Outcome]:
        with reading(engine) as connection:
            dropped = over(connection, records, hashing)
        if dropped:
            drop([record for record in records if id(record) in dropped])
        left = [record for record in records if id(record) not in dropped]
        made = iter(step(left) if left else ())
        return [Done() if id(record) in dropped else next(made) for record in records]

    return honoured


def over(connection: Connection, records: Sequence[Record], hashing: Hashing) -> set[int]:
    """Those that are about somebody who was erased after they were said; by identity, as records are values."""
    by_case = [record for record in records if record.headers.get("ce_type", "").startswith(KEYED_BY_CASE)]
    gone = _cases_without_customer(connection, {record.key for record in by_case})
    found = {id(record) for record in by_case if record.key in gone}
    people = {record.key: hashing(record.key) for record in records if record.key.startswith(("cust_", "anon_"))}
    until = register.known(connection, set(people.values()))
    if until:
        found |= {id(record) for record in records if record.key in people and _before(record, until.get(people[record.key]))}
    return found


def _before(record: Record, until: datetime | None) -> bool:
    if until is None or record.topic == topics.CONSENTS:
        return False
    try:
        said = datetime.fromisoformat(record.headers.get("ce_time", ""))
    except ValueError:
        said = record.appended_at
    return (said if said.tzinfo else record.appended_at) <= until


def _cases_without_customer(connection: Connection, ids: set[str]) -> set[str]:
    """Cases of which nothing is left but figures."""
    if not ids:
        return set()
    return set(connection.execute(select(cases.c.id).where(cases.c.id.in_(ids), cases.c.customer == "")).scalars())
