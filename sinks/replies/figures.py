"""How all replies stand, in figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, Select, func, select

from golddust.database.engine import reading
from golddust.database.schema import replies


@dataclass(frozen=True, slots=True)
class ReplyFigures:
    """By channel: when the `oldest` that waits was asked for, how many are `in_doubt`, how many `failed` of late.

    In doubt are those of which nobody knows whether they were sent. Those failed that their carrier refused or could not deliver.
    """

    oldest: Mapping[str, datetime]
    in_doubt: Mapping[str, int]
    failed: Mapping[str, int]


def reply_figures(engine: Engine, since: datetime) -> ReplyFigures:
    """The figures as they are now; `failed` are those since that time. Raises Unavailable."""
    waiting = replies.c.state == "waiting"
    oldest = select(replies.c.channel, func.min(replies.c.requested_at).label("at")).where(waiting).group_by(replies.c.channel)
    in_vain = (replies.c.state == "failed") | (replies.c.carrier == "undelivered")
    doubt, failed = _count().where(replies.c.state == "uncertain"), _count().where(in_vain, replies.c.changed_at > since)
    with reading(engine) as connection:
        return ReplyFigures(
            {row.channel: row.at for row in connection.execute(oldest)},
            {row.channel: row.number for row in connection.execute(doubt)},
            {row.channel: row.number for row in connection.execute(failed)},
        )


def _count() -> Select[tuple[str, int]]:
    return select(replies.c.channel, func.count().label("number")).group_by(replies.c.channel)
