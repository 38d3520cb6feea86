"""Bodies that mean harm: each is taken in or refused with words, never a bug, and what was taken in can be read again."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golddust.errors import Malformed, TooLarge
from golddust.events import Feedback
from golddust.identity import Keys
from ingest.hooks.intake import intakes
from ingest.hooks.ready import ready_sources
from ingest.hooks.verify.request import Incoming
from ingest.registry import readers
from tests.ingest.hooks.speaking import declared, source

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
CORPUS = Path(__file__).parents[2] / "corpus" / "hooks"
UNSIGNED = {"scheme": "unsigned"}
SOURCES = {
    **{key: source(key) for key in ready_sources()},
    "own": declared(UNSIGNED, map={"text": "message", "customer": "email", "rating": "stars", "id": "id", "language": "lang"}),
    "html": declared(UNSIGNED, map={"text": "plain(message)", "subject": "after(title, ':')", "name": "from_json(who).name"}),
    "many": declared(UNSIGNED, each="*", map={"text": "to_string(@)"}),
    "words": declared(UNSIGNED, once="words"),
}
INTAKES = intakes(SOURCES, lambda _: "")
READERS = readers(SOURCES, Keys(b"p" * 32, b"l" * 32, b"o" * 32))
TYPES = [
    *("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "text/plain", ""),
    *(
        "application/cloudevents+json",
        "application/cloudevents-batch+json",
        "application/json; charset=utf-7",
        "multipart/form-data",
    ),
]
EVENT = {"ce-id": "1", "ce-source": "/s", "ce-type": "t", "ce-specversion": "1.0"}


def taken(name: str, body: bytes, headers: dict[str, str]) -> list[Feedback]:
    """What a request of this source becomes, all of it read again from what was kept."""
    request = INTAKES[name].request(Incoming(headers, body), "", NOW)
    return [READERS[one.delivery.channel](one.delivery) for one in request.said if not one.problem]


def taken_or_refused(name: str, body: bytes, headers: dict[str, str]) -> list[Feedback]:
    try:
        found = taken(name, body, headers)
    except (Malformed, TooLarge):
        return []
    for feedback in found:
        assert feedback.channel == "email" or feedback.text or feedback.rating is not None
        feedback.text.encode()  # no half characters go on
        json.dumps(feedback.labels).encode()
    return found


DEEP = b"[" * 50_000 + b"]" * 50_000
BODIES = {
    "deep lists": DEEP,
    "deep objects": b'{"message":' * 50_000 + b"1" + b"}" * 50_000,
    "deep inside a text": json.dumps({"who": DEEP.decode(), "message": "x"}).encode(),
    "NaN": b'{"message": NaN}',
    "infinite": b'{"message": "x", "stars": 1e999}',
    "huge number": b'{"message": ' + b"9" * 100_000 + b"}",
    "huge exponent": b'{"message": 1e-999999999}',
    "lone surrogates": b'{"message": "\\ud83d \\ude00\\ude00", "id": "\\udfff", "email": "\\ud800@example.com"}',
    "no UTF-8": b'{"message": "\xff\xfe"}',
    "UTF-16": '{"message": "x"}'.encode("utf-16"),
    "NUL": b'{"message": "a\\u0000b", "id": "\\u0000"}',
    "twice the same key": b'{"message": "a", "message": "b"}',
    "a zip": gzip.compress(b'{"message": "x"}' * 1000),
    "an open tag without end": json.dumps({"message": "<" * 200_000}).encode(),
    "many tags": json.dumps({"message": "<p>" * 20_000 + "x"}).encode(),
    "nothing": b"",
    "a form of signs": b"&=&==&%&%%&%zz=%ff&" * 100,
    "a part without end": b"--b\r\nContent-Disposition: form-data; name=message\r\n\r\n" + b"x" * 100_000,
    "headers without end": b"--b\r\n" + b"a: b\r\n" * 20_000,
    "a name of lines": b'--b\r\nContent-Disposition: form-data; name="a\r\nb"\r\n\r\nx\r\n--b--\r\n',
    "an event of lists": b'{"id": [], "source": {}, "type": 1, "specversion": true}',
    "a batch of all kinds": b'[1, null, {}, [], "x", {"id":"1","source":"s","type":"t","specversion":"1.0","data_base64":"!"}]',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_hostile_body_is_no_bug_in_any_source(body: bytes) -> None:
    for name in ("own", "html", "many", "mailgun", "slack", "cloudevents"):
        for type_ in TYPES[:3]:
            taken_or_refused(name, body, {"content-type": type_})
    for type_ in TYPES[3:]:
        taken_or_refused("cloudevents", body, {"content-type": type_})
        taken_or_refused("own", body, {"content-type": type_, **EVENT})


def test_a_compressed_body_is_not_unpacked() -> None:
    with pytest.raises(Malformed):
        taken("own", BODIES["a zip"], {"content-type": "application/json", "content-encoding": "gzip"})


def test_half_characters_come_out_as_such_and_are_named() -> None:
    (feedback,) = taken("own", BODIES["lone surrogates"], {"content-type": "application/json"})
    assert feedback.text == "\ufffd \ufffd\ufffd"
    assert "some characters could not be read" in feedback.problems


def test_of_two_values_under_one_key_the_last_counts_here_as_for_the_signer() -> None:
    (feedback,) = taken("own", BODIES["twice the same key"], {"content-type": "application/json"})
    assert feedback.text == "b"


RECORDED = [(path.stem.partition("__")[0], path.read_bytes(), json.loads(path.with_suffix(".json").read_text()))
            for path in sorted(CORPUS.glob("*.body")) if path.stem.partition("__")[0] in ready_sources()]  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(RECORDED), st.data())
def test_a_damaged_payload_is_no_bug(recorded: tuple[str, bytes, dict[str, Any]], data: st.DataObject) -> None:
    name, body, told = recorded
    start = data.draw(st.integers(0, len(body)))
    end = min(len(body), start + data.draw(st.integers(0, 40)))
    damaged = body[:start] + data.draw(st.binary(max_size=8) | st.sampled_from(list(BODIES.values())[3:12])) + body[end:]
    headers = {"content-type": told["content_type"], **{key.lower(): value for key, value in told.get("headers", {}).items()}}
    taken_or_refused(name, damaged, headers)
    taken_or_refused(name, body[:start], headers)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["events", "data", "fields", "answers", "message", "id", "source", "type", "text", "reviews"]), inner
    ),
    max_leaves=15,
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(list(SOURCES)), json_values, st.sampled_from(TYPES), st.booleans())
def test_any_json_in_any_source_is_no_bug(name: str, document: Any, type_: str, event: bool) -> None:
    taken_or_refused(name, json.dumps(document).encode(), {"content-type": type_, **(EVENT if event else {})})
