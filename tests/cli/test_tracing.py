"""One trace for each message, from the door to the reply, through all stages on the embedded log; and nobody's words in it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cli import stages
from cli.tracing import new_provider, traces_of
from cli.wiring import Installation
from config.load import load
from config.settings import ObserveOptions
from golddust import topics
from golddust.clock import SystemClock
from golddust.errors import Misconfigured
from golddust.records import Entry, Record
from golddust.rounds import Round
from golddust.traces import NoTraces
from golddust.tracing import TRACEPARENT, OpenTelemetryTraces, origin, point_in
from ingest.inbox import new_delivery
from sinks.replies.printed import PrintedReplies

WORDS = "My kettle broke after two days and nobody answers. I am very angry. Ann Example, +1 202 555 0143"
MAIL = f"From: Ann Example <ann@example.com>\r\nTo: feedback@localhost\r\nSubject: Broken kettle\r\n\r\n{WORDS}\r\n".encode()


class Company:
    """All stages on the embedded log, worked by hand, and what they told OpenTelemetry."""

    def __init__(self, folder: Path) -> None:
        pytest.importorskip("opentelemetry.sdk", reason="the extra `traces` is not installed")
        from opentelemetry.sdk.trace.export import SimpleSpanProcessor  # noqa: PLC0415 - an extra
        from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter  # noqa: PLC0415 - as above

        self.told = InMemorySpanExporter()
        self.installation = Installation(load(None, {"data_dir": folder, "tag.tier": "vader"}).settings)
        tracer = new_provider(SimpleSpanProcessor(self.told)).get_tracer("golddust")
        self.installation.traces = OpenTelemetryTraces(tracer, self.installation.clock)
        self.installation.senders = (PrintedReplies(say=lambda _: None),)
        self.installation.prepare()

    def say(self, *numbers: int) -> list[str]:
        now = self.installation.clock.now()
        made = [
            new_delivery("email", "feedback@localhost", f"<{n}@example.com>", MAIL + b"%d" % n, MAIL, now, "ann", {})
            for n in numbers
        ]
        return [receipt.id for receipt in self.installation.inbox.accept_all(made)]

    def work(self) -> None:
        outbox = stages.outbox_copying(self.installation)
        made = [
            *stages.receive_stages(self.installation),
            stages.tag_stage(self.installation),
            stages.store_stage(self.installation),
            stages.complaints_stage(self.installation),
            outbox,
            stages.reply_requests_stage(self.installation),
            stages.reply_dispatching(self.installation),
            outbox,
            stages.reply_outcomes_stage(self.installation),
        ]
        for worker in made:
            while worker._work() if isinstance(worker, Round) else worker.run_once():
                pass

    def spans(self, message: str) -> list[Any]:
        return [span for span in self.told.get_finished_spans() if span.context.trace_id == origin(message).trace]


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


def test_no_attribute_holds_what_a_customer_wrote_or_who_they_are(company: Company) -> None:
    company.say(1)
    company.work()
    told = " ".join(span.to_json() for span in company.told.get_finished_spans())
    assert "golddust.stage" in told
    for word in ("kettle", "Kettle", "Ann", "example.com", "0143", "angry", "cust_"):
        assert word not in told


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


def test_an_endpoint_without_the_sdk_is_a_mistake_in_the_settings() -> None:
    try:
        import opentelemetry.sdk  # noqa: F401, PLC0415 - whether it is there is the question
    except ImportError:
        with pytest.raises(Misconfigured, match=r"observe\.otlp_endpoint"):
            traces_of(ObserveOptions(otlp_endpoint="http://127.0.0.1:4318"), SystemClock(), [])
    else:
        ends: list[Any] = []
        assert isinstance(
            traces_of(ObserveOptions(otlp_endpoint="http://127.0.0.1:4318"), SystemClock(), ends), OpenTelemetryTraces
        )
        ends[0]()
