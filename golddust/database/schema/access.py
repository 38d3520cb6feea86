"""Who may use the inner door."""

from sqlalchemy import JSON, Boolean, Column, String, Table, Text

from golddust.database.schema.columns import METADATA, Moment

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
