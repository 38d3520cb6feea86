"""Who may use the inner door, and what is written down of what they did there."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, String, Table, Text, true

from golddust.database.schema.columns import METADATA, BigNumber, Moment

users = Table(
    "users",
    METADATA,
    Column("name", String(120), primary_key=True),
    Column("password", Text, nullable=False),  # argon2id; "": none, so nobody signs in with one
    Column("created_at", Moment, nullable=False),
    Column("role", String(12), nullable=False, server_default="manager"),
    Column("teams", JSON, nullable=False, server_default="[]"),  # names of owners, as the taxonomy has them
    Column("active", Boolean, nullable=False, server_default=true()),
    Column("language", String(12), nullable=False, server_default=""),  # of the console, for them; "": what their browser says
    Column("zone", String(64), nullable=False, server_default=""),  # as above
)

sessions = Table(
    "sessions",
    METADATA,
    Column("digest", String(64), primary_key=True),  # SHA-256 of the cookie's value
    Column("user", String(120), nullable=False, index=True),
    Column("expires_at", Moment, nullable=False),
    Column("needs", String(8), nullable=False, server_default=""),  # what is still to be shown: "", code, setup
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
    Column("owner", String(120), nullable=False, server_default=""),  # the person who made it; "": made on the command line
)

invitations = Table(
    "invitations",
    METADATA,
    Column("digest", String(64), primary_key=True),  # SHA-256 of what stands in the link
    Column("user", String(120), nullable=False, unique=True),
    Column("expires_at", Moment, nullable=False),
)

second_factors = Table(
    "second_factors",
    METADATA,
    Column("user", String(120), primary_key=True),
    Column("secret", Text, nullable=False),  # encrypted with a key that is not in the database
    Column("confirmed", Boolean, nullable=False),
    Column("last_step", BigInteger, nullable=False),  # no code of this step of time, or of one before, is taken again
    Column("recovery", JSON, nullable=False),  # SHA-256 of the codes that were not used yet
)

identities = Table(
    "identities",
    METADATA,
    Column("issuer", String(255), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("user", String(120), nullable=False),
)

audit_log = Table(
    "audit_log",
    METADATA,
    Column("number", BigNumber, primary_key=True, autoincrement=False),  # 1, 2, 3 … without a gap
    Column("at", Moment, nullable=False, index=True),
    Column("kind", String(8), nullable=False),  # person, program, command, nobody
    Column("actor", String(120), nullable=False, index=True),
    Column("action", String(40), nullable=False, index=True),
    Column("subject", String(160), nullable=False, index=True),  # an id, a reference, a name; never a customer's words
    Column("detail", Text, nullable=False),  # as JSON
    Column("digest", String(64), nullable=False),  # of this row and the digest before it, under a key
)
