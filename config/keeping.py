"""How long records stay on the log, by topic: `[log.keep]`."""

from datetime import timedelta

from pydantic import BaseModel, ConfigDict, Field

from golddust import topics

FOR_GOOD = 0
LONGEST = 36_500
"""A century of days: more is a slip of the finger, and Kafka counts milliseconds."""


class TopicKeep(BaseModel):
    """Days that topics keep their records, where not for `[log] keep_days`. 0 is for good."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    received: int | None = Field(30, ge=0, le=LONGEST, description="feedback.received: raw words, names and addresses")
    replies: int | None = Field(30, ge=0, le=LONGEST, description="replies.requested: what is said to customers, in full")
    parked: int = Field(
        90,
        ge=0,
        le=LONGEST,
        description="golddust.parked: copies of what became dead letters; those of which nobody decided by then are dropped",
    )
    tagged: int | None = Field(None, ge=0, le=LONGEST, description="feedback.tagged: redacted words, tags; empty: keep_days")
    topics: int | None = Field(None, ge=0, le=LONGEST, description="feedback.topic.*, as feedback.tagged; empty: keep_days")
    corrected: int | None = Field(None, ge=0, le=LONGEST, description="feedback.corrected: tags put right; empty: keep_days")
    issues: int | None = Field(None, ge=0, le=LONGEST, description="feedback.issues: redacted words; empty: keep_days")
    cases: int | None = Field(None, ge=0, le=LONGEST, description="complaints.events: redacted words; empty: keep_days")
    outcomes: int | None = Field(None, ge=0, le=LONGEST, description="replies.outcomes: no words; empty: keep_days")
    consents: int | None = Field(None, ge=0, le=LONGEST, description="customers.consents: no words; empty: keep_days")
    staff: int | None = Field(None, ge=0, le=LONGEST, description="golddust.staff: notices, redacted; empty: keep_days")
    statuses: int | None = Field(None, ge=0, le=LONGEST, description="golddust.reply-statuses: no words; empty: keep_days")


TOPIC_OF = {
    "received": topics.RECEIVED,
    "replies": topics.REPLIES_REQUESTED,
    "parked": topics.PARKED,
    "tagged": topics.TAGGED,
    "topics": topics.BY_TOPIC,
    "corrected": topics.CORRECTED,
    "issues": topics.ISSUES,
    "cases": topics.COMPLAINTS,
    "outcomes": topics.REPLIES_OUTCOMES,
    "consents": topics.CONSENTS,
    "staff": topics.STAFF,
    "statuses": topics.STATUSES,
}
"""The topic, or the beginning of topics, that each setting is about."""


def kept_apart(keep: TopicKeep) -> dict[str, timedelta | None]:
    """How long each topic that was named keeps its records; None: for good."""
    named = {topic: getattr(keep, name) for name, topic in TOPIC_OF.items()}
    return {t: timedelta(days=days) if days != FOR_GOOD else None for t, days in named.items() if days is not None}
