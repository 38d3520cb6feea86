"""From the form that Twilio posted to what the customer said."""

from golddust.events import Address, Delivery, Feedback
from ingest.fields import fields_of
from ingest.sms.message import Message, message_of
from ingest.wording import worded

WHATSAPP = "whatsapp:"


def read(delivery: Delivery) -> Feedback:
    """The feedback that a text message is; one without words or pictures is one, too, with a problem noted."""
    message = message_of(fields_of(delivery.original))
    wording = worded(message.body)
    return Feedback(
        id=delivery.id,
        channel="sms",
        source=delivery.source,
        external_id=delivery.external_id,
        received_at=delivery.received_at,
        address=_address(message),
        text=wording.text,
        attachments=message.media,
        command=message.command,
        problems=(*wording.problems, *_problems(message, wording.text)),
    )


def _address(message: Message) -> Address:
    if not message.sender:
        return Address(kind="none", name=message.profile_name)
    kind = "whatsapp" if message.sender.startswith(WHATSAPP) else "phone"
    return Address(kind=kind, value=message.sender, name=message.profile_name)  # type: ignore[arg-type] # one of the two


def _problems(message: Message, text: str) -> tuple[str, ...]:
    found = (
        ("a message without words or pictures", not text and not message.media),
        ("it came without its sender's number", not message.sender),
        (f"{len(message.media)} pictures came, not the {message.announced_media[:4]} announced", _miscounted(message)),
    )
    return tuple(words for words, is_so in found if is_so)


def _miscounted(message: Message) -> bool:
    return message.announced_media.isdigit() and message.announced_media != str(len(message.media))
