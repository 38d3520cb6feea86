"""Who is speaking: people, their addresses, and why they were joined.

A person is a group of addresses and nothing more, and the group follows from the joins that hold: `person_addresses` can be made
anew from `joins` at any time. So nothing is ever moved from one person to another, and a join taken back leaves no trace in it.
Personal data is in `imported_customers.name` and `imported_addresses.address`.
"""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, Text, text

from golddust.database.schema.columns import METADATA, Moment

person_addresses = Table(
    "person_addresses",
    METADATA,
    Column("customer", String(40), primary_key=True),  # the pseudonym of one address; who has one address only is not here
    Column("person", String(40), nullable=False, index=True),  # the least pseudonym of the group
)

_HOLDS = text("split_at IS NULL")
joins = Table(
    "joins",
    METADATA,
    Column("id", String(26), primary_key=True),
    Column("first", String(40), nullable=False),  # the lesser of the two pseudonyms
    Column("second", String(40), nullable=False),
    Column("proof", String(12), nullable=False),  # codes, words, import
    Column("about", String(120), nullable=False),  # the proposal, the feedback, or the imported customer that proves it
    Column("joined_at", Moment, nullable=False),
    Column("joined_by", String(120), nullable=False),
    Column("split_at", Moment),  # null: it holds
    Column("split_by", String(120), nullable=False, server_default=""),
    Index("ix_joins_first", "first", sqlite_where=_HOLDS, postgresql_where=_HOLDS),
    Index("ix_joins_second", "second", sqlite_where=_HOLDS, postgresql_where=_HOLDS),
    Index("ix_joins_about", "about"),
)

join_proposals = Table(
    "join_proposals",
    METADATA,
    Column("id", String(26), primary_key=True),
    Column("first", String(40), nullable=False),
    Column("second", String(40), nullable=False),
    Column("proof", String(12), nullable=False),  # codes, words
    Column("feedback", String(26), nullable=False),  # in which the customer names the other address; empty: nowhere
    Column("proposed_at", Moment, nullable=False),
    Column("proposed_by", String(120), nullable=False),
    Column("expires_at", Moment, nullable=False),
)

_UNCONFIRMED = text("confirmed_at IS NULL")
join_codes = Table(
    "join_codes",
    METADATA,
    Column("proposal", String(26), ForeignKey("join_proposals.id"), primary_key=True),
    Column("customer", String(40), primary_key=True),  # whose address it was sent to
    Column("digest", String(26), nullable=False),  # keyed: who reads the database cannot find the code
    Column("sent_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False),  # wrong ones
    Column("confirmed_at", Moment),
    Column("confirmed_by", String(120), nullable=False, server_default=""),
    Column("feedback", String(26), nullable=False, server_default=""),  # the message that brought it back
    Index("ix_join_codes_customer_sent_at", "customer", "sent_at"),
    Index("ix_join_codes_sent_at", "sent_at", sqlite_where=_UNCONFIRMED, postgresql_where=_UNCONFIRMED),
)

imported_customers = Table(
    "imported_customers",
    METADATA,
    Column("id", String(120), primary_key=True),  # as the company's own list has it
    Column("name", Text, nullable=False),
    Column("segment", String(80), nullable=False, index=True),
    Column("value", Float),
    Column("language", String(8), nullable=False),
    Column("changed_at", Moment, nullable=False),
)

imported_addresses = Table(
    "imported_addresses",
    METADATA,
    Column("id", String(120), ForeignKey("imported_customers.id"), primary_key=True),
    Column("customer", String(40), primary_key=True, index=True),
    Column("kind", String(12), nullable=False),
    Column("address", Text, nullable=False),
)
