"""An incoming message as Twilio describes it.

Source: Twilio, "Twilio's request to your incoming message webhook URL" (parameters).
"""

from dataclasses import dataclass

import msgspec

from golddust.errors import Malformed
from golddust.events import Attachment
from ingest.fields import Fields, first
from ingest.wording import one_line

MOST_MEDIA = 10

_SIDS = ("MessageSid", "SmsMessageSid", "SmsSid")


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its SID, from and to as Twilio writes them (`whatsapp:` in front on WhatsApp), words and media."""

    sid: str
    sender: str
    recipient: str
    body: str
    media: tuple[Attachment, ...]
    announced_media: str
    profile_name: str
    opt_out_type: str

    @property
    def said(self) -> bytes:
        """What a retry of Twilio's does not change, and another message does."""
        return msgspec.json.encode([self.sender, self.recipient, self.body, [m.url for m in self.media]])


def message_of(fields: Fields) -> Message:
    """The message; unknown parameters are passed over. Raises Malformed when it is none, such as a call."""
    sid = next((one_line(first(fields, name)) for name in _SIDS if first(fields, name)), "")
    if not sid:
        raise Malformed("no MessageSid: this is no message")
    return Message(
        sid=sid,
        sender=one_line(first(fields, "From")),
        recipient=one_line(first(fields, "To")),
        body=first(fields, "Body"),
        media=_media(fields),
        announced_media=first(fields, "NumMedia").strip(),
        profile_name=one_line(first(fields, "ProfileName")),
        opt_out_type=first(fields, "OptOutType"),
    )


def _media(fields: Fields) -> tuple[Attachment, ...]:
    """Every medium whose address came, whatever NumMedia says."""
    numbers = [n for n in range(MOST_MEDIA) if f"MediaUrl{n}" in fields]
    found = ((one_line(first(fields, f"MediaUrl{n}")), one_line(first(fields, f"MediaContentType{n}"))) for n in numbers)
    return tuple(Attachment(name=url.rsplit("/", 1)[-1], type=kind, url=url) for url, kind in found if url)
