"""From the form that Twilio posted to what the customer said."""

import re

from golddust.events import Address, AddressKind, Delivery, Feedback
from ingest.fields import fields_of, first
from ingest.sms.twilio.message import Message, message_of
from ingest.sms.words import Words, words_of
from ingest.wording import one_line, worded

WHATSAPP = "whatsapp:"
USUAL = words_of(("en",))
_NUMBER = re.compile(r"\+?[0-9]{3,15}")


def read(delivery: Delivery, words: Words = USUAL) -> Feedback:
    """The feedback that a text message is; one without words or pictures is one, too, with a problem noted.

    `words` are those that are instructions to us when they are the whole message.
    """
    fields = fields_of(delivery.original)
    message = message_of(fields)
    wording = worded(message.body)
    asked = words.instruction(message.body, message.opt_out_type, whatsapp=message.sender.startswith(WHATSAPP))
    return Feedback(
        id=delivery.id,
        channel="sms",
        source=delivery.source,
        external_id=delivery.external_id,
        received_at=delivery.received_at,
        address=_address(message),
        text=wording.text,
        attachments=message.media,
        command=asked.command if asked else None,
        command_word=asked.word if asked else "",
        carrier_acts=asked is not None and asked.by_carrier,
        service=one_line(first(fields, "MessagingServiceSid")),
        problems=(*wording.problems, *_problems(message, wording.text)),
    )


def _address(message: Message) -> Address:
    if not message.sender:
        return Address(kind="none", name=message.profile_name)
    return Address(kind=_kind(message.sender), value=message.sender, name=message.profile_name)


def _kind(sender: str) -> AddressKind:
    """A sender without digits (a brand, another app's user) is no phone: all such would count as one customer."""
    if sender.startswith(WHATSAPP):
        return "whatsapp"
    return "phone" if _NUMBER.fullmatch(sender) else "handle"


def _problems(message: Message, text: str) -> tuple[str, ...]:
    found = (
        ("a message without words or pictures", not text and not message.media),
        ("it came without its sender's number", not message.sender),
        (f"{len(message.media)} pictures came, not the {message.announced_media[:4]} announced", _miscounted(message)),
    )
    return tuple(words for words, is_so in found if is_so)


def _miscounted(message: Message) -> bool:
    return message.announced_media.isdigit() and message.announced_media != str(len(message.media))
