"""Metrics: what is counted is in the catalogue, what is in the catalogue is counted, under names that Prometheus likes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from golddust.catalogue import CATALOGUE, GROUPS
from golddust.letters import kind_of
from golddust.metrics import PrometheusMetrics
from tests.services.promtool import promtool

ROOT = Path(__file__).parents[2]
ROOMS = ("golddust", "ingest", "processors", "sinks", "complaints", "console", "cli")
KINDS = {"count": "counter", "gauge": "gauge", "_gauge": "gauge", "time": "histogram"}
NOT_LABELS = {"by", "value", "seconds"}


def calls() -> Iterator[tuple[str, str, str, frozenset[str]]]:
    """Each place where a metric is set: where, what is called, the metric's name, its labels."""
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name, called = node.args[0].value, node.func
                if isinstance(name, str) and name.startswith("golddust_") and path.stem != "catalogue":
                    method = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                    if method not in KINDS:
                        continue  # read, not set
                    labels = frozenset(word.arg for word in node.keywords if word.arg) - NOT_LABELS
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", method, name, labels


def test_what_is_counted_is_in_the_catalogue_with_its_kind_and_labels() -> None:
    wrong = [
        (where, name)
        for where, method, name, labels in calls()
        if name not in CATALOGUE or CATALOGUE[name].kind != KINDS[method] or CATALOGUE[name].labels.keys() != labels
    ]
    assert wrong == []


def test_what_is_in_the_catalogue_is_counted() -> None:
    assert CATALOGUE.keys() - {name for _, _, name, _ in calls()} == set()


def test_no_metric_stands_in_it_twice() -> None:
    assert sum(map(len, GROUPS.values())) == len(CATALOGUE)


@pytest.mark.parametrize("name", CATALOGUE)
def test_names_are_as_prometheus_wants_them(name: str) -> None:
    metric = CATALOGUE[name]
    assert re.fullmatch(r"golddust_[a-z]+(_[a-z]+)*", name)
    assert name.endswith("_total") == (metric.kind == "counter")
    assert not re.search(r"_(count|sum|bucket|info|ms|milliseconds|minutes|hours|kb|mb|percent|gauge|counter)$", name)
    assert metric.says.endswith(".")


@pytest.mark.parametrize("name", CATALOGUE)
def test_no_label_could_hold_a_person_or_an_id(name: str) -> None:
    forbidden = {"customer", "address", "sender", "phone", "email", "name", "id", "feedback", "case", "reply", "text", "subject"}
    assert CATALOGUE[name].labels.keys() & forbidden == set()


@pytest.mark.service
def test_promtool_finds_nothing_wrong_with_them() -> None:
    registry = CollectorRegistry()
    metrics = PrometheusMetrics(registry)
    for name, metric in CATALOGUE.items():
        labels = dict.fromkeys(metric.labels, "x")
        {"counter": metrics.count, "gauge": metrics.gauge, "histogram": metrics.time}[metric.kind](name, 1, **labels)
    checked = promtool("check", "metrics", said=generate_latest(registry).decode())
    found = [line for line in checked.stdout.splitlines() + checked.stderr.splitlines() if "_created" not in line]
    assert found == []


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("the stage failed with ValueError; given up after 6 tries", "given_up"),
        ("no reader for events of type 'golddust.feedback.received.v9'", "unknown_type"),
        ("expected golddust.feedback.received.v1, found ''", "unknown_type"),
        ("the body is no golddust.feedback.received.v1: JSON is malformed", "malformed"),
        ("the form is empty; the original is kept as sha256-0", "malformed"),
        ("a record for feedback.tagged has more than the 4194304 bytes that the log takes", "too_large"),
        ("a record has more bytes than its topic takes (max.message.bytes on the cluster)", "too_large"),
        ("the register knows no such case", "refused"),
    ],
)
def test_the_reason_of_a_dead_letter_is_counted_by_its_kind(reason: str, kind: str) -> None:
    assert kind_of(reason) == kind
    assert kind in CATALOGUE["golddust_dead_letters"].labels["reason"]
