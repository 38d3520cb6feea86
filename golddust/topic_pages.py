"""The page about the topics, made from the AsyncAPI document, so that both say the same."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from golddust.asyncapi import HEADERS
from golddust.schemas import OPEN

Shape = Mapping[str, Any]


def topics_page(document: Shape, note: str) -> str:
    """The page as Markdown; `note` stands below the title."""
    channels, messages = document["channels"].values(), document["components"]["messages"].values()
    lines = ["# Topics", "", note, "", document["info"]["description"], ""]
    lines += ["For programs: [asyncapi.json](asyncapi.json).", ""]
    lines += ["| topic | key | type of its events | kept | holds |", "| --- | --- | --- | --- | --- |"]
    lines += [_row(channel, document) for channel in channels if "messages" in channel]
    lines += ["", "## Headers", "", "| header | says |", "| --- | --- |"]
    lines += [f"| `{name}` | {words} |" for name, words in HEADERS.items()]
    schemas = document["components"]["schemas"]
    for message in messages:
        lines += ["", *_event(message, schemas[message["title"]])]
    lines += ["", "## What events are made of"]
    for name in sorted(set(schemas) - {message["title"] for message in messages}):
        lines += ["", f"### {name}", "", schemas[name].get("description", ""), "", *fields(schemas[name])]
    lines += [
        "",
        "## Internal topics",
        "",
        "Nobody outside may rely on them: they begin with `golddust.`, and may change at any time.",
        "",
    ]
    lines += ["| topic | kept | holds |", "| --- | --- | --- |"]
    lines += [
        f"| `{channel['address']}` | {_kept(channel)} | {_in_a_cell(channel)} |"
        for channel in channels
        if "messages" not in channel
    ]
    return "\n".join(lines)


def _row(channel: Shape, document: Shape) -> str:
    kinds = ", ".join(f"[`{kind}`](#{_anchor(kind)})" for kind in channel["messages"])
    keys = {document["components"]["messages"][kind]["x-key-field"] for kind in channel["messages"]}
    key = ", ".join(f"`{key}`" for key in sorted(keys))
    return f"| `{channel['address']}` | {key} | {kinds} | {_kept(channel)} | {_in_a_cell(channel)} |"


def _anchor(heading: str) -> str:
    """As GitHub makes it of a heading."""
    return heading.replace(".", "").lower()


def _in_a_cell(channel: Shape) -> str:
    """What it holds, without its key, which has a column of its own."""
    return re.sub(r" Key: [^.]*\.", "", " ".join(channel["description"].split())).replace("|", "\\|")


def _kept(channel: Shape) -> str:
    configured = channel["bindings"]["kafka"]["topicConfiguration"]
    if configured["cleanup.policy"] == ["compact"]:
        return "the last of each key"
    if configured["retention.ms"] < 0:
        return "for good"
    kept = timedelta(milliseconds=configured["retention.ms"])
    last = "the last of each key, " if "compact" in configured["cleanup.policy"] else ""
    return last + (f"{kept.days} days" if kept.days > 1 else f"{kept // timedelta(hours=1)} hours")


def _event(message: Shape, schema: Shape) -> Iterator[str]:
    """The section about one type of event."""
    yield from (f"## {message['name']}", "", message["description"], "")
    yield from (f"Schema: [schemas/{message['name']}.json](schemas/{message['name']}.json). An example:", "")
    example = message["examples"][0]
    headed = [f"{name}: {value}" for name, value in example["headers"].items()]
    yield from ("```text", f"key: {example['payload'][message['x-key-field']]}", *headed, "```", "")
    yield from ("```json", json.dumps(example["payload"], indent=2, ensure_ascii=False), "```", "")
    yield from fields(schema)


def fields(schema: Shape) -> Iterator[str]:
    """A table of what an object holds."""
    yield from ("| field | is | where it is missing |", "| --- | --- | --- |")
    for name, field in schema["properties"].items():
        missing = f"`{json.dumps(field['default'])}`" if "default" in field else "it never is"
        yield f"| `{name}` | {in_words(field)} | {missing} |"


def in_words(schema: Shape) -> str:
    """The type of a field, for people, such as `string or null`; what has a section of its own on the page is a link to it."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[`{name}`](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(in_words(one) for one in schema["anyOf"])
    if "enum" in schema or OPEN in schema:
        return f"one of {_listed(schema['enum'])}" if "enum" in schema else f"one of {_listed(schema[OPEN])}; others may come"
    if schema.get("type") == "array":
        return f"list of {in_words(schema['items'])}" if schema.get("items") else "list"
    if schema.get("type") == "object":
        named = schema.get("additionalProperties")
        return f"{in_words(named)} by name" if isinstance(named, Mapping) else "object"
    return str(schema.get("type", "anything")) + _bounds(schema)


def _bounds(schema: Shape) -> str:
    """Such as `, 1 to 200`, where it has them."""
    match schema:
        case {"minimum": low, "maximum": high}:
            return f", {low} to {high}"
        case {"minimum": low}:
            return f", {low} or more"
        case {"maximum": high}:
            return f", {high} or less"
    return ""


def _listed(choices: list[str]) -> str:
    return ", ".join(f'`"{choice}"`' if not choice else f"`{choice}`" for choice in choices)
