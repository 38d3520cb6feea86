"""A made-up company in a database: two years of messages, cases, people, answers, and what its staff looked at.

Everything goes through the schema's own tables; one generator for all that is measured with much stored.
"""

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from zlib import crc32

from benchmarks.filling import Put, Row, quickly
from benchmarks.lives import STAFF, Lives, case_rows
from benchmarks.said import TWO_ADDRESSES, Amounts, Saying, Sayings, address_of, customer_of, segment_of
from complaints.causes.cause import STATES
from golddust.database.schema import METADATA, audit_log, saved_views, tag_corrections, users
from golddust.database.schema.insight import insight_baselines, insight_notes
from golddust.identity import derived_id
from sinks.store.insight.rolling import Roller
from sinks.store.rows import feedback_row, label_rows, tags_row, topic_rows

if TYPE_CHECKING:
    from cli.wiring.installation import Installation

BATCH = 10_000
CAUSES, IN_CAUSES = 200, 0.2
STOPPED, CORRECTED = 0.02, 0.01
LOOKED_AT = ("saw.overview", "saw.feedback", "saw.feedback", "saw.one_feedback", "saw.case", "saw.cases", "did.acknowledge")


def fill(installation: "Installation", amounts: Amounts, say: Callable[[str], None] = lambda _: None) -> None:
    """Fill the empty database of the installation, up to now; `say` hears how far it is."""
    now = installation.clock.now()
    sayings = Sayings(amounts, installation.processor, installation.taxonomy, now)
    lives = Lives(installation.casework.rules, now)
    segments = {customer_of(number): segment_of(number) for number in range(amounts.customers)}
    with quickly(installation.engine) as put:
        _people(put, amounts, installation)
        for number, batch in enumerate(_batched(sayings)):
            _said(put, batch)
            _cases(put, batch, lives, segments)
            say(f"{(number + 1) * BATCH:,} messages")
        _causes(put, amounts, installation)
        _looked(put, amounts, installation)
        say("indexes")
    say("days")
    roll(installation)


def roll(installation: "Installation") -> None:
    """Count the days, as the role `promises` does."""
    roller = Roller(installation.engine, installation.standards.hours.zone, installation.clock)
    while roller.roll():
        pass
    roller.close()


def _batched(sayings: Sayings) -> Iterator[Sequence[Saying]]:
    rest = iter(sayings)
    while batch := list(itertools.islice(rest, BATCH)):
        yield batch


def _said(put: Put, batch: Sequence[Saying]) -> None:
    tables = METADATA.tables
    put(tables["feedback"], [feedback_row(one.feedback) for one in batch])
    put(tables["tags"], [tags_row(one.tagged) for one in batch])
    put(tables["feedback_topics"], [row for one in batch for row in topic_rows(one.tagged)])
    put(tables["feedback_labels"], [row for one in batch for row in label_rows(one.tagged)])
    corrected = [one for one in batch if crc32(one.feedback.id.encode()) % 100 < 100 * CORRECTED]
    put(tag_corrections, [_correction(one) for one in corrected])


def _correction(one: Saying) -> Row:
    said, at = one.feedback.id, one.feedback.received_at + timedelta(hours=1)
    answers = [one.tagged.kind.label]
    who = {"id": derived_id("bench correction", said), "feedback": said, "actor": STAFF[0]}
    return {**who, "question": "kind", "answers": answers, "at": at}


def _cases(put: Put, batch: Sequence[Saying], lives: Lives, segments: dict[str, str]) -> None:
    lived = [(one.issue, lives.of(one.issue, segments[one.issue.customer])) for one in batch if one.issue]
    for table, rows in case_rows(lived, lives.rules).items():
        put(METADATA.tables[table], rows)


