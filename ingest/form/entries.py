"""What was posted with the form."""

from dataclasses import dataclass

import msgspec

from ingest.fields import fields_of, first
from ingest.wording import Wording, one_line, worded


@dataclass(frozen=True, slots=True)
class Entries:
    """The form's fields. `trap` is a field that no person sees: only a machine fills it in."""

    nonce: str
    wording: Wording
    contact: str
    trap: str

    @property
    def said(self) -> bytes:
        """What makes one post another than the post before it."""
        return msgspec.json.encode([self.wording.text, self.contact, bool(self.trap)])


def entries_of(body: bytes) -> Entries:
    """The fields of a posted form, those not there as empty. Raises Malformed (400) for far too many fields."""
    fields = fields_of(body)
    return Entries(
        nonce=one_line(first(fields, "nonce")),
        wording=worded(first(fields, "text")),
        contact=one_line(first(fields, "contact")),
        trap=first(fields, "homepage").strip(),
    )
