"""What the paths of the OpenAPI document are made of."""

from collections.abc import Mapping, Sequence
from typing import Any

Shape = dict[str, Any]


def read(summary: str, scope: str, shape: Shape, parameters: Sequence[tuple[str, Shape, str]] = ()) -> Shape:
    """Reading something, with its parameters in the address."""
    named = [{"name": n, "in": "query", "schema": schema, "description": words} for n, schema, words in parameters]
    return {
        "summary": summary,
        "description": f"Scope: `{scope}`.",
        "parameters": named,
        "responses": {"200": answer("Done", shape), **errors("401", "403", "404", "422", "503")},
    }


def at(name: str, operations: Mapping[str, Shape]) -> Shape:
    """Operations on something that the path names."""
    return {"parameters": [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}}], **operations}


def answer(words: str, schema: Shape) -> Shape:
    """An answer of JSON."""
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def errors(*statuses: str) -> Shape:
    """Answers that say what is wrong."""
    content = {"application/problem+json": {"schema": ref("ProblemDetails")}}
    return {status: {"description": "See `detail`", "content": content} for status in statuses}


def ref(name: str) -> Shape:
    """The shape of that name."""
    return {"$ref": f"#/components/schemas/{name}"}
