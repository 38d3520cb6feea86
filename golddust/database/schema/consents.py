"""Whether customers want to hear from us: what was said about it, which is only ever added to, and what follows from it.

A scope is what goes out by `channel` (sms, whatsapp) from `sender`, a number of ours or the pool of it at the carrier; both
"": everything. Personal data is in `consent_statements.words`.
"""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, false, true

from golddust.database.schema.columns import METADATA, Moment

consent_statements = Table(
    "consent_statements",
    METADATA,
    Column("id", String(26), primary_key=True),  # the feedback's, where the customer said it to us
    Column("customer", String(40), nullable=False),
    Column("channel", String(12), nullable=False),
    Column("sender", Text, nullable=False),
    Column("state", String(12), nullable=False),  # stopped, given
    Column("at", Moment, nullable=False),
    Column("by", String(12), nullable=False),  # customer, carrier, staff
    Column("word", Text, nullable=False),  # the instruction in capitals, or what else it was
    Column("words", Text, nullable=False),  # as the customer wrote it; the reason that the staff gave
    Column("feedback", String(26), nullable=False),  # "": no message proves it
    Column("actor", String(120), nullable=False),  # who of the staff
    Column("answer", Boolean, nullable=False, server_default=false()),  # a "yes" while a question of ours was open
    Column("holds", Boolean, nullable=False, server_default=true()),  # false: a later reading of the message does not find it
    Column("revision", Integer, nullable=False, server_default="0"),  # of the message that was read
    Index("ix_consent_statements_customer_at", "customer", "at"),
)

consents = Table(
    "consents",
    METADATA,
    Column("customer", String(40), primary_key=True),
    Column("channel", String(12), primary_key=True),
    Column("sender", Text, primary_key=True),
    Column("state", String(12), nullable=False),
    Column("since", Moment, nullable=False),
    Column("statement", String(26), nullable=False),  # the one that brought it about, which is the proof
    Column("feedback", String(26), nullable=False),
    Index("ix_consents_feedback", "feedback"),
)

answered = Table(
    "answered",
    METADATA,
    Column("feedback", String(26), primary_key=True),  # answered outside any case, once
    Column("reply", String(26), nullable=False),
    Column("at", Moment, nullable=False),
)
