"""A company whose stages are worked by hand, on the embedded log; what they tell is kept, to be looked at."""

from pathlib import Path
from typing import Any

from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import CollectorRegistry

from cli.processes import stages
from cli.processes.telling import new_provider
from cli.wiring.installation import Installation
from config.load import load
from golddust.metrics import PrometheusMetrics
from golddust.rounds import Round
from golddust.tracing import OpenTelemetryTraces, origin
from ingest.inbox import new_delivery
from sinks.replies.printed import PrintedReplies

WORDS = "My kettle broke after two days and nobody answers. I am very angry. Ann Example, +1 202 555 0143"
MAIL = f"From: Ann Example <ann@example.com>\r\nTo: feedback@localhost\r\nSubject: Broken kettle\r\n\r\n{WORDS}\r\n".encode()


class Company:
    """All stages on the embedded log, worked by hand, and what they told OpenTelemetry (`told`) and Prometheus (`counted`)."""

    def __init__(self, folder: Path) -> None:
        self.told = InMemorySpanExporter()
        self.counted = CollectorRegistry()
        self.installation = Installation(load(None, {"data_dir": folder, "tag.tier": "vader"}).settings)
        self.installation.metrics = PrometheusMetrics(self.counted)
        tracer = new_provider(SimpleSpanProcessor(self.told)).get_tracer("golddust")
        self.installation.traces = OpenTelemetryTraces(tracer, self.installation.clock)
        self.installation.senders = (PrintedReplies(say=lambda _: None),)
        self.installation.prepare()

    def say(self, *numbers: int) -> list[str]:
        """Mails, told apart by their numbers; returns their ids."""
        now = self.installation.clock.now()
        made = [
            new_delivery("email", "feedback@localhost", f"<{n}@example.com>", MAIL + b"%d" % n, MAIL, now, "ann", {})
            for n in numbers
        ]
        return [receipt.id for receipt in self.installation.inbox.accept_all(made)]

    def work(self) -> None:
        """Until nothing is left to do."""
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
        for worker in made:
            if not isinstance(worker, Round):
                worker.stop()
                worker.run()  # which then only lets go of the stage's place, so that they can be worked again

    def spans(self, message: str) -> list[Any]:
        """Those of the message's trace."""
        return [span for span in self.told.get_finished_spans() if span.context.trace_id == origin(message).trace]
