"""From the form that Twilio posted to what the customer said."""

import re
from collections.abc import Mapping

from msgspec.structs import replace

from golddust.events import Address, AddressKind, Attachment, Delivery, Feedback, Thread
from golddust.identity import WHATSAPP
from ingest.labels import labels_told
from ingest.sms.twilio.message import Message, message_of
from ingest.sms.twilio.posted import fields_in
from ingest.sms.words import USUAL, Instruction, Words
from ingest.wording import Wording, worded

UNVERIFIED = "unverified"
"""The fact, and what stands for authentication, of a message that nothing proves."""
LISTED = "listed"
"""The fact of a message that was read from the account's list, because its web hook never came."""
PIN = "\U0001f4cd"
_NUMBER = re.compile(r"\+?[0-9]{3,15}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_AT_TWILIO = "https://api.twilio.com/"


def read(delivery: Delivery, words: Words = USUAL) -> Feedback:
    """The feedback that a text message is; one without words or pictures is one, too, with a problem noted.

    `words` are instructions to us where they are the whole message, unless nothing proves whose they are.
    """
    message = message_of(fields_in(delivery.original, delivery.facts))
    wording, unverified = _wording(message), UNVERIFIED in delivery.facts
    asked = None if unverified else _asked(message, words)
    labels = {**_labels(message), **labels_told(delivery.facts)}
    return Feedback(
        id=delivery.id,
        channel="sms",
        source=delivery.source,
        external_id=delivery.external_id,
        received_at=delivery.received_at,
        address=_address(message),
        text=wording.text,
        full_text=_with_place(message, wording.text),
        language=labels.get("language", ""),
        attachments=tuple(map(_not_fetched, message.media)) if unverified else message.media,
        thread=Thread(in_reply_to=(message.answers,)) if message.answers else Thread(),
        command=asked.command if asked else None,
        command_word=asked.word if asked else "",
        carrier_acts=asked is not None and asked.by_carrier,
        service=message.service,
        authentication=UNVERIFIED if unverified else "",
        problems=(*wording.problems, *_problems(message, wording.text, delivery.facts)),
        suspect=unverified,
        labels=labels,
    )


def _asked(message: Message, words: Words) -> Instruction | None:
    whatsapp = message.sender.startswith(WHATSAPP)
    return words.instruction(message.words, message.opt_out_type, whatsapp=whatsapp)


def words_of(delivery: Delivery) -> str:
    """What was written, to the last blank."""
    return message_of(fields_in(delivery.original, delivery.facts)).words


def _wording(message: Message) -> Wording:
    """What was written, and the place in words; a point on the map stays out of the text, which goes to the streams."""
    place = f"{PIN} {message.place.words}".rstrip() if message.place else ""
    return worded(f"{message.words}\n{place}" if place else message.words)


def _with_place(message: Message, text: str) -> str:
    return f"{text} ({message.place.point})" if message.place else ""


def _labels(message: Message) -> dict[str, str]:
    told = {
        "country": message.country if _COUNTRY.fullmatch(message.country) else "",
        "choice": message.choice.name,
        "referral": message.referral,
    }
    return {name: value for name, value in told.items() if value}


def _not_fetched(medium: Attachment) -> Attachment:
    """Of an unproven message only what lies at Twilio: anybody could name an address that gets our account's password."""
    return medium if medium.url.startswith(_AT_TWILIO) else replace(medium, url="")


def _address(message: Message) -> Address:
    if not message.sender:
        return Address(kind="none", name=message.profile_name)
    return Address(kind=_kind(message.sender), value=message.sender, name=message.profile_name)


def _kind(sender: str) -> AddressKind:
    """A sender without digits (a brand, another app's user) is no phone: all such would count as one customer."""
    if sender.startswith(WHATSAPP):
        return "whatsapp"
    return "phone" if _NUMBER.fullmatch(sender) else "handle"


def _problems(message: Message, text: str, facts: Mapping[str, str]) -> tuple[str, ...]:
    found = (
        ("a message without words or pictures", not text and not message.media),
        ("it came without its sender's number", not message.sender),
        (f"{len(message.media)} pictures came, not the {message.announced_media[:4]} announced", _miscounted(message)),
        ("it was forwarded to us, so somebody else may have written it", message.forwarded),
        (f"Twilio notes error {message.trouble} on it", message.trouble.isdigit() and message.trouble != "0"),
        ("its signature did not match: nothing proves that it came from Twilio, or from this number", UNVERIFIED in facts),
        ("its web hook never came; read from Twilio's list, which leaves out names, buttons and places", LISTED in facts),
    )
    return tuple(words for words, is_so in found if is_so)


def _miscounted(message: Message) -> bool:
    return message.announced_media.isdigit() and message.announced_media != str(len(message.media))