def _people(put: Put, amounts: Amounts, installation: "Installation") -> None:
    tables, began = METADATA.tables, installation.clock.now() - timedelta(days=amounts.days)
    everybody = range(amounts.customers)
    contacts = [_contact(number) | {"first_seen": began} for number in everybody]
    put(tables["contacts"], contacts)
    listed = [number for number in everybody if segment_of(number)]
    known = {"name": "", "value": None, "language": "", "changed_at": began}
    put(tables["imported_customers"], [{"id": f"c{n}", "segment": segment_of(n), **known} for n in listed])
    addresses = [{"id": f"c{n}", "customer": customer_of(n), "kind": address_of(n).kind, "address": ""} for n in listed]
    put(tables["imported_addresses"], addresses)
    pairs = [n for n in everybody if n % 2 == 0 and n + 1 < len(everybody) and n % round(2 / TWO_ADDRESSES) == 0]
    joined = [(customer_of(n + side), min(customer_of(n), customer_of(n + 1))) for n in pairs for side in (0, 1)]
    put(tables["person_addresses"], [{"customer": one, "person": person} for one, person in joined])
    stopped = {"channel": "", "sender": "", "state": "stopped", "since": began, "statement": "", "feedback": ""}
    some = [n for n in everybody if n % round(1 / STOPPED) == 0]
    put(tables["consents"], [{"customer": customer_of(n), **stopped} for n in some])
    account = {"password": "", "created_at": began, "teams": [], "active": True}
    put(users, [{"name": name, "role": "agent", **account} for name in STAFF])
    put(users, [{"name": "bench", "role": "admin", **account}])
    view = {"user": "bench", "query": "kind=complaint&mood=negative", "saved_at": began}
    put(saved_views, [{"name": f"view {number}", **view} for number in range(10)])


def _contact(number: int) -> dict[str, object]:
    address = address_of(number)
    where = {"customer": customer_of(number), "kind": address.kind, "address": address.value, "name": address.name}
    return {**where, "unreachable_at": None, "unreachable_why": ""}


def _causes(put: Put, amounts: Amounts, installation: "Installation") -> None:
    """Causes with the cases that share them; what was noted beside days; a baseline."""
    tables, now, dice = METADATA.tables, installation.clock.now(), random.Random(3)
    made = [_cause(number, now - timedelta(days=2 * number)) for number in range(1, CAUSES + 1)]
    put(tables["causes"], made)
    opens = [derived_id("case", derived_id("bench", str(n))) for n in range(0, amounts.messages, amounts.opens)]
    some = dice.sample(opens, round(len(opens) * IN_CAUSES))
    shared = {"added_by": "x", "added_at": now}
    rows = [{"case": case, "cause": made[int(CAUSES * dice.random() ** 2)]["id"], **shared} for case in some]
    put(tables["cause_cases"], rows)
    days = [(now - timedelta(days=30 * number)).date() for number in range(24)]
    put(insight_notes, [{"id": f"n{day}", "day": day, "words": "a strike", "by": "x", "at": now} for day in days])
    span = {"first": (now - timedelta(days=400)).date(), "last": (now - timedelta(days=310)).date()}
    named = {"id": "b" * 26, "name": "last year", "segment": "", "topics": {}, "by": "x", "at": now}
    put(insight_baselines, [span | named])


def _cause(number: int, at: object) -> Row:
    same = {"description": "", "owner": "logistics", "opened_by": "x", "mended_by": "", "mended": ""}
    times = {"opened_at": at, "changed_at": at, "mended_at": None}
    named = {"id": derived_id("bench cause", str(number)), "number": number, "title": f"The wrong van, number {number}"}
    return {**named, "state": STATES[number % 2], **same, **times}


def _looked(put: Put, amounts: Amounts, installation: "Installation") -> None:
    """The audit log, a chain that holds."""
    dice, audit, now = random.Random(4), installation.admission.audit, installation.clock.now()
    digest = ""
    for first in range(1, amounts.looked + 1, BATCH):
        rows = []
        for number in range(first, min(first + BATCH, amounts.looked + 1)):
            at = now - timedelta(seconds=60 * (amounts.looked - number))
            named = {"kind": "person", "actor": dice.choice(STAFF), "action": dice.choice(LOOKED_AT)}
            subject = derived_id("bench", str(dice.randrange(amounts.messages))) if "one" in str(named["action"]) else ""
            row = audit.sealed(digest, {"number": number, "at": at, **named, "subject": subject, "detail": "{}"})
            digest = row["digest"]
            rows.append(row)
        put(audit_log, rows)
