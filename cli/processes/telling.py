"""Tells a receiver of traces by OTLP, with OpenTelemetry's SDK. Nothing waits for it: what finds no room is dropped.

The settings are all that is needed; the SDK itself heeds some `OTEL_…` variables as well, `OTEL_SDK_DISABLED` among them.
Source: https://opentelemetry.io/docs/specs/otlp/#otlphttp.
"""

import atexit
import logging
import os
import socket
import threading
from collections.abc import Callable, Sequence
from functools import partial

import structlog
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanLimits, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_ON

from config.settings import ObserveOptions
from golddust.ports import Clock, Metrics
from golddust.tracing import OpenTelemetryTraces, own_ids

log = structlog.get_logger()

ROOM = 8192
"""Spans that wait in memory, about a kilobyte each; what comes on top drops the oldest."""
BATCH = 1024
MOST_LINKS = 1024
"""Records of one batch that its span is linked to: all of them, however many a stage takes at once."""
PAUSE = 1.0
"""Seconds; how late a trace is at the receiver."""
ANSWERS_WITHIN = 2.0
"""Seconds, for each batch."""
ENDS_WITHIN = 2.0
"""Seconds, for all that was not told yet when the process ends; what is left then is lost."""
LEFT_ALONE_FOR = 5.0
"""Seconds, after the receiver did not answer."""


class OwnIds(RandomIdGenerator):
    """The ids that are made of a message's id, or else random ones."""

    def generate_trace_id(self) -> int:
        """The trace's."""
        own = own_ids()
        return own.trace if own else super().generate_trace_id()

    def generate_span_id(self) -> int:
        """The span's."""
        own = own_ids()
        return own.span if own else super().generate_span_id()


class Telling(SpanExporter):
    """Leaves a receiver that is away alone for a while, and says so in one line of the log instead of one a second."""

    def __init__(self, exporter: SpanExporter, clock: Clock, metrics: Metrics) -> None:
        self._exporter = exporter
        self._clock = clock
        self._metrics = metrics
        self._away_until: float | None = None

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Tell, or lose them."""
        if self._away_until is not None and self._clock.monotonic() < self._away_until:
            told = SpanExportResult.FAILURE
        else:
            told = self._exporter.export(spans)
            self._note(answers=told is SpanExportResult.SUCCESS)
        result = "told" if told is SpanExportResult.SUCCESS else "lost"
        self._metrics.count("golddust_spans_total", len(spans), result=result)
        return told

    def _note(self, *, answers: bool) -> None:
        if answers == (self._away_until is not None):
            words = "the receiver of traces answers again" if answers else "the receiver of traces does not answer"
            log.warning(words, mend="golddust doctor")
        self._away_until = None if answers else self._clock.monotonic() + LEFT_ALONE_FOR

    def shutdown(self) -> None:
        """Let go of its connections."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        """Nothing waits in here."""
        return self._exporter.force_flush(timeout_millis)


def told_by_otlp(options: ObserveOptions, clock: Clock, metrics: Metrics) -> tuple[OpenTelemetryTraces, Callable[[], None]]:
    """The traces, and what ends them: it tells what was not told yet. The process's end does it, too."""
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)  # what it could say, `Telling` says once
    exporter = OTLPSpanExporter(
        options.traces_url,
        headers={name: value.get_secret_value() for name, value in options.otlp_headers.items()},
        timeout=ANSWERS_WITHIN,
        compression=Compression.Gzip,
    )
    processor = BatchSpanProcessor(
        Telling(exporter, clock, metrics),
        max_queue_size=ROOM,
        schedule_delay_millis=PAUSE * 1000,
        max_export_batch_size=BATCH,
        export_timeout_millis=ANSWERS_WITHIN * 1000,
    )
    provider = new_provider(processor)
    end = partial(end_within, provider.shutdown, ENDS_WITHIN)
    atexit.register(end)
    return OpenTelemetryTraces(provider.get_tracer("golddust"), clock), end


def end_within(end: Callable[[], None], seconds: float) -> None:
    """Have this done, and wait so long at the most: a process that ends waits for no receiver that takes its time."""
    ending = threading.Thread(target=end, name="last traces", daemon=True)
    try:
        ending.start()
    except RuntimeError:  # from Python 3.12 on no thread begins while the interpreter ends; who comes so late has told all before
        end()
        return
    ending.join(seconds)


def new_provider(processor: SpanProcessor) -> TracerProvider:
    """A provider whose spans have the ids that golddust wants."""
    process: dict[str, str | int] = {"service.name": "golddust", "host.name": socket.gethostname(), "process.pid": os.getpid()}
    limits = SpanLimits(max_links=MOST_LINKS)
    provider = TracerProvider(ALWAYS_ON, Resource(process), shutdown_on_exit=False, id_generator=OwnIds(), span_limits=limits)
    provider.add_span_processor(processor)
    return provider
