"""One trace for each message, from the door to the reply: each stage adds a span, and the log's headers carry the trace on.

The id of a trace is made of the message's own id. So whoever knows only that (the outbox, the sender of replies, a person with an
id in hand) finds the trace without asking, and a message that is read again stays in its trace. No attribute holds what a
customer wrote, or who they are.
Source: W3C Trace Context, https://www.w3.org/TR/trace-context/ (`traceparent`).
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

import msgspec
from opentelemetry import trace
from opentelemetry.trace import Link, NonRecordingSpan, SpanContext, Status, StatusCode, TraceFlags, Tracer

from golddust import marks
from golddust.outcomes import Done, Reject
from golddust.ports import Clock
from golddust.records import Entry, Record

TRACEPARENT = "traceparent"
_WRITTEN = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")


class Point(NamedTuple):
    """A span's place: the ids of its trace and of itself."""

    trace: int
    span: int

    def header(self) -> str:
        """As `traceparent` has it, sampled."""
        return f"00-{self.trace:032x}-{self.span:016x}-01"


class _About(msgspec.Struct):
    """What an event of ours is about: the id of a feedback."""

    feedback: str = ""


_DECODER = msgspec.json.Decoder(_About)
_OWN: ContextVar[Point | None] = ContextVar("own", default=None)
"""The ids of the span that is being made."""


def own_ids() -> Point | None:
    """The ids that a span which is made now must get; None: any. For the SDK's generator of ids."""
    return _OWN.get()


def origin(message: str) -> Point:
    """The first span of a message's trace."""
    digest = hashlib.sha256(f"trace\0{message}".encode()).digest()
    return Point(int.from_bytes(digest[:16]) or 1, int.from_bytes(digest[16:24]) or 1)


def point_in(headers: Mapping[str, str]) -> Point | None:
    """The span that a record came from; None where none is named."""
    found = _WRITTEN.fullmatch(headers.get(TRACEPARENT, ""))
    return Point(int(found[1], 16), int(found[2], 16)) if found else None


def _point_of(stage: str, record: Record, source: Point) -> Point:
    """The span of a stage's work on one record, known before the work is done: what comes of it names it."""
    digest = hashlib.sha256(f"{source.trace}\0{stage}\0{record.place}\0{record.appended_at}".encode()).digest()
    return Point(source.trace, int.from_bytes(digest[:8]) or 1)


class OpenTelemetryTraces:
    """Tells OpenTelemetry. The tracer's provider must take its ids from `own_ids`."""

    def __init__(self, tracer: Tracer, clock: Clock) -> None:
        self._tracer = tracer
        self._clock = clock

    def begun(self, entry: Entry, message: str) -> Entry:
        """A delivery's entry, with the beginning of its trace."""
        return _with(entry, origin(message))

    def taken_in(self, message: str, channel: str, since: datetime) -> None:
        """The first span of the message's trace."""
        self._tell("take in", origin(message), None, since, {"golddust.channel": channel, "golddust.message": message})

    def carried(self, stage: str, record: Record, outputs: Sequence[Entry]) -> Sequence[Entry]:
        """What came of a record, in the record's trace, where that has one."""
        source = point_in(record.headers)
        if source is None:
            return outputs
        return [_with(entry, _point_of(stage, record, source)) for entry in outputs]

    def dealt_with(self, stage: str, ended: Sequence[tuple[Record, Done | Reject]], since: datetime) -> None:
        """A span for each record, and one for the batch that is linked to all of them."""
        traced = [(record, outcome, source) for record, outcome in ended if (source := point_in(record.headers))]
        for record, outcome, source in traced:
            attributes = {"golddust.stage": stage, "messaging.destination.name": record.topic}
            self._tell(stage, _point_of(stage, record, source), source, since, attributes, parked=isinstance(outcome, Reject))
        if traced:
            own = [_point_of(stage, record, source) for record, _, source in traced]
            attributes = {"golddust.stage": stage, "messaging.batch.message_count": str(len(ended))}
            self._tell(f"{stage} batch", None, None, since, attributes, links=own)

    def joined(self, entry: Entry) -> Entry:
        """What is about a message, in that message's trace."""
        if TRACEPARENT in entry.headers:
            return entry
        message = entry.headers.get(marks.ABOUT) or _about(entry)
        return _with(entry, origin(message)) if message else entry

    def replied(self, message: str, channel: str, state: str, since: datetime) -> None:
        """A span from when the reply was asked for until now."""
        if message:
            first, attributes = origin(message), {"golddust.channel": channel, "golddust.reply": state}
            self._tell("reply", None, first, since, attributes, parked=state in ("failed", "uncertain"))

    def _tell(
        self,
        name: str,
        own: Point | None,
        parent: Point | None,
        since: datetime,
        attributes: Mapping[str, str],
        *,
        links: Sequence[Point] = (),
        parked: bool = False,
    ) -> None:
        context = trace.set_span_in_context(NonRecordingSpan(_context(parent) if parent else trace.INVALID_SPAN_CONTEXT))
        token = _OWN.set(own)
        try:
            span = self._tracer.start_span(
                name, context, attributes=attributes, links=[Link(_context(one)) for one in links], start_time=_nanoseconds(since)
            )
        finally:
            _OWN.reset(token)
        if parked:
            span.set_status(Status(StatusCode.ERROR))
        span.end(_nanoseconds(self._clock.now()))


def _about(entry: Entry) -> str:
    """The id of the message that an event is about; "" where it names none."""
    try:
        return _DECODER.decode(entry.value).feedback
    except msgspec.DecodeError:
        return ""


def _with(entry: Entry, point: Point) -> Entry:
    return replace(entry, headers={**entry.headers, TRACEPARENT: point.header()})


def _context(point: Point) -> SpanContext:
    return SpanContext(point.trace, point.span, is_remote=True, trace_flags=TraceFlags(TraceFlags.SAMPLED))


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000) * 1000
