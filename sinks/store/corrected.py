"""What people say that tags should be, over what the tagger says: the columns of `tags`, and the topics, show what holds.

The tagger's own words stay in `tags.tags`, so that a correction can be taken back, and learnt from.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from golddust.database.engine import insert_ignoring
from golddust.database.schema import feedback_topics, tag_corrections, tags
from golddust.events import Question, TagCorrected
from sinks.store.insight.marks import mark

SCORES = {"negative": -1.0, "neutral": 0.0, "positive": 1.0}
"""How positive words are of which a person says so."""


@dataclass(frozen=True, slots=True)
class Holding:
    """The answers of a person that hold, and the correction that they are from."""

    id: str
    answers: tuple[str, ...]
    actor: str
    at: datetime


def apply(connection: Connection, events: Sequence[TagCorrected]) -> None:
    """Note the corrections, each once, and let hold what follows from all there are. The tags may come later."""
    if not events:
        return
    fields = ("id", "feedback", "question", "answers", "at", "actor")
    rows = [{name: getattr(one, name) for name in fields} for one in events]
    connection.execute(insert_ignoring(connection, tag_corrections), rows)
    settle(connection, [one.feedback for one in events])


def holding(connection: Connection, feedbacks: Collection[str]) -> dict[str, dict[Question, Holding]]:
    """What people say of the tags of these feedbacks, of those of which they say anything."""
    found: dict[str, dict[Question, Holding]] = {}
    for row in history(connection, feedbacks):
        mine = found.setdefault(row.feedback, {})
        if row.answers is None:
            mine.pop(row.question, None)
        else:
            mine[row.question] = Holding(row.id, tuple(row.answers), row.actor, row.at)
    return found


def history(connection: Connection, feedbacks: Collection[str]) -> Sequence[Row[Any]]:
    """All corrections of these feedbacks, in the order in which they were made."""
    query = select(tag_corrections).where(tag_corrections.c.feedback.in_(feedbacks))
    return connection.execute(query.order_by(tag_corrections.c.at, tag_corrections.c.id)).all() if feedbacks else ()


def settle(connection: Connection, feedbacks: Collection[str]) -> None:
    """Bring columns and topics of these feedbacks to what holds, where anybody ever corrected something."""
    said = holding(connection, feedbacks)
    if not said:
        return
    rows = connection.execute(select(tags.c.feedback, tags.c.tags, tags.c.received_at).where(tags.c.feedback.in_(said))).all()
    mark(connection, [row.received_at for row in rows])
    for row in rows:
        columns = _columns(row.tags, said[row.feedback])
        mine = tags.c.feedback == row.feedback
        connection.execute(update(tags).where(mine).values(columns))
        connection.execute(delete(feedback_topics).where(feedback_topics.c.feedback == row.feedback))
        about = topics(row.tags, said[row.feedback], columns["sentiment"])
        shared = {"feedback": row.feedback, "received_at": row.received_at}
        named = [{**shared, "topic": t["name"], "confidence": t["confidence"], "sentiment": t["sentiment"]} for t in about]
        if named:
            connection.execute(insert(feedback_topics), named)


def topics(tagged: Mapping[str, Any], said: Mapping[Question, Holding], mood: str | None) -> list[dict[str, Any]]:
    """The topics that hold, as the event has them; one that only a person sees has the mood of the whole."""
    theirs = {topic["name"]: dict(topic) for topic in tagged["topics"]}
    if "topics" not in said:
        return list(theirs.values())
    new = {"confidence": 1.0, "evidence": [], "sentiment": mood or "neutral"}
    return [theirs.get(name, {"name": name, **new}) for name in said["topics"].answers]


def _columns(tagged: Mapping[str, Any], said: Mapping[Question, Holding]) -> dict[str, Any]:
    """The columns of the answers: those of a person are certain."""
    kind, mood = tagged["kind"], tagged["sentiment"]
    columns = {
        "kind": kind["label"],
        "kind_confidence": kind["confidence"],
        "sentiment": mood["label"],
        "sentiment_score": mood["score"],
        "sentiment_confidence": mood["confidence"],
        "unsure": mood.get("unsure", False),
        "emotion": tagged["emotion"]["label"],
        "urgency": tagged["urgency"]["level"],
    }
    for question in ("kind", "sentiment", "emotion", "urgency"):
        if its := said.get(question):
            columns[question] = its.answers[0]
    if "kind" in said:
        columns["kind_confidence"] = 1.0
    if "sentiment" in said:
        columns |= {"sentiment_score": SCORES[columns["sentiment"]], "sentiment_confidence": 1.0, "unsure": False}
    return columns
