"""What people of the house said about the weekly digest."""

from sqlalchemy import Boolean, Column, String, Table

from golddust.database.schema.columns import METADATA, Moment

digest_readers = Table(
    "digest_readers",
    METADATA,
    Column("reader", String(120), primary_key=True),  # an account's name, or <address> of one that the settings name
    Column("mail", String(254), nullable=False),  # "": where the staff directory says, if anywhere
    Column("wants", Boolean, nullable=False),
    Column("changed_at", Moment, nullable=False),
)
