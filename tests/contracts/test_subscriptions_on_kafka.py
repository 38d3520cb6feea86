"""Web hooks out, fed by a real Kafka: all arrives, in order of each customer, and what waits is read again."""

import secrets
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from golddust.bus.kafka import KafkaLog, KafkaOptions
from golddust.clock import MovableClock
from golddust.database.engine import open_database
from tests.services.receiver import Receiver, says
from tests.services.subscribed import Desk, tagged, until_idle

pytestmark = [pytest.mark.service, pytest.mark.slow]


def test_events_arrive_from_kafka_and_what_failed_is_read_again(
    kafka: str, sqlite_url: str, tmp_path: Path, hook_receiver: Receiver
) -> None:
    options = KafkaOptions(bootstrap_servers=(kafka,), prefix=f"h{secrets.token_hex(4)}.", partitions=4)
    engine = open_database(sqlite_url)
    with closing(KafkaLog(options, tmp_path / "kafka")) as log:
        desk = Desk(engine, log)
        desk.subscribe(hook_receiver.plan("/in", says(503), says(200)))
        events = [tagged(number, customer=f"cust_{number % 7}") for number in range(100)]
        desk.write(*events)
        assert isinstance(desk.clock, MovableClock)
        with closing(desk.work()) as work:
            until_idle(work)
            desk.clock.move(timedelta(seconds=5))
            until_idle(work)
        by_customer: dict[str, list[int]] = {}
        accepted = [one for place, one in enumerate(hook_receiver.at("/in")) if place > 0]
        for one in accepted:
            by_customer.setdefault(one.event["partitionkey"], []).append(int(one.id.removeprefix("tag-")))
        assert {name: sorted(ids) for name, ids in by_customer.items()} == by_customer
        assert sum(map(len, by_customer.values())) == len({one.id for one in accepted}) == 100
        with closing(desk.work()) as again:
            until_idle(again)
        assert len(hook_receiver.at("/in")) == 101
    engine.dispose()
