"""Every table, once, for both engines. `migrations/` brings a database to this; a test proves that the two agree.

Times are UTC. Personal data is in `contacts`, `feedback` and `replies.text`; everything else holds pseudonyms and redacted text.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
BigNumber = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up by itself only in a column of type INTEGER."""


class Moment(TypeDecorator[datetime]):
    """An aware time in UTC on both engines; SQLite alone would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC, and for SQLite without its zone."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From either, aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


contacts = Table(
    "contacts",
    METADATA,
    Column("customer", String(40), primary_key=True),  # the pseudonym
    Column("kind", String(12), nullable=False),
    Column("address", Text, nullable=False),
    Column("name", Text, nullable=False, default=""),
    Column("stopped_at", Moment),  # said STOP, and has not said START since
    Column("stop_feedback", String(26)),  # the message that proves it
    Column("first_seen", Moment, nullable=False),
)

feedback = Table(
    "feedback",
    METADATA,
    Column("id", String(26), primary_key=True),
    Column("channel", String(12), nullable=False),
    Column("source", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("customer", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("full_text", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("rating", Float),
    Column("attachments", JSON, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("thread", JSON, nullable=False),
    Column("original", Text, nullable=False),
    Column("automatic", String(40)),
    Column("command", String(12)),
    Column("authentication", Text, nullable=False),
    Column("problems", JSON, nullable=False),
    Column("revision", Integer, nullable=False),
    Index("ix_feedback_received_at_id", "received_at", "id"),
    Index("ix_feedback_customer_received_at", "customer", "received_at"),
)

tags = Table(
    "tags",
    METADATA,
    Column("feedback", String(26), primary_key=True),
    Column("event", String(26), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("kind_confidence", Float, nullable=False),
    Column("sentiment", String(12), nullable=False),
    Column("sentiment_score", Float, nullable=False),
    Column("sentiment_confidence", Float, nullable=False),
    Column("unsure", Boolean, nullable=False),
    Column("emotion", String(20), nullable=False),
    Column("urgency", String(12), nullable=False),
    Column("language", String(8), nullable=False),
    Column("redacted", Text, nullable=False),
    Column("tags", JSON, nullable=False),  # the whole tagged event, evidence included
    Column("tagger", String(80), nullable=False),
    Column("revision", Integer, nullable=False),
    Index("ix_tags_kind_received_at", "kind", "received_at"),
)

feedback_topics = Table(
    "feedback_topics",
    METADATA,
    Column("feedback", String(26), primary_key=True),
    Column("topic", String(80), primary_key=True),
    Column("confidence", Float, nullable=False),
    Column("sentiment", String(12), nullable=False),
    Index("ix_feedback_topics_topic", "topic"),
)

cases = Table(
    "cases",
    METADATA,
    Column("id", String(26), primary_key=True),  # derived from the issue that opened it
    Column("reference", String(20), nullable=False, unique=True),
    Column("state", String(20), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("priority", String(12), nullable=False),
    Column("owner", String(80), nullable=False),
    Column("assignee", String(120), nullable=False),
    Column("channel", String(12), nullable=False),
    Column("customer", String(40), nullable=False, index=True),
    Column("feedback", String(26), nullable=False, unique=True),
    Column("subject", Text, nullable=False),  # redacted
    Column("text", Text, nullable=False),  # redacted
    Column("why", Text, nullable=False),
    Column("topics", JSON, nullable=False),
    Column("sentiment", String(12), nullable=False),
    Column("emotion", String(20), nullable=False),
    Column("urgency", String(12), nullable=False),
    Column("language", String(8), nullable=False),
    Column("answerable", Boolean, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_cases_state_opened_at", "state", "opened_at"),
)

_UNBROKEN = text("kept_at IS NULL AND late_at IS NULL")
promises = Table(
    "promises",
    METADATA,
    Column("case", String(26), ForeignKey("cases.id"), primary_key=True),
    Column("standard", String(20), primary_key=True),
    Column("due", Moment, nullable=False),
    Column("kept_at", Moment),
    Column("late_at", Moment),  # when the register noticed that it was broken
    Index("ix_promises_due", "due", sqlite_where=_UNBROKEN, postgresql_where=_UNBROKEN),  # the clocks that run, and no others
)

case_events = Table(
    "case_events",
    METADATA,
    Column("id", String(26), primary_key=True),
    Column("case", String(26), ForeignKey("cases.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("step", String(20), nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", String(120), nullable=False),
    Column("event", JSON, nullable=False),  # the whole CaseEvent
    Index("uq_case_events_case_number", "case", "number", unique=True),
)

replies = Table(
    "replies",
    METADATA,
    Column("id", String(26), primary_key=True),  # the request's id
    Column("case", String(26), nullable=False, index=True),
    Column("feedback", String(26), nullable=False),
    Column("customer", String(40), nullable=False),
    Column("channel", String(12), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("requested_at", Moment, nullable=False),
    Column("state", String(12), nullable=False),  # waiting, sending, sent, suppressed, failed, uncertain
    Column("why", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_try_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("provider_id", Text, nullable=False),
    Index("ix_replies_state_next_try_at", "state", "next_try_at"),
)

outbox = Table(
    "outbox",
    METADATA,
    Column("number", BigNumber, primary_key=True, autoincrement=False),  # taken from `counters`: without gaps, in commit order
    Column("topic", String(80), nullable=False),
    Column("key", String(80), nullable=False),
    Column("headers", JSON, nullable=False),
    Column("value", LargeBinary, nullable=False),
)

counters = Table(
    "counters",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

users = Table(
    "users",
    METADATA,
    Column("name", String(120), primary_key=True),
    Column("password", Text, nullable=False),  # argon2id
    Column("created_at", Moment, nullable=False),
)

sessions = Table(
    "sessions",
    METADATA,
    Column("digest", String(64), primary_key=True),  # SHA-256 of the cookie's value
    Column("user", String(120), nullable=False),
    Column("expires_at", Moment, nullable=False),
)

tokens = Table(
    "tokens",
    METADATA,
    Column("digest", String(64), primary_key=True),  # SHA-256 of the token
    Column("name", String(120), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),  # for one-time sign-in links; null: until withdrawn
    Column("one_time", Boolean, nullable=False),
)
