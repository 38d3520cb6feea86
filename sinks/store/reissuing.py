"""What people put right may turn a message that nobody had to act on into one that somebody must.

Rooms know nothing of each other: who tells what needs somebody (the tagging's own rule) is given by the command line.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, select

from golddust.database.schema import tags
from golddust.events import Emotion, Issue, KindTag, Question, Sentiment, TagCorrected, Tagged, TopicTag, Urgency
from golddust.identity import derived_id
from sinks.store import corrected

IssueOf = Callable[[Tagged], Issue | None]
"""The issue that follows from the tags; None for what nobody must act on."""


def nobody(tagged: Tagged) -> None:
    """The rule of a house in which corrections are no more than labels."""


def held(connection: Connection, feedbacks: Collection[str]) -> dict[str, Tagged]:
    """The tags of each of these feedbacks as they hold now: the tagger's, with what people say instead."""
    query = select(tags.c.feedback, tags.c.tags).where(tags.c.feedback.in_(feedbacks))
    rows = connection.execute(query).all() if feedbacks else ()
    said = corrected.holding(connection, [row.feedback for row in rows])
    return {row.feedback: _as_held(row.tags, said.get(row.feedback, {})) for row in rows}


def newly_issues(
    before: Mapping[str, Tagged], after: Mapping[str, Tagged], events: Sequence[TagCorrected], issue_of: IssueOf
) -> list[Issue]:
    """The issues of what nobody had to act on before these corrections, and somebody must now.

    One for each message, however many corrections of it there are, with an id of the last one's own, so that none is taken for
    one that the tagger made.
    """
    issues: dict[str, Issue] = {}
    for event in events:
        old, new = before.get(event.feedback), after.get(event.feedback)
        if old is None or new is None or issue_of(old) is not None or (issue := issue_of(new)) is None:
            continue
        issues[event.feedback] = replace(issue, id=derived_id("issue", event.feedback, event.id))
    return list(issues.values())


def _as_held(tagged: Mapping[str, Any], said: Mapping[Question, corrected.Holding]) -> Tagged:
    event = msgspec.convert(tagged, Tagged)
    answer = {question: its.answers[0] for question, its in said.items() if question != "topics"}
    about = corrected.topics(tagged, said, answer.get("sentiment", event.sentiment.label))
    changes: dict[str, Any] = {"topics": msgspec.convert(about, tuple[TopicTag, ...])}
    if "kind" in answer:
        changes["kind"] = KindTag(label=answer["kind"], confidence=1.0)  # type: ignore[arg-type] # checked when it was said
    if "sentiment" in answer:
        mood: Any = answer["sentiment"]
        changes["sentiment"] = Sentiment(label=mood, score=corrected.SCORES[mood], confidence=1.0)
    if "emotion" in answer:
        changes["emotion"] = Emotion(label=answer["emotion"], confidence=1.0)  # type: ignore[arg-type] # as above
    if "urgency" in answer:
        changes["urgency"] = Urgency(level=answer["urgency"])  # type: ignore[arg-type] # as above
    return replace(event, **changes)
