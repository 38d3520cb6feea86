"""Made-up customers who write to us, and what is sent to them."""

import re
from typing import Any

from sqlalchemy import Engine, select

from complaints.people.directory import People
from complaints.people.joins import Join, joins_of, members_of
from golddust import topics, wire
from golddust.bus.memory import MemoryLog
from golddust.clock import MovableClock
from golddust.database.engine import reading
from golddust.database.schema.people import person_addresses
from golddust.events import Address, Feedback, ReplyRequest
from sinks.store.store import Store
from tests.complaints.made import KEYS, MONDAY, copy_outbox
from tests.sinks.made import records, said, tagged

ANN_MAILS = Address(kind="email", value="Ann@Example.com", name="Ann Example")
ANN_TEXTS = Address(kind="phone", value="+12025550142")
ANN_AT_WORK = Address(kind="email", value="a.example@work.example.com", name="Ann Example")
BEN_MAILS = Address(kind="email", value="ben@example.com", name="Ben Example")


def pseudonym(address: Address) -> str:
    return KEYS.pseudonym_of(address, "")


ANN, ANN_PHONE, ANN_WORK, BEN = map(pseudonym, (ANN_MAILS, ANN_TEXTS, ANN_AT_WORK, BEN_MAILS))


def people_on(engine: Engine, clock: MovableClock, region: str = "US") -> People:
    return People(engine, clock, KEYS, region)


def write(engine: Engine, name: str, address: Address, text: str = "", language: Any = None, **fields: Any) -> Feedback:
    """Somebody writes to us, which is stored and tagged."""
    given = {"customer": pseudonym(address), "received_at": MONDAY} | ({"text": text} if text else {}) | fields
    one = said(name, address=address, **given)
    event = tagged(one) if language is None else tagged(one, language=language)
    Store(engine).write(records([one, event]))
    return one


def requests(engine: Engine) -> list[ReplyRequest]:
    """What was asked to be said since this was asked last."""
    log = MemoryLog()
    copy_outbox(engine, log)
    return [wire.event_of(record, ReplyRequest) for record in log.browse(topics.REPLIES_REQUESTED, None).read(9999, 0)]


def codes(engine: Engine) -> dict[str, str]:
    """The code that goes to each customer."""
    found = {one.customer: re.search(r"[2-9B-Z]{4}-[2-9B-Z]{4}", one.text) for one in requests(engine)}
    return {customer: match.group() for customer, match in found.items() if match}


def joined(engine: Engine, people: People, one: str, other: str) -> Join:
    """The two joined, with codes that came back."""
    people.propose(one, other, "sam")
    sent = codes(engine)
    people.confirm(sent[one], one)
    done = people.confirm(sent[other], other)
    with reading(engine) as connection:
        return next(join for join in joins_of(connection, [one]) if join.id == done.join)


def customers_of(people: People, customer: str) -> list[str]:
    """The pseudonyms of all addresses of the person."""
    with reading(people._engine) as connection:
        return members_of(connection, customer)


def groups(engine: Engine) -> dict[str, str]:
    """The table of groups as it is."""
    with reading(engine) as connection:
        return {row.customer: row.person for row in connection.execute(select(person_addresses))}
