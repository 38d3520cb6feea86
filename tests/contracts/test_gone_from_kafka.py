"""Once a topic's time is over, the words that it held lie on no disk of the brokers, in whatever form."""

import secrets
from contextlib import closing
from pathlib import Path

import pytest
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient

from golddust import topics
from golddust.bus.kafka.log import KafkaLog
from golddust.bus.kafka.options import KafkaOptions
from golddust.records import Entry
from tests.journeys.speaking import eventually
from tests.services.kafka import Broker
from tests.services.leftovers import in_files

pytestmark = [pytest.mark.service, pytest.mark.slow]
WITH_WORDS = (topics.RECEIVED, topics.REPLIES_REQUESTED, topics.again("tag"), topics.INTAKE)
GONE_WITHIN = 120.0
"""Seconds; the tests' brokers look each second, and delete a file a second later."""


def test_what_was_kept_for_its_time_is_on_no_disk(kafka_broker: Broker, tmp_path: Path) -> None:
    word, prefix = secrets.token_hex(8), f"g{secrets.token_hex(4)}."

    def places() -> set[str]:
        """The topics in whose files the word is."""
        folders = [*(kafka_broker.folder / "data").glob(f"{prefix}*")]
        return {folder.name[len(prefix) : -len("-0")] for folder in folders if in_files(folder, [word])}

    options = KafkaOptions((kafka_broker.bootstrap,), prefix=prefix, partitions=1)
    with closing(KafkaLog(options, tmp_path / "kafka")) as log:
        log.append([Entry(topic, "c1", f"the words {word}".encode(), {}) for topic in (*WITH_WORDS, topics.TAGGED)])
    assert places() == {*WITH_WORDS, topics.TAGGED}
    with closing(KafkaAdminClient(bootstrap_servers=kafka_broker.bootstrap)) as admin:  # as if their days were over
        over = {"retention.ms": "1000"}
        admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, prefix + topic, over) for topic in WITH_WORDS])
    assert eventually(lambda: places() == {topics.TAGGED}, GONE_WITHIN)
