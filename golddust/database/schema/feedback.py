"""What customers said, who they are, and how it was tagged.

Words are found by an index that each engine has in its own way: on PostgreSQL that of `SEARCHED`; on SQLite the table
`feedback_words`, which triggers keep (see migration 0015) and in which a row's number follows from its time, so that what is
newest is found without sorting.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Float,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
    literal_column,
    text,
)

from golddust.database.schema.columns import METADATA, Moment

_UNDATED = text("received_at IS NULL")

contacts = Table(
    "contacts",
    METADATA,
    Column("customer", String(40), primary_key=True),  # the pseudonym
    Column("kind", String(12), nullable=False),
    Column("address", Text, nullable=False),
    Column("name", Text, nullable=False, default=""),
    Column("first_seen", Moment, nullable=False),
    Column("unreachable_at", Moment),  # a carrier said for good that the address does not work; null again once they write
    Column("unreachable_why", Text, nullable=False, server_default=""),  # in the carrier's terms
    Index("ix_contacts_lower_name", text("lower(name)")),
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
    Column("suspect", Boolean, nullable=False, server_default=false()),  # not sent by whom it says
    Column("problems", JSON, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("service", Text, nullable=False, server_default=""),  # the pool that our number belongs to at the carrier
    Column("emptied_at", Moment),  # when its words went because of their age, see [keep] words
    Index("ix_feedback_received_at_id", "received_at", "id"),
    Index("ix_feedback_customer_received_at", "customer", "received_at"),
    Index("ix_feedback_channel_received_at_id", "channel", "received_at", "id"),
    Index("ix_feedback_original", "original"),  # who forgets some bytes asks whether another row names them
)
LONGEST_SEARCHED = 20_000
"""Characters of a text whose words can be searched: more than people write, less than what an index of PostgreSQL refuses."""
SEARCHED: ColumnElement[str] = literal_column(
    "to_tsvector('simple',"
    f" translate(feedback.subject || ' ' || left(feedback.text, {LONGEST_SEARCHED}), '-_./@:+#', '        '))"
)
"""The words of a feedback on PostgreSQL; marks that its parser would take for a part of a word separate words, as on SQLite."""

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
    Index("ix_tags_kind_sentiment_received_at", "kind", "sentiment", "received_at", "feedback"),
    Index("ix_tags_sentiment_received_at", "sentiment", "received_at", "feedback"),
)

feedback_topics = Table(
    "feedback_topics",
    METADATA,
    Column("feedback", String(26), primary_key=True),
    Column("topic", String(80), primary_key=True),
    Column("confidence", Float, nullable=False),
    Column("sentiment", String(12), nullable=False),
    Column("received_at", Moment),  # the message's; missing for a moment where a golddust from before it was kept here wrote it
    Index("ix_feedback_topics_topic_received_at", "topic", "received_at", "feedback"),
    Index("ix_feedback_topics_undated", "feedback", sqlite_where=_UNDATED, postgresql_where=_UNDATED),
)

feedback_labels = Table(
    "feedback_labels",
    METADATA,
    Column("feedback", String(26), primary_key=True),
    Column("label", String(40), primary_key=True),  # such as brand or store
    Column("value", String(200), nullable=False),
    Index("ix_feedback_labels_label_value", "label", "value", "feedback"),
)
