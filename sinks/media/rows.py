"""The table `media` as a queue: what is to be fetched, and who fetches it now.

waiting ─> stored | refused | given_up        the last two ─> waiting, by hand

A row is claimed, durably, before the provider is asked. A claim that has grown old belonged to a process that is gone; fetching
once more does no harm, because the same bytes are kept once. Every change is made on the condition that the claim still stands.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, func, or_, select, update

from golddust.database.engine import reading, writing
from golddust.database.schema.media import media
from golddust.errors import NotFound

CLAIM_LASTS = timedelta(minutes=15)
"""Longer than fetching takes, with two tokens tried and every step as slow as its limit allows."""
QUICKER = 5
"""How often another worker may be quicker before the round is left to it."""
FAILED = ("refused", "given_up")
Ended = Literal["stored", "refused", "given_up"]


@dataclass(frozen=True, slots=True)
class Medium:
    """One file. `number`: its place among the feedback's attachments, from 1. `original`, `type` and `size` once it is stored."""

    feedback: str
    number: int
    url: str
    state: str
    why: str
    tries: int
    first_try_at: datetime | None
    next_try_at: datetime
    claim: str
    changed_at: datetime
    declared: str
    type: str
    size: int
    original: str


def claim_next(engine: Engine, now: datetime, pause: Callable[[int], timedelta]) -> Medium | None:
    """Make that ours which has been due longest; None when nothing is.

    The try that follows is counted. Should it end the process, the next comes after the `pause` for so many tries before it.
    """
    free = and_(media.c.state == "waiting", media.c.next_try_at <= now, _unclaimed(now))
    query = select(media.c.feedback, media.c.number, media.c.tries).where(free)
    query = query.order_by(media.c.next_try_at, media.c.feedback, media.c.number).limit(1)
    for _ in range(QUICKER):
        with reading(engine) as connection:
            found = connection.execute(query).one_or_none()
        if found is None:
            return None
        if claimed := _claim(engine, and_(free, _at(found.feedback, found.number)), now, now + pause(found.tries)):
            return claimed
    return None


def _claim(engine: Engine, where: ColumnElement[bool], now: datetime, after: datetime) -> Medium | None:
    begun = func.coalesce(media.c.first_try_at, now)
    ours = {"claim": secrets.token_hex(13), "claimed_at": now}
    values = {**ours, "tries": media.c.tries + 1, "first_try_at": begun, "next_try_at": after}
    with writing(engine) as connection:
        row = connection.execute(update(media).where(where).values(values).returning(media)).one_or_none()
    return None if row is None else _medium(row)


def _unclaimed(now: datetime) -> ColumnElement[bool]:
    return or_(media.c.claim == "", media.c.claimed_at <= now - CLAIM_LASTS)


def take_over(engine: Engine) -> None:
    """Free what is claimed, at the start of a database's only fetcher: whoever claimed it is gone."""
    with writing(engine) as connection:
        connection.execute(update(media).where(media.c.state == "waiting", media.c.claim != "").values(claim=""))


def wait(engine: Engine, row: Medium, until: datetime, now: datetime, why: str) -> None:
    """Leave it for later."""
    _change(engine, row, {"next_try_at": until, "why": why, "changed_at": now})


def finish(
    engine: Engine, row: Medium, ended: Ended, now: datetime, why: str = "", *, original: str = "", kind: str = "", size: int = 0
) -> bool:
    """Write how it ended. False when another had taken it over.

    Without an `original` the row keeps the one it has, from an earlier address.
    """
    values = {"state": ended, "why": why, "changed_at": now, "type": kind, "size": size}
    return _change(engine, row, values | ({"original": original} if original else {}))


def _change(engine: Engine, row: Medium, values: Mapping[str, Any]) -> bool:
    ours = and_(_at(row.feedback, row.number), media.c.state == "waiting", media.c.claim == row.claim)
    with writing(engine) as connection:
        return bool(connection.execute(update(media).where(ours).values(claim="", **values)).rowcount)


def retry(engine: Engine, feedback: str, number: int, now: datetime) -> int:
    """Ask again for what was refused or given up; `number` 0 means all of that feedback. Returns how many there were.

    Raises NotFound when there was none.
    """
    where = [media.c.feedback == feedback, media.c.state.in_(FAILED)] + ([media.c.number == number] if number else [])
    values = {"state": "waiting", "why": "", "tries": 0, "first_try_at": None, "next_try_at": now, "claim": "", "changed_at": now}
    with writing(engine) as connection:
        count = connection.execute(update(media).where(*where).values(values)).rowcount
    if not count:
        raise NotFound("nothing of that was refused or given up; `golddust media list --failed` shows what was")
    return int(count)


def one(engine: Engine, feedback: str, number: int) -> Medium:
    """The file at that place. Raises NotFound."""
    with reading(engine) as connection:
        row = connection.execute(select(media).where(_at(feedback, number))).one_or_none()
    if row is None:
        raise NotFound(
            f"feedback {feedback} has no file {number} that had to be fetched; `golddust media list` shows those there are"
        )
    return _medium(row)


def listed(engine: Engine, feedback: str = "", states: Sequence[str] = (), limit: int = 100) -> list[Medium]:
    """At most so many, those that changed last first; of one feedback, or in these states, where given."""
    wanted = ([media.c.feedback == feedback] if feedback else []) + ([media.c.state.in_(states)] if states else [])
    query = select(media).where(*wanted).order_by(media.c.changed_at.desc(), media.c.feedback, media.c.number).limit(limit)
    with reading(engine) as connection:
        return [_medium(row) for row in connection.execute(query)]


def of_feedback(connection: Connection, ids: Sequence[str]) -> dict[tuple[str, int], Medium]:
    """Every file of these feedbacks, by feedback and place."""
    rows = connection.execute(select(media).where(media.c.feedback.in_(ids)))
    return {(row.feedback, row.number): _medium(row) for row in rows}


def waiting(engine: Engine) -> int:
    """How many wait to be fetched."""
    with reading(engine) as connection:
        return int(connection.execute(select(func.count()).where(media.c.state == "waiting")).scalar_one())


def reasons(engine: Engine, since: datetime, tried: int) -> list[tuple[str, str, int]]:
    """State, reason and number of what failed since then, and of what waits after so many tries; the most first."""
    failed = and_(media.c.state.in_(FAILED), media.c.changed_at >= since)
    late = and_(media.c.state == "waiting", media.c.tries >= tried)
    number = func.count().label("number")
    query = select(media.c.state, media.c.why, number).where(or_(failed, late)).group_by(media.c.state, media.c.why)
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(query.order_by(number.desc(), media.c.state, media.c.why))]


def _at(feedback: str, number: int) -> ColumnElement[bool]:
    return and_(media.c.feedback == feedback, media.c.number == number)


def _medium(row: Row[Any]) -> Medium:
    return Medium(**{field.name: getattr(row, field.name) for field in fields(Medium)})
