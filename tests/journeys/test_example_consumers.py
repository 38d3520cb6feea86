"""Downstream developers start from `examples/`: each program reads a year of v1 events as they were, are, and will be."""

import json
import os
import secrets
import subprocess
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from golddust import topics, wire
from golddust.bus.kafka import KafkaLog, KafkaOptions
from golddust.events import Event, Issue, Tagged
from golddust.records import Entry
from golddust.schemas import schemas
from golddust.specimens import AT, SPECIMENS
from tests.services.examples import COMMANDS, EXAMPLES, Command

pytestmark = [pytest.mark.service, pytest.mark.slow]
DAYS = 365
LONGEST = 300.0
"""Seconds after which a consumer is killed that prints less than it should."""
TAGGED = next(event for event in SPECIMENS if isinstance(event, Tagged))
ISSUE = next(event for event in SPECIMENS if isinstance(event, Issue))


def of_day(day: int) -> tuple[Tagged, Issue]:
    """What came that day, from customers who take turns; the text has other letters, and more than one line."""
    at: datetime = AT + timedelta(days=day)
    same: dict[str, Any] = {"feedback": f"fb-{day}", "received_at": at, "customer": f"cust_{day % 40}"}
    tagged = replace(TAGGED, id=f"tag-{day}", text=f"Größe {day}\n  passt nicht", **same)
    return tagged if day % 3 else replace(tagged, topics=()), replace(ISSUE, id=f"issue-{day}", **same)


def as_of_then(entry: Entry, event: Event) -> Entry:
    """The entry as the first release wrote it: with nothing but the fields that were always there."""
    schema = schemas()[wire.FORMS[type(event)].type]
    always = schema["$defs"][type(event).__name__]["required"]
    value = {name: content for name, content in json.loads(entry.value).items() if name in always}
    return Entry(entry.topic, entry.key, json.dumps(value).encode(), entry.headers)


def as_one_day(entry: Entry) -> Entry:
    """The entry as a later release may write it: more fields, a choice that nobody knew."""
    value = {**json.loads(entry.value), "channel": "voice", "mood": {"weather": ["rain"]}}
    return Entry(entry.topic, entry.key, json.dumps(value).encode(), {**entry.headers, "traceparent": "00-1-2-01"})


def a_year() -> Iterator[Entry]:
    for day in range(DAYS):
        for event in of_day(day):
            entry = wire.entry(event)
            yield (as_of_then(entry, event), entry, as_one_day(entry))[day * 3 // DAYS]


def between() -> Iterator[Entry]:
    """What is no v1 event: the next version, somebody else's record, and one that cannot be read."""
    tagged = wire.entry(TAGGED)
    for topic in (topics.TAGGED, topics.ISSUES):
        yield Entry(topic, "cust_1", b'{"nothing": "as before"}', {**tagged.headers, "ce_type": "golddust.feedback.tagged.v2"})
        yield Entry(topic, "cust_2", b"\x00\xff", {})
        yield Entry(topic, "cust_3", b'{"cut off', tagged.headers)


def printed(entry: Entry) -> str:
    """What an example says of it."""
    value = json.loads(entry.value)
    if entry.topic == topics.ISSUES:
        return f"issue {value['feedback']} {value['priority']} {value['owner']} {value['why']}"
    names = ",".join(topic["name"] for topic in value["topics"]) or "-"
    text = " ".join(value["text"].split())
    return f"tagged {value['feedback']} {value['channel']} {value['sentiment']['label']} {names} {text}"


@dataclass(frozen=True, slots=True)
class Consumer:
    """An example, pointed at the topics of this test alone."""

    command: Command
    kafka: str
    prefix: str

    def lines(self, count: int) -> tuple[list[str], str]:
        """What it prints until it has printed so many lines and was told to stop, and what it says beside."""
        environment = {**os.environ, **self.command.environment}
        words = [*self.command.words, self.kafka, self.prefix]
        with subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, encoding="utf-8"
        ) as running:
            watch = threading.Timer(LONGEST, running.kill)
            watch.start()
            beside: list[str] = []
            reading = threading.Thread(target=lambda: beside.extend(running.stderr or ()))
            reading.start()
            found = list(islice(running.stdout or (), count))
            running.terminate()
            found += list(running.stdout or ())
            reading.join()
            watch.cancel()
        return [line.rstrip("\n") for line in found], "".join(beside)


@pytest.fixture
def prefix() -> str:
    return f"examples-{secrets.token_hex(4)}."


@pytest.fixture
def log(kafka: str, prefix: str, tmp_path: Path) -> Iterator[KafkaLog]:
    log = KafkaLog(KafkaOptions(bootstrap_servers=(kafka,), prefix=prefix, partitions=3), tmp_path)
    yield log
    log.close()


def in_order(lines: Sequence[str]) -> dict[str, list[str]]:
    """The lines of each customer and kind: across partitions, they come in any order."""
    found: dict[str, list[str]] = {}
    for line in lines:
        kind, feedback = line.split(" ")[:2]
        found.setdefault(f"{kind} {int(feedback.removeprefix('fb-')) % 40}", []).append(line)
    return found


@pytest.mark.parametrize("language", COMMANDS)
def test_a_year_is_read_once_whatever_version_it_was_written_by(language: str, kafka: str, prefix: str, log: KafkaLog) -> None:
    year = list(a_year())
    log.append([*year[: len(year) // 2], *between(), *year[len(year) // 2 :]])
    consumer = Consumer(COMMANDS[language](), kafka, prefix)
    said, beside = consumer.lines(len(year))
    assert in_order(said) == in_order([printed(entry) for entry in year]), beside[-2000:]
    assert "golddust.feedback.tagged.v2" in beside
    assert beside.splitlines()[-1] == f"{DAYS} tagged, {DAYS} issues, 4 passed over, 2 cannot be read"

    news = wire.entry(replace(ISSUE, feedback="fb-1000"))
    log.append([news])
    assert consumer.lines(1)[0] == [printed(news)]


@pytest.mark.parametrize("language", COMMANDS)
def test_an_example_is_short(language: str) -> None:
    (program,) = (EXAMPLES / language).glob("[Rr]ead*eedback.*")
    assert len(program.read_text().splitlines()) < 100
