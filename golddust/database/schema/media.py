"""Files that customers sent by a provider who keeps them until they are fetched, such as pictures of text messages.

`original` names the bytes in Originals, which are content addressed: two rows may name the same bytes (one picture sent twice).
Whoever erases a customer, or forgets by age, deletes what their rows name unless a row of somebody else names it, then the rows;
whoever exports a customer hands the bytes out with the feedback.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, text

from golddust.database.schema.columns import METADATA, Moment

_WAITING = text("state = 'waiting'")
media = Table(
    "media",
    METADATA,
    Column("feedback", String(26), primary_key=True),
    Column("number", Integer, primary_key=True),  # its place among the feedback's attachments, from 1
    Column("url", Text, nullable=False),  # where the provider has it
    Column("revision", Integer, nullable=False),  # of the feedback that named the url
    Column("state", String(12), nullable=False),  # waiting, stored, refused, given_up
    Column("why", Text, nullable=False),  # what it waits for, why it is not there, or what is odd about it
    Column("tries", Integer, nullable=False),  # counted before each
    Column("first_try_at", Moment),
    Column("next_try_at", Moment, nullable=False),
    Column("claim", String(26), nullable=False),  # who fetches it now; empty: nobody
    Column("claimed_at", Moment),
    Column("changed_at", Moment, nullable=False),
    Column("declared", Text, nullable=False),  # its type, as the provider says
    Column("type", String(80), nullable=False),  # by what the bytes are
    Column("size", BigInteger, nullable=False),  # in bytes
    Column("original", Text, nullable=False),
    Index("ix_media_waiting", "next_try_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    Index("ix_media_state_changed_at", "state", "changed_at"),
    Index("ix_media_original", "original"),
)
