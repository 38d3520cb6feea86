"""Poison on the log: parked with its copy, looked at, given again, dropped; and the account of each stage stays in balance."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from kafka import KafkaProducer
from msgspec.structs import replace

from benchmarks import requests
from benchmarks.processes import Running
from cli.wiring.installation import Installation
from complaints.cases.opening import case_id_of
from config.load import load
from golddust import topics, wire
from golddust.letters import GONE
from golddust.records import Entry, Record
from tests.complaints.made import issue, outcome
from tests.complaints.test_step import request
from tests.journeys.commands import ask
from tests.journeys.conftest import WHATEVER_THE_LOG
from tests.journeys.speaking import command, doctor, eventually, post

pytestmark = pytest.mark.slow

INVALID, VERSION = {"ce_type": "golddust.feedback.received.v1"}, {"ce_type": "golddust.feedback.received.v9"}


@pytest.fixture
def beside(golddust: Running, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """The same installation in this process, as another program's that writes to the log."""
    golddust.start()
    for name in [name for name in os.environ if name.startswith("GOLDDUST_")]:
        monkeypatch.delenv(name)
    for name, value in golddust.settings.items():
        monkeypatch.setenv(name, value)
    with closing(Installation(load(None, {"data_dir": golddust.data}).settings)) as installation:
        yield installation


def put(installation: Installation, topic: str, key: str, value: bytes, headers: dict[str, str]) -> None:
    """A record by a plain producer, where there can be one."""
    if not installation.on_kafka:
        installation.log.append([Entry(topic, key, value, headers)])
        return
    options = installation.settings.log
    with closing(KafkaProducer(bootstrap_servers=list(options.bootstrap_servers))) as producer:
        sent = [(name, content.encode()) for name, content in headers.items()]
        producer.send(options.prefix + topic, value, key.encode(), sent).get(20)


def letters(golddust: Running, *words: str) -> list[dict[str, Any]]:
    return command(golddust, "letters", "list", "--json", *words)


def decide(golddust: Running, what: str, letter: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    return ask(golddust, "letters", what, letter["id"])


def copies(installation: Installation) -> dict[str, Record]:
    """The newest record about each letter among the parked copies."""
    with closing(installation.log.browse(topics.PARKED, until_now=True)) as reader:
        found = []
        while page := reader.read(500, 0):
            found += page
    return {record.key: record for record in found}


def stages(golddust: Running) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for finding in doctor(golddust):
        found.setdefault(finding["part"], []).append((finding["state"], finding["words"]))
    return found


def test_poison_is_parked_shown_retried_and_dropped(golddust: Running, beside: Installation) -> None:
    assert post(golddust, requests.hook(1, "Thank you, it works well"))[0] == 202
    assert eventually(lambda: command(golddust, "tail", "feedback.tagged", "--from-start", "--json"))
    put(beside, topics.RECEIVED, "ann", b"{no JSON", INVALID)
    put(beside, topics.RECEIVED, "ann", b'{"from": "later"}', VERSION)
    assert post(golddust, requests.hook(2, "Thank you once more"))[0] == 202  # poison never blocks
    assert eventually(lambda: len(command(golddust, "tail", "feedback.tagged", "--from-start", "--json")) == 2)
    assert eventually(lambda: len(letters(golddust)) == 4)

    by_tag = [letter for letter in letters(golddust) if letter["stage"] == "tag"]
    assert {"the body is no" in letter["reason"] or "v9" in letter["reason"] for letter in by_tag} == {True}
    (invalid,) = (letter for letter in by_tag if "the body is no" in letter["reason"])
    (shown,) = command(golddust, "letters", "show", invalid["id"])
    assert shown["record"]["key"] == "ann"
    assert shown["record"]["headers"] == INVALID
    assert copies(beside)[invalid["id"]].value == b"{no JSON"

    assert decide(golddust, "retry", invalid).returncode == 0
    assert GONE in copies(beside)[invalid["id"]].headers
    assert eventually(lambda: len(letters(golddust)) == 4)  # it is no better than before, and parked anew
    assert {letter["topic"] for letter in letters(golddust)} == {topics.RECEIVED, topics.again("tag")}
    assert decide(golddust, "retry", invalid).returncode == 1
    for letter in letters(golddust):
        assert decide(golddust, "drop", letter).returncode == 0
    assert letters(golddust) == []
    assert sorted(letter["state"] for letter in letters(golddust, "--all")) == ["dropped"] * 4 + ["retried"]
    assert all(GONE in record.headers for record in copies(beside).values())

    found = stages(golddust)
    assert found["stage tag"][0] == ("good", "5 read = 2 tagged + 3 parked; 0 wait")
    assert found["dead letters"] == [("good", "none waits for a decision")]
    notes = [("note", "written to feedback.received by another program: 2")] if beside.on_kafka else []
    assert found["stage tag"][1:] == notes


@WHATEVER_THE_LOG
def test_a_record_whose_time_has_come_is_dealt_with_when_it_is_retried(golddust: Running, beside: Installation) -> None:
    about = issue("early")
    entry = wire.entry(outcome(replace(request(), case=case_id_of(about))))
    put(beside, entry.topic, entry.key, entry.value, dict(entry.headers))
    assert eventually(lambda: letters(golddust))
    (letter,) = letters(golddust)
    assert letter["reason"] == "the register knows no such case"
    beside.log.append([wire.entry(about)])
    assert eventually(lambda: command(golddust, "case", "list", "--json"))
    assert decide(golddust, "retry", letter).returncode == 0
    assert eventually(lambda: stages(golddust)["stage reply-outcomes"][0][1] == "2 read = 1 dealt with + 1 parked; 0 wait")
    assert letters(golddust) == []
