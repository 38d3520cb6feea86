"""Whose data must be gone, whose must stay, and what was erased. Nothing here names anybody once an erasure is done."""

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text, text

from golddust.database.schema.columns import METADATA, Moment

erased = Table(
    "erased",
    METADATA,
    Column("person", String(26), primary_key=True),  # keyed hash of a pseudonym: who reads the database finds nobody by it
    Column("until", Moment, nullable=False),  # what came before is erased, wherever it turns up again
    Column("erasure", String(26), nullable=False),
)

erasures = Table(
    "erasures",
    METADATA,
    Column("id", String(26), primary_key=True),
    Column("state", String(8), nullable=False, index=True),  # asked, held, done
    Column("customers", JSON, nullable=False),  # whom, while it waits; [] once it is done
    Column("asked_at", Moment, nullable=False),
    Column("asked_by", String(120), nullable=False),
    Column("done_at", Moment),
    Column("report", JSON, nullable=False),  # what was erased where, and what remains until when; {} until it is done
)

_HOLDS = text("released_at IS NULL")
legal_holds = Table(
    "legal_holds",
    METADATA,
    Column("id", String(26), primary_key=True),
    Column("customer", String(40), nullable=False),  # one address of the person whose data stays
    Column("reason", Text, nullable=False),
    Column("placed_at", Moment, nullable=False),
    Column("placed_by", String(120), nullable=False),
    Column("released_at", Moment),  # null: it holds
    Column("released_by", String(120), nullable=False, server_default=""),
    Column("released_why", Text, nullable=False, server_default=""),
    Index("ix_legal_holds_customer", "customer", sqlite_where=_HOLDS, postgresql_where=_HOLDS),
)

erasure_tickets = Table(
    "erasure_tickets",
    METADATA,
    Column("erasure", String(26), primary_key=True),
    Column("mirror", String(40), primary_key=True),
    Column("ticket", Text, primary_key=True),  # in a complaint system elsewhere
    Column("reference", String(20), nullable=False),
    Column("state", String(8), nullable=False, index=True),  # waiting, erased, by_hand
    Column("why", Text, nullable=False),  # what it waits for, or what is left to be done by hand
    Column("tries", Integer, nullable=False),
    Column("next_try_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
)
