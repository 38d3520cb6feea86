"""Takes a person out of the database, in one transaction: by the rules, and where one takes more than a statement."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote_plus

import msgspec
from sqlalchemy import Connection, Table, delete, or_, select, update

from golddust.database.engine import insert_ignoring
from golddust.database.erasing import cases_of
from golddust.database.erasing.rules import BY_REQUEST, RULES, Emptied, Gone
from golddust.database.erasing.waiting import take_out_of_the_outbox
from golddust.database.erasing.whose import Whose, in_parts
from golddust.database.schema import METADATA, consent_statements, consents, feedback, replies, saved_views, tags
from golddust.database.schema.media import media
from golddust.database.schema.mirrors import mirrors
from golddust.database.schema.people import imported_addresses, imported_customers, join_codes, join_proposals
from golddust.database.schema.privacy import erasure_tickets, legal_holds
from golddust.erased import tagged_of, without_evidence

ERASED = "erased"
"""State of a case at a mirror to which nothing more is carried."""
LOOKED_FOR = "of case "
"""Stands before the id of a case whose ticket is not known yet."""
SETTLES_WITHIN = timedelta(minutes=15)
"""So long after it was asked for a ticket may turn up: longer than any mirror says that it takes."""
OTHERS_GO_ON = "the case goes on for another customer: take out by hand what this one said"
LAST = ("feedback", "contacts", "join_proposals", "imported_addresses", "replies")
"""Tables by which others find what is theirs."""


@dataclass(slots=True)
class Wiped:
    """How many rows of each table lost what was theirs; the originals that nothing names any more."""

    rows: dict[str, int] = field(default_factory=dict)
    originals: tuple[str, ...] = ()

    def count(self, table: str, rows: int) -> None:
        """Add some."""
        if rows:
            self.rows[table] = self.rows.get(table, 0) + rows


def wipe(connection: Connection, theirs: Whose, erasure: str, now: datetime) -> Wiped:
    """Erase what is theirs, in the caller's transaction; their tickets elsewhere are ordered to be erased."""
    wiped = Wiped()
    _order_tickets(connection, theirs, erasure, now, wiped)
    wiped.count("outbox", take_out_of_the_outbox(connection, theirs))
    cases_of.wipe(connection, theirs, now, wiped.count)
    _cancel_replies(connection, theirs)
    _empty_tags(connection, theirs, wiped)
    _leave_only_stops(connection, theirs, wiped)
    _forget_the_list(connection, theirs, wiped)
    _forget_views(connection, theirs, wiped)
    _forget_codes(connection, theirs, wiped)
    _forget_released_holds(connection, theirs, wiped)
    for name in (*(name for name in RULES if name not in LAST), *LAST):
        _by_rule(connection, METADATA.tables[name], theirs, wiped)
    wiped.originals = unnamed(connection, theirs.originals)
    return wiped


def _by_rule(connection: Connection, table: Table, theirs: Whose, wiped: Wiped) -> None:
    rule = RULES[table.name]
    if isinstance(rule, Gone):
        for part in in_parts(theirs.ids(rule.what)):
            done = connection.execute(delete(table).where(or_(*(table.c[name].in_(part) for name in rule.by))))
            wiped.count(table.name, done.rowcount)
    elif isinstance(rule, Emptied):
        for part in in_parts(theirs.ids(rule.what)):
            done = connection.execute(update(table).where(table.c[rule.by].in_(part)).values(dict(rule.empty)))
            wiped.count(table.name, done.rowcount)


