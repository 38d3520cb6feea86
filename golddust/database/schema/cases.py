"""Cases with their promises and their history."""

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text, text

from golddust.database.schema.columns import METADATA, Moment

_MERGED = text("merged_into <> ''")
_BROKEN = text("late_at IS NOT NULL AND kept_at IS NULL")
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
    Column("customer", String(40), nullable=False),
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
    Column("segment", String(80), nullable=False, server_default=""),
    Column("cause", String(26), nullable=False, server_default="", index=True),
    Column("cost", Float),  # of the remedy, in the company's currency
    Column("pauses", JSON, nullable=False, server_default="[]"),
    Column("escalation", JSON(none_as_null=True)),
    Column("reopened", Integer, nullable=False, server_default="0"),
    Column("delay", Text, nullable=False, server_default=""),  # redacted
    Column("asked_at", Moment),
    Column("merged_into", String(26), nullable=False, server_default=""),
    Column("due_at", Moment),  # of the first promise that is not kept yet
    Column("wakes_at", Moment),  # when the register must look at it again
    Column("judged_by", String(64), nullable=False, server_default=""),  # the digest of the standards its clocks were set by
    Column("emptied_at", Moment),  # when its words went because of their age, see [keep] cases
    Index("ix_cases_state_opened_at", "state", "opened_at"),
    Index("ix_cases_state_turn", "state", "due_at", "changed_at", "id"),
    Index("ix_cases_assignee_due_at", "assignee", "due_at"),
    Index("ix_cases_judged_by", "judged_by"),
    Index("ix_cases_segment_opened_at", "segment", "opened_at"),
    Index("ix_cases_customer_id", "customer", "id"),
    Index("ix_cases_id_owner", "id", "owner", "merged_into"),  # holds all that is counted of what came and went
    Index("ix_cases_state_id", "state", "id"),
    Index("ix_cases_segment_id", "segment", "id"),
    Index("ix_cases_merged", "id", "merged_into", sqlite_where=_MERGED, postgresql_where=_MERGED),
    Index("ix_cases_merged_into", "merged_into", sqlite_where=_MERGED, postgresql_where=_MERGED),
    Index(
        "ix_cases_wakes_at", "wakes_at", sqlite_where=text("wakes_at IS NOT NULL"), postgresql_where=text("wakes_at IS NOT NULL")
    ),
)

case_feedback = Table(
    "case_feedback",
    METADATA,
    Column("feedback", String(26), primary_key=True),  # each message belongs to one case
    Column("case", String(26), ForeignKey("cases.id"), nullable=False, index=True),
    Column("born_in", String(26), nullable=False),  # the case that it opened or joined at first, whatever was merged since
    Column("at", Moment, nullable=False),
    Column("customer", String(40), nullable=False, server_default=""),  # who said it; "" where that is in doubt
    Column("message", String(26), nullable=False, server_default=""),  # the same for each copy of one mail; "" elsewhere
    Index("ix_case_feedback_message", "message"),
)

promises = Table(
    "promises",
    METADATA,
    Column("case", String(26), ForeignKey("cases.id"), primary_key=True),
    Column("standard", String(20), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # tells pledges of one case apart
    Column("due", Moment, nullable=False),
    Column("kept_at", Moment),
    Column("since", Moment),
    Column("policy", String(80), nullable=False, server_default=""),
    Column("words", Text, nullable=False, server_default=""),  # redacted
    Column("at_risk_at", Moment),
    Column("told_at", Moment),
    Column("new_due", Moment),
    Column("late_at", Moment),  # when the register noticed that it was broken
    Column("sorry_at", Moment),
    Index("ix_promises_standard_kept_at", "standard", "kept_at"),
    Index("ix_promises_broken", "case", sqlite_where=_BROKEN, postgresql_where=_BROKEN),
    Index("ix_promises_due", "due", "standard", "kept_at", "late_at", "case"),  # holds all that is counted by month
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
    Index("ix_case_events_step_at_case", "step", "at", "case"),
)

case_pairs = Table(
    "case_pairs",
    METADATA,
    Column("first", String(26), ForeignKey("cases.id"), primary_key=True),  # the lesser id of the two
    Column("second", String(26), ForeignKey("cases.id"), primary_key=True, index=True),
    Column("verdict", String(8), nullable=False),  # one: the same matter; apart: two matters, for good
    Column("decided_by", String(120), nullable=False),
    Column("decided_at", Moment, nullable=False),
)
