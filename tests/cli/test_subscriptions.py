"""`golddust subscriptions` from a terminal, and what the doctor says of it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.commands.all import app
from cli.doctor.subscriptions import subscription_findings
from cli.wiring.installation import Installation
from config.settings import Settings
from sinks.subscriptions import rows
from tests.services.receiver import Receiver, says

HERE = {"GOLDDUST_SUBSCRIPTIONS__HTTP": "true", "GOLDDUST_SUBSCRIPTIONS__PRIVATE_NETWORKS": '["127.0.0.0/8"]'}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    Installation(Settings.model_validate({"data_dir": str(tmp_path)})).prepare()
    return tmp_path


def run(data: Path, *words: str, code: int = 0) -> list[dict[str, object]]:
    done = CliRunner().invoke(app, ["subscriptions", *words, "--data", str(data), "--json"], env=HERE)
    assert done.exit_code == code, (done.output, done.exception)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def test_one_is_kept_from_a_terminal_from_its_making_to_its_end(data: Path, hook_receiver: Receiver) -> None:
    url = hook_receiver.plan("/in", says(200), says(500))
    [made] = run(data, "add", "shop", "--url", url, "--topic", "feedback.issues", "--filter", '{"urgency": "high"}')
    assert str(made["secret"]).startswith("whsec_")
    [listed] = run(data, "list")
    assert (listed["name"], listed["state"], listed["topics"]) == ("shop", "active", ["feedback.issues"])
    assert "whsec_" not in json.dumps(listed)
    assert run(data, "test", "shop")[0]["status"] == 200
    assert run(data, "test", "shop", code=1)[0]["status"] == 500
    assert run(data, "pause", "shop") == [{"name": "shop", "state": "paused"}]
    run(data, "resume", "shop")
    assert run(data, "rotate", "shop")[0]["secret"] != made["secret"]
    run(data, "replay", "shop", "--from", "2h")
    run(data, "change", "shop", "--topic", "complaints.events", "--filter", "{}")
    [shown] = run(data, "show", "shop")
    assert (shown["topics"], len(shown["tries"])) == (["complaints.events"], 2)  # type: ignore[arg-type]
    run(data, "remove", "shop")
    assert run(data, "list") == []


def test_wrong_use_is_said_and_changes_nothing(data: Path) -> None:
    for words in (
        ("show", "nobody"),
        ("add", "shop", "--url", "ftp://x", "--topic", "feedback.issues"),
        ("add", "shop", "--url", "https://hooks.example.com", "--topic", "feedback.received"),
        ("add", "shop", "--url", "https://hooks.example.com", "--topic", "feedback.issues", "--filter", "{"),
    ):
        done = CliRunner().invoke(app, ["subscriptions", *words, "--data", str(data)], env=HERE)
        assert done.exit_code != 0, words
    assert run(data, "list") == []


def test_a_wrong_condition_is_told_what_there_is(data: Path) -> None:
    words = ["subscriptions", "add", "shop", "--url", "https://hooks.example.com", "--topic", "feedback.issues", "--filter"]
    done = CliRunner().invoke(app, [*words, '{"mood": "bad"}', "--data", str(data)], env=HERE)
    assert done.exit_code != 0
    assert "`mood`" in str(done.exception or done.output)
    assert "topics, sentiments, kinds" in str(done.exception or done.output)


def test_the_doctor_names_one_that_was_disabled(data: Path, hook_receiver: Receiver) -> None:
    run(data, "add", "shop", "--url", hook_receiver.url, "--topic", "feedback.issues")
    installation = Installation(Settings.model_validate({"data_dir": str(data)}))
    try:
        assert [(one.state, one.words) for one in subscription_findings(installation)] == [("good", "in order: 1")]
        with installation.engine.begin() as connection:
            rows.change(connection, "shop", installation.clock.now(), {"state": "disabled", "why": "its receiver is gone"})
        [found] = subscription_findings(installation)
        assert (found.state, found.part, found.words) == ("bad", "subscription shop", "disabled: its receiver is gone")
        assert "golddust subscriptions resume shop" in found.mend
    finally:
        installation.close()
