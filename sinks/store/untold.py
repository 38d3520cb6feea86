"""Messages that no topic of the taxonomy was surely told for, to find what it lacks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, select

from golddust.database.engine import reading
from golddust.database.schema import feedback as said
from golddust.database.schema import feedback_topics, tags

OF_NOBODY = ("spam",)


def untold(engine: Engine, since: datetime | None, most: int, sure: float) -> list[Mapping[str, Any]]:
    """The newest messages of people with no topic, or none told with the confidence `sure`, the newest first.

    Each is {feedback, redacted, received_at, language, topics}: `topics` is a list of names, the surest first. Raises
    Unavailable.
    """
    surest = select(func.max(feedback_topics.c.confidence)).where(feedback_topics.c.feedback == tags.c.feedback)
    query = (
        select(tags.c.feedback, tags.c.redacted, tags.c.received_at, tags.c.language)
        .join(said, said.c.id == tags.c.feedback)
        .where(said.c.automatic.is_(None), said.c.command.is_(None), tags.c.kind.not_in(OF_NOBODY))
        .where(func.coalesce(surest.scalar_subquery(), 0.0) < sure)
        .order_by(tags.c.received_at.desc(), tags.c.feedback.desc())
        .limit(most)
    )
    if since is not None:
        query = query.where(tags.c.received_at >= since)
    named = (
        select(feedback_topics.c.feedback, feedback_topics.c.topic)
        .where(feedback_topics.c.feedback.in_(query.with_only_columns(tags.c.feedback)))
        .order_by(feedback_topics.c.confidence.desc(), feedback_topics.c.topic)
    )
    with reading(engine) as connection:
        rows = connection.execute(query).mappings().all()
        topics: dict[str, list[str]] = {}
        for feedback, topic in connection.execute(named):
            topics.setdefault(feedback, []).append(topic)
    return [{**row, "topics": topics.get(row["feedback"], [])} for row in rows]
