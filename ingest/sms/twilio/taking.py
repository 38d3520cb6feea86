"""The delivery of a message: the same for its web hook, Twilio's retry, the fallback address, and Twilio's list of messages."""

from collections.abc import Mapping
from datetime import datetime

from golddust.events import Delivery
from ingest.inbox import new_delivery
from ingest.sms.twilio.message import Message


def delivery_of(message: Message, original: bytes, received_at: datetime, facts: Mapping[str, str]) -> Delivery:
    """The delivery, whose id is made of the number reached, the SID and what was said, whichever way it came."""
    return new_delivery(
        channel="sms",
        source=message.recipient,
        external_id=message.sid,
        said=message.said,
        original=original,
        received_at=received_at,
        sender=message.sender,
        facts=facts,
    )
