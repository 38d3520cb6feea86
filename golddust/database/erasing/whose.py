"""What in the database is a person's: the ids by which everything of theirs is found."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from golddust.database.erasing.rules import What
from golddust.database.schema import case_feedback, cases, contacts, feedback, replies
from golddust.database.schema.media import media
from golddust.database.schema.people import imported_addresses, imported_customers

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Whose:
    """All that is theirs and came until then: `opened` are cases of their own, `cases` those too in which they only had a say.

    `shared`: of the cases of their own those in which somebody else has a say, too; they go on in that customer's name.

    `addresses` and `names` are as they are written, for what can only be found by its words. `leaving` are those of the
    customers who wrote nothing after `until`: for the others, who they are must stay.
    """

    customers: tuple[str, ...]
    until: datetime
    feedback: tuple[str, ...]
    opened: tuple[str, ...]
    shared: Mapping[str, str]
    cases: tuple[str, ...]
    replies: tuple[str, ...]
    originals: tuple[str, ...]
    addresses: tuple[str, ...]
    names: tuple[str, ...]
    leaving: tuple[str, ...]

    @property
    def alone(self) -> tuple[str, ...]:
        """Cases in which nobody else has a say."""
        return tuple(case for case in self.opened if case not in self.shared)

    def ids(self, what: What) -> Sequence[str]:
        """The ids of that kind."""
        return {
            "customers": self.leaving,
            "feedback": self.feedback,
            "cases": self.cases,
            "opened": self.alone,
            "replies": self.replies,
        }[what]


def in_parts(ids: Collection[str]) -> Iterator[list[str]]:
    """The ids, as many at a time as a statement takes."""
    every = list(ids)
    return (every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE))


def whose(connection: Connection, customers: Iterable[str], until: datetime) -> Whose:
    """What these customers (all addresses of one person) left behind until then."""
    theirs = sorted(set(customers))
    stored = _ids(connection, feedback.c.id, feedback.c.customer, theirs, feedback.c.received_at <= until)
    in_cases = _ids(connection, case_feedback.c.feedback, case_feedback.c.customer, theirs, case_feedback.c.at <= until)
    said = tuple(sorted({*stored, *in_cases}))  # a case may be opened after its message lost who wrote it
    later = _ids(connection, feedback.c.customer, feedback.c.customer, theirs, feedback.c.received_at > until)
    opened = _ids(connection, cases.c.id, cases.c.customer, theirs, _began_until(until))
    took_part = _ids(connection, case_feedback.c.case, case_feedback.c.feedback, said)
    answers = or_(
        replies.c.requested_at <= until, replies.c.feedback.in_(select(feedback.c.id).where(feedback.c.received_at <= until))
    )
    answered = _ids(connection, replies.c.id, replies.c.case, opened, replies.c.customer.in_(theirs))
    kept = [
        *_ids(connection, feedback.c.original, feedback.c.id, said, feedback.c.original != ""),
        *_ids(connection, media.c.original, media.c.feedback, said, media.c.original != ""),
    ]
    known = _known(connection, theirs)
    return Whose(
        customers=tuple(theirs),
        until=until,
        feedback=said,
        opened=opened,
        shared=_shared(connection, opened, theirs),
        cases=tuple(sorted({*opened, *took_part})),
        replies=tuple(sorted({*answered, *_ids(connection, replies.c.id, replies.c.customer, theirs, answers)})),
        originals=tuple(sorted(set(kept))),
        addresses=tuple(sorted(filter(None, known["address"]))),
        names=tuple(sorted(filter(None, known["name"]))),
        leaving=tuple(one for one in theirs if one not in later),
    )


def _began_until(until: datetime) -> ColumnElement[bool]:
    """A case counts by when its message came: a stage may open it after somebody was erased who was not when it looked."""
    before = select(feedback.c.id).where(feedback.c.received_at <= until)
    told = select(case_feedback.c.feedback).where(case_feedback.c.at <= until)
    return or_(cases.c.opened_at <= until, cases.c.feedback.in_(before), cases.c.feedback.in_(told))


def _shared(connection: Connection, opened: Collection[str], theirs: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    others = case_feedback.c.customer.not_in(["", *theirs])
    for part in in_parts(opened):
        query = select(case_feedback.c.case, case_feedback.c.customer).where(case_feedback.c.case.in_(part), others)
        for row in connection.execute(query.order_by(case_feedback.c.at)):
            found.setdefault(row.case, row.customer)
    return found


def _ids(connection: Connection, wanted: Any, by: Any, values: Collection[str], *more: ColumnElement[bool]) -> tuple[str, ...]:
    found: set[str] = set()
    for part in in_parts(values):
        found.update(connection.execute(select(wanted).where(by.in_(part), *more)).scalars())
    return tuple(sorted(found))


def _known(connection: Connection, customers: Sequence[str]) -> Mapping[str, set[str]]:
    listed = imported_addresses.join(imported_customers)
    known: dict[str, set[str]] = {"address": set(), "name": set()}
    for part in in_parts(customers):
        wrote = select(contacts.c.address, contacts.c.name).where(contacts.c.customer.in_(part))
        imported = select(imported_addresses.c.address, imported_customers.c.name).select_from(listed)
        for query in (wrote, imported.where(imported_addresses.c.customer.in_(part))):
            for row in connection.execute(query):
                known["address"].add(row.address)
                known["name"].add(row.name)
    return known
