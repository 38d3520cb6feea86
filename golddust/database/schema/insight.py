"""What the insight pages are quick by: days that are counted already, and what people wrote beside them.

Everything in `insight_cells` follows from `tags`, `feedback_topics` and `feedback_labels`, and can be thrown away at any time if
`insight_days` is emptied with it (ADR 25). Nothing here is personal data.
"""

from sqlalchemy import JSON, Column, Date, Index, Integer, String, Table, Text

from golddust.database.schema.columns import METADATA, BigNumber, Moment

insight_cells = Table(
    "insight_cells",
    METADATA,
    Column("side", String(48), primary_key=True),  # "" for everybody; channel, segment, or label:<name>
    Column("topic", String(80), primary_key=True),  # "" for every message, whatever it is about
    Column("value", String(200), primary_key=True),  # of that side
    Column("day", Date, primary_key=True),
    Column("kind", String(12), primary_key=True),
    Column("said", Integer, nullable=False),  # messages
    Column("negative", Integer, nullable=False),  # of them; with a topic, by the mood of the clauses that name it
    Column("neutral", Integer, nullable=False),
    Column("positive", Integer, nullable=False),
    Column("unsure", Integer, nullable=False),  # of which the tagger says so, in whichever mood it counted them
    Index("ix_insight_cells_side_value_day", "side", "value", "day"),
    Index("ix_insight_cells_day", "day"),
)

insight_days = Table(
    "insight_days",
    METADATA,
    Column("day", Date, primary_key=True),  # counted into `insight_cells`
    Column("zone", String(64), nullable=False),  # in which it is a day
    Column("stored", Integer, nullable=False, server_default="0"),  # all feedback that came on it, whoever it is from
    Column("complaints", Integer, nullable=False, server_default="0"),
)

insight_marks = Table(
    "insight_marks",
    METADATA,
    Column("id", BigNumber, primary_key=True, autoincrement=True),
    Column("hour", Moment, nullable=False),  # in which something changed since it was counted
    sqlite_autoincrement=True,
)

insight_notes = Table(
    "insight_notes",
    METADATA,
    Column("id", String(26), primary_key=True),
    Column("day", Date, nullable=False, index=True),
    Column("words", Text, nullable=False),  # what happened on it: "new courier", "strike"
    Column("by", String(120), nullable=False),
    Column("at", Moment, nullable=False),
)

insight_baselines = Table(
    "insight_baselines",
    METADATA,
    Column("id", String(26), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("segment", String(80), nullable=False),  # "": everybody
    Column("topics", JSON, nullable=False),  # the counts by topic as they stood, which no later reading changes
    Column("by", String(120), nullable=False),
    Column("at", Moment, nullable=False, index=True),
)

published = Table(
    "published",
    METADATA,
    Column("standard", String(20), primary_key=True),
    Column("first", Date, primary_key=True),  # the first day of its first month
    Column("last", Date, nullable=False),  # the first day of its last month
    Column("cases", Integer, nullable=False),
    Column("kept", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)
