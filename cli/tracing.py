"""OpenTelemetry's SDK, where `[observe] otlp_endpoint` names who is told."""

from collections.abc import Callable
from typing import Any

from config.settings import ObserveOptions
from golddust.errors import Misconfigured, Problem
from golddust.ports import Clock
from golddust.traces import NoTraces, Traces
from golddust.tracing import OpenTelemetryTraces, own_ids


def traces_of(options: ObserveOptions, clock: Clock, closing: list[Callable[[], None]]) -> Traces:
    """The traces; `closing` gets what ends them, by telling what was not told yet. Raises Misconfigured without the SDK."""
    if not options.otlp_endpoint:
        return NoTraces()
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - an extra
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - as above
    except ImportError:
        expected = "the packages of the extra `traces`: pip install 'golddust[traces]'"
        raise Misconfigured((Problem("observe.otlp_endpoint", options.otlp_endpoint, expected),)) from None
    provider = new_provider(BatchSpanProcessor(OTLPSpanExporter(options.otlp_endpoint.rstrip("/") + "/v1/traces")))
    closing.append(provider.shutdown)
    return OpenTelemetryTraces(provider.get_tracer("golddust"), clock)


def new_provider(processor: Any) -> Any:
    """A provider whose spans have the ids that golddust wants."""
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - an extra
    from opentelemetry.sdk.trace import RandomIdGenerator, TracerProvider  # noqa: PLC0415 - as above

    class OwnIds(RandomIdGenerator):  # type: ignore[misc] # the SDK may be absent where types are checked
        """The ids that are made of a message's id, or else random ones."""

        def generate_trace_id(self) -> int:
            own = own_ids()
            return own.trace if own else int(super().generate_trace_id())

        def generate_span_id(self) -> int:
            own = own_ids()
            return own.span if own else int(super().generate_span_id())

    provider = TracerProvider(id_generator=OwnIds(), resource=Resource.create({"service.name": "golddust"}))
    provider.add_span_processor(processor)
    return provider
