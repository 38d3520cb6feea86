"""What each ready source makes of what its sender sends: payloads written by us after the senders' public documentation."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.wiring.hook_trial import trial_of
from config.settings import Settings
from ingest.hooks.options import Options
from ingest.hooks.ready import ready_sources
from tests.ingest.hooks.speaking import source

CORPUS = Path(__file__).parents[2] / "corpus" / "hooks"
RECORDED = [path for path in sorted(CORPUS.glob("*.body")) if path.stem.partition("__")[0] in ready_sources()]
EMPTY: tuple[Any, ...] = (None, "", (), [])
COMPARED = ("channel", "external_id", "customer", "text", "subject", "rating", "language", "attachments", "problems", "refused")


def records_of(body: Path) -> list[dict[str, Any]]:
    told = json.loads(body.with_suffix(".json").read_text())
    headers = [f"{name}: {value}" for name, value in told.get("headers", {}).items()]
    trial = trial_of(told["source"], source(told["source"]), Settings(), body.read_bytes(), told["content_type"], headers)
    return json.loads(json.dumps([{name: one[name] for name in COMPARED if one.get(name) not in EMPTY} for one in trial.records]))


@pytest.mark.parametrize("body", RECORDED, ids=lambda path: path.stem)
def test_a_recorded_payload_becomes_what_is_expected(body: Path) -> None:
    assert records_of(body) == json.loads(body.with_suffix(".json").read_text())["expected"]


@pytest.mark.parametrize("key", ready_sources())
def test_every_ready_source_has_payloads_and_says_how_it_is_set_up(key: str) -> None:
    ready = ready_sources()[key]
    assert [path for path in RECORDED if path.stem.partition("__")[0] == key]
    assert ready.setup
    assert ready.rules.startswith("https://")
    assert all(len(line) <= 150 for line in ready.setup.splitlines())


@pytest.mark.parametrize("key", ready_sources())
def test_every_ready_source_is_on_the_page(key: str) -> None:
    assert f"`{key}`" in (Path(__file__).parents[3] / "docs" / "howto" / "hooks.md").read_text()


def test_what_is_set_stands_over_the_ready_source() -> None:
    options = source("typeform", map={"rating": "form_response.calculated.score", "rating_scale": 10}, size_limit=5000)
    assert (options.map.rating, options.map.rating_scale, options.size_limit) == ("form_response.calculated.score", (0, 10), 5000)
    assert options.map.text == source("typeform").map.text
    assert options.verify.header == "Typeform-Signature"


def test_another_scheme_takes_nothing_from_the_ready_one() -> None:
    options = source("typeform", verify={"scheme": "bearer", "secrets": ["a-long-enough-token"]})
    assert (options.verify.scheme, options.verify.header) == ("bearer", "")


def test_an_unknown_ready_source_stops_the_start_and_the_known_ones_are_named() -> None:
    with pytest.raises(ValueError, match="there are app-store, cloudevents"):
        Options.model_validate({"source": "typefrom", "verify": {"secrets": ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]}})
