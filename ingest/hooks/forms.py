"""Posted forms, in both of their kinds, as a document that expressions can look into.

Bytes that are no UTF-8 become lone surrogates (PEP 383), so that a field which holds a whole mail gives back that mail's bytes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from golddust.errors import Malformed
from golddust.events import Attachment
from ingest.wording import one_line

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
MOST_FIELDS = 1000
_LONGEST_TYPE = 127


@dataclass(slots=True)
class Form:
    """The fields by name, a list where one came several times, and the files that came with them."""

    fields: dict[str, Any] = field(default_factory=dict)
    files: list[Attachment] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """The field's text, "" when it is missing or came several times: whoever sent two must not choose which one counts."""
        value = self.fields.get(name, "")
        return value if isinstance(value, str) else ""

    def said(self) -> bytes:
        """What makes one post another than the post before it, without what only frames it (boundaries differ in each)."""
        return json.dumps([self.fields, self.digests], sort_keys=True).encode()

    def add(self, name: str, value: str) -> None:
        """One more value of a field."""
        if name not in self.fields:
            self.fields[name] = value
        elif isinstance(self.fields[name], list):
            self.fields[name].append(value)
        else:
            self.fields[name] = [self.fields[name], value]


def form_of(body: bytes, content_type: str) -> Form:
    """The form in the body; an empty one when the content type is another. Raises Malformed (400)."""
    kind, options = parse_options_header(content_type)
    if kind == URLENCODED:
        return _urlencoded(body)
    if kind == MULTIPART:
        return _multipart(body, options)
    return Form()


def is_form(content_type: str) -> bool:
    """Whether this type is a form's."""
    return parse_options_header(content_type)[0] in (URLENCODED, MULTIPART)


def _urlencoded(body: bytes) -> Form:
    form = Form()
    try:
        pairs = parse_qsl(
            body.decode("ascii", "surrogateescape"), keep_blank_values=True, errors="surrogateescape", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise Malformed(f"more than {MOST_FIELDS} fields", status=400) from None
    for name, value in pairs:
        form.add(name, value)
    return form


def _multipart(body: bytes, options: Mapping[str, str]) -> Form:
    boundary = options.get("boundary", "")
    if not boundary or len(boundary) > 200:  # noqa: PLR2004 - RFC 2046 has 70
        raise Malformed("a form in parts needs the boundary between them", status=400)
    decoder = MultipartDecoder(boundary.encode("latin-1", "replace"), max_parts=MOST_FIELDS)
    try:
        decoder.receive_data(body)
        decoder.receive_data(None)
        return _parts(decoder)
    except (ValueError, HTTPException, UnicodeError):
        raise Malformed("the form in parts cannot be read", status=400) from None


def _parts(decoder: MultipartDecoder) -> Form:
    form, part, content = Form(), _NOTHING, bytearray()
    while not isinstance(event := decoder.next_event(), Epilogue | NeedData):
        if isinstance(event, Field | File):
            part, content = event, bytearray()
        elif isinstance(event, Data):
            content += event.data
            if not event.more_data:
                _add(form, part, bytes(content))
    return form


_NOTHING: Field | File = Field(name="", headers=None)  # type: ignore[arg-type] # stands before the first part


def _add(form: Form, part: Field | File, content: bytes) -> None:
    name = part.name or ""
    if isinstance(part, Field):
        form.add(name, content.decode("utf-8", "surrogateescape"))
        return
    type_ = part.headers.get("content-type", "application/octet-stream")
    form.files.append(Attachment(name=one_line(part.filename or name), type=one_line(type_)[:_LONGEST_TYPE], size=len(content)))
    form.digests.append(sha256(content).hexdigest())
