"""What becomes of each table when a person is erased. A test walks the whole schema: what is not declared here fails it.

`Gone`: the rows that are theirs are deleted. `Emptied`: the rows stay, so that what was counted stays right, and say nothing of
anybody any more; each column is named, as emptied or as kept. `Free`: no column holds anything about a customer, and why not.
`Own`: it takes more than a statement; `wiping.py` does it, by these columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

What = Literal["customers", "feedback", "cases", "replies", "opened"]
"""Whose ids a column holds: pseudonyms; messages; cases that are theirs; replies to them; cases that they opened."""
BY_REQUEST = "erased at the person's request"


@dataclass(frozen=True, slots=True)
class Gone:
    """Rows of which one of these columns names the person are deleted."""

    by: tuple[str, ...]
    what: What = "customers"


@dataclass(frozen=True, slots=True)
class Emptied:
    """Rows of which this column names the person lose what is theirs and keep the rest."""

    by: str
    what: What
    empty: Mapping[str, Any]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Free:
    """Nothing in these columns is about a customer."""

    why: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Own:
    """`how` in words; every column is named."""

    how: str
    columns: tuple[str, ...]


Rule = Gone | Emptied | Free | Own
_STAFF = "of people of the house, not of customers"
_COUNTED = "figures of many, which name nobody"

RULES: Mapping[str, Rule] = {
    # what customers said
    "contacts": Gone(("customer",)),
    "feedback": Emptied(
        "id",
        "feedback",
        {
            **dict.fromkeys(("customer", "external_id", "text", "full_text", "subject", "message_id", "original"), ""),
            "authentication": "",
            "attachments": [],
            "thread": {},
            "problems": [],
        },
        (
            *("id", "channel", "source", "received_at", "rating", "automatic", "command", "suspect", "revision", "service"),
            "emptied_at",
        ),
    ),
    "tags": Own(
        "redacted text and evidence are emptied, labels stay for the figures",
        (
            *("feedback", "event", "received_at", "kind", "kind_confidence", "sentiment", "sentiment_score"),
            *("sentiment_confidence", "unsure", "emotion", "urgency", "language", "redacted", "tags", "tagger", "revision"),
        ),
    ),
    "feedback_topics": Free(_COUNTED, ("feedback", "topic", "confidence", "sentiment", "received_at")),
    "feedback_labels": Free("labels of the address that was reached, such as the store", ("feedback", "label", "value")),
    "media": Gone(("feedback",), "feedback"),
    "tag_corrections": Free("labels, by people of the house", ("id", "feedback", "question", "answers", "at", "actor")),
    # their cases
    "cases": Own(
        "words and pseudonym are emptied, an open one is closed; one that others share goes on in their name",
        (
            *("id", "reference", "state", "kind", "priority", "owner", "assignee", "channel", "customer", "feedback", "subject"),
            *("text", "why", "topics", "sentiment", "emotion", "urgency", "language", "answerable", "opened_at", "changed_at"),
            *("version", "segment", "cause", "cost", "pauses", "escalation", "reopened", "delay", "asked_at", "merged_into"),
            *("due_at", "wakes_at", "judged_by", "emptied_at"),
        ),
    ),
    "case_feedback": Emptied(
        "feedback", "feedback", {"customer": "", "message": ""}, ("feedback", "case", "born_in", "at", "customer", "message")
    ),
    "promises": Own(
        "words are emptied; what was promised and neither kept nor broken is withdrawn",
        (
            *("case", "standard", "number", "due", "kept_at", "since", "policy", "words", "at_risk_at", "told_at", "new_due"),
            *("late_at", "sorry_at"),
        ),
    ),
    "case_events": Own("notes, words and pseudonym are emptied", ("id", "case", "number", "step", "at", "actor", "event")),
    "case_pairs": Free("ids of cases", ("first", "second", "verdict", "decided_by", "decided_at")),
    "case_watchers": Free(_STAFF, ("case", "user", "seen_at", "wrote_at")),
    "causes": Free(
        "of many people's matters, in words of the house",
        (
            *("id", "number", "title", "description", "owner", "state", "opened_by", "opened_at", "changed_at", "mended_by"),
            *("mended_at", "mended"),
        ),
    ),
    "cause_cases": Free("ids of cases", ("case", "cause", "added_by", "added_at")),
    "cause_told": Gone(("customer",)),
    # what we said to them
    "replies": Emptied(
        "id",
        "replies",
        {**dict.fromkeys(("customer", "subject", "text", "provider_id"), ""), "why": BY_REQUEST},
        (
            *("id", "case", "feedback", "channel", "purpose", "language", "requested_at", "state", "tries", "next_try_at"),
            *("changed_at", "urgent", "claimed_at", "asked", "sent_from", "segments", "price", "carrier"),
        ),
    ),
    "returned": Gone(("customer",)),
    "answered": Gone(("feedback",), "feedback"),
    "outbox": Own(
        "what waits for the log about them is taken out, or loses its words", ("number", "topic", "key", "headers", "value")
    ),
    # whether they want to hear from us
    "consents": Own(
        "that they want nothing stays, under the keyed hash of the address; that they want something goes",
        ("customer", "channel", "sender", "state", "since", "statement", "feedback"),
    ),
    "consent_statements": Own(
        "their words are emptied; what proves no STOP that holds is deleted",
        (
            *("id", "customer", "channel", "sender", "state", "at", "by", "word", "words", "feedback", "actor", "answer"),
            *("holds", "revision"),
        ),
    ),
    # who they are
    "person_addresses": Gone(("customer",)),
    "joins": Gone(("first", "second")),
    "join_codes": Own(
        "deleted with the proposals",
        ("proposal", "customer", "digest", "sent_at", "tries", "confirmed_at", "confirmed_by", "feedback"),
    ),
    "join_proposals": Gone(("first", "second")),
    "imported_addresses": Gone(("customer",)),
    "imported_customers": Own(
        "deleted when no address is left, else the name is emptied", ("id", "name", "segment", "value", "language", "changed_at")
    ),
    # elsewhere, and to the staff
    "mirrors": Own(
        "nothing more is carried there; the ticket is ordered to be erased",
        (
            *("case", "mirror", "reference", "ticket", "state", "known", "carried", "shown", "there", "heard", "tries", "why"),
            *("since", "next_try_at", "settles_at", "claim", "claimed_at", "look_at", "changed_at"),
        ),
    ),
    "staff_notices": Emptied(
        "case",
        "opened",
        dict.fromkeys(("subject", "text"), ""),
        (
            *("id", "notice", "case", "reference", "role", "person", "way", "purpose", "urgent", "requested_at", "state", "why"),
            *("tries", "next_try_at", "changed_at", "provider_id"),
        ),
    ),
    "saved_views": Own("one that names them is deleted", ("user", "name", "query", "saved_at")),
    # told to others: what waits is named by its place, and whoever was erased is not handed over (sinks/subscriptions)
    "subscription_waiting": Gone(("key",)),
    "subscription_tries": Free(
        "ids of events, and how they were answered; never what was sent",
        ("number", "subscription", "at", "event", "type", "tried", "result", "status", "error", "ms", "size"),
    ),
    "subscription_positions": Free("places on the log", ("subscription", "topic", "partition", "next")),
    "subscriptions": Free(
        "of whoever subscribed; filters are by tags, never by customers",
        (
            *("name", "url", "topics", "filter", "secret", "old_secret", "old_secret_until", "state", "why", "version"),
            *("made_at", "changed_at", "start_at", "claim", "claimed_at", "accepted_at", "failing_since", "rounds", "rest_until"),
            *("behind", "behind_since"),
        ),
    ),
    # erasing itself
    "erased": Free("keyed hashes that nobody can turn back", ("person", "until", "erasure")),
    "erasures": Own(
        "whom it is about is emptied once it is done",
        ("id", "state", "customers", "asked_at", "asked_by", "done_at", "report"),
    ),
    "legal_holds": Own(
        "none holds when somebody is erased; those that were released lose the reason and the pseudonym",
        ("id", "customer", "reason", "placed_at", "placed_by", "released_at", "released_by", "released_why"),
    ),
    "erasure_tickets": Free(
        "ids of tickets elsewhere, and references of cases",
        ("erasure", "mirror", "ticket", "reference", "state", "why", "tries", "next_try_at", "changed_at"),
    ),
    # nobody's, or the house's own
    "audit_log": Free(
        "ids, references and names of accounts; never words",
        ("number", "at", "kind", "actor", "action", "subject", "detail", "digest"),
    ),
    "carriers": Free("how it stands with carriers", ("name", "failing_since", "rests_until", "why")),
    "counters": Free("numbers", ("name", "value")),
    "mirror_polls": Free("times", ("mirror", "through")),
    "digest_readers": Free(_STAFF, ("reader", "mail", "wants", "changed_at")),
    "insight_cells": Free(
        _COUNTED, ("side", "topic", "value", "day", "kind", "said", "negative", "neutral", "positive", "unsure")
    ),
    "insight_days": Free(_COUNTED, ("day", "zone", "stored", "complaints")),
    "insight_marks": Free("hours", ("id", "hour")),
    "insight_notes": Free("what the house writes about a day", ("id", "day", "words", "by", "at")),
    "insight_baselines": Free(_COUNTED, ("id", "name", "first", "last", "segment", "topics", "by", "at")),
    "published": Free(_COUNTED, ("standard", "first", "last", "cases", "kept", "at")),
    "users": Free(_STAFF, ("name", "password", "created_at", "role", "teams", "active", "language", "zone")),
    "sessions": Free(_STAFF, ("digest", "user", "expires_at", "needs")),
    "tokens": Free(_STAFF, ("digest", "name", "scopes", "created_at", "expires_at", "one_time", "owner")),
    "invitations": Free(_STAFF, ("digest", "user", "expires_at")),
    "second_factors": Free(_STAFF, ("user", "secret", "confirmed", "last_step", "recovery")),
    "identities": Free(_STAFF, ("issuer", "subject", "user")),
}
BESIDE_THE_SCHEMA: Mapping[str, str] = {
    "alembic_version": "the version of the schema",
    "sqlite_sequence": "SQLite's own counters",
    "feedback_words": "the index of words on SQLite: triggers empty it with `feedback`, and it is then written anew",
    **{f"feedback_words_{part}": "a part of the index of words" for part in ("data", "idx", "content", "docsize", "config")},
}
"""Tables that are in the database and not in the metadata."""
