"""What goes at what age, and what stays of it: one rule for each kind of row.

A rule walks its table along an index, so that nothing is sorted, and names the rows that are ripe. What rows need for figures
(times, tags, states, pseudonyms) stays; tests hold each rule to that on both engines.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, not_, or_, select, update

from golddust.database.schema import (
    case_feedback,
    cases,
    consent_statements,
    contacts,
    feedback,
    replies,
)
from golddust.database.schema.media import media
from golddust.database.schema.staff import staff_notices
from sinks.keeping import emptying
from sinks.keeping.options import Options

ENDED = ("resolved", "closed")
"""States of cases in which nobody has to do anything."""
_SAID = ("sent", "suppressed", "failed")
_TOLD = ("sent", "shown", "failed")
Drop = Callable[[Connection, Sequence[str], datetime], None]
"""Forget these rows, now: empty them, or delete them."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of row.

    `walked` are the columns of an index, the last of them the key; `ripe` says which rows go, by the time before which they
    must be, and `customer` whose they are. `names_files`: originals that they name go first.
    """

    kind: str
    days: int
    walked: tuple[ColumnElement[Any], ...]
    customer: ColumnElement[str]
    ripe: Callable[[datetime], ColumnElement[bool]]
    drop: Drop
    names_files: bool = False


def rules(options: Options) -> list[Rule]:
    """Those that are set, in the order in which they are applied."""
    every = [_originals(options.originals), _words(options.words), _cases(options.cases), _replies(options.replies)]
    every += [_contacts(options.contacts), _consents(options.consents), _notices(options.notices)]
    return [rule for rule in every if rule.days]


def _of_open_case() -> ColumnElement[bool]:
    its = case_feedback.c.feedback == feedback.c.id
    return exists().where(its, cases.c.id == case_feedback.c.case, cases.c.state.not_in(ENDED)).correlate(feedback)


def _originals(days: int) -> Rule:
    def ripe(before: datetime) -> ColumnElement[bool]:
        more = exists().where(media.c.feedback == feedback.c.id, media.c.state != "waiting").correlate(feedback)
        return and_(feedback.c.received_at < before, or_(feedback.c.original != "", more), not_(_of_open_case()))

    walked = (feedback.c.received_at, feedback.c.id)
    return Rule("originals", days, walked, feedback.c.customer, ripe, emptying.originals, names_files=True)


def _words(days: int) -> Rule:
    def ripe(before: datetime) -> ColumnElement[bool]:
        return and_(feedback.c.received_at < before, feedback.c.emptied_at.is_(None), not_(_of_open_case()))

    walked = (feedback.c.received_at, feedback.c.id)
    return Rule("words", days, walked, feedback.c.customer, ripe, emptying.words)


def _cases(days: int) -> Rule:
    def ripe(before: datetime) -> ColumnElement[bool]:
        emptied = cases.c.emptied_at >= cases.c.changed_at  # what was written down since, it has anew
        return and_(cases.c.changed_at < before, or_(cases.c.emptied_at.is_(None), not_(emptied)), cases.c.state.in_(ENDED))

    return Rule("cases", days, (cases.c.id,), cases.c.customer, ripe, emptying.cases_)


def _replies(days: int) -> Rule:
    def ripe(before: datetime) -> ColumnElement[bool]:
        full = or_(replies.c.text != "", replies.c.subject != "")
        return and_(replies.c.requested_at < before, full, replies.c.state.in_(_SAID))

    def drop(connection: Connection, ids: Sequence[str], _: datetime) -> None:
        connection.execute(update(replies).where(replies.c.id.in_(ids)).values(text="", subject=""))

    return Rule("replies", days, (replies.c.id,), replies.c.customer, ripe, drop)


def _contacts(days: int) -> Rule:
    """Whoever is still to be answered, or wrote lately, stays reachable. That somebody wants no news is noted elsewhere."""

    def ripe(before: datetime) -> ColumnElement[bool]:
        theirs = contacts.c.customer
        wrote = exists().where(feedback.c.customer == theirs, feedback.c.received_at >= before).correlate(contacts)
        asks = exists().where(cases.c.customer == theirs, cases.c.state.not_in(ENDED)).correlate(contacts)
        waits = exists().where(replies.c.customer == theirs, replies.c.requested_at >= before).correlate(contacts)
        return and_(contacts.c.first_seen < before, not_(wrote), not_(asks), not_(waits))

    def drop(connection: Connection, ids: Sequence[str], _: datetime) -> None:
        connection.execute(delete(contacts).where(contacts.c.customer.in_(ids)))

    return Rule("contacts", days, (contacts.c.customer,), contacts.c.customer, ripe, drop)


def _consents(days: int) -> Rule:
    def ripe(before: datetime) -> ColumnElement[bool]:
        return and_(consent_statements.c.at < before, consent_statements.c.words != "")

    def drop(connection: Connection, ids: Sequence[str], _: datetime) -> None:
        connection.execute(update(consent_statements).where(consent_statements.c.id.in_(ids)).values(words=""))

    return Rule("consents", days, (consent_statements.c.id,), consent_statements.c.customer, ripe, drop)


def _notices(days: int) -> Rule:
    def ripe(before: datetime) -> ColumnElement[bool]:
        return and_(staff_notices.c.requested_at < before, staff_notices.c.state.in_(_TOLD))

    def drop(connection: Connection, ids: Sequence[str], _: datetime) -> None:
        connection.execute(delete(staff_notices).where(staff_notices.c.id.in_(ids)))

    whose = select(cases.c.customer).where(cases.c.id == staff_notices.c.case).scalar_subquery()
    return Rule("notices", days, (staff_notices.c.id,), whose, ripe, drop)
