"""A mail as `golddust parse email` prints it."""

from datetime import UTC, datetime
from typing import Any

from golddust.events import Delivery
from golddust.wire import timestamp
from ingest.email.identity import fingerprint
from ingest.email.mime.addresses import Mailbox
from ingest.email.read import Mail, mail_of
from ingest.inbox import new_delivery

_WHENEVER = datetime(1970, 1, 1, tzinfo=UTC)


def parsed(file: str, mail: Delivery | bytes, language: str = "") -> dict[str, Any]:
    """The fields fixed in the command's contract, for a delivery or for bytes that no door took in; never raises.

    `text` is what the customer newly wrote. `date` is in UTC, null when there is none. `language` is given by the caller, since
    it is told by a processor.
    """
    raw, sender = (mail, None) if isinstance(mail, bytes) else (mail.original, mail.facts.get("envelope_sender"))
    read = mail_of(raw, sender)
    id_, external_id = _ids(mail, read)
    return {
        "file": file,
        "id": id_,
        "external_id": external_id,
        "from": _person(read.sender),
        "to": [_person(box) for box in read.to],
        "subject": read.subject,
        "message_id": read.thread.message_id,
        "in_reply_to": list(read.thread.in_reply_to),
        "references": list(read.thread.references),
        "date": timestamp(read.date) if read.date else None,
        "text": read.text,
        "full_text": read.full_text,
        "spans": [{"start": s.start, "end": s.end, "kind": s.kind} for s in read.spans],
        "quoted": read.text.strip() != read.full_text.strip(),
        "language": language,
        "attachments": [{"name": f.name, "type": f.type, "size": f.size} for f in read.attachments],
        "automatic": read.automatic,
        "authentication": "" if isinstance(mail, bytes) else mail.facts.get("authentication", ""),
        "problems": list(read.problems),
    }


def _ids(mail: Delivery | bytes, read: Mail) -> tuple[str, str]:
    """The ids a delivery has, or those that the mail would get at the address it is written to."""
    if not isinstance(mail, bytes):
        return mail.id, mail.external_id
    recipient = read.to[0].address.lower() if read.to else ""
    told = fingerprint(mail)
    external_id = told.external_id(recipient)
    at_the_door = new_delivery("email", recipient, external_id, told.said, mail, _WHENEVER, "", {})
    return at_the_door.id, external_id


def _person(box: Mailbox) -> dict[str, str]:
    return {"name": box.name, "address": box.address}
