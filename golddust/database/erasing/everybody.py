"""Every pseudonym that the database names anywhere, for finding whoever is in the register of the erased."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from golddust.database.schema import case_feedback, cases, contacts, feedback, replies, returned
from golddust.database.schema.causes import cause_told
from golddust.database.schema.people import imported_addresses, join_codes, join_proposals, joins, person_addresses

COLUMNS = (
    *(contacts.c.customer, feedback.c.customer, cases.c.customer, case_feedback.c.customer, replies.c.customer),
    *(returned.c.customer, cause_told.c.customer, person_addresses.c.customer, imported_addresses.c.customer),
    *(joins.c.first, joins.c.second, join_proposals.c.first, join_proposals.c.second, join_codes.c.customer),
)
"""Whether somebody wants to hear from us (`consents`) is kept under their pseudonym, and is no reason to erase again."""


def pseudonyms(connection: Connection) -> Iterator[str]:
    """Each once."""
    seen: set[str] = set()
    for column in COLUMNS:
        for name in connection.execute(select(column).distinct()).scalars():
            if name and name not in seen:
                seen.add(name)
                yield name
