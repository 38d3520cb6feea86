"""What is to be said: to customers, and by database transactions on the log."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, LargeBinary, String, Table, Text, false

from golddust.database.schema.columns import METADATA, BigNumber, Moment

replies = Table(
    "replies",
    METADATA,
    Column("id", String(26), primary_key=True),  # the request's id
    Column("case", String(26), nullable=False, index=True),
    Column("feedback", String(26), nullable=False),
    Column("customer", String(40), nullable=False),
    Column("channel", String(12), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("requested_at", Moment, nullable=False),
    Column("state", String(12), nullable=False),  # waiting, sending, sent, suppressed, failed, uncertain
    Column("why", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_try_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("provider_id", Text, nullable=False),
    Column("urgent", Boolean, nullable=False, server_default=false()),
    Column("claimed_at", Moment),  # when it was last handed to its carrier
    Column("asked", Integer, nullable=False, server_default="0"),  # how often the carrier was asked whether it has it, in doubt
    Column("sent_from", String(80), nullable=False, server_default=""),  # our number, for text messages
    Column("segments", Integer, nullable=False, server_default="0"),
    Column("price", Integer, nullable=False, server_default="0"),  # what it may cost, in millionths
    Column("carrier", String(12), nullable=False, server_default=""),  # what its carrier said later: delivered, read, undelivered
    Index("ix_replies_state_next_try_at", "state", "next_try_at"),
    Index("ix_replies_sent_from_claimed_at", "sent_from", "claimed_at"),
    Index("ix_replies_claimed_at", "claimed_at"),
    Index("ix_replies_customer_requested_at", "customer", "requested_at"),
    Index("ix_replies_customer_changed_at", "customer", "changed_at"),
)

returned = Table(
    "returned",
    METADATA,
    Column("reply", String(26), primary_key=True),
    Column("feedback", String(26), primary_key=True),  # the delivery report, or the carrier's status, that says so
    Column("customer", String(40), nullable=False),
    Column("kind", String(8), nullable=False),  # hard, soft, policy, delayed
    Column("status", String(12), nullable=False),  # RFC 3463, "" when not said
    Column("at", Moment, nullable=False),  # when the report came
    Index("ix_returned_customer_at", "customer", "at"),
)

carriers = Table(
    "carriers",
    METADATA,
    Column("name", String(120), primary_key=True),  # such as smtp, twilio, twilio.north
    Column("failing_since", Moment, nullable=False),  # it is left alone, and tried now and then; the row goes when it works
    Column("rests_until", Moment, nullable=False),
    Column("why", Text, nullable=False),
)

outbox = Table(
    "outbox",
    METADATA,
    Column("number", BigNumber, primary_key=True, autoincrement=False),  # taken from `counters`: without gaps, in commit order
    Column("topic", String(80), nullable=False),
    Column("key", String(80), nullable=False),
    Column("headers", JSON, nullable=False),
    Column("value", LargeBinary, nullable=False),
)

counters = Table(
    "counters",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
