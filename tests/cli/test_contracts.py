"""What was released is kept: every kind of break is told, and what breaks nobody is not."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.contracts.__main__ import all_breaks, main, released
from cli.contracts.shapes import Shape, changes
from cli.reference import contracts

TAGGED = "schemas/golddust.feedback.tagged.v1.json"
Documents = dict[str, Any]
Doing = Callable[[Documents], object]


@pytest.fixture(scope="module")
def before() -> Documents:
    return json.loads(json.dumps(contracts()))


def tagged(documents: Documents) -> Any:
    return documents[TAGGED]["$defs"]["Tagged"]


def case_list(documents: Documents) -> Any:
    return documents["api.openapi.json"]["paths"]["/cases"]["get"]


def assign(documents: Documents) -> Any:
    return documents["api.openapi.json"]["paths"]["/cases/{case}/assign"]["post"]


def shapes(documents: Documents) -> Any:
    return documents["api.openapi.json"]["components"]["schemas"]


def channel(documents: Documents) -> Any:
    return documents["asyncapi.json"]["channels"]["feedback.tagged"]


def message(documents: Documents) -> Any:
    return documents["asyncapi.json"]["components"]["messages"]["golddust.feedback.tagged.v1"]


BREAKS: dict[str, tuple[Doing, str]] = {
    "a field of an event is gone": (
        lambda d: tagged(d)["properties"].pop("tagger"),
        "golddust.feedback.tagged.v1: `tagger` is gone",
    ),
    "a field deep inside is gone": (
        lambda d: d[TAGGED]["$defs"]["TopicTag"]["properties"].pop("confidence"),
        "`topics[].confidence` is gone",
    ),
    "a field is of another type": (
        lambda d: tagged(d)["properties"].update(attachments={"type": "string"}),
        "`attachments` was a whole number and is a text",
    ),
    "a field may be null": (
        lambda d: tagged(d)["properties"].update(text={"anyOf": [{"type": "string"}, {"type": "null"}]}),
        "`text` may be null now",
    ),
    "a field may be missing": (lambda d: tagged(d)["required"].remove("text"), "`text` may be missing now"),
    "a new field is required": (
        lambda d: (tagged(d)["properties"].update(mood={"type": "string"}), tagged(d)["required"].append("mood")),
        "`mood` is required now",
    ),
    "a field that was optional is required": (lambda d: tagged(d)["required"].append("tagger"), "`tagger` is required now"),
    "a closed list has one more": (
        lambda d: d[TAGGED]["$defs"]["Sentiment"]["properties"]["label"]["enum"].append("mixed"),
        "`sentiment.label` may be `mixed` now, and its choices were closed",
    ),
    "a closed list is open": (
        lambda d: d[TAGGED]["$defs"]["Sentiment"]["properties"].update(
            label={"type": "string", "x-extensible-enum": ["neutral"]}
        ),
        "`sentiment.label` was a closed list of choices and is an open one",
    ),
    "a closed list is any text": (
        lambda d: d[TAGGED]["$defs"]["Sentiment"]["properties"].update(label={"type": "string"}),
        "`sentiment.label` was a closed list of choices and may be anything of its type now",
    ),
    "a list of a type is a list of anything": (
        lambda d: tagged(d)["properties"]["topics"].pop("items"),
        "`topics[]` was an object and is anything",
    ),
    "a list of a type may hold anything": (
        lambda d: tagged(d)["properties"]["topics"].update(items=True),
        "`topics[]` was an object and is anything",
    ),
    "what is under any name is anything": (
        lambda d: tagged(d)["properties"]["labels"].pop("additionalProperties"),
        "`labels.*` was a text and is anything",
    ),
    "what is under any name is of another type": (
        lambda d: tagged(d)["properties"]["labels"].update(additionalProperties={"type": "integer"}),
        "`labels.*` was a text and is a whole number",
    ),
    "nothing is under any name": (
        lambda d: tagged(d)["properties"]["labels"].update(additionalProperties=False),
        "`labels` holds no others by name any more",
    ),
    "an open list has one less": (
        lambda d: tagged(d)["properties"]["channel"]["x-extensible-enum"].remove("sms"),
        "`channel` no longer knows `sms`",
    ),
    "a default means something else": (
        lambda d: tagged(d)["properties"]["tagger"].update(default="fast"),
        "`tagger` meant '' where it was missing, and means 'fast'",
    ),
    "a bound is gone": (
        lambda d: message(d)["headers"]["properties"]["ce_specversion"].update(const="2.0"),
        "header `ce_specversion` had const 1.0 and has 2.0",
    ),
    "a type is gone": (lambda d: d.pop(TAGGED), "golddust.feedback.tagged.v1: the type is gone"),
    "a topic is gone": (lambda d: d["asyncapi.json"]["channels"].pop("feedback.tagged"), "feedback.tagged: the topic is gone"),
    "a type goes elsewhere": (
        lambda d: channel(d)["messages"].clear(),
        "golddust.feedback.tagged.v1 is no longer written to it",
    ),
    "records are kept for less": (
        lambda d: channel(d)["bindings"]["kafka"]["topicConfiguration"].update({"retention.ms": 1000}),
        "and keeps them for 1000 ms",
    ),
    "a topic is compacted": (
        lambda d: channel(d)["bindings"]["kafka"]["topicConfiguration"].update({"cleanup.policy": ["compact"]}),
        "its cleanup was ['delete'] and is ['compact']",
    ),
    "a key is another field": (
        lambda d: message(d).update({"x-key-field": "feedback"}),
        "its key was `customer` and is `feedback`",
    ),
    "a header is gone": (lambda d: message(d)["headers"]["properties"].pop("ce_id"), "header `ce_id` is gone"),
    "a header may be missing": (lambda d: message(d)["headers"]["required"].remove("ce_id"), "header `ce_id` may be missing now"),
    "a path is gone": (lambda d: d["api.openapi.json"]["paths"].pop("/cases"), "GET /cases: it is gone"),
    "a method is gone": (lambda d: d["ingest.openapi.json"]["paths"]["/tell-us"].pop("get"), "GET /tell-us: it is gone"),
    "a parameter is gone": (lambda d: case_list(d)["parameters"].pop(0), "the query parameter `cursor` is gone"),
    "a parameter is required": (
        lambda d: case_list(d)["parameters"][0].update(required=True),
        "the query parameter `cursor` is required now",
    ),
    "a new parameter is required": (
        lambda d: case_list(d)["parameters"].append({"name": "brand", "in": "query", "required": True, "schema": {}}),
        "the query parameter `brand` is required now",
    ),
    "a parameter takes less": (
        lambda d: case_list(d)["parameters"][1]["schema"].update(maximum=50),
        "of the query parameter `limit`, it had maximum 200 and has 50",
    ),
    "a parameter has one choice less": (
        lambda d: case_list(d)["parameters"][2]["schema"]["enum"].remove("open"),
        "of the query parameter `state`, it no longer knows `open`",
    ),
    "a body is required": (
        lambda d: d["api.openapi.json"]["paths"]["/cases/{case}/close"]["post"]["requestBody"].update(required=True),
        "POST /cases/{case}/close: a body is required now",
    ),
    "a kind of body is gone": (
        lambda d: d["ingest.openapi.json"]["paths"]["/hooks/{source}"]["post"]["requestBody"]["content"].pop(
            "multipart/form-data"
        ),
        "it takes no multipart/form-data any more",
    ),
    "a field of a body is required": (
        lambda d: shapes(d)["Assign"]["required"].append("version"),
        "POST /cases/{case}/assign: in the body, `version` is required now",
    ),
    "a field of a body is gone": (
        lambda d: shapes(d)["Assign"]["properties"].pop("assignee"),
        "in the body, `assignee` is gone",
    ),
    "a field of a body takes less": (
        lambda d: shapes(d)["Assign"]["properties"].update(version={"type": "integer"}),
        "in the body, `version` may no longer be null",
    ),
    "a field of a body is bounded": (
        lambda d: shapes(d)["Assign"]["properties"]["assignee"].update(maxLength=5),
        "in the body, `assignee` has maxLength 5 now",
    ),
    "a field of an answer is gone": (
        lambda d: shapes(d)["FeedbackPage"]["properties"].pop("next_cursor"),
        "GET /feedback: in the answer 200, `next_cursor` is gone",
    ),
    "a field of an answer is of another type": (
        lambda d: shapes(d)["FeedbackItem"]["properties"].update(attachments={"type": "array", "items": {}}),
        "in the answer 200, `items[].attachments` was a whole number and is an array",
    ),
    "an answer is gone": (lambda d: assign(d)["responses"].pop("200"), "it never answers 200 any more"),
    "an answer is of another kind": (
        lambda d: assign(d)["responses"]["200"]["content"].clear(),
        "it answers 200 with no application/json any more",
    ),
    "a document is gone": (lambda d: d.pop("ingest.openapi.json"), "ingest.openapi.json: the whole document is gone"),
}
KEEPS: dict[str, Doing] = {
    "a field more": lambda d: tagged(d)["properties"].update(brand={"type": "string", "default": ""}),
    "a choice more where the list is open": lambda d: tagged(d)["properties"]["channel"]["x-extensible-enum"].append("voice"),
    "a field that is never null any more": lambda d: tagged(d)["properties"].update(rating={"type": "number", "default": None}),
    "whole numbers where any could be": lambda d: d[TAGGED]["$defs"]["Sentiment"]["properties"].update(score={"type": "integer"}),
    "other words": lambda d: tagged(d).update(description="Said better."),
    "a new version beside it": lambda d: d.update({"schemas/golddust.feedback.tagged.v2.json": d[TAGGED]}),
    "a new topic": lambda d: d["asyncapi.json"]["channels"].update({"feedback.more": channel(d)}),
    "records kept for longer": lambda d: channel(d)["bindings"]["kafka"]["topicConfiguration"].update({"retention.ms": -1}),
    "an internal topic gone": lambda d: d["asyncapi.json"]["channels"].pop("golddust.parked"),
    "a header more": lambda d: message(d)["headers"]["properties"].update(traceparent={"type": "string"}),
    "a path more": lambda d: d["api.openapi.json"]["paths"].update({"/more": {"get": case_list(d)}}),
    "a parameter more": lambda d: case_list(d)["parameters"].append({"name": "brand", "in": "query", "schema": {}}),
    "a header in other letters": lambda d: d["ingest.openapi.json"]["paths"]["/hooks/{source}"]["post"]["parameters"][0].update(
        name="Webhook-Id"
    ),
    "a parameter that takes more": lambda d: case_list(d)["parameters"][1]["schema"].update(maximum=500),
    "a field of a body more": lambda d: shapes(d)["Assign"]["properties"].update(note={"type": "string", "default": ""}),
    "a field of an answer more": lambda d: shapes(d)["FeedbackPage"]["properties"].update(count={"type": "integer"}),
    "a field of an answer that is always there from now on": lambda d: (
        shapes(d)["FeedbackPage"]["properties"].update(count={"type": "integer"}),
        shapes(d)["FeedbackPage"]["required"].append("count"),
    ),
    "an answer that is never given any more": lambda d: shapes(d)["MessageItem"]["properties"]["channel"][
        "x-extensible-enum"
    ].pop(),
    "an error more": lambda d: case_list(d)["responses"].update({"429": {"description": "Too many"}}),
    "an error less": lambda d: case_list(d)["responses"].pop("503"),
}


@pytest.mark.parametrize("kind", BREAKS)
def test_a_break_is_told_with_whom_it_breaks_and_how_to_mend_it(kind: str, before: Documents) -> None:
    change, words = BREAKS[kind]
    now = copy.deepcopy(before)
    change(now)
    told = [str(one) for one in all_breaks(before, now)]
    assert any(words in one.split("\n")[0] for one in told), told
    assert all(len(one.splitlines()) == 3 for one in told)


@pytest.mark.parametrize("kind", KEEPS)
def test_what_breaks_nobody_is_let_through(kind: str, before: Documents) -> None:
    now = copy.deepcopy(before)
    KEEPS[kind](now)
    assert now != before
    assert [str(one) for one in all_breaks(before, now)] == []


def test_the_way_out_is_a_new_version_of_the_event(before: Documents) -> None:
    now = copy.deepcopy(before)
    tagged(now)["properties"].pop("tagger")
    (told,) = all_breaks(before, now)
    assert "golddust.feedback.tagged.v2" in told.mend


def test_nothing_that_was_released_breaks_now(before: Documents) -> None:
    assert len(released()) > 10
    assert [str(one) for one in all_breaks(released(), before)] == []


def test_the_gate_fails_with_words_and_notes_no_release_that_breaks(
    tmp_path: Path, before: Documents, capsys: pytest.CaptureFixture[str]
) -> None:
    more = copy.deepcopy(before)
    tagged(more)["properties"]["mood"] = {"type": "string", "default": ""}
    (tmp_path / "schemas").mkdir()
    (tmp_path / TAGGED).write_text(json.dumps(more[TAGGED]))
    assert main(["check"], tmp_path) == 1
    assert "golddust.feedback.tagged.v1: `mood` is gone." in capsys.readouterr().err
    assert main(["release"], tmp_path) == 1
    assert released(tmp_path) == {TAGGED: more[TAGGED]}


def test_a_release_is_what_is_checked_from_then_on(tmp_path: Path, before: Documents) -> None:
    assert main(["release"], tmp_path) == 0
    assert released(tmp_path) == before
    assert main(["check"], tmp_path) == 0
    assert main([], tmp_path) == 2


def test_bounds_may_move_inwards_where_it_is_read_and_outwards_where_it_is_written() -> None:
    narrow, wide = ({"type": "integer", "minimum": low, "maximum": high} for low, high in ((2, 8), (1, 9)))
    assert list(changes(Shape(wide, {}), Shape(narrow, {}), "read")) == []
    assert list(changes(Shape(narrow, {}), Shape(wide, {}), "written")) == []
    assert len(list(changes(Shape(narrow, {}), Shape(wide, {}), "read"))) == 2
    assert len(list(changes(Shape(wide, {}), Shape(narrow, {}), "written"))) == 2


TEXT: dict[str, Any] = {"type": "string"}
CHOICES: dict[str, Any] = {"enum": ["a", "b"]}


def array(**more: Any) -> dict[str, Any]:
    return {"type": "array", **more}


def named(**more: Any) -> dict[str, Any]:
    return {"type": "object", **more}


@pytest.mark.parametrize(
    ("before", "now", "read", "written"),
    [
        (CHOICES, TEXT, "was a closed list of choices and may be anything of its type now", ""),
        (TEXT, CHOICES, "", "takes only some values now"),
        (CHOICES, {"type": "string", "const": "a"}, "", "has const a now"),
        (array(items=TEXT), array(), "`[]` was a text and is anything", ""),
        (array(items=TEXT), array(items={}), "`[]` was a text and is anything", ""),
        (array(), array(items=TEXT), "", "`[]` was anything and is a text"),
        (array(items=True), array(items=TEXT), "", "`[]` was anything and is a text"),
        (array(items=CHOICES), array(items=TEXT), "`[]` was a closed list", ""),
        (named(additionalProperties=TEXT), named(), "`.*` was a text and is anything", ""),
        (named(additionalProperties=TEXT), named(additionalProperties=True), "`.*` was a text and is anything", ""),
        (named(), named(additionalProperties=TEXT), "", "`.*` was anything and is a text"),
        (named(additionalProperties=TEXT), named(additionalProperties=False), "holds no others by name", "takes no fields but"),
        (named(), named(additionalProperties=False), "holds no others by name", "takes no fields but"),
        (named(additionalProperties=False), named(), "may hold fields that it does not name", ""),
        (named(additionalProperties=False), named(additionalProperties=TEXT), "may hold fields that it does not name", ""),
    ],
)
def test_what_appears_or_vanishes_breaks_the_side_that_it_hurts(
    before: dict[str, Any], now: dict[str, Any], read: str, written: str
) -> None:
    for side, words in (("read", read), ("written", written)):
        told = [str(one) for one in changes(Shape(before, {}), Shape(now, {}), side)]
        assert bool(told) == bool(words), (side, told)
        assert words in "".join(told)
