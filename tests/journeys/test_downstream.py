"""Other services read our topics with clients of their own: Kafka's Java client, and librdkafka."""

import json
import secrets
from pathlib import Path

import pytest
from confluent_kafka import Consumer

from benchmarks import requests
from benchmarks.processes import Running
from tests.journeys.conftest import settings_of
from tests.journeys.speaking import command, eventually, post
from tests.services.kafka import java_console_consumer

pytestmark = [pytest.mark.service, pytest.mark.slow]
ATTRIBUTES = {"ce_id", "ce_type", "ce_source", "ce_subject", "ce_time", "ce_specversion", "content-type"}


def by_librdkafka(bootstrap: str, topic: str) -> tuple[dict[str, str], str, bytes]:
    """The first committed record of a topic: headers, key, value."""
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": f"downstream-{secrets.token_hex(4)}",
            "auto.offset.reset": "earliest",
            "isolation.level": "read_committed",
        }
    )
    consumer.subscribe([topic])
    message = consumer.poll(30)
    consumer.close()
    assert message is not None
    assert message.error() is None
    return {name: value.decode() for name, value in message.headers()}, message.key().decode(), message.value()


def test_strangers_read_feedback_tagged_with_its_headers(request: pytest.FixtureRequest, kafka: str, tmp_path: Path) -> None:
    golddust = Running(tmp_path / "data", settings_of("kafka", request))
    golddust.start()
    try:
        post(golddust, requests.hook(1, "My parcel has not arrived. My number is +1 202 555 0117."))
        assert eventually(lambda: command(golddust, "tail", "feedback.tagged", "--from-start", "--json"))
        topic = golddust.settings["GOLDDUST_LOG__PREFIX"] + "feedback.tagged"
        ((headers, key, value),) = java_console_consumer(kafka, topic, count=1)
        again = by_librdkafka(kafka, topic)
    finally:
        golddust.stop()
    assert set(headers) == ATTRIBUTES
    assert headers["ce_type"] == "golddust.feedback.tagged.v1"
    assert headers["ce_specversion"] == "1.0"
    tagged = json.loads(value)
    assert key == tagged["customer"]
    assert "555 0117" not in value
    assert again == (headers, key, value.encode())
