"""What is old goes off the log, and nobody who is behind loses what they have still to read."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from cli.privacy.keeping import OldLetters
from cli.processes.stages import tidying
from cli.wiring.installation import Installation
from config.load import load
from golddust import topics, wire
from golddust.bus.kafka.layout import kept_otherwise, made_like
from golddust.bus.kafka.options import KafkaOptions
from golddust.clock import MovableClock
from golddust.events import DeadLetter
from golddust.letters import Letters, parked_copy
from golddust.metrics import PrometheusMetrics
from golddust.records import Entry
from tests.sinks.made import MONDAY, asked, said, tagged


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Installation]:
    one = Installation(load(None, {"data_dir": tmp_path, "log.keep.received": 7, "log.keep.replies": 7}).settings)
    one.clock = MovableClock(MONDAY)
    one.metrics = PrometheusMetrics(CollectorRegistry())
    one.prepare()
    yield one
    one.close()


def after(house: Installation, days: float) -> None:
    assert isinstance(house.clock, MovableClock)
    house.clock.move(timedelta(days=days))
    work = tidying(house)._work
    while work():
        pass


def held(house: Installation, topic: str) -> int:
    reader = house.log.browse(topic, until_now=True)
    found = len(reader.read(1000, wait=0))
    reader.close()
    return found


def test_raw_words_go_after_a_week_and_tags_after_a_month(house: Installation) -> None:
    one = said("a")
    house.log.append([wire.entry(event) for event in (one, tagged(one), asked(one))])
    after(house, 6.9)
    assert [held(house, topic) for topic in (topics.RECEIVED, topics.REPLIES_REQUESTED, topics.TAGGED)] == [1, 1, 1]
    after(house, 0.2)
    assert [held(house, topic) for topic in (topics.RECEIVED, topics.REPLIES_REQUESTED, topics.TAGGED)] == [0, 0, 1]
    after(house, 23)
    assert held(house, topics.TAGGED) == 0
    path = house.settings.log_path
    assert one.text.encode() not in b"".join(file.read_bytes() for file in path.parent.glob("log.sqlite3*") if file.is_file())


def test_what_is_still_to_be_read_stays_longer(house: Installation) -> None:
    reader = house.log.reader([topics.RECEIVED], "store")
    house.log.append([wire.entry(said(f"{n}")) for n in range(20)])
    read = reader.read(5, wait=0)
    reader.commit({(r.topic, r.partition): r.position + 1 for r in read}, [])
    after(house, 400)
    left = reader.read(100, wait=0)
    assert len(left) == 15
    reader.commit({(r.topic, r.partition): r.position + 1 for r in left}, [])
    after(house, 1)
    assert held(house, topics.RECEIVED) == 0
    reader.close()


def letter_about(house: Installation, name: str, key: str) -> DeadLetter:
    """A dead letter with its copy, of now."""
    made = DeadLetter(
        id=name, topic=topics.RECEIVED, partition=0, position=0, stage="tag", reason="x", tries=1, at=house.clock.now()
    )
    house.log.append([Entry(topics.RECEIVED, key, b"words of " + name.encode(), {})])
    browsing = house.log.browse(topics.RECEIVED, last=1)
    (record,) = browsing.read(1, wait=1)
    browsing.close()
    house.log.append([wire.entry(made), parked_copy(made, record)])
    return made


def test_a_dead_letter_about_which_nobody_decides_is_dropped_after_90_days(house: Installation) -> None:
    letter_about(house, "old", "cust_a")
    old = OldLetters(house)
    after(house, 89)
    old.drop()
    letters = Letters(house.log, house.clock.now)
    young = letter_about(house, "young", "cust_b")
    assert len(letters.parked()) == 2
    after(house, 2)
    old.drop()
    assert [letter.id for letter in letters.parked()] == [young.id]
    assert {letter.id: letter.state for letter in letters.all()} == {"old": "dropped", "young": "parked"}
    after(house, 1)
    path = house.settings.log_path
    assert b"words of old" not in b"".join(file.read_bytes() for file in path.parent.glob("log.sqlite3*") if file.is_file())
    assert letters.record(young).value == b"words of young"


def test_the_letter_of_who_is_held_stays(house: Installation) -> None:
    letter_about(house, "held", "cust_a")
    letter_about(house, "free", "cust_b")
    after(house, 100)
    letters = Letters(house.log, house.clock.now)
    assert letters.drop_older(house.clock.now(), lambda those: {"cust_a"} & set(those)) == 1
    assert [letter.id for letter in letters.parked()] == ["held"]


def test_on_kafka_topics_are_made_with_their_days_and_short_segments(tmp_path: Path) -> None:
    options = KafkaOptions(("127.0.0.1:1",), kept=load(None, {"data_dir": tmp_path, "log.keep.received": 7}).settings.log.kept)
    day = 24 * 3600 * 1000

    def kept(topic: str) -> tuple[str, str]:
        configs = made_like(options, topic)["configs"]
        return configs.get("retention.ms"), configs.get("segment.ms")

    assert kept(topics.RECEIVED) == (str(7 * day), str(day))
    assert kept(topics.INTAKE) == (str(2 * day), str(day // 2))
    assert kept(topics.TAGGED) == (str(30 * day), str(day))
    assert kept(topics.DEADLETTERS)[0] == "-1"
    assert made_like(options, topics.PARKED)["configs"]["cleanup.policy"] == "compact,delete"
    assert kept(topics.PARKED)[0] == str(91 * day)


def test_a_topic_that_keeps_otherwise_is_told_by_what_should_be_there(tmp_path: Path) -> None:
    options = KafkaOptions(("127.0.0.1:1",), kept=load(None, {"data_dir": tmp_path, "log.keep.received": 7}).settings.log.kept)
    day = 24 * 3600 * 1000
    old = {"cleanup.policy": "delete", "retention.ms": str(30 * day), "segment.ms": str(7 * day)}
    assert kept_otherwise(options, topics.RECEIVED, old) == {"retention.ms": str(7 * day), "segment.ms": str(day)}
    assert kept_otherwise(options, topics.TAGGED, {**old, "segment.ms": "3600000"}) == {}
    assert kept_otherwise(options, topics.PARKED, {**old, "cleanup.policy": "compact"})["cleanup.policy"] == "compact,delete"
