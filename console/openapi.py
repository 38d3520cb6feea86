"""The API's description, OpenAPI 3.1: the paths are written here, the shapes come from the code."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from console.requests import Acknowledge, Assign, Resolve
from golddust.events import CaseEvent, Channel, Kind, Level, Mood, Promise, Tagged
from golddust.ports import Case

Shape = dict[str, Any]
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
    """What was or is to be said to the customer, without its words."""

    id: str
    channel: Channel
    purpose: str
    requested_at: datetime
    state: str
    why: str
    changed_at: datetime


class CaseInFull(Struct, kw_only=True):
    """A case with its history and replies."""

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
    promises: list[Promise]
    answerable: bool
    version: int
    history: list[CaseEvent]
    replies: list[ReplyItem]


class ProblemDetails(Struct, kw_only=True):
    """An error, as RFC 9457 has it; `id` names a fault of ours in our log."""

    type: str
    title: str
    status: int
    detail: str = ""
    id: str = ""


_SHAPES = (FeedbackPage, FeedbackItem, CasePage, Case, CaseInFull, ProblemDetails, Acknowledge, Assign, Resolve)
_CURSOR = ("cursor", {"type": "string"}, "where the page before ended: its `next_cursor`")
_LIMIT = ("limit", {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}, "how many at most")
_STATES = ["", "open", "received", "acknowledged", "in_work", "waiting", "resolved", "closed", "reopened"]


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
    return dict(components)


def _paths() -> Shape:
    kind = ("kind", {"type": "string", "enum": ["", *_values(Kind)]}, "only this kind")
    state = ("state", {"type": "string", "enum": _STATES}, "only in this state; `open`: all that wait for us")
    figures = {"type": "object", "additionalProperties": {"type": "integer"}}
    return {
        "/figures": {"get": _read("How much is stored", "read:feedback", figures)},
        "/feedback": {"get": _read("Feedback, newest first", "read:feedback", _ref("FeedbackPage"), (_CURSOR, _LIMIT, kind))},
        "/feedback/{feedback}": _at("feedback", {"get": _read("One feedback", "read:feedback", _ref("FeedbackItem"))}),
        "/cases": {"get": _read("Cases, what breaks first first", "read:cases", _ref("CasePage"), (_CURSOR, _LIMIT, state))},
        "/cases/{case}": _at("case", {"get": _read("One case, by id or reference", "read:cases", _ref("CaseInFull"))}),
        "/cases/{case}/acknowledge": _at("case", {"post": _write("Take it into work", "Acknowledge", required=False)}),
        "/cases/{case}/assign": _at("case", {"post": _write("Give it to somebody", "Assign")}),
        "/cases/{case}/resolve": _at("case", {"post": _write("Tell the customer how it ended", "Resolve")}),
    }


def _read(summary: str, scope: str, answer: Shape, parameters: Sequence[tuple[str, Shape, str]] = ()) -> Shape:
    named = [{"name": n, "in": "query", "schema": schema, "description": words} for n, schema, words in parameters]
    return {
        "summary": summary,
        "description": f"Scope: `{scope}`.",
        "parameters": named,
        "responses": {"200": _answer("Done", answer), **_errors("401", "403", "404", "422", "503")},
    }


def _write(summary: str, body: str, *, required: bool = True) -> Shape:
    return {
        "summary": summary,
        "description": "Scope: `write:cases`. 409: its state does not allow it, or it is no longer at that version.",
        "requestBody": {"required": required, "content": {"application/json": {"schema": _ref(body)}}},
        "responses": {
            "200": _answer("The case as it is now", _ref("Case")),
            **_errors("400", "401", "403", "404", "409", "413", "422", "503"),
        },
    }


def _at(name: str, operations: Mapping[str, Shape]) -> Shape:
    return {"parameters": [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}}], **operations}


def _answer(words: str, schema: Shape) -> Shape:
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def _errors(*statuses: str) -> Shape:
    content = {"application/problem+json": {"schema": _ref("ProblemDetails")}}
    return {status: {"description": "See `detail`", "content": content} for status in statuses}


def _ref(name: str) -> Shape:
    return {"$ref": f"#/components/schemas/{name}"}


def _values(literal: Any) -> list[str]:
    return list(literal.__args__)