def _order_tickets(connection: Connection, theirs: Whose, erasure: str, now: datetime, wiped: Wiped) -> None:
    """Nothing more is carried; what is there already is to be erased there, too."""
    _name_shared_tickets(connection, theirs, erasure, now)
    for part in in_parts(theirs.alone):
        shown = select(mirrors.c.mirror, mirrors.c.ticket, mirrors.c.reference).where(mirrors.c.case.in_(part))
        orders = [
            {"erasure": erasure, "mirror": row.mirror, "ticket": row.ticket.partition(" ")[0], "reference": row.reference}
            | {"state": "waiting", "why": "", "tries": 0, "next_try_at": now, "changed_at": now}
            for row in connection.execute(shown.where(mirrors.c.ticket != "", mirrors.c.state != ERASED)).all()
        ]
        if orders:
            connection.execute(insert_ignoring(connection, erasure_tickets), orders)
        _look_for_tickets(connection, part, erasure, now)
        over = {"state": ERASED, "ticket": "", "heard": [], "why": BY_REQUEST, "known": mirrors.c.carried, "claim": ""}
        ended = update(mirrors).where(mirrors.c.case.in_(part), mirrors.c.state != ERASED).values(over | {"look_at": None})
        wiped.count("mirrors", connection.execute(ended).rowcount)


def _look_for_tickets(connection: Connection, part: Collection[str], erasure: str, now: datetime) -> None:
    """A ticket that is being opened, or of which it is not known whether it was: it is looked for when that must have settled."""
    shown = select(mirrors.c.case, mirrors.c.mirror, mirrors.c.reference, mirrors.c.settles_at).where(
        mirrors.c.case.in_(part),
        mirrors.c.ticket == "",
        mirrors.c.state != ERASED,
        (mirrors.c.claim != "") | (mirrors.c.tries > 0),
    )
    orders = [
        {"erasure": erasure, "mirror": row.mirror, "ticket": f"{LOOKED_FOR}{row.case}", "reference": row.reference}
        | {"state": "waiting", "why": "", "tries": 0, "changed_at": now, "next_try_at": max(row.settles_at, now + SETTLES_WITHIN)}
        for row in connection.execute(shown).all()
    ]
    if orders:
        connection.execute(insert_ignoring(connection, erasure_tickets), orders)


def _name_shared_tickets(connection: Connection, theirs: Whose, erasure: str, now: datetime) -> None:
    """A ticket that stays for somebody else may quote them: people look at it."""
    for part in in_parts(theirs.shared):
        shown = select(mirrors.c.mirror, mirrors.c.ticket, mirrors.c.reference).where(mirrors.c.case.in_(part))
        orders = [
            {"erasure": erasure, "mirror": row.mirror, "ticket": row.ticket.partition(" ")[0], "reference": row.reference}
            | {"state": "by_hand", "why": OTHERS_GO_ON, "tries": 0, "next_try_at": now, "changed_at": now}
            for row in connection.execute(shown.where(mirrors.c.ticket != "")).all()
        ]
        if orders:
            connection.execute(insert_ignoring(connection, erasure_tickets), orders)


def _cancel_replies(connection: Connection, theirs: Whose) -> None:
    for part in in_parts(theirs.replies):
        waiting = replies.c.id.in_(part) & replies.c.state.in_(("waiting", "sending", "uncertain"))
        connection.execute(update(replies).where(waiting).values(state="suppressed", why=BY_REQUEST))


def _empty_tags(connection: Connection, theirs: Whose, wiped: Wiped) -> None:
    for part in in_parts(theirs.feedback):
        for row in connection.execute(select(tags.c.feedback, tags.c.tags).where(tags.c.feedback.in_(part))).all():
            left = msgspec.to_builtins(without_evidence(tagged_of(row.tags)))
            changed = update(tags).where(tags.c.feedback == row.feedback).values(redacted="", tags=left)
            wiped.count("tags", connection.execute(changed).rowcount)


