"""What lies on the topics, as an AsyncAPI 3.0 document: read off the code that writes them.

Source: the AsyncAPI specification 3.0.0, and its bindings for Kafka, version 0.5.0.
"""

import ast
import inspect
import json
from collections.abc import Iterator
from itertools import pairwise
from types import ModuleType
from typing import Any

import golddust
from golddust import topics
from golddust.bus.kafka import layout
from golddust.bus.kafka.options import KafkaOptions
from golddust.events import Event
from golddust.schemas import components
from golddust.specimens import SPECIMENS
from golddust.wire import FORMS, Form, entry

Shape = dict[str, Any]
BINDING = "0.5.0"
USUAL = KafkaOptions(bootstrap_servers=())
"""What topics are made like where nothing else is set."""
OF_ALL = f"{topics.BY_TOPIC}{{topic}}"
ABOUT = """What customers say, and the promises made about it.

golddust writes these topics, and reads from none of them what others wrote there. Values are JSON; headers are CloudEvents 1.0
attributes in Kafka's binary mode. Records are written in transactions: read with `isolation.level=read_committed`. A record
may come twice, and then has the same `ce_id`. Within a version, fields are only added; pass over fields, types and choices
that you do not know.

Partitions, copies and retention are those of a new installation; `[log]` has the settings."""
HEADERS = {
    "ce_specversion": "always 1.0",
    "ce_id": "the event's id; the same in each copy of it",
    "ce_type": "the type with its version: it says what the value is",
    "ce_source": "always golddust",
    "ce_subject": "what it is about",
    "ce_time": "when it happened, by RFC 3339 in UTC",
    "content-type": "always application/json",
    "ce_revision": "there from the second on, where the same was read or tagged anew: it counts how often",
}


def document() -> Shape:
    """The whole document."""
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "golddust, the topics", "version": golddust.__version__, "description": ABOUT},
        "defaultContentType": "application/json",
        "servers": {"kafka": {"host": "127.0.0.1:9092", "protocol": "kafka", "description": "`[log] bootstrap_servers`"}},
        "channels": channels(),
        "operations": _operations(),
        "components": {
            "schemas": components("#/components/schemas/{name}"),
            "messages": {form.type: _message(form, event) for form, event in zip(FORMS.values(), SPECIMENS, strict=True)},
        },
    }


def channels() -> dict[str, Shape]:
    """Every topic by its name: those with events of a type of their own, those cut out of them, and those that only we read."""
    said = dict(_said_of(topics)) | dict(_said_of(layout))
    forms: dict[str, list[Form]] = {}
    for form in FORMS.values():
        forms.setdefault(form.topic, []).append(form)
    made = {topic: _channel(topic, said.pop(topic), its) for topic, its in forms.items()}
    made[OF_ALL] = _channel(OF_ALL, said.pop(topics.BY_TOPIC), forms[topics.TAGGED])
    made[OF_ALL]["parameters"] = {
        "topic": {"description": "the name of a topic of the taxonomy; `golddust topics list` has them"}
    }
    for prefix in (topics.AGAIN, layout.SEEN):
        name = f"{prefix}{{stage}}"
        made[name] = _channel(name, said.pop(prefix), [])
        made[name]["parameters"] = {"stage": {"description": "the name of a stage", "enum": list(topics.READ_BY)}}
    return made | {name: _channel(name, words, []) for name, words in said.items()}


def _said_of(module: ModuleType) -> Iterator[tuple[str, str]]:
    """Each topic, or prefix of topics, that the module names, and what the docstring below it says."""
    body = ast.parse(inspect.getsource(module)).body
    for named, said in pairwise(body):
        match named, said:
            case ast.Assign(value=ast.Constant(value=str(name))), ast.Expr(value=ast.Constant(value=str(words))):
                yield name, inspect.cleandoc(words)


def _channel(address: str, words: str, forms: list[Form]) -> Shape:
    like = layout.made_like(USUAL, address)
    kept = like["configs"]
    retention = {"retention.ms": int(kept["retention.ms"])} if "retention.ms" in kept else {}
    internal = {"tags": [{"name": "internal", "description": "nobody outside may rely on it"}]}
    return {
        "address": address,
        "description": words,
        **({"messages": {form.type: {"$ref": f"#/components/messages/{form.type}"} for form in forms}} if forms else {}),
        **(internal if address.startswith("golddust.") else {}),
        "bindings": {
            "kafka": {
                "partitions": like["num_partitions"],
                "replicas": like["replication_factor"],
                "topicConfiguration": {
                    "cleanup.policy": kept["cleanup.policy"].split(","),
                    **retention,
                    "max.message.bytes": int(kept["max.message.bytes"]),
                },
                "bindingVersion": BINDING,
            }
        },
    }


def _operations() -> dict[str, Shape]:
    """Of each topic with events: that golddust writes there."""
    return {
        f"write-{address}": {
            "action": "send",
            "channel": {"$ref": _pointer("channels", address)},
            "summary": f"golddust writes to {address}",
            "messages": [{"$ref": _pointer("channels", address, "messages", kind)} for kind in channel["messages"]],
        }
        for address, channel in channels().items()
        if "messages" in channel
    }


def _pointer(*names: str) -> str:
    """A reference within the document: a JSON pointer as a fragment (RFC 6901, §6)."""
    return "#/" + "/".join(name.replace("{", "%7B").replace("}", "%7D") for name in names)


def _message(form: Form, specimen: Event) -> Shape:
    written = entry(specimen)
    about = inspect.cleandoc(form.struct.__doc__ or "")
    return {
        "name": form.type,
        "title": form.struct.__name__,
        "summary": about.split("\n", 1)[0],
        "description": about,
        "contentType": "application/json",
        "headers": headers(form),
        "payload": {"$ref": f"#/components/schemas/{form.struct.__name__}"},
        "bindings": {
            "kafka": {"key": {"type": "string", "description": f"the value's `{form.key_field}`"}, "bindingVersion": BINDING}
        },
        "examples": [{"name": "made-up", "headers": dict(written.headers), "payload": json.loads(written.value)}],
        "x-key-field": form.key_field,
    }


def headers(form: Form) -> Shape:
    """The schema of the headers of its records."""
    fixed = {"ce_specversion": "1.0", "ce_type": form.type, "ce_source": "golddust", "content-type": "application/json"}
    fields = {
        name: {"type": "string", "description": words, **({"const": fixed[name]} if name in fixed else {})}
        for name, words in HEADERS.items()
    }
    return {"type": "object", "properties": fields, "required": [name for name in HEADERS if name != "ce_revision"]}
