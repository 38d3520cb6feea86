"""Every table, once, for both engines. `migrations/` brings a database to this; a test proves that the two agree.

Times are UTC. Personal data is in `contacts`, `feedback` (on SQLite in `feedback_words`, too), `replies.text`,
`consent_statements.words`, `imported_customers` and `imported_addresses`, and behind what `feedback.original` and
`media.original` name; all else holds pseudonyms and redacted text. What becomes of each column when somebody is erased stands in
`golddust/database/erasing/rules.py`, and a new one must be declared there.
"""

from golddust.database.schema import causes, digest, insight, media, mirrors, people, privacy, staff, subscriptions
from golddust.database.schema.access import audit_log, identities, invitations, second_factors, sessions, tokens, users
from golddust.database.schema.cases import case_events, case_feedback, case_pairs, cases, promises
from golddust.database.schema.columns import METADATA, BigNumber, Moment
from golddust.database.schema.consents import answered, consent_statements, consents
from golddust.database.schema.feedback import contacts, feedback, feedback_labels, feedback_topics, tags
from golddust.database.schema.inbox import case_watchers, saved_views, tag_corrections
from golddust.database.schema.replies import carriers, counters, outbox, replies, returned

__all__ = [
    "METADATA",
    "BigNumber",
    "Moment",
    "answered",
    "audit_log",
    "carriers",
    "case_events",
    "case_feedback",
    "case_pairs",
    "case_watchers",
    "cases",
    "causes",
    "consent_statements",
    "consents",
    "contacts",
    "counters",
    "digest",
    "feedback",
    "feedback_labels",
    "feedback_topics",
    "identities",
    "insight",
    "invitations",
    "media",
    "mirrors",
    "outbox",
    "people",
    "privacy",
    "promises",
    "replies",
    "returned",
    "saved_views",
    "second_factors",
    "sessions",
    "staff",
    "subscriptions",
    "tag_corrections",
    "tags",
    "tokens",
    "users",
]
