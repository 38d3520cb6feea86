"""The API's description, OpenAPI 3.1: the paths are written here, the shapes come from the code."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from console.api.openapi_customers import CUSTOMER_SHAPES, customer_paths
from console.api.openapi_parts import LIMIT, Shape, answer, at, errors, export, listing, read, ref, stream
from console.api.openapi_subscriptions import SUBSCRIPTION_SHAPES, subscription_paths
from console.api.requests import Assign, Change, Keep, Merge, NotSolved, Other, Resolve, Split, Step, Words
from console.exports.tables import TABLES
from golddust.events import CaseEvent, Channel, Escalation, Kind, Level, Mood, Pause, Standard, Tagged
from golddust.ports import Case, DraftedResolution, PerhapsSame, ToldBefore
from golddust.schemas import opened

BEARER = "bearer"


class FeedbackItem(Struct, kw_only=True):
    """What a customer said; `tagged` is null until it was tagged, `case` the reference of its case, if any."""

    id: str
    channel: Channel
    received_at: datetime
    customer: str
    rating: float | None
    attachments: int
    automatic: str | None
    command: str | None
    kind: Kind | None
    kind_confidence: float | None
    sentiment: Mood | None
    sentiment_score: float | None
    unsure: bool | None
    emotion: str | None
    urgency: Level | None
    language: str | None
    case: str | None
    tagged: Tagged | None


class FeedbackPage(Struct, kw_only=True):
    """A page of feedback; `next_cursor` is null on the last."""

    items: list[FeedbackItem]
    next_cursor: str | None


class CasePage(Struct, kw_only=True):
    """A page of cases; `next_cursor` is null on the last."""

    items: list[Case]
    next_cursor: str | None


class ReplyItem(Struct, kw_only=True):
    """What was or is to be said to the customer, without its words; `carrier` is what was told of it later, such as delivered."""

    id: str
    channel: Channel
    purpose: str
    requested_at: datetime
    state: str
    carrier: str
    why: str
    changed_at: datetime


class PromiseInFull(Struct, kw_only=True):
    """A promise; `explained` says in one line how its clock stands, `stands` that it waits for the customer."""

    standard: Standard
    due: datetime
    kept_at: datetime | None
    number: int
    since: datetime | None
    policy: str
    words: str
    at_risk_at: datetime | None
    told_at: datetime | None
    new_due: datetime | None
    late_at: datetime | None
    sorry_at: datetime | None
    explained: str
    stands: bool


class MessageItem(Struct, kw_only=True):
    """A message that belongs to a case; `text` is empty until it is redacted, `labels` are of the address it reached."""

    id: str
    channel: Channel
    received_at: datetime
    text: str
    labels: dict[str, str]


class CaseInFull(Struct, kw_only=True):
    """A case with all that belongs to it: messages, replies, history, and what its customer told us before."""

    id: str
    reference: str
    state: str
    kind: str
    priority: str
    owner: str
    assignee: str
    channel: str
    customer: str
    feedback: str
    subject: str
    text: str
    why: str
    topics: list[str]
    sentiment: str
    emotion: str
    urgency: str
    opened_at: datetime
    changed_at: datetime
    promises: list[PromiseInFull]
    answerable: bool
    version: int
    segment: str
    cause: str
    cost: float | None
    pauses: list[Pause]
    escalation: Escalation | None
    reopened: int
    asked_at: datetime | None
    merged_into: str
    delay: str
    history: list[CaseEvent]
    messages: list[MessageItem]
    replies: list[ReplyItem]
    told_before: list[ToldBefore]
    perhaps_same: list[PerhapsSame]


class PairList(Struct, kw_only=True):
    """Pairs of open cases that may be one matter, each once, the newest first."""

    items: list[PerhapsSame]


class DraftList(Struct, kw_only=True):
    """Proposed resolutions, the best first; `blanks` must be filled in before one is sent."""

    items: list[DraftedResolution]


class ProblemDetails(Struct, kw_only=True):
    """An error, as RFC 9457 has it; `id` names a fault of ours in our log."""

    type: str
    title: str
    status: int
    detail: str = ""
    id: str = ""


_SHAPES = (
    FeedbackPage,
    FeedbackItem,
    CasePage,
    Case,
    CaseInFull,
    DraftList,
    PairList,
    ProblemDetails,
    *SUBSCRIPTION_SHAPES,
    *CUSTOMER_SHAPES,
    *(Step, Assign, Words, Change, Resolve, Keep, NotSolved, Merge, Other, Split),
)
_STATES = ["", "open", "unresolved", "received", "acknowledged", "in_work", "waiting", "resolved", "closed", "reopened"]


_FILTERS = (
    (
        "state",
        {"type": "string", "enum": _STATES},
        "`open`: all that wait for us; `unresolved`: those that wait for the customer, too",
    ),
    ("owner", {"type": "string"}, "the business function that can mend it"),
    ("assignee", {"type": "string"}, "who works on it"),
    ("person", {"type": "string"}, "who works on it, or was called by the ladder"),
    ("priority", {"type": "string", "enum": ["", "low", "normal", "high", "critical"]}, "how pressing it is"),
    ("segment", {"type": "string"}, "of which segment its customer is"),
    ("cause", {"type": "string"}, "the number or the id of the cause behind it"),
    (
        "standing",
        {"type": "string", "enum": ["", "late", "at_risk"]},
        "with a broken promise, or one that its owner was warned of",
    ),
)
_SOUGHT = (
    ("channel", {"type": "string"}, "only by this channel"),
    ("topic", {"type": "string"}, "only about this"),
    ("mood", {"type": "string", "enum": ["", "negative", "neutral", "positive"]}, "only of this sentiment"),
    ("segment", {"type": "string"}, "only of customers of this segment"),
)
_ORDER = (
    "order",
    {"type": "string", "enum": ["", "due", "opened"], "default": "due"},
    "`opened`: what was opened last first, in which no case moves while you read; `due` moves what changes meanwhile",
)
_STEPS: Mapping[str, tuple[str, str, bool]] = {
    "acknowledge": ("Say that a person has seen it", "Step", False),
    "start": ("Take it into work; standing clocks run again", "Step", False),
    "assign": ("Give it to somebody", "Assign", True),
    "ask": ("Ask the customer; the clocks stand until they answer", "Words", True),
    "tell": ("Tell the customer how it stands", "Words", True),
    "note": ("Write something down for those at work on it", "Words", True),
    "set": ("Set priority, owner, segment, cause, cost, or why it takes longer", "Change", True),
    "escalate": ("Take it one step up the ladder, with the reason", "Words", True),
    "accept": ("Take a case that the ladder brought", "Step", False),
    "resolve": ("Tell the customer how it ended", "Resolve", True),
    "keep": ("Say that what was pledged was done", "Keep", True),
    "close": ("Close it; its customer can still open it again", "Step", False),
    "not-solved": ("Say on the customer's behalf that it is not solved", "NotSolved", False),
    "merge": ("Let it go on in another case of the same customer, which is returned", "Merge", True),
    "same": ("Say that it is the same matter as another case: one case, once it is proven that it is one person", "Other", True),
    "apart": ("Say that it is not the same matter as another case, which is remembered", "Other", True),
    "split": ("Give one of its messages a case of its own; the one that stays is returned", "Split", True),
}
"""For each step: what it does, the shape of its body, and whether a body is needed."""


def document() -> Shape:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "golddust",
            "version": "1",
            "summary": "What customers say, and the promises made about it.",
            "description": "Text is redacted and customers are pseudonyms. Times are UTC. Tokens: `golddust token add`.",
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{BEARER: []}],
        "paths": _paths(),
        "components": {"schemas": _schemas(), "securitySchemes": {BEARER: {"type": "http", "scheme": "bearer"}}},
    }


def _schemas() -> Shape:
    _, components = msgspec.json.schema_components(_SHAPES, ref_template="#/components/schemas/{name}")
    return {name: opened(schema) for name, schema in components.items()}


def _paths() -> Shape:
    kind = ("kind", {"type": "string", "enum": ["", *_values(Kind)]}, "only this kind")
    figures = {"type": "object", "additionalProperties": {"type": "integer"}}
    narrowed = {"messages": (kind, *_SOUGHT), "cases": _FILTERS, "promises": _FILTERS}
    cases = listing("Cases, what breaks first first", "read:cases", "CasePage", (*_FILTERS, _ORDER))
    return {
        "/figures": {"get": read("How much is stored", "read:feedback", figures)},
        "/feedback": {"get": listing("Feedback, newest first", "read:feedback", "FeedbackPage", (kind,))},
        "/feedback/{feedback}": at("feedback", {"get": read("One feedback", "read:feedback", ref("FeedbackItem"))}),
        "/cases": {"get": cases},
        "/offered": {"get": read("Cases that may be one matter", "read:cases", ref("PairList"), (LIMIT,))},
        "/cases/{case}": at("case", {"get": read("One case, by id or reference", "read:cases", ref("CaseInFull"))}),
        "/cases/{case}/drafts": at("case", {"get": read("Proposed resolutions", "read:cases", ref("DraftList"))}),
        "/streams/{topic}": stream(),
        **{f"/exports/{name}": {"get": export(one.says, one.scope, narrowed.get(name, ()))} for name, one in TABLES.items()},
        **{f"/cases/{{case}}/{name}": at("case", {"post": _write(*step)}) for name, step in _STEPS.items()},
        **customer_paths(),
        **subscription_paths(LIMIT),
    }


def _write(summary: str, body: str, required: bool) -> Shape:  # noqa: FBT001 - as the table of steps has it
    return {
        "summary": summary,
        "description": "Scope: `write:cases`. 409: its state does not allow it, or it is no longer at that version.",
        "requestBody": {"required": required, "content": {"application/json": {"schema": ref(body)}}},
        "responses": {
            "200": answer("The case as it is now", ref("Case")),
            **errors("400", "401", "403", "404", "409", "413", "422", "503"),
        },
    }


def _values(literal: Any) -> list[str]:
    return list(literal.__args__)
