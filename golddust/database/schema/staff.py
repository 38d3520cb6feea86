"""What the staff is told, one row for each way to each person. The text is redacted; addresses are looked up when it is sent."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text

from golddust.database.schema.columns import METADATA, Moment

staff_notices = Table(
    "staff_notices",
    METADATA,
    Column("id", String(26), primary_key=True),  # derived from notice, person and way
    Column("notice", String(26), nullable=False, index=True),  # the StaffNotice's id
    Column("case", String(26), nullable=False, index=True),
    Column("reference", String(20), nullable=False),
    Column("role", String(120), nullable=False),
    Column("person", String(120), nullable=False),  # "": nobody is to be reached, so it is on the console only
    Column("way", String(12), nullable=False),  # mail, sms, hook, console
    Column("purpose", String(12), nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("requested_at", Moment, nullable=False),
    Column("state", String(12), nullable=False),  # waiting, sending, sent, shown, failed, uncertain
    Column("why", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_try_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("provider_id", Text, nullable=False),
    Index("ix_staff_notices_state_next_try_at", "state", "next_try_at"),
)
