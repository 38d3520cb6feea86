"""What was posted with the form."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

import msgspec

from golddust.errors import Malformed
from ingest.fields import MOST_FIELDS, Fields, fields_of, first
from ingest.form.photos import Photo, file_name
from ingest.wording import Wording, one_line, worded

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Entries:
    """The form's fields. `trap` is a field that no person sees: only a machine fills it in.

    `asked`: the contact that they were asked about before. `switch`: they only want the form in another language.
    """

    nonce: str
    wording: Wording
    contact: str
    trap: str
    photos: tuple[Photo, ...] = ()
    asked: str = ""
    switch: bool = False

    @property
    def said(self) -> bytes:
        """What makes one post another than the post before it."""
        photos = [photo.digest for photo in self.photos]
        return msgspec.json.encode([self.wording.text, self.contact, bool(self.trap), *photos])


NOTHING = Entries("", Wording(""), "", "")


def entries_of(body: bytes, content_type: str = URLENCODED) -> Entries:
    """The fields of a posted form, those not there as empty. Raises Malformed (400) for what is no form, or too many fields."""
    several = content_type.lower().startswith(MULTIPART)
    fields, photos = _parts(body, content_type) if several else (fields_of(body), ())
    return Entries(
        nonce=one_line(first(fields, "nonce")),
        wording=worded(first(fields, "text")),
        contact=one_line(first(fields, "contact")),
        trap=first(fields, "homepage").strip(),
        photos=photos,
        asked=one_line(first(fields, "asked")),
        switch=bool(first(fields, "switch")),
    )


def _parts(body: bytes, content_type: str) -> tuple[Fields, tuple[Photo, ...]]:
    """The fields and the files of multipart/form-data (RFC 7578). Browsers post a file without a name where none was chosen."""
    from werkzeug.exceptions import HTTPException  # noqa: PLC0415 - the reader's process needs it for photos alone
    from werkzeug.formparser import MultiPartParser  # noqa: PLC0415 - as above
    from werkzeug.http import parse_options_header  # noqa: PLC0415 - as above

    # In memory, never on the disk, where a photo would outlive a crash.
    parser = MultiPartParser(stream_factory=lambda *_, **__: BytesIO(), max_form_parts=MOST_FIELDS)
    boundary = parse_options_header(content_type)[1].get("boundary", "")
    try:
        fields, files = parser.parse(BytesIO(body), boundary.encode("latin-1"), len(body))
    except (ValueError, HTTPException):
        raise Malformed("no multipart form that can be read", status=400) from None
    listed: Mapping[str, list[str]] = fields.to_dict(flat=False)
    photos = (Photo(file_name(one.filename or ""), one.stream.read()) for one in files.getlist("photos"))
    return listed, tuple(photo for photo in photos if photo.name or photo.content)
