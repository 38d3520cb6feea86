"""On Kafka nothing can be written over: letters are dropped, and the report says by when the brokers have forgotten the rest."""

import secrets
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from msgspec.structs import replace

from cli.privacy.erasing_log import records
from cli.privacy.requests import StoredPrivacy
from cli.wiring.installation import Installation
from config.load import load
from golddust import topics, wire
from golddust.bus.kafka.retention import LOOKED_AT_EVERY
from golddust.clock import SystemClock
from golddust.events import DeadLetter
from golddust.letters import GONE, parked_copy
from golddust.records import Record
from sinks.store.store import Store
from tests.sinks.made import ANN_MAILS, said, tagged
from tests.sinks.made import records as as_records

pytestmark = pytest.mark.service
PREFIX = f"e{secrets.token_hex(4)}."


@pytest.fixture
def installation(kafka: str, tmp_path: Path, sqlite_url: str) -> Iterator[Installation]:
    given = {"data_dir": tmp_path / "data", "store.url": sqlite_url, "log.backend": "kafka", "log.bootstrap_servers": [kafka]}
    with closing(Installation(load(None, {**given, "log.prefix": PREFIX, "log.partitions": 1}).settings)) as made:
        made.prepare()
        yield made


def keep(kafka: str, topic: str, **settings: str) -> None:
    changed = {name.replace("_", "."): value for name, value in settings.items()}
    with closing(KafkaAdminClient(bootstrap_servers=kafka)) as admin:
        admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, PREFIX + topic, changed)])


def test_letters_are_dropped_and_the_report_says_when_the_last_copy_is_gone(installation: Installation, kafka: str) -> None:
    now = SystemClock().now()
    one = replace(said("one", received_at=now), customer=installation.keys.pseudonym_of(ANN_MAILS, "x"))
    broken = Record(topics.RECEIVED, 0, 7, one.customer, b"{zwiebelkuchen", {"ce_type": "golddust.feedback.received.v1"}, now)
    letter = DeadLetter(id="a" * 26, topic=topics.RECEIVED, partition=0, position=7, stage="tag", reason="no", tries=1, at=now)
    installation.log.append([wire.entry(one), wire.entry(tagged(one)), wire.entry(letter), parked_copy(letter, broken)])
    Store(installation.engine).write(as_records([one, tagged(one)]))
    keep(kafka, topics.RECEIVED, retention_ms="86400000", segment_ms="3600000")

    privacy = StoredPrivacy(installation, "command")
    report: dict[str, Any] = dict(privacy.perform(privacy.ask(one.customer, "sam").id).report)
    assert report["erased"]["dead letters"] == 1
    assert [GONE in copy.headers for copy in records(installation.log, topics.PARKED)][-1:] == [True]
    remains = {part["place"]: part["until"] for part in report["remains"]}
    until = datetime.fromisoformat(remains[f"kafka: {topics.RECEIVED}"])
    # The retention, a segment written to for an hour more, the broker's look, and what another machine's spool brings late.
    late = timedelta(days=installation.settings.log.keep_intake_days)
    least = timedelta(hours=25) + LOOKED_AT_EVERY + late
    assert least <= until - datetime.fromisoformat(report["at"]) <= least + timedelta(minutes=2)
    assert remains[f"kafka: {topics.PARKED}"] is not None  # compacted within the hour, as golddust makes it
    assert f"kafka: {topics.DEADLETTERS}" not in remains
    assert report["last_readable_copy_until"] == max(filter(None, remains.values()))

    keep(kafka, topics.RECEIVED, retention_ms="-1")
    again = replace(said("again", received_at=SystemClock().now()), customer=one.customer)
    Store(installation.engine).write(as_records([again]))
    report = dict(privacy.perform(privacy.ask(one.customer, "sam").id).report)
    kept_for_good = next(part for part in report["remains"] if part["place"] == f"kafka: {topics.RECEIVED}")
    assert (kept_for_good["until"], "kept for good" in kept_for_good["why"]) == (None, True)
    assert report["last_readable_copy_until"] is None
