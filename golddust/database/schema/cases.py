"""Cases with their promises and their history."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, text

from golddust.database.schema.columns import METADATA, Moment

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
