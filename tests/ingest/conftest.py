"""What the tests of the doors share: an inbox in memory, the real HTTP edge, counters that can be read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from flask import Blueprint
from flask.testing import FlaskClient
from prometheus_client import CollectorRegistry

from cli.web import create_app
from golddust import topics, wire
from golddust.bus.memory import MemoryLog
from golddust.clock import MovableClock
from golddust.errors import Unavailable
from golddust.events import Delivery
from golddust.identity import Keys
from golddust.metrics import PrometheusMetrics
from golddust.ports import Receipt
from ingest.inbox import SpoolInbox


@dataclass
class House:
    """Everything that a door is given, and what came through it."""

    clock: MovableClock = field(default_factory=lambda: MovableClock(datetime(2026, 11, 24, 10, tzinfo=UTC)))
    keys: Keys = field(default_factory=lambda: Keys(b"p" * 32, b"l" * 32, b"o" * 32))
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def __post_init__(self) -> None:
        self.metrics = PrometheusMetrics(self.registry)
        self.log = MemoryLog(self.clock)
        self.inbox = SpoolInbox(self.log, self.metrics)

    def client(self, blueprint: Blueprint) -> FlaskClient:
        return create_app("test", [blueprint], checks={}).test_client()

    def taken(self) -> list[Delivery]:
        if topics.INTAKE not in self.log.topics():
            return []
        return [wire.delivery(record) for record in self.log.browse(topics.INTAKE, None).read(1000, 0)]

    def counted(self, name: str, **labels: str) -> float:
        return self.registry.get_sample_value(name, labels) or 0.0


class AwayInbox:
    """An inbox whose disk does not answer."""

    def accept(self, delivery: Delivery) -> Receipt:
        raise Unavailable(f"the log is away for {delivery.channel}", retry_after=7)


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def away() -> AwayInbox:
    return AwayInbox()


@pytest.fixture
def delivered() -> Callable[..., Delivery]:
    """A delivery as its door would make it."""

    def make(channel: str, original: bytes, source: str = "somewhere", facts: Sequence[tuple[str, str]] = ()) -> Delivery:
        return Delivery(
            id="f" * 26,
            channel=channel,  # type: ignore[arg-type] # the tests name channels
            source=source,
            external_id="x1",
            received_at=datetime(2026, 11, 24, 10, tzinfo=UTC),
            sender="s1",
            original=original,
            facts=dict(facts),
        )

    return make
