"""Erasures that were asked for, each a row that goes from asked (or held) over erasing and wiped to done.

Whoever erases has claimed it; the claim, the hold and the entry in the register are one transaction. A claim of somebody who died
is taken over after a while, and whoever comes second does not write over what the first has found.
"""
# ruff: noqa: PLC0415 - the database is loaded by who asks for it

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from cli.privacy.erased_people import hashing_of
from golddust.errors import Conflict, NotFound
from golddust.identity import derived_id
from golddust.privacy import Erasure, State

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from cli.wiring.installation import Installation

HELD = "their data is held; `golddust hold list` says why, and it is erased after `golddust hold release` if that is wanted"
TAKEN = "somebody is erasing them already"
CLAIM_HOLDS = timedelta(hours=1)
"""So long nobody else takes an erasure over: longer than one takes on a large log."""


@dataclass(frozen=True, slots=True)
class Begun:
    """An erasure that is ours to do: whom, until when, by which claim; what an earlier try has erased already."""

    id: str
    claim: str
    customers: tuple[str, ...]
    until: datetime
    before: Mapping[str, int]


def ask(connection: "Connection", customer: str, by: str, now: datetime, *, when_released: bool) -> tuple[str, State]:
    """Write down that they are to be erased. Raises Conflict while they are held, unless it may wait for that.

    Of the person one pseudonym is kept: their other addresses are looked up when it is done, by what is joined then.
    """
    from golddust.database.holds import held, person_of
    from golddust.database.schema.privacy import erasures

    is_held = bool(held(connection, person_of(connection, customer)))
    if is_held and not when_released:
        raise Conflict(HELD)
    made, state = derived_id("erasure", secrets.token_bytes(16)), "held" if is_held else "asked"
    row: dict[str, Any] = {"id": made, "state": state, "customers": [customer], "report": {}, "asked_at": now, "asked_by": by}
    connection.execute(erasures.insert().values(row))
    return made, "held" if is_held else "asked"


def begin(installation: "Installation", connection: "Connection", erasure: str) -> Begun | None:
    """Claim it and enter them in the register, all in the caller's transaction; None where they are held, which is noted.

    Raises NotFound, or Conflict when somebody else is at it or it is done.
    """
    from sqlalchemy import select

    from golddust.database.erasing.marks import mark
    from golddust.database.erasing.register import Gone, enter
    from golddust.database.holds import held_for_sure, person_of
    from golddust.database.schema.privacy import erasures

    now, hashed = installation.clock.now(), hashing_of(installation)
    row = connection.execute(select(erasures).where(erasures.c.id == erasure).with_for_update()).one_or_none()
    if row is None:
        raise NotFound("there is no erasure of that id")
    if not (row.state in ("asked", "held") or (row.state == "erasing" and _is_left(row, now))):
        raise Conflict("that erasure is done" if row.state in ("wiped", "done") else TAKEN)
    customers = set(row.customers)
    if not row.report.get("entered"):  # afterwards nothing says any more which addresses were joined
        customers = {one for named in row.customers for one in person_of(connection, named)}
    if held_for_sure(connection, customers):
        _set(connection, erasure, state="held")
        return None
    enter(connection, [Gone(hashed(customer), now, erasure) for customer in sorted(customers)])
    mark(connection)
    claim, before = secrets.token_hex(8), row.report.get("erased", {})
    notes = {"claim": claim, "claimed_at": now.isoformat(), "entered": True, "erased": before}
    _set(connection, erasure, state="erasing", customers=sorted(customers), report=notes)
    return Begun(erasure, claim, tuple(sorted(customers)), now, before)


def give_back(connection: "Connection", begun: Begun, erased: Mapping[str, int]) -> None:
    """It could not be done: somebody else may, and counts on from here."""
    row = _mine(connection, begun)
    if row is not None:
        notes = {"entered": True, "erased": dict(Counter(begun.before) + Counter(erased))}
        _set(connection, begun.id, state="asked", report=notes)


def wiped(connection: "Connection", begun: Begun, said: Mapping[str, Any]) -> bool:
    """All of it is erased, and the files are to be written anew; whether the claim still held, so that this is its report."""
    row = _mine(connection, begun)
    if row is not None:
        _set(connection, begun.id, state="wiped", customers=[], report={"said": said})
    return row is not None


def in_state(connection: "Connection", *states: str) -> "Sequence[Row[Any]]":
    """All that stand so, however many were asked for since; the oldest first."""
    from sqlalchemy import select

    from golddust.database.schema.privacy import erasures

    query = select(erasures).where(erasures.c.state.in_(states)).order_by(erasures.c.asked_at, erasures.c.id)
    return connection.execute(query).all()


def ask_again(connection: "Connection") -> int:
    """Those that waited for a hold that there is no more; returns how many."""
    from golddust.database.holds import held, person_of

    free = 0
    for row in in_state(connection, "held"):
        if not held(connection, {one for named in row.customers for one in person_of(connection, named)}):
            _set(connection, row.id, state="asked")
            free += 1
    return free


def done(connection: "Connection", erasure: str, said: Mapping[str, Any], now: datetime) -> bool:
    """The files are written anew as well; whether this was the first to say so."""
    from sqlalchemy import update

    from golddust.database.schema.privacy import erasures

    one = update(erasures).where(erasures.c.id == erasure, erasures.c.state == "wiped")
    return bool(connection.execute(one.values(state="done", done_at=now, report=dict(said))).rowcount)


def waits(row: "Row[Any]", now: datetime) -> bool:
    """Whether it is for whoever comes now."""
    return row.state == "asked" or (row.state == "erasing" and _is_left(row, now))


def shown(row: "Row[Any]", tickets: "Sequence[Row[Any]]") -> Erasure:
    """As people see it: asked for until all of it is done."""
    told = ("mirror", "ticket", "reference", "state", "why")
    elsewhere = [{name: getattr(one, name) for name in told} for one in tickets]
    said = {**row.report, "elsewhere": elsewhere} if row.state == "done" else {}
    state: State = row.state if row.state in ("held", "done") else "asked"
    return Erasure(row.id, state, row.asked_at, row.asked_by, row.done_at, said)


def _is_left(row: "Row[Any]", now: datetime) -> bool:
    return datetime.fromisoformat(row.report["claimed_at"]) + CLAIM_HOLDS <= now


def _mine(connection: "Connection", begun: Begun) -> "Row[Any] | None":
    from sqlalchemy import select

    from golddust.database.schema.privacy import erasures

    row = connection.execute(select(erasures).where(erasures.c.id == begun.id).with_for_update()).one_or_none()
    return row if row is not None and row.state == "erasing" and row.report.get("claim") == begun.claim else None


def _set(connection: "Connection", erasure: str, **values: object) -> None:
    from sqlalchemy import update

    from golddust.database.schema.privacy import erasures

    connection.execute(update(erasures).where(erasures.c.id == erasure).values(**values))