def _leave_only_stops(connection: Connection, theirs: Whose, wiped: Wiped) -> None:
    """Who said STOP must never be texted again, so that this is kept: under a keyed hash, with no word of theirs."""
    for part in in_parts(theirs.leaving):
        mine = consents.c.customer.in_(part)
        stopped = select(consents.c.customer).where(mine, consents.c.state == "stopped")
        kept = set(connection.execute(stopped).scalars())
        gone = [one for one in part if one not in kept]
        wiped.count("consents", connection.execute(delete(consents).where(consents.c.customer.in_(gone))).rowcount)
        proofs = select(consents.c.statement).where(consents.c.customer.in_(kept)).scalar_subquery()
        said = consent_statements.c.customer.in_(part)
        others = delete(consent_statements).where(said, consent_statements.c.id.not_in(proofs))
        wiped.count("consent_statements", connection.execute(others).rowcount)
        speaks = (consent_statements.c.words != "") | (consent_statements.c.actor != "") | (consent_statements.c.feedback != "")
        quiet = update(consent_statements).where(said, speaks).values(words="", actor="", feedback="")
        wiped.count("consent_statements", connection.execute(quiet).rowcount)


def _forget_the_list(connection: Connection, theirs: Whose, wiped: Wiped) -> None:
    """Of the company's own list: rows that are theirs alone go; one that names another's address as well loses its name."""
    ids: set[str] = set()
    for part in in_parts(theirs.leaving):
        mine = imported_addresses.c.customer.in_(part)
        ids.update(connection.execute(select(imported_addresses.c.id).where(mine)).scalars())
        gone = connection.execute(delete(imported_addresses).where(mine))
        wiped.count("imported_addresses", gone.rowcount)
    for part in in_parts(ids):
        shared = select(imported_addresses.c.id).where(imported_addresses.c.id.in_(part))
        left = set(connection.execute(shared).scalars())
        alone = delete(imported_customers).where(imported_customers.c.id.in_(set(part) - left))
        wiped.count("imported_customers", connection.execute(alone).rowcount)
        connection.execute(update(imported_customers).where(imported_customers.c.id.in_(left)).values(name=""))


def _forget_views(connection: Connection, theirs: Whose, wiped: Wiped) -> None:
    """Somebody of the house may have kept a search for their name or address."""
    wanted = [word.casefold() for word in (*theirs.addresses, *theirs.names, *theirs.customers) if len(word) > 2]  # noqa: PLR2004
    for row in connection.execute(select(saved_views)).all() if wanted else ():
        if any(word in unquote_plus(row.query).casefold() for word in wanted):
            one = (saved_views.c.user == row.user) & (saved_views.c.name == row.name)
            wiped.count("saved_views", connection.execute(delete(saved_views).where(one)).rowcount)


def _forget_codes(connection: Connection, theirs: Whose, wiped: Wiped) -> None:
    for part in in_parts(theirs.leaving):
        asked = select(join_proposals.c.id).where(join_proposals.c.first.in_(part) | join_proposals.c.second.in_(part))
        mine = join_codes.c.customer.in_(part) | join_codes.c.proposal.in_(asked)
        wiped.count("join_codes", connection.execute(delete(join_codes).where(mine)).rowcount)


def _forget_released_holds(connection: Connection, theirs: Whose, wiped: Wiped) -> None:
    for part in in_parts(theirs.customers):
        over = legal_holds.c.customer.in_(part) & legal_holds.c.released_at.is_not(None)
        ended: Mapping[str, Any] = {"customer": "", "reason": "", "released_why": ""}
        wiped.count("legal_holds", connection.execute(update(legal_holds).where(over).values(ended)).rowcount)


def unnamed(connection: Connection, originals: Collection[str]) -> tuple[str, ...]:
    """Those that no message and no file of anybody names: one picture may have been sent by two."""
    named: set[str] = set()
    for part in in_parts(originals):
        for column in (feedback.c.original, media.c.original):
            named.update(connection.execute(select(column).where(column.in_(part))).scalars())
    return tuple(one for one in originals if one not in named)


def named_by_nobody_else(connection: Connection, theirs: Whose) -> tuple[str, ...]:
    """Of their originals those that no message and no file of others names."""
    mine, others = set(theirs.feedback), set[str]()
    for part in in_parts(theirs.originals):
        for named, by in ((feedback.c.original, feedback.c.id), (media.c.original, media.c.feedback)):
            rows = connection.execute(select(named, by).where(named.in_(part))).all()
            others.update(original for original, message in rows if message not in mine)
    return tuple(one for one in theirs.originals if one not in others)
