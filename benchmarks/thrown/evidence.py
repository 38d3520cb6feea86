"""Puts records on the log, and finds there what was promised; finds in what golddust wrote down what went wrong."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from kafka import KafkaProducer

from benchmarks.thrown import mail
from benchmarks.thrown.topics import Raw
from cli.wiring.installation import Installation
from cli.wiring.kafka import kafka_options
from golddust import topics as names
from golddust.ports import Log
from golddust.records import Entry

_MARK = re.compile(rb"thrown-[a-z]+-\d+")
_WRONG = (
    "Traceback",
    "a bug",
    "a stage failed on a record",
    "stopped itself",
    "panicked",
    "a check of readiness failed",
    "failed with",
)
"""What stands in the log where something went wrong that nobody thought of."""


def put(installation: Installation, records: Sequence[Raw | Entry]) -> None:
    """Append them, on Kafka as any producer may: without a key, without a value, with headers that are no text."""
    if not installation.on_kafka:
        installation.log.append([one.entry if isinstance(one, Raw) else one for one in records])
        return
    installation.log.append([one for one in records if isinstance(one, Entry)])  # makes the topics that are not there yet
    options = kafka_options(installation.settings)
    with closing(KafkaProducer(**options.connection, max_request_size=options.intake_limit)) as producer:
        for raw in (one for one in records if isinstance(one, Raw)):
            key = b"" if raw.key is None and raw.value is None else raw.key  # this client sends one of the two at least
            headers = [(name, value or b"") for name, value in raw.headers]
            producer.send(options.physical(raw.topic), key=key, value=raw.value, headers=headers)
        producer.flush()


def marks(log: Log) -> set[bytes]:
    """The marks of all that was taken in."""
    found: set[bytes] = set()
    for topic in (names.INTAKE, names.again("receive")):
        with closing(log.browse(topic, until_now=True)) as reader:
            while page := reader.read(50, 0):
                found.update(mark for record in page for mark in _MARK.findall(record.value))
    return found


def smuggled(log: Log) -> Iterator[str]:
    """What came in from inside another mail."""
    with closing(log.browse(names.INTAKE, until_now=True)) as reader:
        while page := reader.read(50, 0):
            yield from (f"smuggled in: {one.place}" for one in page if mail.SMUGGLED.decode() in one.headers.get("sender", ""))


def said_wrong(log_file: Path) -> Iterator[str]:
    """What golddust itself wrote down as faults of its own, each kind once."""
    wrong: Counter[str] = Counter()
    for line in log_file.read_text(errors="replace").splitlines():
        if any(words in line for words in _WRONG):
            kind = re.sub(r"\b[0-9a-f]{8,}\b|\d+|\b[a-z2-7]{26}\b", "#", line)[:300]
            wrong[kind] += 1
    yield from (f"it wrote, {times} times: {line}" for line, times in wrong.items())
