"""Whatever happens to its processes, its brokers, its disk and its clock: what golddust acknowledged is stored once, as one case.

A few scenarios in short; `make torture` is the long run of them all.
"""

import logging
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from benchmarks.torture.registry import SCENARIOS
from benchmarks.torture.scenario import Scenario
from benchmarks.torture.trial import Site
from tests.services.kafka import Broker, running_broker
from tests.services.missing import without

PACE = 0.08
log = logging.getLogger("torture")
pytestmark = [pytest.mark.service, pytest.mark.slow]


@pytest.fixture(scope="module")
def own_broker() -> Iterator[Broker]:
    """To be stopped, and started again."""
    with running_broker() as broker:
        yield broker


IN_SHORT = ("half-done", "broker-stopped")
"""Kills inside a transaction at each of its points, and a broker that is away and then hangs. Of the others, which take minutes,
the suite has the parts: a frozen worker and a group that is shared out anew in `tests/contracts/test_kafka.py`, a message through
two doors in `test_twice_is_once.py`, kills of roles and full disks in journeys, doors without Kafka in
`test_capture_needs_nothing.py`."""
SHORT = {name: SCENARIOS[name] for name in IN_SHORT}


@pytest.fixture(params=SHORT.values(), ids=SHORT)
def scenario(request: pytest.FixtureRequest) -> Scenario:
    chosen: Scenario = request.param
    if missing := chosen.lacks():
        without("What this scenario needs", missing)
    return chosen


@pytest.fixture
def site(scenario: Scenario, request: pytest.FixtureRequest, postgres_url: str, tmp_path: Path) -> Site:
    """The broker that all tests share, unless the scenario does it harm."""
    brokers: list[Broker] = [request.getfixturevalue("own_broker")] if scenario.harms else []
    bootstrap = [broker.bootstrap for broker in brokers] or [request.getfixturevalue("kafka")]
    return Site(bootstrap, postgres_url, tmp_path / "fleet", scenario.short, log.info, Random(7), brokers, PACE)  # noqa: S311 - load, no secret


def test_what_was_acknowledged_is_stored_exactly_once_and_is_one_case(scenario: Scenario, site: Site) -> None:
    verdict = scenario.run(site)
    assert verdict.faults == (), str(verdict)
    assert verdict.acknowledged > 20
    assert verdict.stored >= verdict.acknowledged
