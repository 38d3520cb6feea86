"""`golddust hooks`, and what the doctor says of sources that prove nothing."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.commands.all import app
from cli.doctor.hooks import hook_findings
from cli.wiring.hook_trial import signed_headers
from config.load import load
from golddust.errors import Malformed, NotFound
from ingest.hooks.verify.registry import verifier_of
from ingest.hooks.verify.request import Incoming
from tests.ingest.hooks.speaking import SECRET, STANDARD_SECRET, source

CORPUS = Path(__file__).parents[1] / "corpus" / "hooks"
SETTINGS = f"""
[hooks.shop]
verify = {{ secrets = ["{STANDARD_SECRET}"] }}
map = {{ text = "message" }}
[hooks.survey]
source = "typeform"
verify = {{ secrets = ["{SECRET}"] }}
[hooks.open]
verify = {{ scheme = "unsigned" }}
map = {{ text = "message" }}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "golddust.toml"
    path.write_text(SETTINGS)
    return path


def run(config: Path, *words: str, body: bytes = b"") -> Result:
    return CliRunner().invoke(app, ["hooks", *words, "--config", str(config)], input=body)


def records(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_the_sources_of_the_settings_are_listed_without_their_secrets(config: Path) -> None:
    result = run(config, "list", "--json")
    assert [(one["route"], one["scheme"], one["like"]) for one in records(result)] == [
        ("/hooks/shop", "standard", ""),
        ("/hooks/survey", "hmac", "typeform"),
        ("/hooks/open", "unsigned", ""),
    ]
    assert SECRET not in result.output


def test_the_ready_ones_say_what_to_do_at_the_sender(config: Path) -> None:
    found = {one["source"]: one for one in records(run(config, "list", "--ready", "--json"))}
    assert found["slack"]["scheme"] == "hmac"
    assert "slash command" in found["slack"]["setup"]


def test_trying_shows_what_a_payload_would_become_and_stores_nothing(config: Path) -> None:
    result = run(config, "try", "survey", str(CORPUS / "typeform__long_text_rating_mail.body"), "--json")
    (record,) = records(result)
    assert result.exit_code == 0
    assert (record["text"], record["rating"]) == ("The queue at the till took half an hour.", 0.25)
    assert record["customer"]["value"] == "ana.lopez@example.com"
    assert [path.name for path in config.parent.iterdir()] == ["golddust.toml"]


def test_a_ready_source_can_be_tried_before_it_is_set(config: Path) -> None:
    result = run(config, "try", "trustpilot", str(CORPUS / "trustpilot__two_reviews_and_a_deleted_one.body"), "--json")
    assert [record["external_id"] for record in records(result)] == ["rev1", "rev5"]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_whole_recorded_request_brings_its_headers(config: Path, end: bytes) -> None:
    lines = [b"POST /hooks/x HTTP/1.1", b"Content-Type: application/x-www-form-urlencoded", b"", b"message=Hi+there&a=b"]
    (record,) = records(run(config, "try", "shop", "-", "--json", body=end.join(lines)))
    assert record["text"] == "Hi there"


def test_each_problem_is_named_and_the_exit_code_tells(config: Path) -> None:
    result = run(config, "try", "shop", "-", "--json", body=b'{"msg": "Hi"}')
    assert result.exit_code == 1
    assert records(result) == [{"part": 1, "refused": "no text: nothing is found at 'message'"}]
    assert "refused" in run(config, "try", "shop", "-", body=b"{broken").output


def test_words_for_people_hold_no_controls_of_their_terminal(config: Path) -> None:
    result = run(config, "try", "shop", "-", body=json.dumps({"message": "\x1b[31mred [bold]x"}).encode())
    assert "\x1b[31m" not in result.output
    assert "[bold]" in result.output


def test_an_unknown_source_is_named(config: Path) -> None:
    assert isinstance(run(config, "try", "shoe", "-", body=b"{}").exception, NotFound)
    assert isinstance(run(config, "try", "shop", "no-such-file").exception, Malformed)


@pytest.mark.parametrize("key", ["google-forms", "typeform", "zendesk", "intercom", "shopify-reviews", "slack", "teams"])
def test_what_is_signed_to_try_the_door_is_good_there(key: str) -> None:

    now, options = datetime(2026, 11, 24, 10, tzinfo=UTC), source(key).verify
    headers = {name.lower(): value for name, value in signed_headers(options, b"{}", now).items()}
    verifier_of(options)(Incoming(headers, b"{}"), now)


def test_signing_prints_headers_and_only_for_what_can_be_signed(config: Path) -> None:
    assert run(config, "sign", "survey", "-", body=b"{}").stdout.startswith("Typeform-Signature: sha256=")
    assert isinstance(run(config, "sign", "open", "-", body=b"{}").exception, Malformed)
    assert isinstance(run(config, "sign", "typeform", "-", body=b"{}").exception, NotFound)


def test_the_doctor_warns_of_sources_that_prove_nothing(config: Path) -> None:
    (finding,) = hook_findings(load(config).settings.hooks)
    assert finding.state == "bad"
    assert "[hooks.open] is unsigned" in finding.words
    assert [one.state for one in hook_findings({"mail": source("mailgun")})] == ["note"]
    assert [one.state for one in hook_findings({})] == ["note"]


def test_checking_the_settings_warns_too(config: Path) -> None:
    result = CliRunner().invoke(app, ["settings", "check", "--config", str(config)])
    assert result.exit_code == 0
    assert "Warning: [hooks.open] is unsigned" in result.output
