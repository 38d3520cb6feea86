"""An incoming message as Twilio describes it.

Source: Twilio, "Twilio's request to your incoming message webhook URL" (parameters).
Parameters are added without notice, so those that we do not know are passed over; the original holds them.
"""

import re
from dataclasses import dataclass

import msgspec

from golddust.errors import Malformed
from golddust.events import Attachment
from golddust.identity import WHATSAPP
from ingest.fields import Fields, first
from ingest.sms.twilio.beside import Choice, Place, choice_of, place_of, referral_of
from ingest.wording import one_line

MOST_MEDIA = 10
SID_LENGTH = 34

_SIDS = ("MessageSid", "SmsMessageSid", "SmsSid")
_MEDIA_SID = re.compile(r"/(ME[0-9a-fA-F]{32})$")


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its SID, from and to as Twilio writes them (`whatsapp:` in front on WhatsApp), words and media.

    `account` and `service` are whose it is (a Messaging Service may be one that we know nothing of). `answers` is the SID of the
    message of ours that it was written as an answer to. `trouble`: an error code of Twilio's on this message.
    """

    sid: str
    account: str
    service: str
    sender: str
    recipient: str
    body: str
    media: tuple[Attachment, ...]
    announced_media: str
    profile_name: str
    opt_out_type: str
    choice: Choice
    place: Place | None
    referral: str
    answers: str
    country: str
    forwarded: bool
    trouble: str

    @property
    def said(self) -> bytes:
        """What neither a retry of Twilio's nor its message list changes, and another message does."""
        return msgspec.json.encode([self.sender, self.recipient, self.body, sorted(_name(m.url) for m in self.media)])

    @property
    def words(self) -> str:
        """What was written; where nothing was, what the button or the row says that was chosen."""
        return self.body if self.body.strip() else self.choice.words


def message_of(fields: Fields) -> Message:
    """The message; unknown parameters are passed over. Raises Malformed when it is none, such as a call."""
    sid = next((one_line(first(fields, name)) for name in _SIDS if first(fields, name)), "")
    if not sid:
        raise Malformed("no MessageSid: this is no message")
    return Message(
        sid=sid,
        account=one_line(first(fields, "AccountSid"))[:SID_LENGTH],
        service=one_line(first(fields, "MessagingServiceSid"))[:SID_LENGTH],
        sender=one_line(first(fields, "From")) or _sender_on_whatsapp(fields),
        recipient=one_line(first(fields, "To")),
        body=first(fields, "Body"),
        media=_media(fields),
        announced_media=first(fields, "NumMedia").strip(),
        profile_name=one_line(first(fields, "ProfileName")),
        opt_out_type=first(fields, "OptOutType"),
        choice=choice_of(fields),
        place=place_of(fields),
        referral=referral_of(fields),
        answers=one_line(first(fields, "OriginalRepliedMessageSid"))[:SID_LENGTH],
        country=first(fields, "FromCountry").strip(),
        forwarded="true" in (first(fields, "Forwarded").lower(), first(fields, "FrequentlyForwarded").lower()),
        trouble=first(fields, "ErrorCode").strip()[:8],
    )


def _sender_on_whatsapp(fields: Fields) -> str:
    number = first(fields, "WaId").strip()
    return f"{WHATSAPP}+{number}" if number.isascii() and number.isdigit() else ""


def _media(fields: Fields) -> tuple[Attachment, ...]:
    """Every medium whose address came, whatever NumMedia says."""
    numbers = [n for n in range(MOST_MEDIA) if f"MediaUrl{n}" in fields]
    found = ((one_line(first(fields, f"MediaUrl{n}")), one_line(first(fields, f"MediaContentType{n}"))) for n in numbers)
    return tuple(Attachment(name=url.rsplit("/", 1)[-1], type=kind, url=url) for url, kind in found if url)


def _name(url: str) -> str:
    """The medium's SID, because Twilio's list may order them otherwise and write other hosts; else the whole address."""
    named = _MEDIA_SID.search(url)
    return named[1] if named else url
