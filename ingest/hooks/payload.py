"""From a request's body to the documents in it: JSON, forms, CloudEvents; one, or many.

What a part is can be told again later from its bytes and the facts kept with it, so that a better mapping can read it anew.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec
from werkzeug.http import parse_options_header

from golddust.errors import Malformed, TooLarge
from golddust.events import Attachment
from golddust.wire import UNREADABLE
from ingest.hooks import cloudevents
from ingest.hooks.expressions import Expression, parsed
from ingest.hooks.forms import form_of, is_form
from ingest.hooks.options import Payload
from ingest.hooks.verify.request import Incoming

Kind = Literal["json", "form", "event", "event_headers", "events"]
MOST_PARTS = 1000
JSON = "application/json"
KIND, TYPE, EVENT, PART = "kind", "content_type", "event", "part"


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things said in a request: its document, the bytes that are kept, and what those do not hold.

    `said` is what makes it another than the one before it. `name` is its own, "" where it has none. `wrong`: why it is none.
    """

    document: Any
    original: bytes
    said: bytes
    facts: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[Attachment] = ()
    name: str = ""
    wrong: Malformed | None = None

    @property
    def in_its_body(self) -> bool:
        """Whether its name stands in the bytes that a signature covers."""
        return self.facts.get(KIND) != "event_headers"


def kind_of(payload: Payload, request: Incoming) -> Kind:
    """How this request is to be read."""
    if payload == "json" or (payload == "auto" and request.content_type == JSON and not cloudevents.is_binary(request.headers)):
        return "json"  # nearly always
    type_ = parse_options_header(request.content_type)[0]
    if type_.startswith(cloudevents.BATCH):
        return "events"
    if type_.startswith(cloudevents.STRUCTURED):
        return "event"
    if cloudevents.is_binary(request.headers) or payload == "cloudevents":
        return "event_headers"
    if payload == "form":
        return "form"
    looks_like_json = request.body.lstrip()[:1] in (b"{", b"[") and type_ != "multipart/form-data"
    return "form" if is_form(request.content_type) and not looks_like_json else "json"


def parts_of(payload: Payload, each: Expression | None, request: Incoming) -> list[Part]:
    """The parts of the request, in order. Raises Malformed, and TooLarge for more than MOST_PARTS."""
    kind = kind_of(payload, request)
    if kind == "events":
        return list(_many(_listed(parsed(request.body), "a batch of CloudEvents must be a list"), {KIND: "event"}))
    whole = _whole(kind, request)
    if each is None:
        return [whole]
    found = each.value("each", whole.document)
    return list(_many(_listed([] if found is None else found, "each: expected a list"), {}))


def _whole(kind: Kind, request: Incoming) -> Part:
    if kind == "json":
        return Part(parsed(request.body), request.body, request.body)
    facts = {KIND: kind, TYPE: request.content_type}
    if kind == "event_headers":
        facts[EVENT] = msgspec.json.encode(cloudevents.attributes_of(request.headers)).decode()
    if kind == "form":
        form = request.form
        return Part(form.fields, request.body, form.said(), facts, form.files)
    document, _ = document_of(request.body, facts)
    return Part(document, request.body, request.body, facts, name=cloudevents.name_of(document))


def _listed(found: Any, otherwise: str) -> list[Any]:
    if not isinstance(found, list):
        raise Malformed(otherwise)
    if len(found) > MOST_PARTS:
        raise TooLarge(f"more than {MOST_PARTS} in one request")
    return found


def _many(documents: Sequence[Any], facts: Mapping[str, str]) -> Iterator[Part]:
    """Each is kept as JSON of its own, so that a request of many does not lie on the disk as often as it has parts."""
    for number, document in enumerate(documents, 1):
        try:
            original = json.dumps(document, allow_nan=False, separators=(",", ":")).encode()
        except (ValueError, RecursionError):
            raise Malformed("a number in it is beyond what JSON holds") from None
        numbered = {**facts, PART: f"{number}/{len(documents)}"}
        yield _event(document, original, numbered) if KIND in facts else Part(document, original, original, numbered)


def _event(document: Any, original: bytes, facts: Mapping[str, str]) -> Part:
    try:
        event = cloudevents.checked(document)
    except Malformed as wrong:
        return Part(None, original, original, facts, wrong=wrong)
    return Part(event, original, original, facts, name=cloudevents.name_of(event))


def document_of(original: bytes, facts: Mapping[str, str]) -> tuple[Any, Sequence[Attachment]]:
    """The document in a part that was kept, and the files with it. Raises Malformed."""
    kind = facts.get(KIND, "json")
    if kind == "form":
        form = form_of(original, facts.get(TYPE, ""))
        return form.fields, form.files
    if kind == "event":
        return cloudevents.checked(parsed(original)), ()
    if kind == "event_headers":
        return cloudevents.binary_event(_attributes(facts), facts.get(TYPE, ""), original), ()
    return parsed(original), ()


def _attributes(facts: Mapping[str, str]) -> dict[str, str]:
    """The event's headers, as our door noted them; who else writes on the log may have noted anything."""
    try:
        return msgspec.json.decode(facts.get(EVENT, "{}"), type=dict[str, str])
    except UNREADABLE:
        raise Malformed("the attributes of the event cannot be read") from None
