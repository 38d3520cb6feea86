"""What each role's user must be allowed to do in the database. The tables' owner, as whom migrations run, is nobody's at work."""

from collections.abc import Iterator, Mapping

from golddust.database.schema import METADATA

READ, ADD, CHANGE, REMOVE = "SELECT", "INSERT", "UPDATE", "DELETE"
ALL = (READ, ADD, CHANGE, REMOVE)
Operations = tuple[str, ...]
ROOMS: Mapping[str, frozenset[str]] = {
    "said": frozenset({"contacts", "feedback", "feedback_labels", "feedback_topics", "tags", "tag_corrections"}),
    "cases": frozenset(
        {
            *("cases", "case_feedback", "case_events", "case_pairs", "promises", "answered"),
            *("causes", "cause_cases", "cause_told", "counters", "outbox"),
        }
    ),
    "people": frozenset(
        {"person_addresses", "joins", "join_proposals", "join_codes", "imported_customers", "imported_addresses"}
    ),
    "consents": frozenset({"consents", "consent_statements"}),
    "answers": frozenset({"replies", "returned", "carriers"}),
    "staff": frozenset({"staff_notices"}),
    "insight": frozenset({"insight_cells", "insight_days", "insight_marks", "insight_notes", "insight_baselines", "published"}),
    "mirrors": frozenset({"mirrors", "mirror_polls"}),
    "media": frozenset({"media"}),
    "desk": frozenset({"saved_views", "case_watchers", "digest_readers"}),
    "accounts": frozenset({"users", "sessions", "tokens", "invitations", "second_factors", "identities"}),
    "audit": frozenset({"audit_log"}),
    "hooks": frozenset({"subscriptions", "subscription_positions", "subscription_waiting", "subscription_tries"}),
    "erased": frozenset({"erased"}),
    "erasures": frozenset({"erasures", "legal_holds"}),
    "orders": frozenset({"erasure_tickets"}),
}
"""Every table, by what it is about; a test proves that none is left out."""
VERSION = "alembic_version"
"""Each role looks whether the schema is the one it was written for."""
_WORK = {"said": ALL, "cases": ALL, "people": ALL, "consents": ALL, "answers": ALL, "staff": ALL}
_ERASING = dict.fromkeys(("media", "mirrors", "desk", "hooks", "erased", "erasures", "orders"), ALL)
"""Beside that, wherever something of a person may be; the console counts it by the very statements, which it takes back."""
GRANTS: Mapping[str, Mapping[str, Operations]] = {
    # customers' own pages: a case is shown, and what its customer says of it is written down
    "http": {
        **dict.fromkeys(("said", "people", "consents", "answers", "insight", "media", "staff"), (READ,)),
        "cases": ALL,
    },
    "store": _WORK | {"insight": ALL, "media": ALL, "erased": (READ,), "erasures": (READ,)},  # it keeps who is held
    "complaints": _WORK | {"mirrors": (READ,), "erased": (READ,)},
    "promises": _WORK | {"insight": ALL, **_ERASING, "audit": (READ, ADD)},
    "replies": _WORK | {"insight": (READ,), "desk": (READ,), "erased": (READ,)},
    "mirrors": _WORK | {"mirrors": ALL, "orders": ALL, "erased": (READ,)},
    "media": {"said": (READ,), "media": ALL},
    "subscriptions": {"hooks": ALL, "cases": (READ,), "erased": (READ,)},
    "console": {
        **_WORK,
        **_ERASING,
        "insight": ALL,
        "accounts": ALL,
        "audit": (READ, ADD),  # what was written there is neither changed nor taken away
    },
}
"""By role and room; what stands in no line is done by nobody. `smtp`, `forward` and `tag` have no user at the database at all."""
SINGLE_COLUMNS: Mapping[str, Mapping[str, Operations]] = {
    "replies": {"users": ("name", "teams", "language", "active")}  # who has the digest; their passwords are not its business
}
"""Columns that a role may read where the table is not otherwise its own."""


def tables_of(role: str) -> Mapping[str, Operations]:
    """What the role may do with each table."""
    return {table: operations for room, operations in GRANTS[role].items() for table in sorted(ROOMS[room])}


def as_sql(users: str = "golddust_", schema: str = "public") -> str:
    """The statements that make each role's user, without a password, and allow it what it needs and nothing else.

    To be run by the owner of the tables or a superuser, once the schema is up to date, and again after each upgrade.
    """
    return "\n".join(
        ("-- Written by `golddust privileges sql`.", "BEGIN;", *_of_everybody(schema), *_of_roles(users, schema), "COMMIT;", "")
    )


def _of_everybody(schema: str) -> Iterator[str]:
    yield f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC;"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC;"


def _of_roles(users: str, schema: str) -> Iterator[str]:
    for role in GRANTS:
        user = f'"{users}{role}"'
        name = f"{users}{role}".replace("'", "''")
        yield ""
        yield f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN"
        yield f"  CREATE ROLE {user} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE; END IF; END $$;"
        yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {user};"
        yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {user};"
        yield f"GRANT USAGE ON SCHEMA {schema} TO {user};"
        yield f"GRANT SELECT ON {schema}.{VERSION} TO {user};"
        for table, operations in tables_of(role).items():
            yield f"GRANT {', '.join(operations)} ON {schema}.{table} TO {user};"
            if ADD in operations:
                yield from (f"GRANT USAGE ON SEQUENCE {schema}.{one} TO {user};" for one in _sequences(table))
        for table, columns in SINGLE_COLUMNS.get(role, {}).items():
            yield f"GRANT SELECT ({', '.join(columns)}) ON {schema}.{table} TO {user};"


def _sequences(table: str) -> Iterator[str]:
    """Those that give its rows their numbers."""
    column = METADATA.tables[table].autoincrement_column
    if column is not None:
        yield f"{table}_{column.name}_seq"
