"""Cases as they stand in complaint systems elsewhere."""

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text, text

from golddust.database.schema.columns import METADATA, Moment

_WAITING = text("known > carried")
_TO_BE_LOOKED_AT = text("look_at IS NOT NULL")
mirrors = Table(
    "mirrors",
    METADATA,
    Column("case", String(26), primary_key=True),
    Column("mirror", String(40), primary_key=True),
    Column("reference", String(20), nullable=False),
    Column("ticket", Text, nullable=False),  # its id there; empty while there is none
    Column("state", String(12), nullable=False),  # pending, open, parked
    Column("known", Integer, nullable=False),  # the number of the case's last event that was heard of
    Column("carried", Integer, nullable=False),  # of the last that was carried there
    Column("shown", String(12), nullable=False),  # the state that we gave the ticket last
    Column("there", String(12), nullable=False),  # the state in which it was seen last
    Column("heard", JSON, nullable=False),  # ids of the comments there that the register was told of
    Column("tries", Integer, nullable=False),  # since something last went well; counted before each try
    Column("why", Text, nullable=False),  # what it waits for, or why it is parked
    Column("since", Moment, nullable=False),  # when the first event was heard of that is still to be carried
    Column("next_try_at", Moment, nullable=False),
    Column("settles_at", Moment, nullable=False),  # before it, nobody can know what came of the last try
    Column("claim", String(26), nullable=False),  # who works on it now; empty: nobody
    Column("claimed_at", Moment, nullable=False),
    Column("look_at", Moment),  # when to ask how it stands there, whether or not it is said to have changed
    Column("changed_at", Moment, nullable=False),
    Index("ix_mirrors_waiting", "mirror", "since", sqlite_where=_WAITING, postgresql_where=_WAITING),
    Index("ix_mirrors_look_at", "mirror", "look_at", sqlite_where=_TO_BE_LOOKED_AT, postgresql_where=_TO_BE_LOOKED_AT),
    Index("ix_mirrors_mirror_ticket", "mirror", "ticket"),
)

mirror_polls = Table(
    "mirror_polls",
    METADATA,
    Column("mirror", String(40), primary_key=True),
    Column("through", Moment, nullable=False),  # by their clock: up to when changes there were brought back
)
