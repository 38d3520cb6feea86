"""Every table, once, for both engines. `migrations/` brings a database to this; a test proves that the two agree.

Times are UTC. Personal data is in `contacts`, `feedback`, `replies.text`, `imported_customers` and `imported_addresses`; all else
holds pseudonyms and redacted text.
"""

from golddust.database.schema import causes, mirrors, people, staff
from golddust.database.schema.access import sessions, tokens, users
from golddust.database.schema.cases import case_events, case_feedback, case_pairs, cases, promises
from golddust.database.schema.columns import METADATA, BigNumber, Moment
from golddust.database.schema.feedback import contacts, feedback, feedback_topics, tags
from golddust.database.schema.replies import counters, outbox, replies, returned

__all__ = [
    "METADATA",
    "BigNumber",
    "Moment",
    "case_events",
    "case_feedback",
    "case_pairs",
    "cases",
    "causes",
    "contacts",
    "counters",
    "feedback",
    "feedback_topics",
    "mirrors",
    "outbox",
    "people",
    "promises",
    "replies",
    "returned",
    "sessions",
    "staff",
    "tags",
    "tokens",
    "users",
]
