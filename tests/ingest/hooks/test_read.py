import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golddust.errors import Malformed
from golddust.events import Delivery, Feedback
from ingest.hooks.expressions import parsed
from ingest.hooks.mapping import mapper
from ingest.hooks.options import Map, Options
from ingest.hooks.read import hook_reader
from ingest.hooks.ready import ready_sources

CORPUS = Path(__file__).parents[2] / "corpus" / "hooks"
BODIES = [path for path in sorted(CORPUS.glob("*.body")) if path.stem.partition("__")[0] not in ready_sources()]
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def shop(**expressions: str) -> dict[str, Options]:
    return {"shop": Options.model_validate({"verify": {"secrets": [SECRET]}, "map": expressions})}


@pytest.mark.parametrize("body", BODIES, ids=lambda path: path.stem)
def test_a_body_is_read_or_refused_as_expected(body: Path, delivered: Callable[..., Delivery]) -> None:
    told = json.loads(body.with_suffix(".json").read_text())
    read = hook_reader(shop(**told["map"]))
    if "refused" in told:
        with pytest.raises(Malformed) as refusal:
            read(delivered("hook", body.read_bytes(), "shop"))
        assert {"status": refusal.value.status, "reason": refusal.value.reason} == told["refused"]
    else:
        feedback = json.loads(msgspec.json.encode(read(delivered("hook", body.read_bytes(), "shop"))))
        assert {name: feedback[name] for name in told["expected"]} == told["expected"]


def test_feedback_survives_the_wire(delivered: Callable[..., Delivery]) -> None:
    feedback = hook_reader(shop(text="m"))(delivered("hook", b'{"m": "half \\ud83d and \\u0000"}', "shop"))
    assert msgspec.json.decode(msgspec.json.encode(feedback), type=Feedback) == feedback


def test_a_source_that_is_no_longer_configured_is_refused_with_words(delivered: Callable[..., Delivery]) -> None:
    with pytest.raises(Malformed, match="not configured any more"):
        hook_reader({})(delivered("hook", b"{}", "shop"))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["text", "a", "b"]), inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(json_values)
def test_any_json_is_mapped_or_refused(body: object) -> None:
    every = mapper(Map(text="text", customer="a", subject="b", rating="a", name="b", language="b", id="a.b"))
    try:
        mapped = every.apply(parsed(json.dumps(body).encode()))
    except Malformed:
        return
    assert mapped.text or mapped.rating is not None
    assert mapped.rating is None or 0 <= mapped.rating <= 1


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=200))
def test_any_bytes_are_mapped_or_refused(body: bytes) -> None:
    try:
        assert mapper(Map(text="text")).apply(parsed(body)).text
    except Malformed as refusal:
        assert refusal.status in (400, 422)  # noqa: PT017 - either is an answer
