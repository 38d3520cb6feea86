"""One trace for each message, from the door to the reply, through all stages on the embedded log; and nobody's words in it."""

import os
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from cli.doctor.traces import trace_findings
from cli.processes.telling import LEFT_ALONE_FOR, ROOM, Telling, end_within
from cli.processes.tracing import traces_of
from cli.wiring.installation import Installation
from config.load import load
from config.settings import ObserveOptions
from golddust import topics
from golddust.clock import MovableClock, SystemClock
from golddust.metrics import NoMetrics, PrometheusMetrics
from golddust.records import Entry, Record
from golddust.traces import NoTraces
from golddust.tracing import TRACEPARENT, origin, point_in
from tests.cli.company import Company
from tests.services.otlp import Receiver
from tests.services.ports import free_port

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SUCCESS, FAILURE = SpanExportResult.SUCCESS, SpanExportResult.FAILURE


class Fated(SpanExporter):
    """Ends as planned, and well after that."""

    def __init__(self, fates: list[SpanExportResult]) -> None:
        self._fates = fates
        self.asked = 0

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:  # noqa: ARG002 - as the SDK has it
        self.asked += 1
        return self._fates.pop(0) if self._fates else SUCCESS


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = Company(tmp_path / "data")
    with closing(made.installation):
        yield made


def test_one_trace_follows_a_message_from_the_door_to_the_reply(company: Company) -> None:
    (message,) = company.say(1)
    company.work()
    spans = company.spans(message)
    (first,) = (span for span in spans if span.parent is None)
    assert first.name == "take in"
    assert {"receive", "tag", "store", "complaints", "replies", "reply", "reply-outcomes"} <= {span.name for span in spans}
    known = {span.context.span_id for span in spans}
    assert [span.name for span in spans if span.parent is not None and span.parent.span_id not in known] == []


def test_each_message_has_a_trace_of_its_own_and_a_batch_is_linked_to_all(company: Company) -> None:
    messages = company.say(1, 2)
    company.work()
    batch = next(span for span in company.told.get_finished_spans() if span.name == "receive batch")
    assert {link.context.trace_id for link in batch.links} == {origin(message).trace for message in messages}
    assert batch.context.trace_id not in {origin(message).trace for message in messages}


def test_a_message_that_came_before_tells_nothing(company: Company) -> None:
    company.say(1)
    company.say(1)
    assert [span.name for span in company.told.get_finished_spans()] == ["take in"]


def test_records_on_the_log_name_the_span_that_they_came_from(company: Company) -> None:
    (message,) = company.say(1)
    company.work()
    every = (topics.INTAKE, topics.RECEIVED, topics.TAGGED, topics.ISSUES, topics.COMPLAINTS, topics.REPLIES_REQUESTED)
    for topic in (*every, topics.REPLIES_OUTCOMES):
        (record, *_) = company.installation.log.browse(topic, until_now=True).read(9, 0)
        point = point_in(record.headers)
        assert point is not None, topic
        assert point.trace == origin(message).trace, topic


@pytest.mark.parametrize("header", ["", "00-zz-1-01", "00-" + "1" * 32 + "-" + "2" * 15 + "-01"])
def test_a_header_that_is_none_is_passed_over(header: str) -> None:
    assert point_in({TRACEPARENT: header}) is None
    assert point_in({TRACEPARENT: origin("m").header()}) == origin("m")


def test_as_it_comes_nobody_is_told_and_nothing_is_added(tmp_path: Path) -> None:
    with closing(Installation(load(None, {"data_dir": tmp_path}).settings)) as installation:
        assert isinstance(installation.traces, NoTraces)
        entry = Entry("t", "k", b"{}")
        record = Record("t", 0, 0, "k", b"", {TRACEPARENT: origin("m").header()}, SystemClock().now())
        assert installation.traces.carried("tag", record, (entry,)) == (entry,)
        assert installation.traces.joined(installation.traces.begun(entry, "m")) is entry


@pytest.fixture
def ends() -> Iterator[list[Callable[[], None]]]:
    """What ends the traces, which the test may do earlier."""
    made: list[Callable[[], None]] = []
    yield made
    for end in made:
        end()


def test_a_receiver_is_told_with_the_headers_that_it_wants(receiver: Receiver, ends: list[Callable[[], None]]) -> None:
    options = ObserveOptions(otlp_endpoint=receiver.url, otlp_headers={"Authorization": "Bearer made-up"})
    traces_of(options, SystemClock(), NoMetrics(), ends).taken_in("m1", "sms", SystemClock().now())
    ends[0]()
    (span,) = receiver.spans()
    assert (span.name, span.trace, span.process) == ("take in", f"{origin('m1').trace:032x}", os.getpid())
    assert receiver.server.got[0].headers["authorization"] == "Bearer made-up"


@pytest.mark.parametrize("hangs", [False, True], ids=["away", "hanging"])
def test_a_receiver_that_is_away_holds_up_neither_a_message_nor_the_end(hangs: bool, ends: list[Callable[[], None]]) -> None:
    registry = CollectorRegistry()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1] if hangs else free_port()
        options = ObserveOptions(otlp_endpoint=f"http://127.0.0.1:{port}")
        traces = traces_of(options, SystemClock(), PrometheusMetrics(registry), ends)
        for number in range(3 * ROOM):
            traces.taken_in(f"m{number}", "sms", NOW)
        ends[0]()
    assert registry.get_sample_value("golddust_spans_total", {"result": "told"}) is None
    assert 0 < (registry.get_sample_value("golddust_spans_total", {"result": "lost"}) or 0) <= 3 * ROOM


def test_the_end_waits_for_no_receiver_that_takes_its_time() -> None:
    answering, ended = threading.Event(), threading.Event()
    end_within(lambda: answering.wait() and ended.set(), 0.05)
    assert not ended.is_set()
    answering.set()
    assert ended.wait(30)


def test_the_end_tells_what_was_not_told_yet() -> None:
    told: list[int] = []
    end_within(lambda: told.append(1), 30)
    assert told == [1]


def test_it_is_said_once_that_the_receiver_is_away_and_once_that_it_is_back() -> None:
    clock, exporter = MovableClock(NOW), Fated([FAILURE, FAILURE, SUCCESS])
    telling = Telling(exporter, clock, NoMetrics())
    with capture_logs() as lines:
        told = []
        for _ in range(6):
            told.append(telling.export(()))
            clock.sleep(LEFT_ALONE_FOR / 2, threading.Event())
    assert [line["event"] for line in lines] == [
        f"the receiver of traces {word}" for word in ("does not answer", "answers again")
    ]
    assert told == [FAILURE, FAILURE, FAILURE, FAILURE, SUCCESS, SUCCESS]
    assert exporter.asked == 4


def test_the_doctor_says_whether_the_receiver_takes_traces(receiver: Receiver) -> None:
    assert list(trace_findings(ObserveOptions())) == []
    (good,) = trace_findings(ObserveOptions(otlp_endpoint=receiver.url))
    assert (good.part, good.state) == ("traces", "good")
    receiver.server.answers["/v1/traces"] = [401]
    (refused,) = trace_findings(ObserveOptions(otlp_endpoint=receiver.url))
    assert (refused.state, "otlp_headers" in refused.mend) == ("bad", True)
    (away,) = trace_findings(ObserveOptions(otlp_endpoint=f"http://127.0.0.1:{free_port()}"))
    assert away.state == "bad"
    assert "nobody answers at" in away.words
    assert "otlp_endpoint" in away.mend
    assert "without it" in away.mend
