"""From the form's fields to what the customer said."""

from golddust.errors import Malformed
from golddust.events import Delivery, Feedback
from ingest.form.entries import Entries, entries_of
from ingest.reach import address_of

UNREACHABLE = "what they left is no mail address, and no phone number with its country code"


def read(delivery: Delivery) -> Feedback:
    """The feedback. A post that only a machine makes is kept as automatic. Raises Malformed when nothing was said."""
    entries = entries_of(delivery.original)
    if not entries.wording.text:
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
        automatic=_automatic(entries),
        problems=(*entries.wording.problems, *((UNREACHABLE,) if address.kind == "handle" else ())),
    )


def _automatic(entries: Entries) -> str | None:
    return "trap_field" if entries.trap else None
