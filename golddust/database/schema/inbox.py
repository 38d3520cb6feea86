"""What people do on the console: tags that they put right, ways of looking that they keep, cases that they look at. No words."""

from sqlalchemy import JSON, Column, Index, String, Table, Text

from golddust.database.schema.columns import METADATA, Moment

tag_corrections = Table(
    "tag_corrections",
    METADATA,
    Column("id", String(26), primary_key=True),  # of the event; of two about one question the one made last holds
    Column("feedback", String(26), nullable=False),
    Column("question", String(12), nullable=False),  # kind, sentiment, emotion, urgency, topics
    Column("answers", JSON, nullable=False),  # null: as the tagger reads it
    Column("at", Moment, nullable=False),
    Column("actor", String(120), nullable=False),
    Index("ix_tag_corrections_feedback_at", "feedback", "at"),
)

saved_views = Table(
    "saved_views",
    METADATA,
    Column("user", String(120), primary_key=True),
    Column("name", String(80), primary_key=True),
    Column("query", Text, nullable=False),  # of the inbox's address
    Column("saved_at", Moment, nullable=False),
)

case_watchers = Table(
    "case_watchers",
    METADATA,
    Column("case", String(26), primary_key=True),
    Column("user", String(120), primary_key=True),
    Column("seen_at", Moment, nullable=False, index=True),  # when their page last said that it is open; old rows go
    Column("wrote_at", Moment),  # when it last said that something is being written
)
