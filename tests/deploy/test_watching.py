"""What is deployed to watch golddust: rules that ring in time, a dashboard of metrics that exist, runbooks that can be run."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from cli.commands.all import app
from golddust.catalogue import CATALOGUE
from tests.services.promtool import promtool

ROOT = Path(__file__).parents[2]
PROMETHEUS = ROOT / "deploy" / "prometheus"
DASHBOARD = json.loads((ROOT / "deploy" / "grafana" / "golddust.json").read_text())
RUNBOOKS = sorted((ROOT / "docs" / "howto" / "runbooks").glob("*.md"))
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*/README.md"))]
AS_TYPED = r"(?:^`|^\$ |^|/bin/|\| |xargs -n 1 )golddust((?: [a-z][a-z-]*)+)((?: --[a-z-]+)*)"
(GROUP,) = yaml.safe_load((PROMETHEUS / "alerts.yml").read_text())["groups"]
RULES = GROUP["rules"]


def queries(panel: dict[str, Any]) -> list[str]:
    return [target["expr"] for target in panel.get("targets", ())]


def selectors(query: str) -> Iterator[tuple[str, set[str]]]:
    """Each metric of ours in a query, and the labels by which it is chosen."""
    for name, chosen in re.findall(r"\b(golddust_[a-z_]+)(?:\{([^}]*)\})?", query):
        yield re.sub(r"_bucket$", "", name), set(re.findall(r"([a-z_]+)\s*[=!]~?", chosen))


@pytest.mark.parametrize(
    ("where", "query"),
    [(rule["alert"], rule["expr"]) for rule in RULES]
    + [(panel["title"], query) for panel in DASHBOARD["panels"] for query in queries(panel)],
)
def test_rules_and_dashboard_ask_for_metrics_and_labels_that_exist(where: str, query: str) -> None:
    for name, labels in selectors(query):
        assert name in CATALOGUE, where
        assert labels <= CATALOGUE[name].labels.keys(), where


def test_a_query_for_what_there_is_not_would_be_noticed() -> None:
    asked = list(selectors('sum(rate(golddust_batch_seconds_bucket{stage=~"a", le="1"}[5m])) / golddust_spool_records'))
    assert asked == [("golddust_batch_seconds", {"stage", "le"}), ("golddust_spool_records", set())]


def test_each_alarm_has_a_runbook_and_each_runbook_an_alarm() -> None:
    pages = {rule["annotations"]["runbook"]: rule["alert"] for rule in RULES}
    assert {path.relative_to(ROOT).as_posix() for path in RUNBOOKS if path.name != "README.md"} == pages.keys()
    for page, alert in pages.items():
        assert (ROOT / page).read_text().startswith(f"# {alert}: ")
        assert f"[{alert}]({Path(page).name})" in (RUNBOOKS[0].parent / "README.md").read_text()


@pytest.mark.parametrize("page", [path.name for path in RUNBOOKS if path.name != "README.md"])
def test_a_runbook_says_what_it_means_how_to_see_it_how_to_mend_it_and_what_to_do_afterwards(page: str) -> None:
    text = (RUNBOOKS[0].parent / page).read_text()
    assert re.findall(r"^\*\*(.+?)\.\*\*", text, re.MULTILINE) == ["To customers", "See it", "Mend it", "Afterwards"]
    for words in re.findall(r"\bgolddust((?: [a-z][a-z-]*)+)((?: --[a-z-]+)*)", text):
        assert_is_a_command(*words)


@pytest.mark.parametrize("page", [str(path.relative_to(ROOT)) for path in DOCUMENTS])
def test_every_command_of_the_documents_is_one(page: str) -> None:
    text = (ROOT / page).read_text()
    blocks = re.findall(r"^```.*?^```$", text, re.MULTILINE | re.DOTALL)
    for code in (*blocks, *re.findall(r"`[^`\n]+`", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL))):
        for words in re.findall(AS_TYPED, code, re.MULTILINE):
            assert_is_a_command(*words)


def assert_is_a_command(words: str, options: str) -> None:
    command: Any = typer.main.get_command(app)
    for word in words.split():
        if not hasattr(command, "commands"):
            break
        assert word in command.commands, words
        command = command.commands[word]
    known = {name for parameter in command.params for name in parameter.opts}
    assert set(options.split()) <= known, words


@pytest.mark.service
def test_the_alarms_ring_when_they_should_and_not_before() -> None:
    told = promtool("test", "rules", PROMETHEUS / "alerts.test.yml")
    assert told.returncode == 0, told.stdout + told.stderr


def test_every_alarm_is_tried_in_a_story() -> None:
    stories = yaml.safe_load((PROMETHEUS / "alerts.test.yml").read_text())["tests"]
    rung = {case["alertname"] for story in stories for case in story.get("alert_rule_test", ()) if case["exp_alerts"]}
    assert rung == {rule["alert"] for rule in RULES}


@pytest.mark.service
def test_prometheus_takes_the_rules_its_settings_and_the_queries_of_the_dashboard(tmp_path: Path) -> None:
    asked = [query for panel in DASHBOARD["panels"] for query in queries(panel)]
    rules = [{"record": f"asked:{number}", "expr": query} for number, query in enumerate(asked)]
    (tmp_path / "asked.yml").write_text(yaml.safe_dump({"groups": [{"name": "asked", "rules": rules}]}))
    for words in (
        ("rules", PROMETHEUS / "alerts.yml"),
        ("rules", tmp_path / "asked.yml"),
        ("config", PROMETHEUS / "prometheus.yml"),
    ):
        checked = promtool("check", *words)
        assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_panel_never_covers_another() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        fields = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not fields & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= fields
