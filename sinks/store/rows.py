"""Events as rows, JSON columns as text."""

from typing import Any

import msgspec

from golddust.events import Feedback, Tagged
from sinks.store.bulk import Row

_ENCODER = msgspec.json.Encoder()


def feedback_row(feedback: Feedback) -> Row:
    """The row of `feedback`."""
    return {
        "id": feedback.id,
        "channel": feedback.channel,
        "source": feedback.source,
        "external_id": feedback.external_id,
        "received_at": feedback.received_at,
        "customer": feedback.customer,
        "text": feedback.text,
        "full_text": feedback.full_text,
        "subject": feedback.subject,
        "rating": feedback.rating,
        "attachments": _json(feedback.attachments),
        "message_id": feedback.thread.message_id,
        "thread": _json(feedback.thread),
        "original": feedback.original,
        "automatic": feedback.automatic,
        "command": feedback.command,
        "authentication": feedback.authentication,
        "suspect": feedback.suspect,
        "problems": _json(feedback.problems),
        "revision": feedback.revision,
        "service": feedback.service,
        "emptied_at": None,
    }


def contact_row(feedback: Feedback) -> Row:
    """The row of `contacts` that makes the customer reachable."""
    return {
        "customer": feedback.customer,
        "kind": feedback.address.kind,
        "address": feedback.address.value,
        "name": feedback.address.name,
        "first_seen": feedback.received_at,
        "unreachable_at": None,
        "unreachable_why": "",
    }


def tags_row(tagged: Tagged) -> Row:
    """The row of `tags`."""
    return {
        "feedback": tagged.feedback,
        "event": tagged.id,
        "received_at": tagged.received_at,
        "kind": tagged.kind.label,
        "kind_confidence": tagged.kind.confidence,
        "sentiment": tagged.sentiment.label,
        "sentiment_score": tagged.sentiment.score,
        "sentiment_confidence": tagged.sentiment.confidence,
        "unsure": tagged.sentiment.unsure,
        "emotion": tagged.emotion.label,
        "urgency": tagged.urgency.level,
        "language": tagged.language.code,
        "redacted": tagged.text,
        "tags": _json(tagged),
        "tagger": tagged.tagger,
        "revision": tagged.revision,
    }


def topic_rows(tagged: Tagged) -> list[Row]:
    """The rows of `feedback_topics`."""
    message = {"feedback": tagged.feedback, "received_at": tagged.received_at}
    return [{**message, "topic": t.name, "confidence": t.confidence, "sentiment": t.sentiment} for t in tagged.topics]


def label_rows(tagged: Tagged) -> list[Row]:
    """The rows of `feedback_labels`, cut to what its columns hold."""
    return [{"feedback": tagged.feedback, "label": name[:40], "value": value[:200]} for name, value in tagged.labels.items()]


def _json(value: Any) -> str:
    return _ENCODER.encode(value).decode()
