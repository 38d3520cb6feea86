"""JSON Schemas of the events, made from the structs.

A list of choices that may get longer (see `events.CLOSED`) is written as `x-extensible-enum`: any string is valid, and those we
know are named. The word is that of Zalando's RESTful API guidelines, rule 112.
"""

import inspect
from collections.abc import Mapping
from typing import Any, get_args

import msgspec

from golddust.events import CLOSED
from golddust.wire import FORMS

OPEN = "x-extensible-enum"
_CLOSED = [set(get_args(choices)) for choices in CLOSED]


def schemas() -> dict[str, dict[str, Any]]:
    """For each CloudEvents type, the JSON Schema (2020-12) of its body."""
    return {form.type: _schema(form.type, form.topic, struct) for struct, form in FORMS.items()}


def components(ref: str) -> dict[str, Any]:
    """The schema of each struct that is in some event, by its name; `ref` is what references to `{name}` look like."""
    _, found = msgspec.json.schema_components(list(FORMS), ref_template=ref)
    return {name: opened(schema) for name, schema in found.items()}


def _schema(name: str, topic: str, struct: type) -> dict[str, Any]:
    schema = opened(msgspec.json.schema(struct))
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:{name.replace('.', ':')}", "title": name}
    return {**head, "x-topic": topic, **schema}


def opened(schema: Any) -> Any:
    """The same schema, in which lists of choices that may get longer are open, and descriptions without their indentation."""
    if isinstance(schema, list):
        return [opened(one) for one in schema]
    if not isinstance(schema, Mapping):
        return schema
    made = {name: opened(inner) for name, inner in schema.items()}
    if isinstance(made.get("description"), str):
        made["description"] = inspect.cleandoc(made["description"])
    choices = made.get("enum")
    if isinstance(choices, list) and set(choices) not in _CLOSED:
        del made["enum"]
        made = {"type": "string", OPEN: choices, **made}
    return made
