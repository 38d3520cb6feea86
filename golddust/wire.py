"""Events to records and back: JSON bodies, CloudEvents 1.0 attributes as headers (Kafka binary mode).

Source: the CloudEvents specification 1.0.2 and its Kafka protocol binding, §3.2 (binary content mode, `ce_` prefix).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, TypeVar

import msgspec

from golddust import topics
from golddust.errors import Malformed, UnknownVersion
from golddust.events import (
    CaseEvent,
    ConsentChanged,
    DeadLetter,
    Delivery,
    Event,
    Feedback,
    Issue,
    ReplyOutcome,
    ReplyRequest,
    ReplyStatus,
    StaffNotice,
    TagCorrected,
    Tagged,
)
from golddust.outcomes import Reject
from golddust.records import Entry, Record

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Form:
    """How one type of event is written: CloudEvents type with version, topic, and where key, subject and time come from.

    `key_field` names the field of the body that is the key.
    """

    struct: type
    type: str
    topic: str
    key_field: str
    key: Callable[[Any], str]
    subject: Callable[[Any], str]
    time: Callable[[Any], datetime]


def _form(struct: type, name: str, topic: str, key: str, subject: str, time: str) -> Form:
    return Form(struct, f"golddust.{name}", topic, key, attrgetter(key), attrgetter(subject), attrgetter(time))


FORMS: dict[type, Form] = {
    form.struct: form
    for form in (
        _form(Feedback, "feedback.received.v1", topics.RECEIVED, "customer", "id", "received_at"),
        _form(Tagged, "feedback.tagged.v1", topics.TAGGED, "customer", "feedback", "received_at"),
        _form(TagCorrected, "feedback.corrected.v1", topics.CORRECTED, "customer", "feedback", "at"),
        _form(Issue, "feedback.issue.v1", topics.ISSUES, "customer", "feedback", "received_at"),
        _form(CaseEvent, "complaints.event.v1", topics.COMPLAINTS, "case", "case", "at"),
        _form(StaffNotice, "staff.notice.v1", topics.STAFF, "case", "case", "requested_at"),
        _form(ReplyRequest, "replies.requested.v1", topics.REPLIES_REQUESTED, "customer", "case", "requested_at"),
        _form(ReplyStatus, "reply.status.v1", topics.STATUSES, "reply", "reply", "at"),
        _form(ReplyOutcome, "replies.outcome.v1", topics.REPLIES_OUTCOMES, "customer", "request", "at"),
        _form(ConsentChanged, "consent.changed.v1", topics.CONSENTS, "customer", "customer", "since"),
        _form(DeadLetter, "deadletter.v1", topics.DEADLETTERS, "topic", "id", "at"),
    )
}
_BY_TYPE: dict[str, tuple[Form, msgspec.json.Decoder[Any]]] = {
    form.type: (form, msgspec.json.Decoder(form.struct)) for form in FORMS.values()
}
UNREADABLE = (msgspec.DecodeError, UnicodeError, RecursionError)
"""What decoding raises for JSON that is none, is of another shape, holds no characters, or is nested deeper than anybody's is."""
_ENCODER = msgspec.json.Encoder()


def entry(event: Event, topic: str = "") -> Entry:
    """The event as an entry for its own topic, or for the one given."""
    form = FORMS[type(event)]
    headers = {
        "ce_specversion": "1.0",
        "ce_id": event.id,
        "ce_type": form.type,
        "ce_source": "golddust",
        "ce_subject": form.subject(event),
        "ce_time": timestamp(form.time(event)),
        "content-type": "application/json",
    }
    if revision := getattr(event, "revision", 0):
        headers["ce_revision"] = str(revision)  # an extension attribute: the same id, read or tagged anew
    return Entry(topic or form.topic, form.key(event), _ENCODER.encode(event), headers)


def event(record: Record) -> Event:
    """The event that the record holds.

    Raises UnknownVersion for a type that this program does not read, Malformed for a body that is not of its type.
    """
    kind = record.headers.get("ce_type", "")
    if kind not in _BY_TYPE:
        raise UnknownVersion(f"no reader for events of type {kind!r}")
    _, decoder = _BY_TYPE[kind]
    try:
        return decoder.decode(record.value)  # type: ignore[no-any-return] # the form decides the struct
    except UNREADABLE as error:
        raise Malformed(f"the body is no {kind}: {without_values(error)}") from None


def event_of(record: Record, struct: type[E]) -> E:
    """The event that the record holds, which must be of this struct; raises as `event` does."""
    read = event(record)
    if not isinstance(read, struct):
        raise UnknownVersion(f"expected {FORMS[struct].type}, found {record.headers.get('ce_type', '')!r}")
    return read


def read(record: Record, struct: type[E]) -> E | Reject:
    """The event that the record holds, or, where it is none of this struct, what a step says of the record."""
    try:
        return event_of(record, struct)
    except (Malformed, UnknownVersion) as refused:
        return Reject(refused.reason)


def delivery_entry(delivery: Delivery) -> Entry:
    """A delivery as an entry of the intake topic: the raw bytes are the body, everything else a header."""
    headers = {f"fact_{name}": value for name, value in delivery.facts.items()}
    headers |= {
        "id": delivery.id,
        "channel": delivery.channel,
        "source": delivery.source,
        "external_id": delivery.external_id,
        "received_at": timestamp(delivery.received_at),
        "sender": delivery.sender,
    }
    return Entry(topics.INTAKE, delivery.sender, delivery.original, headers)


def delivery(record: Record) -> Delivery:
    """The delivery that an intake record holds; raises Malformed where a header is missing or wrong."""
    fields: dict[str, Any] = {name: value for name, value in record.headers.items() if not name.startswith("fact_")}
    fields["facts"] = {name[5:]: value for name, value in record.headers.items() if name.startswith("fact_")}
    fields["original"] = record.value
    fields["reused"] = record.headers.get("reused") == "yes"
    try:
        return msgspec.convert(fields, Delivery, strict=True)
    except msgspec.ValidationError as error:
        raise Malformed(f"no delivery: {without_values(error)}") from None


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with a Z, as CloudEvents wants it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def without_values(error: Exception) -> str:
    """What a decoding error says, cut so that it quotes no more than a word of the body."""
    return str(error)[:200]
