"""From the form's fields to what the customer said."""

from golddust.errors import Malformed
from golddust.events import Delivery, Feedback
from ingest.form.entries import URLENCODED, Entries, entries_of
from ingest.labels import labels_told
from ingest.reach import address_of

UNREACHABLE = "what they left is no mail address, and no phone number with its country code"
NO_SUCH_PLACE = "the form's address named a place or labels that are not ours; they are left out"


def read(delivery: Delivery) -> Feedback:
    """The feedback. A post that only a machine makes is kept as automatic. Raises Malformed when nothing was said."""
    entries = entries_of(delivery.original, delivery.facts.get("content_type", URLENCODED))
    if not entries.wording.text and not entries.photos:
        raise Malformed("the form is empty")
    address = address_of(entries.contact)
    return Feedback(
        id=delivery.id,
        channel=delivery.channel,
        source=delivery.source,
        external_id=delivery.external_id,
        received_at=delivery.received_at,
        address=address,
        text=entries.wording.text,
        language=delivery.facts.get("language", ""),
        attachments=tuple(photo.attachment for photo in entries.photos),
        automatic=_automatic(entries),
        problems=(
            *entries.wording.problems,
            *((UNREACHABLE,) if address.kind == "handle" else ()),
            *((NO_SUCH_PLACE,) if delivery.facts.get("place") == "unknown" else ()),
        ),
        labels=labels_told(delivery.facts),
    )


def _automatic(entries: Entries) -> str | None:
    return "trap_field" if entries.trap else None
