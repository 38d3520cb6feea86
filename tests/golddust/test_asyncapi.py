"""The description of the topics is a good AsyncAPI document, and says what the code does."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import msgspec
import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from golddust import topics, wire
from golddust.asyncapi import channels, document
from golddust.events import Event
from golddust.records import Record
from golddust.schemas import schemas
from golddust.specimens import AT, SPECIMENS
from golddust.topic_pages import in_words, topics_page
from golddust.wire import FORMS

TYPES = [form.type for form in FORMS.values()]


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        node = list(node.values())
    if isinstance(node, list):
        for inner in node:
            yield from references(inner)


def at(pointer: str) -> Any:
    found: Any = document()
    for name in unquote(pointer).removeprefix("#/").split("/"):
        found = found[name]
    return found


@pytest.mark.service
def test_the_official_schema_finds_nothing_wrong(asyncapi_schema: dict[str, Any]) -> None:
    validator = Draft7Validator(asyncapi_schema)
    assert [f"{list(error.path)}: {error.message[:200]}" for error in validator.iter_errors(document())] == []


@pytest.mark.service
def test_the_official_schema_would_find_something_wrong(asyncapi_schema: dict[str, Any]) -> None:
    wrong = document()
    wrong["operations"]["write-feedback.tagged"]["action"] = "shout"
    assert not Draft7Validator(asyncapi_schema).is_valid(wrong)


def test_every_reference_leads_somewhere() -> None:
    found = set(references(document()))
    assert len(found) > len(TYPES)
    for pointer in found:
        assert at(pointer)


def test_every_topic_of_ours_is_described() -> None:
    named = {address.partition("{")[0] for address in channels()}
    assert {*topics.PUBLIC, topics.BY_TOPIC, topics.INTAKE, topics.AGAIN, topics.PARKED, topics.STAFF, topics.STATUSES} <= named
    assert all(channel["description"] for channel in channels().values())


def test_internal_topics_are_marked_and_no_other() -> None:
    assert {address for address, channel in channels().items() if "tags" in channel} == {
        address for address in channels() if address.startswith("golddust.")
    }


def test_what_is_kept_is_said_as_the_log_keeps_it() -> None:
    kept = {name: channel["bindings"]["kafka"]["topicConfiguration"] for name, channel in channels().items()}
    assert kept[topics.TAGGED]["retention.ms"] == 30 * 24 * 3600 * 1000
    assert kept[topics.DEADLETTERS]["retention.ms"] == -1
    assert kept[topics.PARKED]["cleanup.policy"] == ["compact", "delete"]


@pytest.mark.parametrize("event", SPECIMENS, ids=TYPES)
def test_each_example_is_valid_by_its_schema_and_can_be_read(event: Event) -> None:
    written = wire.entry(event)
    form = FORMS[type(event)]
    validator = Draft202012Validator(schemas()[form.type])
    Draft202012Validator.check_schema(validator.schema)
    validator.validate(json.loads(written.value))
    example = document()["components"]["messages"][form.type]["examples"][0]
    assert (
        wire.event(Record(form.topic, 0, 0, written.key, json.dumps(example["payload"]).encode(), example["headers"], AT))
        == event
    )
    assert example["payload"][form.key_field] == written.key


@pytest.mark.parametrize("event", SPECIMENS, ids=TYPES)
def test_each_schema_refuses_an_example_without_its_key(event: Event) -> None:
    form = FORMS[type(event)]
    without_key = {name: value for name, value in msgspec.to_builtins(event).items() if name not in ("id", form.key_field)}
    assert not Draft202012Validator(schemas()[form.type]).is_valid(without_key)


@pytest.mark.parametrize("event", SPECIMENS, ids=TYPES)
def test_the_headers_are_those_that_are_written(event: Event) -> None:
    message = document()["components"]["messages"][FORMS[type(event)].type]
    headers = dict(wire.entry(event).headers)
    Draft7Validator(message["headers"]).validate(headers)
    assert set(message["headers"]["required"]) == set(headers)
    assert not Draft7Validator(message["headers"]).is_valid({**headers, "ce_type": "golddust.other.v1"})


def test_a_choice_that_is_not_known_yet_is_valid_where_choices_may_come() -> None:
    tagged = json.loads(wire.entry(SPECIMENS[1]).value)
    validator = Draft202012Validator(schemas()["golddust.feedback.tagged.v1"])
    assert validator.is_valid({**tagged, "channel": "carrier_pigeon"})
    assert not validator.is_valid({**tagged, "sentiment": {**tagged["sentiment"], "label": "mixed"}})


def test_the_page_has_a_section_and_an_example_for_each_type() -> None:
    page = topics_page(document(), "Made by a test.")
    for event in SPECIMENS:
        assert f"## {FORMS[type(event)].type}\n" in page
        assert f"ce_id: {event.id}\n" in page


def test_types_of_fields_are_put_in_words() -> None:
    assert in_words({"anyOf": [{"type": "string"}, {"type": "null"}]}) == "string or null"
    assert in_words({"type": "array", "items": {"$ref": "#/components/schemas/TopicTag"}}) == "list of [`TopicTag`](#topictag)"
    assert in_words({"type": "object", "additionalProperties": {"type": "string"}}) == "string by name"
    assert in_words({"type": "object", "additionalProperties": True}) == "object"
    assert in_words({"type": "integer", "minimum": 1, "maximum": 200}) == "integer, 1 to 200"
    assert in_words({"type": "string", "x-extensible-enum": ["", "sms"]}) == 'one of `""`, `sms`; others may come'
