"""Everything that the database holds on a person, for them to have; what is about others is left out."""

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, or_, select

from golddust import wire
from golddust.database.erasing.waiting import waiting
from golddust.database.erasing.whose import Whose, in_parts
from golddust.database.holds import held
from golddust.database.schema import (
    audit_log,
    case_events,
    case_feedback,
    cases,
    consent_statements,
    consents,
    contacts,
    feedback,
    feedback_labels,
    feedback_topics,
    promises,
    replies,
    returned,
    tag_corrections,
    tags,
)
from golddust.database.schema.causes import cause_cases, cause_told, causes
from golddust.database.schema.media import media
from golddust.database.schema.mirrors import mirrors
from golddust.database.schema.people import imported_addresses, imported_customers, join_proposals, joins
from golddust.database.schema.staff import staff_notices

Rows = list[dict[str, Any]]
BY_STAFF = ("actor", "assignee", "decided_by", "joined_by", "split_by", "added_by", "proposed_by", "person", "claim")
"""Names of people of the house: they are numbered, because they have rights of their own."""


def gathered(connection: Connection, theirs: Whose) -> dict[str, Rows]:
    """By kind, all that is theirs; of cases in which they only had a say, their part alone."""
    said, opened = theirs.feedback, theirs.opened
    listed = _rows(connection, imported_addresses, imported_addresses.c.customer, theirs.customers)
    found: dict[str, Rows] = {
        "addresses": _rows(connection, contacts, contacts.c.customer, theirs.customers),
        "your_entry_in_the_list_of_customers": _rows(
            connection, imported_customers, imported_customers.c.id, [row["id"] for row in listed]
        ),
        "addresses_in_that_list": listed,
        "joins": _either(connection, joins, theirs),
        "proposed_joins": _either(connection, join_proposals, theirs),
        "messages": _rows(connection, feedback, feedback.c.id, said),
        "tags": _rows(connection, tags, tags.c.feedback, said),
        "topics": _rows(connection, feedback_topics, feedback_topics.c.feedback, said),
        "labels": _rows(connection, feedback_labels, feedback_labels.c.feedback, said),
        "corrections": _rows(connection, tag_corrections, tag_corrections.c.feedback, said),
        "files": _rows(connection, media, media.c.feedback, said),
        "cases": _rows(connection, cases, cases.c.id, opened),
        "cases_you_took_part_in": _rows(connection, case_feedback, case_feedback.c.feedback, said),
        "promises": _rows(connection, promises, promises.c.case, opened),
        "history": _history(connection, theirs),
        "causes": _rows(connection, cause_cases, cause_cases.c.case, opened),
        "told_that_a_cause_is_mended": _rows(connection, cause_told, cause_told.c.customer, theirs.customers),
        "replies": _rows(connection, replies, replies.c.id, theirs.replies),
        "returned": _rows(connection, returned, returned.c.customer, theirs.customers),
        "consents": _rows(connection, consents, consents.c.customer, theirs.customers),
        "what_you_said_about_hearing_from_us": _rows(
            connection, consent_statements, consent_statements.c.customer, theirs.customers
        ),
        "notices_to_staff": _rows(connection, staff_notices, staff_notices.c.case, opened),
        "shown_in_other_systems": _rows(connection, mirrors, mirrors.c.case, opened),
        "waiting_for_the_log": [
            {"topic": row.topic, "event": json.loads(wire.entry(event).value)} for row, event in waiting(connection, theirs)
        ],
        "who_saw_your_data": _seen(connection, theirs),
        "held": [{"held": True, "why": "we must keep it"}] if held(connection, theirs.customers) else [],
    }
    _name_causes(connection, found["causes"])
    masked = _Masked()
    return {kind: [masked.row(row) for row in rows] for kind, rows in found.items()}


def _rows(connection: Connection, table: Table, by: Any, ids: Collection[str]) -> Rows:
    found: Rows = []
    for part in in_parts(ids):
        found += [dict(row) for row in connection.execute(select(table).where(by.in_(part))).mappings()]
    return found


def _either(connection: Connection, table: Table, theirs: Whose) -> Rows:
    both: ColumnElement[bool] = or_(*(table.c[name].in_(theirs.customers) for name in ("first", "second")))
    return [dict(row) for row in connection.execute(select(table).where(both)).mappings()]


def _history(connection: Connection, theirs: Whose) -> Rows:
    """Of their own cases every step but what others said in them; of others' cases, the steps about their messages."""
    own, said = set(theirs.opened), set(theirs.feedback)
    found = _rows(connection, case_events, case_events.c.case, theirs.cases)
    of_others = {
        row["feedback"]
        for row in _rows(connection, case_feedback, case_feedback.c.case, theirs.cases)
        if row["feedback"] not in said
    }
    shown = [row for row in found if row["event"].get("about", "") in said or row["case"] in own]
    return sorted(
        (row for row in shown if row["event"].get("about", "") not in of_others), key=lambda row: (row["case"], row["number"])
    )


def _name_causes(connection: Connection, found: Rows) -> None:
    ids = [row["cause"] for row in found]
    named = {row["id"]: row["title"] for row in _rows(connection, causes, causes.c.id, ids)}
    for row in found:
        row["title"] = named.get(row["cause"], "")


def _seen(connection: Connection, theirs: Whose) -> Rows:
    """Who of the house looked at what is theirs, or did something with it."""
    references = [row["reference"] for row in _rows(connection, cases, cases.c.id, theirs.opened)]
    about = [*theirs.feedback, *theirs.opened, *references, *theirs.customers]
    found = _rows(connection, audit_log, audit_log.c.subject, about)
    shown = ("at", "kind", "actor", "action", "subject")
    return [{name: row[name] for name in shown} for row in sorted(found, key=lambda row: int(row["number"]))]


class _Masked:
    """Numbers people of the house: the same name has the same number throughout."""

    def __init__(self) -> None:
        self._numbers: dict[str, str] = {}

    def row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The row, in which they are numbers, and times are as JSON has them."""
        return {name: self._value(name, value) for name, value in row.items()}

    def _value(self, name: str, value: Any) -> Any:
        if isinstance(value, datetime | date):
            return value.isoformat()
        if name in BY_STAFF and isinstance(value, str) and value not in ("", "customer"):
            return self._numbers.setdefault(value, f"colleague {len(self._numbers) + 1}")
        if isinstance(value, dict):
            return self.row(value)
        return [self._value("", one) for one in value] if isinstance(value, list) else value
