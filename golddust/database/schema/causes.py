"""Causes that several cases share, the cases that share them, and who was told that one is mended."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from golddust.database.schema.columns import METADATA, Moment

causes = Table(
    "causes",
    METADATA,
    Column("id", String(26), primary_key=True),
    Column("number", Integer, nullable=False),  # how people call it; taken from `counters`
    Column("title", Text, nullable=False),  # redacted, as the others
    Column("description", Text, nullable=False),
    Column("owner", String(80), nullable=False),  # the business function that can mend it
    Column("state", String(12), nullable=False),  # proposed, open, mended
    Column("opened_by", String(120), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("mended_by", String(120), nullable=False, server_default=""),
    Column("mended_at", Moment),
    Column("mended", Text, nullable=False, server_default=""),  # what was done
    Index("uq_causes_number", "number", unique=True),
    Index("ix_causes_state_number", "state", "number"),
)

cause_cases = Table(
    "cause_cases",
    METADATA,
    Column("case", String(26), ForeignKey("cases.id"), primary_key=True),  # a case has one cause
    Column("cause", String(26), ForeignKey("causes.id"), nullable=False, index=True),
    Column("added_by", String(120), nullable=False),
    Column("added_at", Moment, nullable=False),
)

cause_told = Table(
    "cause_told",
    METADATA,
    Column("cause", String(26), ForeignKey("causes.id"), primary_key=True),
    Column("customer", String(40), primary_key=True),  # who was told that it is mended
    Column("case", String(26), nullable=False),  # in answer to which of theirs
    Column("told_at", Moment, nullable=False),
)
