"""What the public door's routes take in and answer, as OpenAPI 3.1: paths are written here, shapes are the code's."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from ingest.hooks.answers import SlackWords, Taken, TakenTogether, TeamsWords

Shape = dict[str, Any]
FORM, PARTS, JSON = "application/x-www-form-urlencoded", "multipart/form-data", "application/json"
PROBLEM, PAGE, TWIML = "application/problem+json", "text/html", "text/xml"
_ANY_OBJECT: Shape = {"type": "object", "additionalProperties": True}
_TEXT: Shape = {"type": "string"}
_FIELDS: Shape = {"type": "object", "additionalProperties": {"type": "string"}}
_MEANINGS: Mapping[str, str] = {
    "400": "The body is no JSON, no form, or has too many fields",
    "401": "Nothing proves who sent it",
    "403": "What was proven is not enough, or it came from elsewhere than the settings allow",
    "404": "There is no such source or page",
    "413": "More than is taken at once",
    "422": "Nothing was said in it that can be read",
    "429": "More than one client may post in a minute; Retry-After says when to try again",
    "503": "Nothing was taken in; Retry-After says when to try again",
}


class ProblemDetails(Struct, kw_only=True):
    """An error, as RFC 9457 has it; `id` names a fault of ours in our log."""

    type: str
    title: str
    status: int
    detail: str = ""
    id: str = ""


def document() -> Shape:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "golddust, the public door",
            "version": "1",
            "summary": "Where web hooks, text messages and the form are taken in.",
            "description": "2xx or 303 is answered once the message is on disk. The same message again changes nothing.",
        },
        "paths": {**_hooks(), **_texts(), **_form()},
        "components": {"schemas": _schemas()},
    }


def _schemas() -> Shape:
    shapes = (Taken, TakenTogether, SlackWords, TeamsWords, ProblemDetails)
    _, components = msgspec.json.schema_components(shapes, ref_template="#/components/schemas/{name}")
    return dict(components)


def _hooks() -> Shape:
    event = {"type": "object", "required": ["specversion", "id", "source", "type"]}
    bodies = {
        JSON: {"schema": {"description": "whatever the source's mapping finds the words in"}},
        FORM: {"schema": _ANY_OBJECT},
        PARTS: {"schema": _ANY_OBJECT},
        "application/cloudevents+json": {"schema": event},
        "application/cloudevents-batch+json": {"schema": {"type": "array", "items": event}},
    }
    answers = {
        "202": _answer("It is on disk", {JSON: {"anyOf": [_ref("Taken"), _ref("TakenTogether")]}}),
        "200": _answer("Words for a person in a chat", {JSON: {"anyOf": [_ref("SlackWords"), _ref("TeamsWords")]}}),
        **_errors("400", "401", "403", "404", "413", "422", "503"),
    }
    post = {
        "summary": "Take in what a configured source sends",
        "description": "How a request proves where it comes from is set for each source (`[hooks.<source>] verify`).",
        "parameters": [_header(name) for name in ("webhook-id", "webhook-timestamp", "webhook-signature", "authorization")],
        "requestBody": {"required": True, "content": bodies},
        "responses": answers,
    }
    look = {"summary": "Whether there is such a source", "responses": {"204": {"description": "There is"}, **_errors("404")}}
    agree = {
        "summary": "What a sender of CloudEvents may do here",
        "parameters": [_header("WebHook-Request-Origin")],
        "responses": {"204": {"description": "WebHook-Allowed-Origin says so, where it may send"}, **_errors("404")},
    }
    return {"/hooks/{source}": _at("source", {"post": post, "get": look, "options": agree})}


def _texts() -> Shape:
    signed = [_header("X-Twilio-Signature")]
    responses = {
        "200": _answer("A message is on disk; the answer is TwiML", {TWIML: _TEXT}),
        "204": {"description": "A status is noted"},
        **_errors("400", "401", "403", "413", "422", "503"),
    }
    both = {"parameters": signed, "requestBody": _body(FORM, JSON), "responses": responses}
    message = {"summary": "Take in a text message from Twilio", **both}
    status = {"summary": "Note what became of a text message of ours", **both}
    return {"/sms/twilio": {"post": message}, "/sms/twilio/status": {"post": status}}


def _form() -> Shape:
    page = _answer("The form", {PAGE: _TEXT})
    shown = {
        **{status: _answer(_MEANINGS[status], {PAGE: _TEXT}) for status in ("413", "422", "429", "503")},
        **_errors("400", "404"),
    }
    get = {"summary": "The form", "responses": {"200": page, **_errors("404")}}
    post = {
        "summary": "Take in what somebody wrote; where it cannot be, the form comes back with all that was written in it",
        "requestBody": _body(FORM, PARTS),
        "responses": {"200": page, "303": {"description": "It is on disk: on to the thanks"}, **shown},
    }
    return {
        "/tell-us": {"get": get, "post": post},
        "/tell-us/{place}": _at("place", {"get": get, "post": post}),
    }


def _body(*kinds: str) -> Shape:
    return {"required": True, "content": {kind: {"schema": _FIELDS} for kind in kinds}}


def _header(name: str) -> Shape:
    return {"name": name, "in": "header", "required": False, "schema": {"type": "string"}}


def _at(name: str, operations: Mapping[str, Shape]) -> Shape:
    return {"parameters": [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}}], **operations}


def _answer(words: str, content: Mapping[str, Shape]) -> Shape:
    return {"description": words, "content": {kind: {"schema": schema} for kind, schema in content.items()}}


def _errors(*statuses: str) -> Shape:
    """Programs are told by ProblemDetails, people who look with a browser by a page."""
    return {status: _answer(_MEANINGS[status], {PROBLEM: _ref("ProblemDetails"), PAGE: _TEXT}) for status in statuses}


def _ref(name: str) -> Shape:
    return {"$ref": f"#/components/schemas/{name}"}


def paths_of(rules: Sequence[str]) -> list[str]:
    """Flask's rules as OpenAPI writes paths."""
    return [rule.replace("<", "{").replace(">", "}") for rule in rules]
