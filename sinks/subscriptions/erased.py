"""What is not handed over, because it is about somebody who was erased after they said it.

A log of our own is written over where it lies; at Kafka a record stays as it is until its time is over, so whoever hands records
on asks the register first.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, Engine

from golddust import wire
from golddust.database.engine import reading
from golddust.database.erasing import register
from golddust.database.erasing.honouring import over
from golddust.database.erasing.register import Hashing
from golddust.erased import is_erased, without_words
from golddust.errors import Malformed, UnknownVersion
from golddust.events import CaseEvent
from golddust.records import Record


def left(engine: Engine, hashing: Hashing, records: Sequence[Record]) -> list[Record]:
    """Those that may be handed over, in their order. Steps of a case that say nothing of anybody go on. Raises Unavailable."""
    there = [record for record in records if not is_erased(record)]
    if not there:
        return []
    with reading(engine) as connection:
        gone = over(connection, there, hashing)
        return [record for record in there if not _says_of_them(connection, record, hashing, gone=id(record) in gone)]


def _says_of_them(connection: Connection, record: Record, hashing: Hashing, *, gone: bool) -> bool:
    step = _step(record)
    if step is None or step == without_words(step):
        return gone and step is None
    return gone or _named(connection, step, hashing)


def _named(connection: Connection, step: CaseEvent, hashing: Hashing) -> bool:
    """Of a case that goes on in another's name: whether it was still in theirs."""
    person = hashing(step.customer)
    until = register.known(connection, {person}).get(person)
    return until is not None and step.at <= until


def _step(record: Record) -> CaseEvent | None:
    if not record.headers.get("ce_type", "").startswith("golddust.complaints.event."):
        return None
    try:
        event = wire.event(record)
    except (Malformed, UnknownVersion):
        return None
    return event if isinstance(event, CaseEvent) else None
