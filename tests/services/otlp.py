"""A receiver of traces: takes OTLP over HTTP, as a collector does, and reads what it says. Fixture: `receiver`."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.services.hooks import Got, HookServer


@dataclass(frozen=True, slots=True)
class Told:
    """One span, and the process that told of it. Times are in seconds."""

    name: str
    trace: str
    id: str
    parent: str
    began: float
    ended: float
    process: int
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Receiver:
    """`url` is what `[observe] otlp_endpoint` wants."""

    server: HookServer

    @property
    def url(self) -> str:
        """Where it is."""
        return self.server.url

    def bodies(self) -> list[bytes]:
        """All that came, unpacked."""
        return [unpacked(one) for one in self.server.at("/v1/traces")]

    def spans(self, trace: str = "") -> list[Told]:
        """Those of one trace, or all; the first one first."""
        found = [span for body in self.bodies() for span in spans_in(body)]
        return sorted((span for span in found if trace in ("", span.trace)), key=lambda span: (span.began, span.ended))


def unpacked(got: Got) -> bytes:
    """The body, as it was before it was packed."""
    return gzip.decompress(got.body) if got.headers.get("content-encoding") == "gzip" else got.body


def spans_in(body: bytes) -> Iterator[Told]:
    """Each span of a request."""
    for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
        process = next(one.value.int_value for one in resource.resource.attributes if one.key == "process.pid")
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield Told(
                    span.name,
                    span.trace_id.hex(),
                    span.span_id.hex(),
                    span.parent_span_id.hex(),
                    span.start_time_unix_nano / 1e9,
                    span.end_time_unix_nano / 1e9,
                    process,
                    {one.key: one.value.string_value for one in span.attributes},
                )


@pytest.fixture
def receiver(hook_server: HookServer) -> Receiver:
    """One that takes everything."""
    hook_server.answers["/v1/traces"] = [200]
    return Receiver(hook_server)
