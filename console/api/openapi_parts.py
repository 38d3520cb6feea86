"""What the API's description is put together from: how lists, single things, streams and errors are described."""

from collections.abc import Mapping, Sequence
from typing import Any

from console.admission.access import STREAMS

Shape = dict[str, Any]
Parameter = tuple[str, Shape, str]
CURSOR: Parameter = ("cursor", {"type": "string"}, "where the page before ended: its `next_cursor`; to be read by nobody else")
LIMIT: Parameter = ("limit", {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}, "how many at most")
ETAG = {"ETag": {"description": "for `If-None-Match`", "schema": {"type": "string"}}}
LINK = {
    "Link": {"description": 'the address of the next page, `rel="next"`; not there on the last', "schema": {"type": "string"}}
}
SAME = {"304": {"description": "It is what `If-None-Match` names"}}
FOLLOWED = (
    "Server-sent events: `event` is the type, `data` the event as it lies on the topic, `id` the place behind it. Who comes back"
    " with `Last-Event-ID` misses nothing while the log keeps it; at most 500 records are told again, and a little may be told"
    " twice. A stream ends after five minutes: connect again. Scope: "
)


def read(summary: str, scope: str, shape: Shape, parameters: Sequence[Parameter] = ()) -> Shape:
    """The description of something that is looked at."""
    whole = answer("Done", shape)
    return {
        "summary": summary,
        "description": f"Scope: `{scope}`.",
        "parameters": _in_query(parameters),
        "responses": {"200": {**whole, "headers": ETAG}, **SAME, **errors("401", "403", "404", "422", "503")},
    }


def listing(summary: str, scope: str, page: str, filters: Sequence[Parameter]) -> Shape:
    """The description of a list that is told page by page."""
    described = read(summary, scope, ref(page), (CURSOR, LIMIT, *filters))
    described["responses"]["200"]["headers"] = ETAG | LINK
    return described


def stream() -> Shape:
    """The description of what programs can follow."""
    scopes = sorted({f"`{scope}` for {', '.join(_followed(scope))}" for scope in STREAMS.values()})
    topic = {"name": "topic", "in": "path", "required": True, "schema": {"type": "string", "enum": sorted(STREAMS)}}
    last = {
        "name": "Last-Event-ID",
        "in": "header",
        "schema": {"type": "string"},
        "description": "the `id` of the event seen last, as browsers send it; without one it begins now",
    }
    since = ("since", {"type": "string"}, "the same, for the first time: a place is the microseconds since 1970")
    events = {"text/event-stream": {"schema": {"type": "string"}}}
    described = {
        "summary": "Follow a topic",
        "description": FOLLOWED + "; ".join(scopes) + ".",
        "parameters": [last, *_in_query((since,))],
        "responses": {"200": {"description": "Events, as they come", "content": events}, **errors("401", "403", "404", "503")},
    }
    return {"parameters": [topic], "get": described}


def export(says: str, scope: str, filters: Sequence[Parameter]) -> Shape:
    """The description of a table that is given whole."""
    days = (
        ("since", {"type": "string"}, "from this time on: RFC 3339, or a day in UTC"),
        ("until", {"type": "string"}, "before this time"),
    )
    form = (
        "format",
        {"type": "string", "enum": ["csv", "spreadsheet", "parquet"], "default": "csv"},
        "`csv`: RFC 4180, as it is stored; `spreadsheet`: so that no spreadsheet takes a text for a formula",
    )
    contents = {"text/csv": {"schema": {"type": "string"}}, "application/vnd.apache.parquet": {"schema": {"type": "string"}}}
    return {
        "summary": f"Export {says}",
        "description": f"Made while it is read. What each column holds: docs/reference/exports.md. Scope: `{scope}`.",
        "parameters": _in_query((form, *days, *filters)),
        "responses": {
            "200": {"description": "The whole table", "content": contents},
            **errors("401", "403", "404", "422", "503"),
        },
    }


def _followed(scope: str) -> Sequence[str]:
    return [f"`{topic}`" for topic in sorted(STREAMS) if STREAMS[topic] == scope]


def at(name: str, operations: Mapping[str, Any]) -> Shape:
    """A path with one thing's name in it."""
    return {"parameters": [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}}], **operations}


def answer(words: str, schema: Shape) -> Shape:
    """An answer in JSON."""
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def errors(*statuses: str) -> Shape:
    """The answers when it was not done."""
    content = {"application/problem+json": {"schema": ref("ProblemDetails")}}
    return {status: {"description": "See `detail`", "content": content} for status in statuses}


def ref(name: str) -> Shape:
    """One of the shapes that the document names."""
    return {"$ref": f"#/components/schemas/{name}"}


def _in_query(parameters: Sequence[Parameter]) -> list[Shape]:
    return [{"name": name, "in": "query", "schema": schema, "description": words} for name, schema, words in parameters]
