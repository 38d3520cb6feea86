"""Logs, metrics and spans: what happened and to which event, and nothing of what a customer wrote or who they are."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import structlog
from prometheus_client import generate_latest

from cli.processes.logs import write_logs_to_standard_error
from cli.processes.stages import _runner
from golddust import topics
from golddust.errors import NotFound
from golddust.outcomes import Outcome
from golddust.records import Entry, Record
from ingest.inbox import new_delivery
from tests.cli.company import MAIL, WORDS, Company

Logged = Callable[[], str]
PERSONAL = ("kettle", "angry", "ann example", "ann@", "example.com", "0143", "cust_")
"""Words, a name, an address, a number, and the pseudonym made of them."""


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """What was written to the log since it was asked last, as a process writes it."""
    before = structlog.get_config()
    write_logs_to_standard_error()
    structlog.configure(cache_logger_on_first_use=False)
    yield lambda: capsys.readouterr().err
    structlog.configure(**before)


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = Company(tmp_path / "data")
    with closing(made.installation):
        yield made


def personal_in(text: str) -> list[str]:
    return [word for word in PERSONAL if word in text.lower()]


def lines_of(written: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.splitlines()]


def test_a_message_goes_through_all_stages_and_nothing_personal_is_told(company: Company, logged: Logged) -> None:
    (message,) = company.say(1)
    company.work()
    spans = " ".join(span.to_json() for span in company.told.get_finished_spans())
    metrics = generate_latest(company.counted).decode()
    written = logged()
    assert (personal_in(written), personal_in(metrics), personal_in(spans)) == ([], [], [])
    assert "a reply ended" in written
    assert message in spans
    assert 'golddust_replies_total{channel="email",state="sent"} 1.0' in metrics


def test_what_cannot_be_read_is_logged_by_its_events_id(company: Company, logged: Logged) -> None:
    now = company.installation.clock.now()
    odd = new_delivery("hook", "shop", "1", MAIL, MAIL, now, "ann", {})
    company.installation.inbox.accept(odd)
    company.installation.log.append([Entry(topics.RECEIVED, "ann", MAIL, {"ce_id": "an-id"})])
    company.work()
    written = logged()
    assert {line["id"] for line in lines_of(written) if line["event"] == "a record was parked"} == {odd.id, "an-id"}
    assert personal_in(written) == []


def test_a_bug_is_logged_by_where_it_is_and_not_by_its_words(company: Company, logged: Logged) -> None:
    def fails(_: Sequence[Record]) -> list[Outcome]:
        raise ValueError(WORDS)

    (message,) = company.say(1)
    reader = company.installation.embedded.reader([topics.INTAKE], "fails")
    _runner(company.installation, "fails", reader, fails).run_once()
    written = logged()
    assert [(line["event"], line["error"]) for line in lines_of(written)] == [("a stage failed on a record", "ValueError")]
    assert lines_of(written)[0]["id"] == message
    assert personal_in(written) == []


def raise_one_of_another() -> None:
    try:
        {}[WORDS]
    except KeyError as error:
        raise ValueError(WORDS) from error


def test_a_trace_of_calls_says_which_lines_and_kinds_of_errors_and_no_words(logged: Logged) -> None:
    try:
        raise_one_of_another()
    except ValueError:
        structlog.get_logger().error("a bug", exc_info=True)
    (line,) = lines_of(logged())
    assert personal_in(line["exception"].replace("raise KeyError(WORDS)", "")) == []
    assert (
        line["exception"].index("ValueError") < line["exception"].index("which came of:") < line["exception"].rindex("KeyError")
    )
    assert "raise_one_of_another" in line["exception"]
    assert Path(__file__).name in line["exception"]


def test_an_error_without_a_cause_has_its_kind_only(logged: Logged) -> None:
    structlog.get_logger().error("a bug", exc_info=NotFound(WORDS))
    assert lines_of(logged())[0]["exception"] == "NotFound"
