"""Web hooks out: who is told of which events, where each stands on the log, what waits to be tried again, and each try.

No event is kept here: what waits is named by its place on the log. `key` is the pseudonym or the case that keeps its order.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, UniqueConstraint

from golddust.database.schema.columns import METADATA, BigNumber, Moment

subscriptions = Table(
    "subscriptions",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("url", Text, nullable=False),
    Column("topics", Text, nullable=False),  # JSON
    Column("filter", Text, nullable=False),  # JSON
    Column("secret", Text, nullable=False),  # encrypted with a key that is not in the database
    Column("old_secret", Text, nullable=False),  # signs beside the new one until then; "" when there is none
    Column("old_secret_until", Moment),
    Column("state", String(12), nullable=False),  # active, paused, disabled
    Column("why", Text, nullable=False),  # it was disabled
    Column("version", Integer, nullable=False),  # grows with each change by a person
    Column("made_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("start_at", Moment, nullable=False),  # where partitions begin of which it has no position yet
    Column("claim", String(26), nullable=False),  # who works for it now; empty: nobody
    Column("claimed_at", Moment),
    Column("accepted_at", Moment),  # when its receiver last took something
    Column("failing_since", Moment),  # the first try in vain since then
    Column("rounds", Integer, nullable=False),  # rests in a row without anything taken
    Column("rest_until", Moment),
    Column("behind", BigInteger, nullable=False),  # records of its topics it has not read, and events that wait
    Column("behind_since", Moment),
)
positions = Table(
    "subscription_positions",
    METADATA,
    Column("subscription", String(40), primary_key=True),
    Column("topic", String(120), primary_key=True),
    Column("partition", Integer, primary_key=True, autoincrement=False),
    Column("next", BigInteger, nullable=False),
)
waiting = Table(
    "subscription_waiting",
    METADATA,
    Column("number", BigNumber, primary_key=True),
    Column("subscription", String(40), nullable=False),
    Column("topic", String(120), nullable=False),
    Column("partition", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("first_try_at", Moment),
    Column("next_try_at", Moment, nullable=False),
    UniqueConstraint("subscription", "topic", "partition", "position", name="uq_subscription_waiting_place"),
)
tries = Table(
    "subscription_tries",
    METADATA,
    Column("number", BigNumber, primary_key=True),
    Column("subscription", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    Column("event", Text, nullable=False),  # its id
    Column("type", String(80), nullable=False),
    Column("tried", Integer, nullable=False),  # the how manieth try it was
    Column("result", String(12), nullable=False),  # accepted, failed, given_up, gone, test
    Column("status", Integer, nullable=False),  # of the answer; 0: there was none
    Column("error", String(20), nullable=False),
    Column("ms", Integer, nullable=False),
    Column("size", Integer, nullable=False),  # of what was sent, in bytes
    Index("ix_subscription_tries_subscription_number", "subscription", "number"),
)
