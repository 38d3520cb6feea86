"""The table `mirrors` as a queue: which cases have something to be carried where, and who works on each now.

pending ─> open (there is a ticket) ; both ─> parked (it was refused) ─> tried again by hand

A row is claimed, durably, before the other system is asked for anything. Every later change is made on the condition that the
claim still stands. A claim that has grown old belonged to a process that is gone; whoever comes next looks first what that one
did there.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, and_, bindparam, case, func, or_, select, update

from golddust.database.engine import insert_ignoring, reading, writing
from golddust.database.schema.mirrors import mirror_polls, mirrors
from golddust.errors import Conflict, NotFound
from golddust.events import CaseEvent

CLAIM_LASTS = timedelta(minutes=10)
"""Longer than a case is worked on, with every request as slow as its timeout allows."""
QUICKER = 5
"""How often another worker may be quicker before the round is left to it."""
PARKED = "parked"
ERASED = "erased"
"""Its customer was erased: nothing more is carried there, and the ticket is erased by an order of its own."""
OVER = (PARKED, ERASED)


@dataclass(frozen=True, slots=True)
class Mirrored:
    """One case at one mirror. `tries` counts those since something last went well, the one under way included."""

    case: str
    mirror: str
    reference: str
    ticket: str
    state: str
    known: int
    carried: int
    shown: str
    there: str
    heard: tuple[str, ...]
    tries: int
    why: str
    since: datetime
    next_try_at: datetime
    claim: str
    look_at: datetime | None
    changed_at: datetime


def hear(engine: Engine, names: Sequence[str], events: Sequence[CaseEvent], now: datetime) -> None:
    """Note for each of these mirrors that the cases have come to these events. Hearing twice is as hearing once."""
    last: dict[str, CaseEvent] = {}
    for event in events:
        if event.case not in last or event.number > last[event.case].number:
            last[event.case] = event
    pairs = [(last[each], name) for each in sorted(last) for name in names]
    if not pairs:
        return
    with writing(engine) as connection:
        connection.execute(insert_ignoring(connection, mirrors), [_new(event, name, now) for event, name in pairs])
        values = [{"of": e.case, "at": name, "number": e.number, "now": now} for e, name in pairs]
        connection.execute(_further(), values)


def _new(event: CaseEvent, name: str, now: datetime) -> dict[str, Any]:
    texts = dict.fromkeys(("ticket", "shown", "there", "why", "claim"), "")
    moments = dict.fromkeys(("since", "next_try_at", "settles_at", "claimed_at", "changed_at"), now)
    numbers = dict.fromkeys(("known", "carried", "tries"), 0)
    own = {"case": event.case, "mirror": name, "reference": event.reference, "state": "pending", "heard": []}
    return own | texts | moments | numbers


def _further() -> Any:
    """More is known than was. What had nothing to be carried is due now; what waits for its next try goes on waiting."""
    idle = mirrors.c.known == mirrors.c.carried
    values = {name: case((idle, bindparam("now")), else_=mirrors.c[name]) for name in ("since", "next_try_at")}
    meant = and_(mirrors.c.case == bindparam("of"), mirrors.c.mirror == bindparam("at"), mirrors.c.known < bindparam("number"))
    return update(mirrors).where(meant).values(known=bindparam("number"), **values)


def claim_next(engine: Engine, mirror: str, now: datetime) -> Mirrored | None:
    """Make the case ours that has waited longest to be carried; None when nothing is due."""
    due = and_(mirrors.c.known > mirrors.c.carried, mirrors.c.next_try_at <= now)
    query = select(mirrors.c.case).where(_at(mirror), due, _free(now)).order_by(mirrors.c.since, mirrors.c.case).limit(1)
    for _ in range(QUICKER):
        with reading(engine) as connection:
            found = connection.execute(query).scalar()
        if found is None:
            return None
        if claimed := _claim(engine, and_(_at(mirror), mirrors.c.case == found, due, _free(now)), now):
            return claimed
    return None


def claim_ticket(engine: Engine, mirror: str, ticket: str, now: datetime) -> Mirrored | None:
    """Make the case with this ticket ours, to bring back what was done there; None when it is no case's, or another's now.

    Where a system gave one number twice, which one that was made anew does, it is the case that was carried there last.
    """
    named = and_(_at(mirror), mirrors.c.ticket == ticket)
    last = select(mirrors.c.case).where(named).order_by(mirrors.c.changed_at.desc(), mirrors.c.case).limit(1).scalar_subquery()
    return _claim(engine, and_(named, mirrors.c.case == last, _free(now)), now)


def _claim(engine: Engine, where: ColumnElement[bool], now: datetime) -> Mirrored | None:
    values = {"claim": secrets.token_hex(13), "claimed_at": now, "tries": mirrors.c.tries + 1}
    with writing(engine) as connection:
        row = connection.execute(update(mirrors).where(where).values(**values).returning(mirrors)).one_or_none()
    return None if row is None else _mirrored(row)


def _at(mirror: str) -> ColumnElement[bool]:
    return and_(mirrors.c.mirror == mirror, mirrors.c.state.not_in(OVER))


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(mirrors.c.claim == "", mirrors.c.claimed_at <= now - CLAIM_LASTS)


def keep(engine: Engine, row: Mirrored, now: datetime, **changes: Any) -> Mirrored:
    """Write changes of a row that is ours. Raises Conflict when it is not any more."""
    ours = and_(mirrors.c.case == row.case, mirrors.c.mirror == row.mirror, mirrors.c.claim == row.claim)
    stored = {name: list(value) if name == "heard" else value for name, value in changes.items()}
    with writing(engine) as connection:
        kept = connection.execute(update(mirrors).where(ours).values(changed_at=now, **stored)).rowcount
    if not kept:
        raise Conflict(f"{row.reference} at {row.mirror} was taken over by another process")
    known = {field.name for field in fields(Mirrored)}
    return replace(row, **{name: value for name, value in changes.items() if name in known})


def finish(engine: Engine, row: Mirrored, last: int, now: datetime) -> None:
    """All is carried up to the case's event of that number. Raises Conflict when the row is not ours any more.

    Where more was heard of than the register has (it was set back to an earlier state), there is nothing to wait for.
    """
    known = case((mirrors.c.known == row.known, max(last, 0)), else_=mirrors.c.known)
    keep(engine, row, now, claim="", tries=0, why="", known=known, carried=last)


def gone(row: Mirrored, reason: str) -> dict[str, Any]:
    """What changes where the ticket is not there any more."""
    why = f"ticket {row.ticket} is gone there ({reason}); `golddust mirrors retry` opens another"
    return {"state": PARKED, "ticket": "", "why": why}


def take_over(engine: Engine, mirror: str, settles_within: timedelta) -> int:
    """Free what is claimed, at the start of a mirror's only worker; returns how much.

    Who held it may have died with a request under way, so it is left alone until that has surely settled.
    """
    held = and_(mirrors.c.mirror == mirror, mirrors.c.claim != "")
    with writing(engine) as connection:
        rows = connection.execute(select(mirrors.c.case, mirrors.c.claimed_at).where(held)).all()
        for row in rows:
            settled = row.claimed_at + settles_within
            values = {"claim": "", "next_try_at": settled, "settles_at": settled}
            connection.execute(update(mirrors).where(held, mirrors.c.case == row.case).values(**values))
    return len(rows)


def wake(engine: Engine, mirror: str, now: datetime) -> None:
    """The mirror works again: nothing waits longer than it takes to know what came of its last try."""
    settled = case((mirrors.c.settles_at > now, mirrors.c.settles_at), else_=now)
    waiting = and_(_at(mirror), mirrors.c.known > mirrors.c.carried, mirrors.c.next_try_at > now)
    with writing(engine) as connection:
        connection.execute(update(mirrors).where(waiting).values(next_try_at=settled))


def say_why(engine: Engine, mirror: str, why: str) -> None:
    """Write beside everything that waits for this mirror what it waits for."""
    waiting = and_(_at(mirror), mirrors.c.known > mirrors.c.carried, mirrors.c.why != why)
    with writing(engine) as connection:
        connection.execute(update(mirrors).where(waiting).values(why=why))


def look_again(engine: Engine, mirror: str, ticket: str, when: datetime) -> None:
    """Ask then how the ticket stands, whether or not it is said to have changed."""
    with writing(engine) as connection:
        connection.execute(update(mirrors).where(_at(mirror), mirrors.c.ticket == ticket).values(look_at=when))


def to_look_at(engine: Engine, mirror: str, now: datetime) -> list[str]:
    """The tickets to be asked about now."""
    query = select(mirrors.c.ticket).where(_at(mirror), mirrors.c.ticket != "", mirrors.c.look_at <= now)
    with reading(engine) as connection:
        return list(connection.execute(query.order_by(mirrors.c.look_at)).scalars())


def ours(engine: Engine, mirror: str, tickets: Sequence[str]) -> set[str]:
    """Which of these tickets are of a case of ours."""
    query = select(mirrors.c.ticket).where(_at(mirror), mirrors.c.ticket.in_(tickets))
    with reading(engine) as connection:
        return set(connection.execute(query).scalars())


def polled_through(engine: Engine, mirror: str) -> datetime | None:
    """Up to when changes there were brought back, by their clock; None before the first ticket was looked at."""
    with reading(engine) as connection:
        found: datetime | None = connection.execute(
            select(mirror_polls.c.through).where(mirror_polls.c.mirror == mirror)
        ).scalar()
    return found


def begin_polling(engine: Engine, mirror: str, at: datetime) -> None:
    """Ask for changes from then on, by their clock, unless that has begun before."""
    with writing(engine) as connection:
        connection.execute(insert_ignoring(connection, mirror_polls), [{"mirror": mirror, "through": at}])


def note_polled(engine: Engine, mirror: str, through: datetime) -> None:
    """Changes up to then were brought back."""
    earlier = and_(mirror_polls.c.mirror == mirror, mirror_polls.c.through < through)
    with writing(engine) as connection:
        connection.execute(update(mirror_polls).where(earlier).values(through=through))


def retry(engine: Engine, case_id: str, mirror: str, now: datetime) -> None:
    """Try a parked case again; one whose ticket is gone from its beginning. Raises NotFound when it is not parked there."""
    parked = and_(mirrors.c.case == case_id, mirrors.c.mirror == mirror, mirrors.c.state == PARKED)
    gone = mirrors.c.ticket == ""
    anew = {"state": case((gone, "pending"), else_="open"), "carried": case((gone, 0), else_=mirrors.c.carried)}
    values = {"why": "", "tries": 1, "next_try_at": now, "claim": "", "look_at": now}  # 1: what is there is looked at first
    with writing(engine) as connection:
        if not connection.execute(update(mirrors).where(parked).values(**anew, **values)).rowcount:
            raise NotFound(f"nothing of that case is parked for {mirror!r}; `golddust mirrors list --parked` shows what is")


def listed(
    engine: Engine, mirror: str = "", case_id: str = "", *, waiting: bool = False, parked: bool = False, limit: int = 100
) -> list[Mirrored]:
    """Cases at mirrors, at most so many, those that changed last first; with `waiting` or `parked` only such."""
    wanted: list[ColumnElement[bool]] = []
    wanted += [mirrors.c.mirror == mirror] if mirror else []
    wanted += [mirrors.c.case == case_id] if case_id else []
    either = ([_is_waiting()] if waiting else []) + ([mirrors.c.state == PARKED] if parked else [])
    wanted += [or_(*either)] if either else []
    query = select(mirrors).where(*wanted).order_by(mirrors.c.changed_at.desc(), mirrors.c.case, mirrors.c.mirror).limit(limit)
    with reading(engine) as connection:
        return [_mirrored(row) for row in connection.execute(query)]


def counts(engine: Engine) -> dict[str, tuple[int, int]]:
    """For each mirror, how many cases wait to be carried there, and how many are parked."""
    number = func.count(case((_is_waiting(), 1))), func.count(case((mirrors.c.state == PARKED, 1)))
    with reading(engine) as connection:
        rows = connection.execute(select(mirrors.c.mirror, *number).group_by(mirrors.c.mirror))
        return {name: (waiting, parked) for name, waiting, parked in rows}


def _is_waiting() -> ColumnElement[bool]:
    return and_(mirrors.c.known > mirrors.c.carried, mirrors.c.state.not_in(OVER))


def _mirrored(row: Row[Any]) -> Mirrored:
    values = {field.name: getattr(row, field.name) for field in fields(Mirrored)}
    return Mirrored(**values | {"heard": tuple(row.heard)})
