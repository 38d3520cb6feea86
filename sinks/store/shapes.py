"""What the archive's mappings hold, for whoever shows them."""

from datetime import datetime
from typing import Any, TypedDict

NOT_SENT = ("waiting", "sending", "uncertain")
"""States of a reply of which nobody can say that the customer has it."""


class StoredFeedback(TypedDict):
    """One feedback with its tags; from `kind` to `tags` all are None while it is being tagged.

    `customer` is the pseudonym; `address` and `name` are personal data, and None for a moment when the tags came first.
    `text`, `full_text` and `subject` are the customer's own words, `redacted` is the text without personal data. `tags` is
    the whole `Tagged` event as JSON, evidence included, as the tagger had it; what holds is in the columns and in `topics`,
    and `corrected` says by question who put it right, when, and how: {actor, at, answers}. `attachments`: a list of {name,
    type, size, url}, and of those that had to be fetched also {state, why, original}: "waiting", "stored", "refused" or
    "given_up", what is to be said of it, and what names it in Originals; `type` and `size` are then those of the bytes.
    `case`: the reference of the case that it belongs to, or None. `stopped_at`: since when the customer wants no answer from
    whom they wrote to, or None; `stopped_with`: in which words they said so last, should they have. `authentication` is what
    was found out about its sender, "" where nothing was; `suspect`: it was not sent by whom it says. `original` names in
    Originals what came in.
    """

    id: str
    channel: str
    source: str
    external_id: str
    received_at: datetime
    customer: str
    original: str
    text: str
    full_text: str
    subject: str
    rating: float | None
    attachments: list[dict[str, Any]]
    automatic: str | None
    command: str | None
    authentication: str
    suspect: bool
    problems: list[str]
    address: str | None
    address_kind: str | None
    name: str | None
    stopped_at: datetime | None
    stopped_with: str | None
    kind: str | None
    kind_confidence: float | None
    sentiment: str | None
    sentiment_score: float | None
    sentiment_confidence: float | None
    unsure: bool | None
    emotion: str | None
    urgency: str | None
    language: str | None
    redacted: str | None
    tags: dict[str, Any] | None
    case: str | None
    topics: list[dict[str, Any]]
    corrected: dict[str, dict[str, Any]]


class StoredIssue(StoredFeedback):
    """A feedback that is part of a case, with what its case is now. `opened`: it opened it. `at`: when it was received."""

    at: datetime
    opened: bool
    priority: str
    owner: str
    state: str
    why: str


class StoredReply(TypedDict):
    """One reply. `state`: waiting, sending, sent, suppressed, failed, uncertain; `why` says in words why it is not sent.

    `carrier` is what the carrier told of it later: delivered, read, undelivered, or "" for nothing.
    """

    id: str
    case: str
    feedback: str
    customer: str
    channel: str
    purpose: str
    subject: str
    text: str
    language: str
    requested_at: datetime
    state: str
    why: str
    tries: int
    next_try_at: datetime
    changed_at: datetime
    provider_id: str
    carrier: str


class WaitingReplies(TypedDict):
    """How many replies of one channel wait for the same thing."""

    channel: str
    state: str
    why: str
    number: int


class Figures(TypedDict):
    """How much is stored. `open_cases` still wait for us; `late_cases` have a promise that is broken and not kept yet."""

    feedback: int
    complaints: int
    cases: int
    open_cases: int
    late_cases: int
    waiting_replies: int
