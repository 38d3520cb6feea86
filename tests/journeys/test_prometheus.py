"""A real Prometheus, set up as deploy/prometheus has it, asks a running golddust: what happened is there, and no alarm rings."""

from pathlib import Path

import pytest
import yaml

from benchmarks import requests
from benchmarks.processes import Running
from tests.journeys.speaking import eventually, post
from tests.services.prometheus import DEPLOYED, Prometheus, running_prometheus

pytestmark = [pytest.mark.service, pytest.mark.slow]

COUNTED = {
    'sum(golddust_deliveries_total{channel="hook",duplicate="no"})': 1,
    'sum(golddust_deliveries_total{channel="hook",duplicate="yes"})': 1,
    'golddust_stage_read_records{stage="tag",topic="feedback.received"}': 1,
    "min(golddust_dependency_up)": 1,
    "max(golddust_conservation_gap_records)": 0,
    "sum(golddust_open_cases)": 1,
}


def healths(prometheus: Prometheus) -> dict[str, str]:
    """How each rule fared when it was last tried."""
    groups = (prometheus.ask("rules") or {}).get("groups", ())
    return {rule["name"]: rule["health"] for group in groups for rule in group["rules"]}


@pytest.mark.parametrize("golddust", ["sqlite"], indirect=True)
def test_a_real_prometheus_reads_what_happened_and_tries_the_alarms(golddust: Running, tmp_path: Path) -> None:
    golddust.start()
    for _ in range(2):
        assert post(golddust, requests.hook(1, "My parcel has not arrived"))[0] in (200, 202)
    (group,) = yaml.safe_load((DEPLOYED / "alerts.yml").read_text())["groups"]
    with running_prometheus(golddust.console, tmp_path) as prometheus:
        assert eventually(lambda: {query: prometheus.value(query) for query in COUNTED} == COUNTED), {
            query: prometheus.value(query) for query in COUNTED
        }
        assert prometheus.value('up{job="golddust"}') == 1
        tried = eventually(lambda: (found := healths(prometheus)) and "unknown" not in found.values() and found)
        assert tried == {rule["alert"]: "ok" for rule in group["rules"]}
        assert (prometheus.ask("alerts") or {})["alerts"] == []
