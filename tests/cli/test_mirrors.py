"""Mirrors as an operator meets them: settings, roles, the doctor, `golddust mirrors`."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from typer.testing import CliRunner

from cli.commands import mirrors
from cli.doctor.examination import examine
from cli.options import program_of
from cli.processes import stages
from cli.wiring.installation import Installation
from config.load import load
from config.reference import as_rows
from golddust.errors import Misconfigured
from golddust.metrics import PrometheusMetrics
from golddust.rounds import Round
from golddust.runner import Runner
from sinks.complaints import rows
from tests.complaints.made import issue
from tests.services.complaint_systems.served import Served

app = program_of(mirrors)

TOKEN = "zendesk-token"


@pytest.fixture
def settings_file(tmp_path: Path, zendesk: Served) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text(
        f'data_dir = "{tmp_path / "data"}"\n[complaints]\nmirrors = ["zendesk"]\n'
        f'[mirrors.zendesk]\nurl = "{zendesk.url}"\nuser = "bridge@example.com"\ntoken = "{TOKEN}"\npoll_seconds = 0.001\n'
    )
    return file


@pytest.fixture
def installation(settings_file: Path) -> Iterator[Installation]:
    with closing(Installation(load(settings_file).settings)) as made:
        yield made


Golddust = Callable[..., Any]


@pytest.fixture
def golddust(settings_file: Path) -> Golddust:
    def run(*words: str) -> Any:
        return CliRunner().invoke(app, ["mirrors", *words, "--config", str(settings_file)])

    return run


def listed(golddust: Golddust, *words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in golddust("list", *words, "--json").stdout.splitlines()]


def at_work(installation: Installation) -> Callable[[], None]:
    """Everything that the role does, and what it needs of others, until nothing is left to do."""
    installation.prepare()
    installation.register.open([issue()])
    rounds: list[Round] = [stages.outbox_copying(installation), *stages.mirroring(installation)]  # type: ignore[list-item]
    stage = stages.mirrors_stage(installation)
    assert isinstance(stage, Runner)

    def settle() -> None:
        while sum(one._work() for one in rounds) + stage.run_once():
            pass

    return settle


def test_a_mirror_without_its_table_is_named_with_those_that_there_are(tmp_path: Path) -> None:
    file = tmp_path / "golddust.toml"
    file.write_text('[complaints]\nmirrors = ["rt", "nothing", "printed"]\n[mirrors.printed]\n')
    with pytest.raises(Misconfigured) as wrong:
        load(file)
    assert "[mirrors.rt], [mirrors.nothing]; there can be rt, roundup" in str(wrong.value)


def test_what_is_wrong_in_a_table_is_named_without_its_secrets(tmp_path: Path) -> None:
    file = tmp_path / "golddust.toml"
    file.write_text(
        '[complaints]\nmirrors = ["rt"]\n[mirrors.rt]\nurl = "rt.example.com"\npassword = "not-to-be-shown"\nqueu = "x"\n'
    )
    with pytest.raises(Misconfigured) as wrong:
        load(file)
    assert {"mirrors.rt.url", "mirrors.rt.queu"} <= {problem.path for problem in wrong.value.problems}
    assert "not-to-be-shown" not in str(wrong.value)


def test_a_secret_comes_from_a_file_and_is_shown_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, secret = tmp_path / "golddust.toml", tmp_path / "secret"
    file.write_text('[complaints]\nmirrors = ["rt"]\n[mirrors.rt]\nurl = "https://rt.example.com"\nuser = "golddust"\n')
    secret.write_text("not-to-be-shown\n")
    monkeypatch.setenv("GOLDDUST_MIRRORS__RT__PASSWORD_FILE", str(secret))
    loaded = load(file)
    assert loaded.settings.mirrors.rt is not None
    assert loaded.settings.mirrors.rt.password.get_secret_value() == "not-to-be-shown"
    assert "not-to-be-shown" not in "\n".join(row.value for row in as_rows(loaded))


def test_without_mirrors_the_role_reads_on_and_does_nothing(tmp_path: Path) -> None:
    with closing(Installation(load(None, {"data_dir": tmp_path / "data"}).settings)) as installation:
        assert stages.mirroring(installation) == []
        at_work(installation)()
        assert rows.listed(installation.engine) == []


def test_a_case_gets_its_ticket_and_comes_back_resolved(installation: Installation, zendesk: Served, golddust: Golddust) -> None:
    installation.metrics = PrometheusMetrics(registry := CollectorRegistry())
    settle = at_work(installation)
    settle()
    (row,) = listed(golddust)
    assert (row["mirror"], row["state"], row["there"], row["why"]) == ("zendesk", "open", "open", "")
    assert row["url"] == f"{zendesk.url}/agent/tickets/{row['ticket']}"
    case = installation.register.find(row["case"])
    assert installation.console_url in zendesk.system.texts(row["ticket"])[1]
    parts = "Happened: It was sent twice.\nApology: We are sorry.\nReason: A label was unreadable.\nRemedy: We have refunded you."
    zendesk.system.answer(row["ticket"], parts)
    zendesk.system.resolve(row["ticket"])
    settle()
    assert installation.register.find(case.id).state == "resolved"
    assert registry.get_sample_value("golddust_mirror_requests_total", {"mirror": "zendesk", "result": "ok"}) > 5
    assert registry.get_sample_value("golddust_mirror_waiting", {"mirror": "zendesk"}) == 0


def test_what_was_refused_is_listed_and_tried_again(installation: Installation, zendesk: Served, golddust: Golddust) -> None:
    settle = at_work(installation)
    zendesk.system.dislikes = "Parcel"
    settle()
    (row,) = listed(golddust, "--parked")
    assert "is not liked" in row["why"]
    findings = {finding.words: finding for finding in examine(installation) if finding.part == "mirror zendesk"}
    assert findings["cases that it refused: 1"].state == "bad"
    assert "golddust mirrors" in findings["cases that it refused: 1"].mend
    zendesk.system.dislikes = "\0"
    assert golddust("retry", row["reference"], "zendesk").exit_code == 0
    settle()
    assert listed(golddust, "--parked") == []
    assert listed(golddust, "--case", row["reference"], "--mirror", "zendesk")[0]["state"] == "open"


def test_a_check_says_what_is_wrong(golddust: Golddust, zendesk: Served, installation: Installation) -> None:
    done = golddust("check", "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"mirror": "zendesk", "good": True, "problem": ""})
    assert [f.state for f in examine(installation) if f.part == "mirror zendesk"] == ["good"]
    zendesk.system.token = "another"
    done = golddust("check", "zendesk")
    assert done.exit_code == 1
    assert "an agent, with an API token" in done.stdout
    assert TOKEN not in done.output
    assert [f.state for f in examine(installation) if f.part == "mirror zendesk"] == ["bad"]
    zendesk.stop()
    assert "away" in golddust("check").stdout


def test_a_mirror_that_is_not_switched_on_cannot_be_checked(golddust: Golddust) -> None:
    assert golddust("check", "rt").exit_code != 0
