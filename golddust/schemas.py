"""JSON Schemas of the events, made from the structs, and what would break a reader of the version before."""

from collections.abc import Mapping
from typing import Any

import msgspec

from golddust.wire import FORMS


def schemas() -> dict[str, dict[str, Any]]:
    """For each CloudEvents type, the JSON Schema (2020-12) of its body."""
    return {form.type: _schema(form.type, form.topic, struct) for struct, form in FORMS.items()}


def _schema(name: str, topic: str, struct: type) -> dict[str, Any]:
    schema = msgspec.json.schema(struct)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:{name.replace('.', ':')}", "title": name}
    return {**head, "x-topic": topic, **schema}


def breaks(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What a reader of `before` would trip over in `now`: a field gone, of another type, or required that was not there.

    Both are schemas of one type. An empty list means that only fields with defaults were added.
    """
    found: list[str] = []
    for name, definition in _definitions(before).items():
        later = _definitions(now).get(name)
        if later is None:
            found.append(f"{name} is gone")
            continue
        found += _changes(name, definition, later)
    return found


def _definitions(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    return dict(schema.get("$defs", {}))


def _changes(name: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    old, new = before.get("properties", {}), now.get("properties", {})
    gone = [f"{name}.{field} is gone" for field in old if field not in new]
    changed = [f"{name}.{field} is of another type" for field in old if field in new and not _widened(old[field], new[field])]
    required = [f"{name}.{field} is required now" for field in now.get("required", []) if field not in before.get("required", [])]
    return gone + changed + required


def _widened(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether every value of the earlier type is one of the later type, as far as names of types and choices tell."""
    if "enum" in before and "enum" in now:
        return set(before["enum"]) <= set(now["enum"])
    return {k: v for k, v in before.items() if k != "default"} == {k: v for k, v in now.items() if k != "default"}
